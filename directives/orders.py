"""Which of a text's duties ask for work that units carry out and report on."""

import re
from collections.abc import Iterable

from directives.models import Duty, DutyParty
from records.text import nfc

_ASKS_REPORT = re.compile(r"\bbáo cáo\b", re.IGNORECASE)
_ASKS_REPORT_IF = re.compile(r"\bnếu\b[^.;]*\bbáo cáo\b", re.IGNORECASE)


def asks_work(duty: Duty, parties: Iterable[DutyParty]) -> bool:
    """Whether it becomes a task (domain rule 6): it is one, or it is a general order that asks for a report and names who owes it, whether
    anybody knows that unit yet or not."""
    if duty.kind == Duty.Kind.TASK:
        return True
    if duty.kind != Duty.Kind.GENERAL or not _asks_report(duty.text):
        return False
    return any(party.part == DutyParty.Part.RESPONSIBLE for party in parties)


def _asks_report(text: str) -> bool:
    """Whether a general order asks for a report from everybody, not only from who meets with a difficulty ("nếu vướng mắc, báo cáo")."""
    plain = nfc(text)
    return bool(_ASKS_REPORT.search(plain)) and not _ASKS_REPORT_IF.search(plain)
