"""Words and numbers as the papers of a campaign write them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from campaigns.models import CampaignTask
from directives.models import Directive
from records.text import nfc


def citation(directive: Directive) -> str:
    """How a document is cited in full: "Công văn số 776/UBND-KGVX ngày 18/3/2021 của …" (NĐ 30/2020, Phụ lục I, II.6)."""
    dated = f" ngày {written(directive.issued_date)}" if directive.issued_date else ""
    return f"{directive.get_kind_display()} số {directive.designation}{dated} của {directive.issuer.name}"


def deadline_words(task: CampaignTask) -> str:
    """The deadline as the text gives it, else as a date; blank without one."""
    return task.deadline_text or (written(task.due_date) if task.due_date else "")


def written(day: date) -> str:
    """Days under 10 and months 1 and 2 padded, others not (NĐ 30/2020, Phụ lục I, II.4)."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day.month < 3 else f"{day.day:02d}/{day.month}/{day.year}"


def written_day(iso: str) -> str:
    """The same for a day of a snapshot."""
    return written(date.fromisoformat(iso))


def percent(value: Decimal | None) -> str:
    """One decimal at most; only what is whole shows as 100%, only nothing as 0%; unknown is a dash."""
    if value is None:
        return "–"
    shown = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown == 100 and value < 100:
        shown = Decimal("99.9")
    if shown == 0 and value > 0:
        shown = Decimal("0.1")
    return f"{shown:f}".removesuffix(".0").replace(".", ",") + "%"


def whole(text: str) -> str:
    """The words of a task as a cell says them."""
    return nfc(text).rstrip(" ,;.")


def shortened(text: str, length: int = 120) -> str:
    """The words that fit into a cell or a title; what is left out ends with whole words and a mark."""
    clean = whole(text)
    if len(clean) <= length:
        return clean
    whole_words, _, _ = clean[:length].rpartition(" ")
    return (whole_words or clean[: length - 1]).rstrip(" ,;.(") + "…"
