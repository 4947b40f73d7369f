"""Work that follows a unit that has ended to the one that continues it; what is closed stays where it was done (domain rule 3).

Found by asking which units of open work are past their last day, so that nothing depends on anybody's remembering: a second run finds what
the first has left. Whom a unit is continued by is never guessed: where several continue it, or nobody does, the issuer is asked.
"""

from campaigns.services.succession.assignments import Moves, apply_moves, documents_of, give_heir_again, plan_moves
from campaigns.services.succession.finding import (
    Stranded,
    check_heir,
    heirs_of,
    open_work,
    register_counts,
    stranded,
    units_at_work,
    units_leading,
)
from campaigns.services.succession.leading import Led, move_lead

__all__ = [
    "Led",
    "Moves",
    "Stranded",
    "apply_moves",
    "check_heir",
    "documents_of",
    "give_heir_again",
    "heirs_of",
    "move_lead",
    "open_work",
    "plan_moves",
    "register_counts",
    "stranded",
    "units_at_work",
    "units_leading",
]
