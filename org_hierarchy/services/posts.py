"""Who holds a unit's posts. An appointment is the truth about rights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from org_hierarchy.models import Absence, Appointment, Mandate, OrgUnit, Person, Post
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.grants import refresh_mandates, refresh_posts
from org_hierarchy.services.remits import check_below, clean_remit, nearest_day, no_remit
from org_hierarchy.services.reorganising.people import hold_endings, keep_to_restore
from org_hierarchy.services.seats import outlives
from org_hierarchy.services.units import CHUNK, within
from records.batches import batches
from records.events import record, record_many
from records.text import nfc

Days = tuple[date, date | None]
LEADING = frozenset({Post.Role.HEAD, Post.Role.OFFICE_HEAD, Post.Role.DIVISION_HEAD})
"""The roles of who leads a unit or a part of it: one may act in them, and have a mandate by them."""


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One person to appoint to one post, from a day to before another (or without end).

    `is_acting`: put in charge of a head's post ("quyền", signs with Q.). `remit`: the fields of a deputy, empty for all of the unit's, and
    `remit_units` the units of which he is in charge, empty for no limit.
    """

    person: Person
    post: Post
    valid_from: date
    valid_to: date | None = None
    is_acting: bool = False
    remit: tuple[str, ...] = ()
    basis: str = ""
    remit_units: tuple[OrgUnit, ...] = ()


def appoint(
    person: Person,
    post: Post,
    *,
    valid_from: date,
    valid_to: date | None = None,
    is_acting: bool = False,
    remit: Sequence[str] = (),
    basis: str = "",
    remit_units: Sequence[OrgUnit] = (),
    by: Person | None,
    at: datetime,
) -> Appointment:
    """Appoint one person to one post; the post's grants are the person's from that day on.

    Raises OrgError as `appoint_many` does.
    """
    row = AppointmentRow(person, post, valid_from, valid_to, is_acting, tuple(remit), basis, tuple(remit_units))
    return appoint_many([row], by=by, at=at)[0]


@transaction.atomic
def appoint_many(rows: Sequence[AppointmentRow], *, by: Person | None, at: datetime) -> list[Appointment]:
    """Appoint many people at once; returns the appointments in the order of the rows.

    An appointment of the same person, post and days is the same one and stays as it is; one without an end lasts as long as its
    unit, until a decision that ends the unit is withdrawn too. Who holds a post on the day of `at` gets its rights at once; a later start
    or an end is followed by `refresh_grants`, which the clock runs every hour.

    Raises OrgError: `bad_dates` (ends before it begins), `outside_unit` (not within the unit's days), `already_holds` (the person holds
    that post on some of those days already), `two_heads` (somebody heads the unit on some of those days, acting or not), `not_acting`
    (quyền is of who leads a unit), `post_closed` (the unit has that post no more), `bad_value` (remit or basis too long), `no_remit` (units
    for who is no deputy), `not_below` (see `check_below`), `stale` (the decision that ends the unit is changing this moment).
    """
    today = timezone.localdate(at)
    hold_endings({row.post.unit_id for row in rows if row.valid_to is None})
    held, heads, days = _held(rows)
    answers: list[Appointment] = []
    new: list[Appointment] = []
    fields: list[tuple[Appointment, OrgUnit]] = []
    capped: list[Appointment] = []
    for row in rows:
        others = held.setdefault((row.post.pk, row.person.pk), [])
        lasts = row.valid_to or days[row.post.unit_id].valid_to
        same = [a for a in others if a.valid_from == row.valid_from and a.valid_to in {row.valid_to, lasts}]
        if not same:
            _check_appointment(row, others, days[row.post.unit_id])
            appointment = _appointment(row)
            fields += [(appointment, unit) for unit in row.remit_units]
            if lasts != row.valid_to:
                appointment.valid_to = lasts
                capped.append(appointment)
            if row.post.role == Post.Role.HEAD:
                of_unit = heads.setdefault(row.post.unit_id, [])
                _refuse_second_head(row, of_unit)
                of_unit.append(appointment)
            same = [appointment]
            others += same
            new += same
        answers += same
    check_below((a.post.unit_id, unit, nearest_day(today, (a.valid_from, a.valid_to))) for a, unit in fields)
    Appointment.objects.bulk_create(new, batch_size=CHUNK)
    lists = Appointment.remit_units.through
    lists.objects.bulk_create((lists(appointment_id=a.pk, orgunit_id=unit.pk) for a, unit in fields), batch_size=CHUNK)
    if capped:
        keep_to_restore(capped)
    through = Person.groups.through
    holding = [a for a in new if a.person.is_active and a.valid_from <= today and (a.valid_to is None or today < a.valid_to)]
    through.objects.bulk_create(
        (through(person_id=a.person_id, group_id=a.post.group_id) for a in holding), batch_size=CHUNK, ignore_conflicts=True
    )
    _refresh_personal_mandates([a.post_id for a in new if a.post.role == Post.Role.HEAD], today=today)
    record_many("org_hierarchy.person_appointed", new, by=by, at=at)
    return answers


