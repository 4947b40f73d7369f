"""Rows of people and their posts → what is wrong with them, or the accounts, seats and appointments that they make."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Lower

from org_hierarchy.importing.plan import Plan, Setting, batches, refuse_repeated, units_by_code
from org_hierarchy.importing.reading import Row, Table
from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person, Post
from org_hierarchy.queries import administered_by, covers, mandates_outside
from org_hierarchy.rights import beyond_control, entrusted_elsewhere
from org_hierarchy.services import AppointmentRow, OrgError, PostRow, add_posts, appoint_many, edit_person, end_appointment
from org_hierarchy.services.people import PersonRow, add_people, clean_contact, clean_username
from org_hierarchy.services.posts import have_a_day
from org_hierarchy.services.seats import outlives
from org_hierarchy.services.units import within

CONTACT = ("full_name", "email", "phone")
Days = tuple[date, date | None]
Seat = tuple[str, str, str]
"""The code of the unit, the title and the role of a post."""


def plan_people(table: Table, setting: Setting) -> Plan:
    """Check every row against the others and the books; what is wrong is added to `table.problems`. Some 10 queries per 5,000 rows.

    A person may have several rows, one per post; name and contact must then be the same in all of them.
    """
    names = {row.number: _clean(row, table) for row in table.rows}
    refuse_repeated(
        table,
        lambda row: (names[row.number], _seat(row), row.values.get("valid_from")),
        column="username",
        what="người, chức vụ và ngày bắt đầu",
    )
    _refuse_two_contacts(table, names)
    people = _people(names.values())
    units = units_by_code(row.text("unit") for row in table.rows)
    held = _held(unit for unit in units.values() if setting.holds(unit))
    mine = list(administered_by(setting.by)) if setting.by else [setting.scope]
    closed = _closed(unit for unit in units.values() if setting.holds(unit))
    mandates = _mandates_elsewhere(units.values(), mine, setting)
    edits = [person for row in table.rows if (person := people.get(names[row.number])) and _changes(row, person)]
    locked = _beyond_control(edits, mine, setting)
    edited: dict[int, dict[str, str]] = {}
    ended: dict[int, tuple[Appointment, date]] = {}
    appointed: list[tuple[Row, Days]] = []
    changed = 0
    for row in table.rows:
        person, unit, span = people.get(names[row.number]), units.get(row.text("unit")), _days(row)
        _check_unit(row, unit, table, setting)
        changes = _changes(row, person) if person else {}
        if person and changes:
            if person.pk in locked:
                said = f"không sửa ở đây, hãy ghi như cũ ({getattr(person, next(iter(changes))) or 'để trống'}): "
                table.refuse(row, next(iter(changes)), said + locked[person.pk])
            edited[person.pk] = edited.get(person.pk, {}) | changes
        same = next((one for one in held.get((names[row.number], _seat(row)), ()) if span and one.valid_from == span[0]), None)
        if same is None:
            appointed += [(row, span)] if span else []
            post = Post(unit=unit, title=row.text("title"), role=row.text("role"))
            if span and outlives(closed.get(_seat(row), post), span[1]):
                table.refuse(row, "title", "chức vụ này đã bỏ; hãy thêm lại trên trang của đơn vị, hoặc sửa ngày")
            if span and (mandate := next((one for one in mandates if covers(one, post)), None)):
                table.refuse(row, "title", entrusted_elsewhere(mandate))
        elif span and span[1] not in (None, same.valid_to):
            if same.valid_to is not None and span[1] > same.valid_to:
                table.refuse(row, "valid_to", f"bổ nhiệm này đã kết thúc từ {same.valid_to:%d/%m/%Y}; hãy bổ nhiệm lại bằng dòng khác")
            ended[same.pk] = same, span[1]
        changed += same is not None and bool(changes or same.pk in ended)
    _check_spans(table, appointed, names, held, {pk: day for pk, (_, day) in ended.items()})
    if table.problems:
        return Plan(0, 0, 0, list)

    def write() -> Sequence[int]:
        at, by = setting.at, setting.by
        known = people | {person.username: person for person in add_people(_new_people(table, names, people), by=by, at=at)}
        for person in people.values():
            if changes := edited.get(person.pk):
                values = {key: changes.get(key, getattr(person, key)) for key in CONTACT}
                edit_person(person, full_name=values["full_name"], email=values["email"], phone=values["phone"], by=by, at=at)
        for appointment, day in ended.values():
            end_appointment(appointment, on=day, by=by, at=at)
        posts = add_posts([PostRow(units[row.text("unit")], row.text("title"), row.text("role")) for row, _ in appointed])
        rows = [AppointmentRow(known[names[row.number]], post, *span) for (row, span), post in zip(appointed, posts, strict=True)]
        appoint_many(rows, by=by, at=at)
        return []

    return Plan(len(appointed), changed, len(table.rows) - len(appointed) - changed, write)


def _closed(units: Iterable[OrgUnit]) -> dict[Seat, Post]:
    """The posts of these units that are no more from some day on."""
    found: dict[Seat, Post] = {}
    for batch in batches(unit.pk for unit in units):
        for post in Post.objects.filter(unit__in=batch, valid_to__isnull=False).select_related("unit"):
            found[post.unit.code, post.title, post.role] = post
    return found


def _new_people(table: Table, names: Mapping[int, str], people: Mapping[str, Person]) -> list[PersonRow]:
    """The accounts to make, each with what any of its rows says."""
    said: dict[str, dict[str, str]] = {}
    for row in table.rows:
        if (name := names[row.number]) not in people:
            said.setdefault(name, {}).update({key: row.text(key) for key in CONTACT if row.text(key)})
    return [PersonRow(name, **contact) for name, contact in said.items()]


def _days(row: Row) -> Days | None:
    first = row.values.get("valid_from")
    return (first, row.values.get("valid_to")) if first else None


def _seat(row: Row) -> Seat:
    return row.text("unit"), row.text("title"), row.text("role")


def _clean(row: Row, table: Table) -> str:
    """The username as it is kept; what cannot be kept of the person is reported with its cell."""
    name = row.text("username")
    try:
        name = clean_username(name) if name else ""
    except OrgError as error:
        table.refuse(row, "username", str(error))
    for key in CONTACT:
        if key in row.values:
            try:
                clean_contact(**{"full_name": "-", "email": "", "phone": ""} | {key: row.text(key)})
            except OrgError as error:
                table.refuse(row, key, str(error))
    return name


def _people(names: Iterable[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for batch in batches(filter(None, names)):
        for person in Person.objects.annotate(lower=Lower("username")).filter(lower__in=batch):
            found[person.username.lower()] = person
    return found


def _held(units: Iterable[OrgUnit]) -> dict[tuple[str, Seat], list[Appointment]]:
    """The appointments there are in these units, by lower-case username and seat."""
    found: dict[tuple[str, Seat], list[Appointment]] = {}
    for batch in batches(unit.pk for unit in units):
        for one in Appointment.objects.filter(post__unit__in=batch).select_related("post__unit", "post__group", "person"):
            seat = (one.post.unit.code, one.post.title, one.post.role)
            found.setdefault((one.person.username.lower(), seat), []).append(one)
    return found


def _beyond_control(people: Sequence[Person], units: Sequence[OrgUnit], setting: Setting) -> dict[int, str]:
    """Those whose accounts the page would not let the importer edit either, with the reason."""
    found: dict[int, str] = {}
    for batch in batches(people):
        found |= beyond_control(setting.by, batch, units, on=setting.today)
    return found


def _mandates_elsewhere(units: Iterable[OrgUnit], mine: Sequence[OrgUnit], setting: Setting) -> list[Mandate]:
    """The mandates by which posts of these units sign for what the importer does not administer; none for a superuser."""
    if setting.by is not None and setting.by.is_superuser:
        return []
    return [one for batch in batches(unit.pk for unit in units) for one in mandates_outside(batch, mine, on=setting.today)]


def _changes(row: Row, person: Person) -> dict[str, str]:
    return {key: row.text(key) for key in CONTACT if row.text(key) and row.text(key) != getattr(person, key)}


def _refuse_two_contacts(table: Table, names: Mapping[int, str]) -> None:
    """One person's rows must agree on name and contact."""
    first: dict[tuple[str, str], Row] = {}
    for row in table.rows:
        for key in CONTACT:
            if names[row.number] and row.text(key):
                other = first.setdefault((names[row.number], key), row)
                if other.text(key) != row.text(key):
                    table.refuse(row, key, f"khác với dòng {other.number} của cùng người này")


