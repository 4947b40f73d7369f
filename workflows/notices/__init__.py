"""Who is told what, when, by which way, and the proof of it."""

from workflows.notices.asking import remind
from workflows.notices.closing import close_notices, close_together
from workflows.notices.ordering import channels
from workflows.notices.sending import KIND, due, make_digests, order_sending, send_due
from workflows.notices.telling import tell

__all__ = ["KIND", "channels", "close_notices", "close_together", "due", "make_digests", "order_sending", "remind", "send_due", "tell"]
