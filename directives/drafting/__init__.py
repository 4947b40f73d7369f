"""A directive before it is a row: plain facts that a clerk can look at, correct and confirm.

The facts themselves stand in `facts`; `proposing` makes them of what was read; `parts` says which units draft for which office. A name is a
unit or a group only when that is sure; the rest is kept as written and handed back with its candidates for a person to decide.
"""

from directives.drafting.facts import (
    APPENDIX_TITLE,
    ARCHIVE,
    BASIS_ISSUER,
    BASIS_KIND,
    BASIS_NUMBER,
    DEADLINE_TEXT,
    DRAFTER_MARK,
    HIGHEST_NUMBER,
    LABEL,
    NOTE,
    PHRASE,
    PLACE,
    SECTION,
    SUBJECT,
    SYMBOL,
    BasisDraft,
    Draft,
    DutyDraft,
    Evidence,
    PartyDraft,
    ProvisionDraft,
    RecipientDraft,
    SourceNote,
    default_symbol,
)
from directives.drafting.proposing import Unresolved, are_bases, draft_from_reading, find_issuer

__all__ = [
    "APPENDIX_TITLE",
    "ARCHIVE",
    "BASIS_ISSUER",
    "BASIS_KIND",
    "BASIS_NUMBER",
    "DEADLINE_TEXT",
    "DRAFTER_MARK",
    "HIGHEST_NUMBER",
    "LABEL",
    "NOTE",
    "PHRASE",
    "PLACE",
    "SECTION",
    "SUBJECT",
    "SYMBOL",
    "BasisDraft",
    "Draft",
    "DutyDraft",
    "Evidence",
    "PartyDraft",
    "ProvisionDraft",
    "RecipientDraft",
    "SourceNote",
    "Unresolved",
    "are_bases",
    "default_symbol",
    "draft_from_reading",
    "find_issuer",
]