def _check_unit(row: Row, unit: OrgUnit | None, table: Table, setting: Setting) -> None:
    first, end = row.values.get("valid_from"), row.values.get("valid_to")
    if first and end and end <= first:
        table.refuse(row, "valid_to", "phải sau ngày bắt đầu giữ chức vụ")
        return
    if unit is None:
        if row.text("unit"):
            table.refuse(row, "unit", f"chưa có đơn vị mã {row.text('unit')}")
    elif not setting.holds(unit):
        table.refuse(row, "unit", f"{unit.name} ngoài phạm vi {setting.scope.name}")
    elif first and not within(first, end or unit.valid_to, unit):
        table.refuse(row, "valid_from", f"{unit.name} không tồn tại suốt thời gian đó")


def _check_spans(
    table: Table,
    appointed: Sequence[tuple[Row, Days]],
    names: Mapping[int, str],
    held: Mapping[tuple[str, Seat], Sequence[Appointment]],
    ended: Mapping[int, date],
) -> None:
    """Nobody holds one post twice at a time or heads a unit beside another: in the books, as the file ends them, and in the file."""
    mine: dict[tuple[str, Seat], list[_Span]] = {}
    heads: dict[str, list[_Span]] = {}
    for (name, seat), several in held.items():
        for one in several:
            span = _Span((one.valid_from, ended.get(one.pk, one.valid_to)), one.person.full_name, 0)
            mine.setdefault((name, seat), []).append(span)
            if seat[2] == Post.Role.HEAD:
                heads.setdefault(seat[0], []).append(span)
    for row, days in appointed:
        seat, span = _seat(row), _Span(days, row.text("full_name"), row.number)
        others = mine.setdefault((names[row.number], seat), [])
        leading = heads.setdefault(seat[0], []) if seat[2] == Post.Role.HEAD else []
        for other in others:
            if have_a_day(days, other.days):
                table.refuse(row, "valid_from", f"người này đã giữ chức vụ đó {other}; hãy ghi đúng ngày bắt đầu đó")
        for other in leading:
            if other not in others and have_a_day(days, other.days):
                table.refuse(row, "role", f"{other.who} đứng đầu đơn vị này {other}; mỗi ngày chỉ có một người đứng đầu")
        others.append(span)
        leading.append(span)


@dataclass(frozen=True, slots=True)
class _Span:
    """Who holds a post on which days, by a row of the file or (0) by the books."""

    days: Days
    who: str
    row: int

    def __str__(self) -> str:
        first, end = self.days
        until = f" đến trước {end:%d/%m/%Y}" if end else ""
        return f"từ {first:%d/%m/%Y}{until}" + (f" (dòng {self.row})" if self.row else "")
