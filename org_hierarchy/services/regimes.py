"""How a unit works, its head alone or a collective body, from which day on."""

from datetime import date, datetime

from django.db import transaction

from org_hierarchy.models import OrgUnit, Person, UnitRegime
from org_hierarchy.services.errors import OrgError
from records.events import record
from records.text import nfc


@transaction.atomic
def set_regime(unit: OrgUnit, *, regime: str, on: date, basis: str, by: Person | None, at: datetime) -> UnitRegime:
    """Let the unit work in another regime from that day on, past or to come; signatures of a day go by the regime of that day.

    What it worked in from its first day on is corrected by `edit_unit`. Raises OrgError: `bad_value` (no such regime, no basis or a long
    one), `outside_unit` (not after its first day, or not within its days), `already_set` (that day has a row), `same_regime` (it works in
    that regime the day before, or a row further on begins it).
    """
    basis = nfc(basis)
    if regime not in OrgUnit.Regime.values or not 0 < len(basis) <= 300:
        raise OrgError("bad_value", "Hãy chọn chế độ làm việc và ghi căn cứ pháp lý, tối đa 300 ký tự.")
    held = OrgUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # of two at once, the second sees the first
    if on <= held.valid_from or (held.valid_to is not None and on >= held.valid_to):
        raise OrgError(
            "outside_unit",
            f"Ngày đổi chế độ phải sau ngày {held.valid_from:%d/%m/%Y} và trong thời gian hoạt động của {held.name}; "
            "chế độ ngay từ ngày đầu thì sửa ở Thông tin đơn vị.",
        )
    rows = list(UnitRegime.objects.filter(unit=held).order_by("valid_from"))
    if any(row.valid_from == on for row in rows):
        raise OrgError("already_set", f"Ngày {on:%d/%m/%Y} đã có một lần đổi chế độ; hãy bỏ lần đó rồi ghi lại.")
    before = [row.regime for row in rows if row.valid_from < on]
    after = [row for row in rows if row.valid_from > on]
    label = OrgUnit.Regime(regime).label.lower()
    if (before[-1] if before else held.regime) == regime:
        raise OrgError("same_regime", f"{held.name} đã làm việc theo {label} trước ngày {on:%d/%m/%Y}; không có gì thay đổi.")
    if after and after[0].regime == regime:
        said = f"Từ ngày {after[0].valid_from:%d/%m/%Y} đã ghi {label}"
        raise OrgError("same_regime", f"{said}; hãy bỏ lần đó rồi ghi lại với ngày sớm hơn.")
    row = UnitRegime.objects.create(unit=held, regime=regime, valid_from=on, basis=basis)
    record("org_hierarchy.regime_set", held, by=by, at=at, after=_facts(row))
    return row


@transaction.atomic
def drop_regime(row: UnitRegime, *, by: Person | None, at: datetime) -> None:
    """Take back what was said of a day by mistake; signatures given meanwhile keep their blocks. Raises OrgError `stale` (it is gone)."""
    if not UnitRegime.objects.filter(pk=row.pk).delete()[0]:
        raise OrgError("stale", "Lần đổi chế độ này đã được bỏ. Hãy tải lại trang.")
    record("org_hierarchy.regime_dropped", row.unit, by=by, at=at, before=_facts(row))


def _facts(row: UnitRegime) -> dict[str, object]:
    return {"regime": row.regime, "valid_from": row.valid_from.isoformat(), "basis": row.basis}
