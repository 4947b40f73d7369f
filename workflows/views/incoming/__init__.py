"""The pages of documents that came to a unit: their list, each one's own page, how they come in, and the acts on them."""

from workflows.views.incoming.acting import (
    assign,
    close,
    direct,
    file,
    hand_back,
    implement,
    present,
    propose,
    send_back,
    take_back,
)
from workflows.views.incoming.entering import correct, new_incoming, register
from workflows.views.incoming.lists import incoming_list
from workflows.views.incoming.page import incoming, note

__all__ = [
    "assign",
    "close",
    "correct",
    "direct",
    "file",
    "hand_back",
    "implement",
    "incoming",
    "incoming_list",
    "new_incoming",
    "note",
    "present",
    "propose",
    "register",
    "send_back",
    "take_back",
]
