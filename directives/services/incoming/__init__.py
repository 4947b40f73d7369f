"""What happens to a document that came to a unit, from its receipt to its conclusion (NĐ 30/2020, Điều 20–24).

How it comes in stands in `arriving`, how it is presented, directed, given out and dealt with in `directing`.
"""

from directives.services.incoming.arriving import (
    correct_incoming,
    keep_reading,
    receive_incoming,
    refuse_secret_incoming,
    register_incoming,
    send_back_incoming,
    take_in,
    withdraw_incoming,
)
from directives.services.incoming.directing import (
    MOST_PARTNERS,
    assign_incoming,
    close_incoming,
    direct_incoming,
    file_incoming,
    hand_back_incoming,
    implement_incoming,
    present_incoming,
    propose_on_incoming,
    settle_incoming,
    settle_open,
)

__all__ = [
    "MOST_PARTNERS",
    "assign_incoming",
    "close_incoming",
    "correct_incoming",
    "direct_incoming",
    "file_incoming",
    "hand_back_incoming",
    "implement_incoming",
    "keep_reading",
    "present_incoming",
    "propose_on_incoming",
    "receive_incoming",
    "refuse_secret_incoming",
    "register_incoming",
    "send_back_incoming",
    "settle_incoming",
    "settle_open",
    "take_in",
    "withdraw_incoming",
]
