"""What a clerk enters beside the registers: copies that are lent and come back, and the last numbers of books kept elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from directives.books import ARCHIVE_BOOK
from directives.forms import BackForm, LastNumbersForm, LoanForm
from directives.importing import LastNumbersError, import_last_numbers
from directives.models import ArchiveLoan
from directives.services import DirectiveError, lend_copy, take_copy_back
from directives.writing.book import XLSX, write_plain_sheet
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit
from org_hierarchy.views.answers import ActPage, act_page, posted

_TEMPLATE = (
    ("Mã đơn vị", "Sổ", "Dãy số", "Năm", "Số cuối cùng"),
    ("", "Văn bản đi", "", "", ""),
    ("", "Văn bản đến", "", "", ""),
    ("", "Bản sao", "", "", ""),
)


def _book(unit: OrgUnit) -> str:
    return f"{reverse('directives:registers')}?don_vi={unit.pk}&so={ARCHIVE_BOOK}"


@require_http_methods(["GET", "HEAD", "POST"])
def lend(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who is given a copy that the unit keeps."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "register.keep", unit)
    now = timezone.now()
    form = LoanForm(posted(request), initial={"day": timezone.localdate(now)})
    if form.is_bound and form.is_valid():
        try:
            loan = lend_copy(unit, **form.cleaned_data, by=person_of(request), at=now, today=timezone.localdate(now))
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã ghi: {loan.borrower} sử dụng bản lưu văn bản {loan.directive.designation}.")
            return redirect(_book(unit))
    lead = "Bản lưu tại văn thư chỉ được sử dụng khi có người cho phép (NĐ 30/2020, Điều 19); lượt sử dụng được in trong sổ."
    return act_page(request, ActPage("Cho sử dụng bản lưu", unit.name, "Ghi vào sổ", "archive", _book(unit), lead), form)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter that it came back."""
    loan = get_object_or_404(ArchiveLoan.objects.select_related("unit", "directive"), pk=pk)
    require(request, "archive.take_back", loan.unit)
    now = timezone.now()
    form = BackForm(posted(request), initial={"day": timezone.localdate(now)})
    if form.is_bound and form.is_valid():
        try:
            take_copy_back(loan, day=form.cleaned_data["day"], by=person_of(request), at=now, today=timezone.localdate(now))
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(request, f"Đã ghi: bản lưu văn bản {loan.directive.designation} đã trả.")
            return redirect(_book(loan.unit))
    lead = f"{loan.borrower} sử dụng bản lưu văn bản {loan.directive.designation} từ ngày {loan.day:%d/%m}/{loan.day.year}."
    return act_page(request, ActPage("Bản lưu đã trả", loan.unit.name, "Ghi đã trả", "check", _book(loan.unit), lead), form)


@require_http_methods(["GET", "HEAD", "POST"])
def import_numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin many books behind the last numbers of a file; whatever is wrong in it is named row by row."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "register.start", unit)
    form = LastNumbersForm(posted(request), request.FILES or None)
    mistakes = []
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            taken = import_last_numbers(unit, content=file.read(), name=file.name or "", by=person_of(request), at=timezone.now())
        except LastNumbersError as error:
            mistakes = list(error.mistakes)
            form.refuse(f"Chưa ghi gì: tệp có {len(mistakes)} chỗ cần sửa, liệt kê bên dưới.")
        else:
            if taken:
                messages.success(request, f"Đã bắt đầu {len(taken)} sổ sau số cuối cùng trong tệp.")
            else:
                messages.info(request, "Tệp chưa ghi số cuối cùng nào nên không sổ nào thay đổi. Hãy ghi vào cột “Số cuối cùng”.")
            return redirect(f"{reverse('directives:registers')}?don_vi={unit.pk}")
    context = {"unit": unit, "form": form, "mistakes": mistakes}
    return render(request, "directives/last_numbers.html", context, status=400 if form.errors else 200)


@require_safe
def numbers_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty file for them."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "register.start", unit)
    year = str(timezone.localdate().year)
    rows = [_TEMPLATE[0], *((unit.code, book, series, year, last) for _, book, series, _, last in _TEMPLATE[1:])]
    headers = {"Content-Disposition": 'attachment; filename="mau-so-cuoi-cung.xlsx"'}
    return HttpResponse(write_plain_sheet("Số cuối cùng", rows), content_type=XLSX, headers=headers)
