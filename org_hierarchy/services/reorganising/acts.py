"""The way of a decision: drafted, decided, applied on its day; or withdrawn before it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from org_hierarchy.models import Change, OrgUnit, Person, Reorganisation
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.grants import refresh_grants
from org_hierarchy.services.keeping import refresh_keepings
from org_hierarchy.services.renaming import refresh_names_soon
from org_hierarchy.services.reorganising import withdrawing
from org_hierarchy.services.reorganising.building import make_plan
from org_hierarchy.services.reorganising.changes import ChangeRow, Split, as_json, head_stamp, kind_of, stamp_of
from org_hierarchy.services.reorganising.people import tell_seats
from org_hierarchy.services.reorganising.plan import rows_of
from org_hierarchy.services.reorganising.preview import tell
from org_hierarchy.services.reorganising.scope import check_scope, check_withdrawal
from org_hierarchy.services.reorganising.settling import apply
from org_hierarchy.services.reorganising.writing import write
from org_hierarchy.services.units import hold_tree
from records.events import record
from records.text import nfc

Status = Reorganisation.Status
LATE = timedelta(days=92)
"""How long after its day a decision may still be entered: what happened since rests on the old tree."""


@transaction.atomic
def draft_reorganisation(scope: OrgUnit, *, title: str, day: date, basis: str, by: Person | None, at: datetime) -> Reorganisation:
    """Begin a decision that an administrator of `scope` keeps. Raises OrgError `bad_value` for a blank or too long title or basis."""
    title, basis = _checked(title, basis)
    reorganisation = Reorganisation.objects.create(scope=scope, title=title, day=day, basis=basis, created_by=by, created_at=at)
    after = {"title": title, "day": day.isoformat(), "basis": basis}
    record("org_hierarchy.reorganisation_drafted", reorganisation, by=by, at=at, after=after)
    return reorganisation


@transaction.atomic
def edit_reorganisation(
    reorganisation: Reorganisation, *, title: str, day: date, basis: str, seen: str | None = None, by: Person | None, at: datetime
) -> None:
    """Change what a draft is called, its day or its basis; `seen` is the `head_stamp` of what was there when somebody began to.

    Raises OrgError `bad_value`, `not_draft`, `stale` (somebody else has changed it since).
    """
    title, basis = _checked(title, basis)
    row = _draft(reorganisation)
    if seen is not None and seen != head_stamp(row.title, row.basis, row.day):
        now = f"“{row.title}”, căn cứ “{row.basis}”, ngày {row.day:%d/%m/%Y}"
        raise OrgError("stale", f"Người khác vừa sửa thành: {now}. Chưa lưu gì của bạn; hãy xem lại rồi lưu lần nữa nếu vẫn muốn thay.")
    before = {"title": row.title, "day": row.day.isoformat(), "basis": row.basis}
    reorganisation.title, reorganisation.day, reorganisation.basis = title, day, basis
    reorganisation.save(update_fields=["title", "day", "basis"])
    after = {"title": title, "day": day.isoformat(), "basis": basis}
    record("org_hierarchy.reorganisation_edited", reorganisation, by=by, at=at, before=before, after=after)


@transaction.atomic
def set_changes(reorganisation: Reorganisation, rows: Sequence[ChangeRow], *, by: Person | None, at: datetime) -> None:
    """Say what a draft changes, in place of what it said before; whether it can be done is asked by `preview` and when it is decided.

    Raises OrgError `not_draft`.
    """
    _draft(reorganisation)
    _keep(reorganisation, rows, by=by, at=at)


@transaction.atomic
def add_change(reorganisation: Reorganisation, row: ChangeRow, *, by: Person | None, at: datetime) -> None:
    """Add one change to those that a draft has by now; a further share of a unit that is split already joins that split.

    Raises OrgError `not_draft`.
    """
    _draft(reorganisation)
    rows = rows_of(reorganisation)
    for place, split in enumerate(rows):
        if isinstance(row, Split) and isinstance(split, Split) and row.unit == split.unit:
            rows[place] = replace(split, into=(*split.into, *row.into), ends=split.ends or row.ends)
            break
    else:
        rows.append(row)
    _keep(reorganisation, rows, by=by, at=at)


@transaction.atomic
def drop_change(reorganisation: Reorganisation, *, position: int, seen: str, by: Person | None, at: datetime) -> None:
    """Take one change out of a draft, by its place from 1; `seen` is the `stamp_of` the changes among which it was chosen.

    Raises OrgError: `not_draft`, `stale` (the changes are others by now).
    """
    _draft(reorganisation)
    rows = rows_of(reorganisation)
    if seen != stamp_of(rows) or not 1 <= position <= len(rows):
        raise OrgError("stale", "Nội dung quyết định vừa được người khác sửa nên chưa bỏ gì. Hãy xem lại danh sách rồi bỏ.")
    _keep(reorganisation, [*rows[: position - 1], *rows[position:]], by=by, at=at)


def _keep(reorganisation: Reorganisation, rows: Sequence[ChangeRow], *, by: Person | None, at: datetime) -> None:
    reorganisation.changes.all().delete()
    Change.objects.bulk_create(
        Change(reorganisation=reorganisation, position=position, kind=kind_of(row), arguments=as_json(row))
        for position, row in enumerate(rows, start=1)
    )
    record("org_hierarchy.reorganisation_changed", reorganisation, by=by, at=at, after={"changes": [as_json(row) for row in rows]})


@transaction.atomic
def drop_reorganisation(reorganisation: Reorganisation, *, by: Person | None, at: datetime) -> None:
    """Throw a draft away. Raises OrgError `not_draft`."""
    row = _draft(reorganisation)
    record("org_hierarchy.reorganisation_dropped", row, by=by, at=at, before={"title": row.title})
    row.delete()


@transaction.atomic
def decide_reorganisation(
    reorganisation: Reorganisation, *, by: Person | None, at: datetime, today: date, seen: str | None = None
) -> Reorganisation:
    """Write what the decision changes from its day on; one whose day has come is in force at once.

    All in one transaction, and one at a time: a second decision sees what the first has written. Statements do not grow with the number of
    units below those that move: 30,000 are closed by one and opened by another. Their names, where they depend on the superior, follow by a
    job. `seen` is the `stamp` of the preview on which somebody decides; None for who decides without one.

    Raises OrgError `not_draft`, `too_late` (more than `LATE` after its day, but for a superuser), `stale` (what was previewed has changed
    since), and as `make_plan` and `check_scope` do.
    """
    hold_tree()
    if not Reorganisation.objects.filter(pk=reorganisation.pk, status=Status.DRAFT).update(status=Status.DECIDED, decided_at=at):
        raise _not_draft()
    reorganisation.refresh_from_db()
    if by is not None and not by.is_superuser and reorganisation.day < today - LATE:
        raise OrgError(
            "too_late",
            f"Ngày có hiệu lực đã qua hơn {LATE.days} ngày; người đã ký, đã nhận từ đó đến nay sẽ mất căn cứ. "
            "Hãy đề nghị quản trị hệ thống thực hiện.",
        )
    plan = make_plan(reorganisation)
    check_scope(plan, by)
    if seen is not None and seen != tell(plan).stamp:
        raise OrgError(
            "stale",
            "Nội dung quyết định hoặc tổ chức đã thay đổi sau khi bạn mở phần xem trước, nên chưa quyết định. "
            "Hãy xem phần xem trước mới rồi quyết định lại.",
        )
    reorganisation.undo = write(plan)
    reorganisation.save(update_fields=["undo"])
    tell_seats(reorganisation.undo, "cut", reorganisation.day, reorganisation, by=by, at=at)
    _rename(reorganisation, reorganisation.undo["named"], "decided", by=by, at=at)
    touched = {
        "created": sorted(place.unit.code for place in plan.created),
        "moved": sorted(place.unit.code for place in plan.moved),
        "ended": sorted(place.unit.code for place in plan.ended),
        "renamed": sorted(place.unit.code for place in plan.places.values() if place.is_renamed),
    }
    record("org_hierarchy.reorganisation_decided", reorganisation, by=by, at=at, after=touched | {"day": reorganisation.day.isoformat()})
    if reorganisation.day <= today:
        apply([reorganisation], by=by, today=today, at=at)
        if plan.ended:  # rights hang on units, not on where these stand
            refresh_keepings(today=today)
            refresh_grants(today=today)
        reorganisation.refresh_from_db()
    return reorganisation


@transaction.atomic
def withdraw_reorganisation(reorganisation: Reorganisation, *, by: Person | None, at: datetime, today: date) -> Reorganisation:
    """Take a decision back before its day: every row is as it was. Units that it created go, with their posts and appointments.

    Raises OrgError: `not_waiting` (its day has come, or it is no decision), `built_upon`, `in_use`, and as `check_withdrawal` does.
    """
    hold_tree()
    waiting = Reorganisation.objects.filter(pk=reorganisation.pk, status=Status.DECIDED, day__gt=today)
    if not waiting.update(status=Status.WITHDRAWN):
        raise OrgError("not_waiting", "Chỉ rút được quyết định chưa đến ngày có hiệu lực; hãy lập quyết định mới để thay đổi tiếp.")
    reorganisation.refresh_from_db()
    check_withdrawal(reorganisation, by)
    gone = withdrawing.withdrawal(reorganisation)
    tell_seats(reorganisation.undo, "restored", reorganisation.day, reorganisation, by=by, at=at)
    _rename(reorganisation, withdrawing.undo(reorganisation), "withdrawn", by=by, at=at)
    after = {"units": [unit.code for unit in gone.units], "posts": len(gone.posts), "appointments": len(gone.appointments)}
    record("org_hierarchy.reorganisation_withdrawn", reorganisation, by=by, at=at, after=after)
    return reorganisation


def _rename(reorganisation: Reorganisation, unit_ids: Iterable[int], act: str, *, by: Person | None, at: datetime) -> None:
    key, title = f"names-{reorganisation.pk}-{act}", f"Tên gọi các đơn vị theo “{reorganisation}”"
    refresh_names_soon(unit_ids, key=key, title=title, by=by, at=at)


def _checked(title: str, basis: str) -> tuple[str, str]:
    title, basis = nfc(title), nfc(basis)
    if not 0 < len(title) <= 300 or not 0 < len(basis) <= 300:
        raise OrgError("bad_value", "Quyết định sắp xếp cần tên và căn cứ pháp lý, mỗi mục không quá 300 ký tự.")
    return title, basis


def _draft(reorganisation: Reorganisation) -> Reorganisation:
    row = Reorganisation.objects.select_for_update().filter(pk=reorganisation.pk, status=Status.DRAFT).first()
    if row is None:
        raise _not_draft()
    return row


def _not_draft() -> OrgError:
    return OrgError("not_draft", "Quyết định này không còn là bản soạn; hãy tải lại trang để xem trạng thái.")
