"""A draft as JSON and back: what a version keeps. Under BESIDE stands what went with the text without being text.

The file that it was read from and its notes stay with the directive, and so does who has compared a task with it: neither is text.
"""

import datetime
from dataclasses import asdict, replace
from typing import Any

from directives.drafting import BasisDraft, Draft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft

_OF_THE_SOURCE = {"source_id", "source_text", "source_notes", "evidence"}
BESIDE = "beside"
_NO_WORDS = {"is_checked", "evidence"}


def packed(content: Draft) -> dict[str, Any]:
    """The draft as JSON."""
    bare = replace(content, source_text="", source_notes=(), evidence={}, duties=tuple(replace(d, evidence={}) for d in content.duties))
    values = asdict(bare)
    values["duties"] = [{name: value for name, value in duty.items() if name not in _NO_WORDS} for duty in values["duties"]]
    values = {name: value for name, value in values.items() if name not in _OF_THE_SOURCE}
    as_json: dict[str, Any] = _plain(values)
    return as_json


def unpacked(stored: dict[str, Any]) -> Draft:
    """The draft that was packed, without its source; no task of it is checked."""
    values = {name: value for name, value in stored.items() if name not in {"is_proposal", BESIDE}}
    return Draft(
        **values
        | {
            "issued_date": _day(stored["issued_date"]),
            "addressees": tuple(stored["addressees"]),
            "provisions": tuple(ProvisionDraft(**one) for one in stored["provisions"]),
            "duties": tuple(_duty(one) for one in stored["duties"]),
            "bases": tuple(BasisDraft(**one | {"date": _day(one["date"])}) for one in stored["bases"]),
            "recipients": tuple(RecipientDraft(**one) for one in stored["recipients"]),
        }
    )


def _duty(stored: dict[str, Any]) -> DutyDraft:
    return DutyDraft(
        **stored
        | {
            "span": tuple(stored["span"]) if stored["span"] else None,
            "deadline": _day(stored["deadline"]),
            "start_date": _day(stored["start_date"]),
            "parties": tuple(PartyDraft(**one) for one in stored["parties"]),
            "read_from": tuple(stored["read_from"]),
        }
    )


def _plain(value: Any) -> Any:
    """Lists for tuples, words for days, as JSON gives them back; without what no text column of PostgreSQL holds."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value).replace("\x00", " ").encode(errors="replace").decode()
    return value


def _day(stored: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(stored) if stored else None
