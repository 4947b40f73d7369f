"""What a document that came says of itself: as a clerk types it, as it was read, as a directive of the system has it."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst

from directives.models import Directive, IncomingDocument
from directives.reading.model import Field, Reading
from org_hierarchy.models import OrgUnit
from records.text import fold, nfc

AGENCY, TYPE_NAME, NUMBER, SYMBOL, SUBJECT = 200, 60, 20, 60, 500
"""As long as their columns."""


_KINDS = (
    "ủy ban nhân dân", "hội đồng nhân dân", "bảo hiểm xã hội", "văn phòng", "thanh tra", "công an", "tổng cục", "chi cục", "kho bạc",
    "liên đoàn", "bưu điện", "trung tâm", "trường", "bệnh viện", "công ty", "bộ", "sở", "ban", "cục", "viện", "phòng", "hội", "đảng ủy",
)  # fmt: skip
"""Kinds of agencies as their names begin, a longer before a shorter."""
_AREA = re.compile(r"(?:^|(?<=\s))(tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)\s+(.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The head of a document that came; what is not known is blank."""

    agency: str = ""
    type_name: str = ""
    number: str = ""
    symbol: str = ""
    issued_date: date | None = None
    subject: str = ""
    urgency: str = Directive.Urgency.NORMAL
    channel: str = IncomingDocument.Channel.PAPER


def facts_of(incoming: IncomingDocument) -> Facts:
    """What is kept of it."""
    return Facts(**{name: getattr(incoming, name) for name in Facts.__dataclass_fields__})


def read_facts(reading: Reading, *, issuer: OrgUnit | None, urgency: str, channel: str) -> Facts:
    """What was read of its head; the agency under the name that the system knows, when it knows it (`drafting.find_issuer`)."""
    head = reading.head
    written = _cut(head.issuer, AGENCY)
    return Facts(
        agency=issuer.name[:AGENCY] if issuer else in_sentence_case(written) if written.isupper() else written,
        type_name=_type_name(head.type),
        number=_cut(head.number, NUMBER),
        symbol=_cut(head.symbol, SYMBOL),
        issued_date=head.date,
        subject=_cut(head.subject, SUBJECT),
        urgency=urgency,
        channel=channel,
    )


def facts_of_directive(directive: Directive) -> Facts:
    """The head of a directive of the system, as its recipients register it."""
    return Facts(
        agency=directive.issuer.name,
        type_name=directive.get_kind_display(),
        number=f"{directive.number:02d}" if directive.number else "",
        symbol=directive.symbol,
        issued_date=directive.issued_date,
        subject=directive.subject,
        urgency=directive.urgency,
        channel=IncomingDocument.Channel.SYSTEM,
    )


def in_sentence_case(name: str) -> str:
    """The name of an agency printed in capitals as running text has it: "ỦY BAN NHÂN DÂN TỈNH BẮC NINH" → "Ủy ban nhân dân tỉnh Bắc Ninh".

    The kind of agency and its field begin with a capital, an area is in small letters and its own name in capitals (NĐ 30/2020, Phụ lục
    II). What else is a name nobody can tell; the clerk looks at it.
    """
    words = nfc(name).lower()
    kind = next((kind for kind in _KINDS if words.startswith(f"{kind} ")), "")
    rest = words[len(kind) :].strip()
    if (found := _AREA.search(rest)) is not None:
        before, area, own = rest[: found.start()].strip(), found[1], found[2]
        rest = " ".join(filter(None, [capfirst(before), area, own.title()]))
    else:
        rest = capfirst(rest)
    plain = f"{capfirst(kind)} {rest}".strip()
    return re.sub(r"\b(?:ubnd|hđnd|bhxh|mttq)\b", lambda short: short[0].upper(), plain, flags=re.IGNORECASE).replace(
        "Việt nam", "Việt Nam"
    )


def identity_of(facts: Facts) -> str:
    """Number, symbol and agency in one form, by which the same document is known again; blank without a number or symbol."""
    if not (facts.number or facts.symbol):
        return ""
    number, symbol = (re.sub(r"\s", "", nfc(part)).casefold() for part in (facts.number, facts.symbol))
    return f"{number.lstrip('0') or number}/{symbol}|{_plain_agency(facts.agency)}"[:300]


def _plain_agency(name: str) -> str:
    """ "UBND TP. Hà Nội" and "Ủy ban nhân dân thành phố Hà Nội" are one."""
    words = f" {fold(name)} "
    for short, whole in (
        (" ubnd ", " uy ban nhan dan "),
        (" bhxh ", " bao hiem xa hoi "),
        (" tp. ", " thanh pho "),
        (" tp ", " thanh pho "),
    ):
        words = words.replace(short, whole)
    return " ".join(words.split())


def _type_name(read: Field | None) -> str:
    """As lists have it: "Quyết định"; a document without one is a công văn."""
    if read is None:
        return Directive.Kind.CV.label
    wanted = fold(read.value)
    known = next((kind.label for kind in Directive.Kind if wanted in {fold(kind.label), kind.value.casefold()}), "")
    return known or capfirst(nfc(read.value).lower())[:TYPE_NAME]


def _cut(read: Field | None, length: int) -> str:
    return nfc(read.value)[:length] if read else ""
