"""Bản lưu: the copy of a document that stays with the clerk, who is given it to read, and when it comes back (NĐ 30/2020, Điều 19)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from directives.models import ArchiveLoan, Directive
from directives.queries import OUT
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within
from org_hierarchy.models import OrgUnit, Person
from records.events import record


def kept_copies(unit: OrgUnit, written: str) -> list[Directive]:
    """The issued documents of that number and symbol ("776/UBND-KGVX") whose copy the unit keeps: its own, the latest first. One query."""
    digits, _, symbol = one_line(written).replace(" ", "").partition("/")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 5 and symbol):
        return []
    same = Directive.objects.filter(Q(issuer=unit) | Q(drafting_unit=unit), number=int(digits), symbol__iexact=symbol, status__in=OUT)
    return list(same.defer("source_text", "facts").order_by("-issued_date", "-pk"))


@transaction.atomic
def lend_copy(
    unit: OrgUnit,
    *,
    written: str,
    day: date,
    borrower: str,
    allowed_by: str,
    case_code: str = "",
    note: str = "",
    by: Person,
    at: datetime,
    today: date,
) -> ArchiveLoan:
    """Enter that somebody was given the kept copy of the document of this number and symbol, the latest of that name up to the day.

    Raises DirectiveError: `not_kept` (the unit has none of that number), `name_missing`, `later_than_today`, `too_long`.
    """
    borrower, allowed_by = within("Người sử dụng", one_line(borrower), 200), within("Người cho phép", one_line(allowed_by), 200)
    if not borrower or not allowed_by:
        raise DirectiveError("name_missing", "Hãy ghi họ tên người sử dụng và người cho phép.")
    if day > today:
        raise DirectiveError("later_than_today", "Ngày sử dụng không thể sau hôm nay.")
    found = [one for one in kept_copies(unit, written) if one.issued_date is None or one.issued_date <= day]
    if not found:
        raise DirectiveError("not_kept", f"Đơn vị không giữ bản lưu của văn bản số {one_line(written)}. Hãy ghi như 776/UBND-KGVX.")
    loan = ArchiveLoan.objects.create(
        unit=unit,
        directive=found[0],
        day=day,
        borrower=borrower,
        allowed_by=allowed_by,
        case_code=within("Số và ký hiệu hồ sơ", one_line(case_code), 20),
        note=within("Ghi chú", one_line(note), 300),
        entered_by=by,
        entered_at=at,
    )
    record("directives.copy_lent", loan.directive, by=by, at=at, after={"unit": unit.pk, "borrower": borrower, "loan": loan.pk})
    return loan


@transaction.atomic
def take_copy_back(loan: ArchiveLoan, *, day: date, by: Person, at: datetime, today: date) -> ArchiveLoan:
    """Enter that the copy came back. Raises DirectiveError: `before_loan`, `later_than_today`, `stale` (it is back already)."""
    if day < loan.day:
        raise DirectiveError("before_loan", "Ngày trả không thể trước ngày sử dụng.")
    if day > today:
        raise DirectiveError("later_than_today", "Ngày trả không thể sau hôm nay.")
    if ArchiveLoan.objects.filter(pk=loan.pk, returned_on=None).update(returned_on=day) != 1:
        raise DirectiveError("stale", "Bản lưu này đã được ghi là đã trả. Hãy tải lại trang.")
    loan.returned_on = day
    record("directives.copy_back", loan.directive, by=by, at=at, after={"loan": loan.pk, "day": day.isoformat()})
    return loan