@transaction.atomic
def end_appointment(appointment: Appointment, *, on: date, by: Person | None, at: datetime) -> Appointment:
    """Let the holder leave the post: `on` is the first day without it. The post's rights go with the day, at once when it has come, and
    absences end with it.

    An appointment that begins no earlier than the day of `at` is taken back whole when `on` is not after its first day; its row is gone.
    Raises OrgError: `bad_dates` (not after its first day), `stale` (it ends no later than that already).
    """
    today = timezone.localdate(at)
    rows = Appointment.objects.filter(pk=appointment.pk)
    before = {"valid_to": appointment.valid_to.isoformat() if appointment.valid_to else None}
    if on <= appointment.valid_from:
        if appointment.valid_from < today:
            raise OrgError("bad_dates", "Ngày thôi giữ chức vụ phải sau ngày bắt đầu bổ nhiệm; hãy sửa ngày.")
        record("org_hierarchy.appointment_withdrawn", appointment, by=by, at=at, before=_facts(appointment))
        if not rows.delete()[0]:
            raise _ended_before()
        _refresh_seat(appointment.post_id, today=today)
        return appointment
    if not rows.filter(Q(valid_to=None) | Q(valid_to__gt=on)).update(valid_to=on):
        raise _ended_before()
    away = Absence.objects.filter(appointment=appointment, valid_to__gt=on)
    away.filter(valid_from__gte=on).delete()
    away.update(valid_to=on)
    appointment.valid_to = on
    record("org_hierarchy.appointment_ended", appointment, by=by, at=at, before=before, after={"valid_to": on.isoformat()})
    _refresh_seat(appointment.post_id, today=today)
    return appointment


def _refresh_seat(post_id: int, *, today: date) -> None:
    refresh_posts([post_id], today=today)
    _refresh_personal_mandates([post_id], today=today)


def _refresh_personal_mandates(posts: Sequence[int], *, today: date) -> None:
    """TUQ. holds while the one to whom it was given holds the post."""
    given = (Mandate.objects.filter(kind=Mandate.Kind.BY_AUTHORITY, post__in=chunk) for chunk in batches(posts, CHUNK))
    if any(mandates.exists() for mandates in given):
        refresh_mandates(today=today)


def _ended_before() -> OrgError:
    return OrgError("stale", "Bổ nhiệm này đã kết thúc vào ngày đó hoặc sớm hơn. Hãy tải lại trang.")


def _facts(appointment: Appointment) -> dict[str, object]:
    return {
        "person": appointment.person_id,
        "post": appointment.post_id,
        "valid_from": appointment.valid_from.isoformat(),
        "valid_to": appointment.valid_to.isoformat() if appointment.valid_to else None,
    }


