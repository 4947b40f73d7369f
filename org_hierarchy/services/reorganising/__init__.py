"""Reorganisations as acts: drafted, previewed, decided, applied on their day, withdrawn before it."""

from org_hierarchy.services.reorganising.acts import (
    add_change,
    decide_reorganisation,
    draft_reorganisation,
    drop_change,
    drop_reorganisation,
    edit_reorganisation,
    set_changes,
    withdraw_reorganisation,
)
from org_hierarchy.services.reorganising.changes import (
    Abolish,
    ChangeRow,
    Create,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    codes_of,
    head_stamp,
    stamp_of,
)
from org_hierarchy.services.reorganising.plan import rows_of
from org_hierarchy.services.reorganising.preview import Preview, preview
from org_hierarchy.services.reorganising.settling import settle_units
from org_hierarchy.services.reorganising.withdrawing import Withdrawal, withdrawal

__all__ = [
    "Abolish",
    "ChangeRow",
    "Create",
    "Merge",
    "Move",
    "Preview",
    "Rename",
    "Share",
    "Split",
    "Withdrawal",
    "add_change",
    "codes_of",
    "decide_reorganisation",
    "draft_reorganisation",
    "drop_change",
    "drop_reorganisation",
    "edit_reorganisation",
    "head_stamp",
    "preview",
    "rows_of",
    "set_changes",
    "settle_units",
    "stamp_of",
    "withdraw_reorganisation",
    "withdrawal",
]
