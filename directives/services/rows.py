"""What a draft holds, checked and kept as rows."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from directives import drafting, grids
from directives.drafting import Draft
from directives.editing import EditingError
from directives.files.secrecy import carries_stamp
from directives.models import Basis, Directive, Duty, DutyParty, Provision, RecipientLine
from directives.queries import OUT
from directives.services.errors import DirectiveError
from org_hierarchy.calendar.dates import YEARS
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.names import Group
from records.text import fold, grouped, nfc


def values_of(content: Draft) -> dict[str, Any]:
    """The columns of the directive itself. Raises DirectiveError for what cannot be kept."""
    text = content.source_text.replace("\x00", " ").encode(errors="replace").decode()  # as long as before: spans point into it
    everything = [
        text,
        content.subject,
        content.archive,
        content.drafter_mark,
        *content.addressees,
        *(duty.text for duty in content.duties),
    ]
    everything += [one.text for one in content.provisions]
    everything += [f"{one.label} {one.text}" for one in content.provisions if one.label]
    everything += [words for line in content.recipients for words in (line.name, line.note)]
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
        "drafter_mark": within("Ký hiệu người soạn", one_line(content.drafter_mark).upper(), drafting.DRAFTER_MARK),
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


def write_parts(directive: Directive, content: Draft, *, by: Person, at: datetime) -> None:
    """Provisions, duties with their parties, bases and lines of Nơi nhận. What stands there already in the same words is left alone, so
    that a page which saves itself writes what was typed since and no more. A fixed number of statements.

    A task that is marked as checked is checked by `by` now, unless somebody did it before with these very words.
    """
    provisions = _write_provisions(directive, content.provisions)
    _write_duties(directive, content.duties, provisions, by=by, at=at)
    _write_bases(directive, content.bases)
    _write_recipients(directive, content.recipients)


def _write_provisions(directive: Directive, drafts: Sequence[drafting.ProvisionDraft]) -> list[Provision]:
    """The paragraphs as rows. A few that changed are written in place; more, or another number of them, anew from the first change on:
    a paragraph is deleted with those nested in it, and these all stand behind it."""
    present = list(directive.provisions.order_by("position"))
    place = {row.pk: number for number, row in enumerate(present)}
    tables = {row.text for row in present if row.kind == Provision.Kind.TABLE}
    wanted = [_provision(directive, position, draft, tables) for position, draft in enumerate(drafts)]
    if sum(len(row.text) for row in wanted if row.kind == Provision.Kind.TABLE) > _MOST_OF_TABLES:
        reason = f"Các bảng của văn bản có quá {grouped(_MOST_OF_TABLES)} ký tự. Hãy kèm tệp bảng tính thay cho bảng."
        raise DirectiveError("too_long", reason)
    parents = [_parent_of(position, draft) for position, draft in enumerate(drafts)]
    changed = [
        position
        for position, (row, new) in enumerate(zip(present, wanted, strict=False))
        if _paragraph(row) != _paragraph(new) or (place[row.parent_id] if row.parent_id else None) != parents[position]
    ]
    if len(present) == len(wanted) and len(changed) <= _FEW:
        for position in changed:
            row, parent = present[position], parents[position]
            row.kind, row.label, row.text = wanted[position].kind, wanted[position].label, wanted[position].text
            row.parent = present[parent] if parent is not None else None
        Provision.objects.bulk_update([present[position] for position in changed], ["kind", "label", "text", "parent"])
        return present
    first = min([*changed, len(present), len(wanted)])
    directive.provisions.filter(position__gte=first).delete()
    rows = [*present[:first], *Provision.objects.bulk_create(wanted[first:])]
    nested = []
    for position, parent in enumerate(parents):
        if position >= first and parent is not None:
            rows[position].parent = rows[parent]
            nested.append(rows[position])
    Provision.objects.bulk_update(nested, ["parent"], batch_size=200)
    return rows


_FEW = 20
_MOST_OF_TABLES = 2_000_000


def _provision(directive: Directive, position: int, draft: drafting.ProvisionDraft, tables: Collection[str]) -> Provision:
    kind = _one_of("Kiểu đoạn", draft.kind, Provision.Kind.values)
    if kind == Provision.Kind.TABLE:
        return Provision(directive=directive, position=position, kind=kind, text=_cells(draft.text, tables))
    if kind in Provision.APPENDICES:
        text = within("Tên phụ lục", one_line(draft.text), drafting.APPENDIX_TITLE)
        return Provision(directive=directive, position=position, kind=kind, text=text)
    label = within("Số thứ tự", one_line(draft.label), drafting.LABEL)
    return Provision(directive=directive, position=position, kind=kind, label=label, text=lines(draft.text))


def _cells(text: str, tables: Collection[str]) -> str:
    """The text of a table as it is kept; one that stands there already needs no looking through."""
    if text in tables:
        return text
    try:
        return grids.kept(text)
    except EditingError as error:
        raise DirectiveError("too_long", str(error)) from error


def _parent_of(position: int, draft: drafting.ProvisionDraft) -> int | None:
    parent = draft.parent_position
    if parent is not None and not 0 <= parent < position:
        raise DirectiveError("bad_value", f"Đoạn thứ {position + 1} phải nằm dưới một đoạn đứng trước nó. Hãy sửa lại bố cục.")
    return parent


def _paragraph(row: Provision) -> tuple[Any, ...]:
    return (row.position, str(row.kind), row.label, row.text)


def _write_duties(
    directive: Directive, drafts: Sequence[drafting.DutyDraft], provisions: Sequence[Provision], *, by: Person, at: datetime
) -> None:
    """The tasks as rows, those at whose place the same one stands already left alone. Six statements at most."""
    present = list(directive.duties.order_by("position").values_list("pk", *_WORDS, *_PLACE))
    named: dict[int, list[tuple[Any, ...]]] = {row[0]: [] for row in present}
    for duty, *party in DutyParty.objects.filter(duty__in=named).order_by("position").values_list("duty", *_PARTY):
        named[duty].append(_party_words(party))
    words = [(*row[1 : len(_WORDS) + 1], *named[row[0]]) for row in present]
    checks = {said: row[-2:] for row, said in zip(present, words, strict=True) if row[-1] is not None}
    kept, rows, parties = set[int](), list[Duty](), list[DutyParty]()
    for position, draft in enumerate(drafts):
        row = _duty(directive, position, draft, provisions)
        of_row = [_party(row, number, party) for number, party in enumerate(draft.parties)]
        said = (
            *(getattr(row, name) for name in _WORDS),
            *(_party_words([getattr(party, name) for name in _PARTY]) for party in of_row),
        )
        if draft.is_checked:
            row.checked_by_id, row.checked_at = checks.get(said, (by.pk, at))
        place = tuple(getattr(row, name) for name in _PLACE)
        if position < len(present) and (words[position], present[position][len(_WORDS) + 1 :]) == (said, place):
            kept.add(present[position][0])
            continue
        rows.append(row)
        parties += of_row
    gone = [row[0] for row in present if row[0] not in kept]
    if gone:
        (directive.duties.filter(pk__in=gone) if kept else directive.duties.all()).delete()
    Duty.objects.bulk_create(rows)
    DutyParty.objects.bulk_create(parties)


_WORDS = (
    "section", "kind", "role", "text", "deadline_text", "deadline", "strictly_before", "start_date", "period", "target_percent",
)  # fmt: skip
"""All that a task says, where in the text it stands left out."""
_PLACE = ("position", "provision_id", "span_start", "span_end", "read_from", "checked_by_id", "checked_at")
_PARTY = ("part", "phrase", "unit_id", "group")


def _party_words(values: Sequence[Any]) -> tuple[Any, ...]:
    """What a task says of one party, to be compared: a database may give the keys of a group back in another order."""
    *said, group = values
    return (*said, json.dumps(group, sort_keys=True))


def _write_recipients(directive: Directive, drafts: Sequence[drafting.RecipientDraft]) -> None:
    wanted = [
        (within("Nơi nhận", one_line(line.name), drafting.PHRASE), within("Ghi chú nơi nhận", one_line(line.note), drafting.NOTE))
        for line in drafts
    ]
    if list(directive.recipient_lines.order_by("position").values_list("name", "note")) == wanted:
        return
    directive.recipient_lines.all().delete()
    RecipientLine.objects.bulk_create(
        RecipientLine(directive=directive, position=position, name=name, note=note) for position, (name, note) in enumerate(wanted)
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
    """Keep what the text cites, linked to what was picked, or where exactly one issued directive bears that number, symbol and date."""
    directive.bases.all().delete()
    cited = [_citation(basis.number) for basis in bases]
    wanted = Q(pk__in=[basis.cited_id for basis in bases if basis.cited_id is not None])
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
        picked = [d for d in found if d.pk == basis.cited_id]
        same = picked or same
        rows.append(
            Basis(
                directive=directive,
                position=position,
                kind=within("Loại căn cứ", one_line(basis.kind), drafting.BASIS_KIND),
                number=within("Số căn cứ", one_line(basis.number), drafting.BASIS_NUMBER),
                date=basis.date,
                issuer=within("Cơ quan ban hành căn cứ", one_line(basis.issuer), drafting.BASIS_ISSUER),
                subject=one_line(basis.subject)[: drafting.SUBJECT],
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
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
    return nfc(text)


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