def _held(
    rows: Sequence[AppointmentRow],
) -> tuple[dict[tuple[int, int], list[Appointment]], dict[int, list[Appointment]], dict[int, OrgUnit]]:
    """The appointments there are, by (post, person) of the rows, and those of heads by unit; and the units, with their days of now.

    The units and posts are held as `hold_posts` does.
    """
    hold_posts([row.post for row in rows])
    heads: dict[int, list[Appointment]] = {}
    unit_ids = sorted({row.post.unit_id for row in rows if row.post.role == Post.Role.HEAD})
    for start in range(0, len(unit_ids), CHUNK):
        chunk = unit_ids[start : start + CHUNK]
        leading = Appointment.objects.filter(post__unit__in=chunk, post__role=Post.Role.HEAD).select_related("post", "person")
        for appointment in leading:
            heads.setdefault(appointment.post.unit_id, []).append(appointment)
    held: dict[tuple[int, int], list[Appointment]] = {}
    closed: dict[int, date | None] = {}
    post_ids = sorted({row.post.pk for row in rows})
    for start in range(0, len(post_ids), CHUNK):
        chunk = post_ids[start : start + CHUNK]
        closed |= dict(Post.objects.filter(pk__in=chunk).values_list("pk", "valid_to"))
        for appointment in Appointment.objects.filter(post__in=chunk):
            held.setdefault((appointment.post_id, appointment.person_id), []).append(appointment)
    for row in rows:
        row.post.valid_to = closed[row.post.pk]
    days: dict[int, OrgUnit] = {}
    unit_ids = sorted({row.post.unit_id for row in rows})
    for start in range(0, len(unit_ids), CHUNK):
        days |= OrgUnit.objects.only("name", "valid_from", "valid_to").in_bulk(unit_ids[start : start + CHUNK])
    return held, heads, days


def hold_posts(posts: Iterable[Post]) -> None:
    """Hold the units of heads until the transaction ends, then the posts, in the order of whoever ends a unit or names a post: of two at
    once, the second sees the first and neither waits for the other."""
    several = list(posts)
    for chunk in batches(sorted({post.unit_id for post in several if post.role == Post.Role.HEAD}), CHUNK):
        list(OrgUnit.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk").values_list("pk"))
    for chunk in batches(sorted({post.pk for post in several}), CHUNK):
        list(Post.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk").values_list("pk"))


def _appointment(row: AppointmentRow) -> Appointment:
    remit, basis = clean_remit(row.remit), nfc(row.basis)
    if len(basis) > 200:
        raise OrgError("bad_value", f"Bổ nhiệm {row.person}: số quyết định quá dài; hãy viết gọn lại.")
    if row.remit_units and row.post.role != Post.Role.DEPUTY:
        raise no_remit(row.post)
    return Appointment(
        post=row.post,
        person=row.person,
        is_acting=row.is_acting,
        remit=remit,
        basis=basis,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _check_appointment(row: AppointmentRow, others: Iterable[Appointment], unit: OrgUnit) -> None:
    person, title = row.person, row.post.title
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise OrgError("bad_dates", f"Bổ nhiệm {person}: ngày thôi giữ chức vụ phải sau ngày bắt đầu.")
    if not within(row.valid_from, row.valid_to or unit.valid_to, unit):
        raise OrgError("outside_unit", f"Bổ nhiệm {person}: {unit.name} không tồn tại suốt thời gian đó; hãy sửa ngày.")
    if outlives(row.post, row.valid_to):
        words = f"Chức vụ {title} của {unit.name} bỏ từ ngày {row.post.valid_to:%d/%m/%Y}"
        raise OrgError("post_closed", f"{words}; hãy thêm lại chức vụ đó rồi bổ nhiệm, hoặc ghi ngày thôi giữ trước ngày đó.")
    if any(have_a_day(_days(row), _days(other)) for other in others):
        raise OrgError("already_holds", f"{person} đã giữ chức vụ {title} trong thời gian đó; hãy kết thúc bổ nhiệm cũ trước.")
    if row.is_acting and row.post.role not in LEADING:
        raise OrgError("not_acting", f"Chỉ giao “quyền” cho chức vụ đứng đầu; {title} không phải chức vụ đứng đầu.")


def _refuse_second_head(row: AppointmentRow, heads: Iterable[Appointment]) -> None:
    for other in heads:
        if have_a_day(_days(row), _days(other)):
            until = f" đến trước ngày {other.valid_to:%d/%m/%Y}" if other.valid_to else ""
            raise OrgError(
                "two_heads",
                f"{other.person} đang đứng đầu {row.post.unit.name} từ ngày {other.valid_from:%d/%m/%Y}{until}. "
                "Mỗi đơn vị mỗi ngày chỉ có một người đứng đầu; hãy kết thúc bổ nhiệm đó trước.",
            )


def _days(held: AppointmentRow | Appointment) -> Days:
    return held.valid_from, held.valid_to


def have_a_day(one: Days, other: Days) -> bool:
    """Whether two half-open runs of days have a day in common; an empty one, which a decision may leave, has none with any."""
    first, last = max(one[0], other[0]), min((end for _, end in (one, other) if end), default=None)
    return last is None or first < last
