"""What a draft holds, checked and kept as rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from directives import drafting
from directives.drafting import Draft
from directives.files.secrecy import carries_stamp
from directives.models import Basis, Directive, Duty, DutyParty, Provision, RecipientLine
from directives.queries import OUT
from directives.services.errors import DirectiveError
from org_hierarchy.calendar.dates import YEARS
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.names import Group
from records.text import fold, nfc


def values_of(content: Draft) -> dict[str, Any]:
    """The columns of the directive itself. Raises DirectiveError for what cannot be kept."""
    text = content.source_text.replace("\x00", " ").encode(errors="replace").decode()  # as long as before: spans point into it
    everything = [text, content.subject, *content.addressees, *(p.text for p in content.provisions), *(d.text for d in content.duties)]
    if any(carries_stamp(part) for part in everything):
        raise DirectiveError(
            "secret",
            "Văn bản có dấu chỉ độ mật. Hệ thống này không tiếp nhận văn bản mật; hãy xử lý theo quy định về bảo vệ bí mật nhà nước.",
        )
    if content.number is not None and not 1 <= content.number <= drafting.HIGHEST_NUMBER:
        raise DirectiveError("bad_value", f"Số văn bản phải từ 1 đến {drafting.HIGHEST_NUMBER}. Hãy sửa lại hoặc để trống.")
    _known_units(content)
    _one_of("Loại văn bản", content.kind, Directive.Kind.values)
    _one_of("Độ khẩn", content.urgency, Directive.Urgency.values)
    _one_of("Phạm vi lưu hành", content.circulation, Directive.Circulation.values)
    subject = within("Trích yếu", one_line(content.subject), drafting.SUBJECT)
    symbol = within("Ký hiệu", one_line(content.symbol).replace(" ", ""), drafting.SYMBOL)
    designation = f"{content.number:02d}/{symbol}" if content.number else symbol
    return {
        "kind": content.kind,
        "drafting_unit_id": content.drafting_unit_id,
        "urgency": content.urgency,
        "circulation": content.circulation,
        "number": content.number,
        "symbol": symbol,
        "issued_date": _day("Ngày ban hành", content.issued_date),
        "place": within("Địa danh", one_line(content.place), drafting.PLACE),
        "subject": subject,
        "folded_subject": folded(designation, subject),
        "addressees": [line for text in content.addressees if (line := within("Kính gửi", one_line(text), drafting.PHRASE))],
        "archive": within("Lưu", one_line(content.archive), drafting.ARCHIVE),
        "monitor_id": content.monitor_id,
        "monitor_reviews": content.monitor_reviews and content.monitor_id is not None,
        "source_id": content.source_id,
        "source_text": text,
        "source_notes": [{"message": one_line(note.message), "start": note.start, "end": note.end} for note in content.source_notes],
    }


def _known_units(content: Draft) -> None:
    """Every unit that the draft names by id exists. One query."""
    parties = [party.unit_id for duty in content.duties for party in duty.parties]
    named = {unit_id for unit_id in (content.drafting_unit_id, content.monitor_id, *parties) if unit_id is not None}
    if OrgUnit.objects.filter(pk__in=named).count() != len(named):
        raise DirectiveError("bad_value", "Có đơn vị được chọn không tồn tại trong danh mục. Hãy chọn lại đơn vị.")


Checks = Mapping[tuple[Any, ...], tuple[int, datetime]]
"""Who compared a task with the text, and when, by all that the task says."""


def checks_of(directive: Directive) -> Checks:
    """The tasks that were checked, before they are written anew. Two queries at most."""
    checked = directive.duties.filter(checked_by__isnull=False).prefetch_related("parties")
    return {
        _words(duty, sorted(duty.parties.all(), key=lambda party: party.position)): (duty.checked_by_id, duty.checked_at)
        for duty in checked
        if duty.checked_by_id is not None and duty.checked_at is not None
    }


def _words(duty: Duty, parties: Sequence[DutyParty]) -> tuple[Any, ...]:
    """All that a task says, where in the text it stands left out."""
    facts = (duty.section, duty.kind, duty.role, duty.text, duty.deadline_text, duty.deadline, duty.strictly_before)
    terms = (duty.start_date, duty.period, duty.target_percent)
    return (*facts, *terms, *((str(p.part), p.phrase, p.unit_id, repr(p.group)) for p in parties))


def write_parts(directive: Directive, content: Draft, *, by: Person, at: datetime, checks: Checks) -> None:
    """Provisions, duties with their parties, bases and lines of Nơi nhận, a fixed number of INSERTs.

    A task that is marked as checked is checked by `by` now, unless `checks` knows who did it with these very words.
    """
    provisions = Provision.objects.bulk_create(
        Provision(
            directive=directive,
            position=position,
            kind=_one_of("Kiểu đoạn", p.kind, Provision.Kind.values),
            label=within("Số thứ tự", one_line(p.label), drafting.LABEL),
            text=lines(p.text),
        )
        for position, p in enumerate(content.provisions)
    )
    nested = []
    for position, p in enumerate(content.provisions):
        if p.parent_position is not None:
            if not 0 <= p.parent_position < position:
                raise DirectiveError("bad_value", f"Đoạn thứ {position + 1} phải nằm dưới một đoạn đứng trước nó. Hãy sửa lại bố cục.")
            provisions[position].parent = provisions[p.parent_position]
            nested.append(provisions[position])
    Provision.objects.bulk_update(nested, ["parent"], batch_size=200)
    duties = [_duty(directive, position, duty, provisions) for position, duty in enumerate(content.duties)]
    parties = [
        [_party(row, position, party) for position, party in enumerate(d.parties)] for row, d in zip(duties, content.duties, strict=True)
    ]
    for row, of_row, duty in zip(duties, parties, content.duties, strict=True):
        if duty.is_checked:
            row.checked_by_id, row.checked_at = checks.get(_words(row, of_row), (by.pk, at))
    Duty.objects.bulk_create(duties)
    DutyParty.objects.bulk_create(party for of_row in parties for party in of_row)
    _write_bases(directive, content.bases)
    RecipientLine.objects.bulk_create(
        RecipientLine(
            directive=directive,
            position=position,
            name=within("Nơi nhận", one_line(line.name), drafting.PHRASE),
            note=within("Ghi chú nơi nhận", one_line(line.note), drafting.NOTE),
        )
        for position, line in enumerate(content.recipients)
    )


def _duty(directive: Directive, position: int, duty: drafting.DutyDraft, provisions: Sequence[Provision]) -> Duty:
    text = lines(duty.text)
    if not text:
        raise DirectiveError("bad_value", f"Nhiệm vụ thứ {position + 1} chưa có nội dung. Hãy ghi nội dung hoặc bỏ nhiệm vụ đó.")
    if duty.target_percent is not None and not 0 <= duty.target_percent <= 1000:
        raise DirectiveError("bad_value", f"Chỉ tiêu của nhiệm vụ thứ {position + 1} phải từ 0 đến 1000%. Hãy sửa lại.")
    at = duty.provision_position
    return Duty(
        directive=directive,
        position=position,
        provision=provisions[at] if at is not None and 0 <= at < len(provisions) else None,
        section=within("Mục", one_line(duty.section), drafting.SECTION),
        kind=_one_of("Loại nhiệm vụ", duty.kind, Duty.Kind.values),
        role=_one_of("Vai trò", duty.role, Duty.Role.values),
        text=text,
        span_start=duty.span[0] if duty.span else None,
        span_end=duty.span[1] if duty.span else None,
        deadline_text=within("Hạn như văn bản ghi", one_line(duty.deadline_text), drafting.DEADLINE_TEXT),
        deadline=_day("Thời hạn", duty.deadline),
        strictly_before=duty.strictly_before,
        start_date=_day("Ngày bắt đầu", duty.start_date),
        period=_one_of("Định kỳ", duty.period, Duty.Period.values),
        target_percent=duty.target_percent,
        read_from=sorted({number for number in duty.read_from if number >= 0}),
    )


def _party(duty: Duty, position: int, party: drafting.PartyDraft) -> DutyParty:
    return DutyParty(
        duty=duty,
        part=_one_of("Vai trò", party.part, DutyParty.Part.values),
        position=position,
        phrase=within("Tên đơn vị", one_line(party.phrase), drafting.PHRASE),
        unit_id=party.unit_id,
        group=_group(party.group) if party.unit_id is None else None,
    )


def _group(stored: dict[str, Any] | None) -> dict[str, Any] | None:
    """A group as it will be read again on the day of issue."""
    try:
        return None if stored is None else Group.from_json(stored).as_json()
    except (KeyError, TypeError, AttributeError) as error:
        raise DirectiveError("bad_value", "Nhóm đơn vị được chọn không dùng được. Hãy chọn lại đơn vị thực hiện.") from error


def _write_bases(directive: Directive, bases: Sequence[drafting.BasisDraft]) -> None:
    """Keep what the text cites, linked where exactly one issued directive of the system bears that number, symbol and date."""
    cited = [_citation(basis.number) for basis in bases]
    wanted = Q(pk__in=[])
    for number, symbol in filter(None, cited):
        wanted |= Q(number=number, symbol__iexact=symbol)
    known = Directive.objects.filter(wanted, status__in=OUT).exclude(pk=directive.pk)
    found = list(known.only("number", "symbol", "issued_date"))
    rows = []
    for position, (basis, key) in enumerate(zip(bases, cited, strict=True)):
        same = [
            d
            for d in found
            if key and (d.number, d.symbol.casefold()) == (key[0], key[1].casefold()) and basis.date in {None, d.issued_date}
        ]
        rows.append(
            Basis(
                directive=directive,
                position=position,
                kind=within("Loại căn cứ", one_line(basis.kind), drafting.BASIS_KIND),
                number=within("Số căn cứ", one_line(basis.number), drafting.BASIS_NUMBER),
                date=basis.date,
                issuer=within("Cơ quan ban hành căn cứ", one_line(basis.issuer), drafting.BASIS_ISSUER),
                cited=same[0] if len(same) == 1 else None,
            )
        )
    Basis.objects.bulk_create(rows)


def _citation(number: str) -> tuple[int, str] | None:
    """ "776/UBND-KGVX" → (776, "UBND-KGVX"); None for another shape."""
    digits, _, symbol = one_line(number).replace(" ", "").partition("/")
    return (int(digits), symbol) if digits.isdecimal() and len(digits) <= 5 and symbol else None


def folded(designation: str, subject: str) -> str:
    return fold(f"{designation} {subject}")[:700]


def one_line(text: str) -> str:
    """One line that a person can read: NFC, without control and invisible characters."""
    return nfc("".join(c if c.isprintable() else " " if c.isspace() else "" for c in text))


def lines(text: str) -> str:
    """The same, with its line breaks kept."""
    return "\n".join(line for part in text.splitlines() if (line := one_line(part)))


def within(field: str, text: str, length: int) -> str:
    if len(text) > length:
        raise DirectiveError("too_long", f"{field} dài {len(text)} ký tự, chỉ được {length}. Hãy rút gọn.")
    return text


def _day(field: str, day: date | None) -> date | None:
    """A day of the years that reading takes too; before the first day of the calendar there is no day to count back to."""
    if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
        raise DirectiveError("bad_value", f"{field} {day:%d/%m}/{day.year} không dùng được. Hãy ghi năm từ {YEARS[0]} đến {YEARS[1]}.")
    return day


def _one_of(field: str, value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise DirectiveError("bad_value", f"{field}: giá trị “{value}” không dùng được. Hãy chọn lại trong danh sách.")
    return value
