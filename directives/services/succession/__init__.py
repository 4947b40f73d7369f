"""What a unit that has ended left open of directives goes on with its heir: copies, texts, questions, documents that came, files of
matters, skeletons."""

from directives.services.succession.arrived import Arrivals, goes_on_elsewhere, move_arrivals, move_partners, plan_arrivals
from directives.services.succession.copies import give_copies, move_copies
from directives.services.succession.finding import register_counts, units_ended
from directives.services.succession.kept import move_case_files, move_templates
from directives.services.succession.opinions import move_opinions
from directives.services.succession.texts import let_carry, move_drafts, move_numbered, signed_by_ended, take_back_for_heir

__all__ = [
    "Arrivals",
    "give_copies",
    "goes_on_elsewhere",
    "let_carry",
    "move_arrivals",
    "move_case_files",
    "move_copies",
    "move_drafts",
    "move_numbered",
    "move_opinions",
    "move_partners",
    "move_templates",
    "plan_arrivals",
    "register_counts",
    "signed_by_ended",
    "take_back_for_heir",
    "units_ended",
]
