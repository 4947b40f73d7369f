"""Who is told what, when, by which way, and the proof of it."""

from workflows.notices.making import channels, close_notices, remind, tell
from workflows.notices.sending import KIND, due, make_digests, order_sending, send_due

__all__ = ["KIND", "channels", "close_notices", "due", "make_digests", "order_sending", "remind", "send_due", "tell"]
