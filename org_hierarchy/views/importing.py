"""Importing from .xlsx: the templates, the upload, and what became of it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from org_hierarchy import importing
from org_hierarchy.access import person_of, require
from org_hierarchy.forms.importing import ImportForm
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import administered_by
from org_hierarchy.services import OrgError
from records import jobs
from records.models import Job


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """The templates, the form that takes a filled one, and the latest imports."""
    person = person_of(request)
    administered = _administered(person)
    if request.method != "POST":
        return _upload_page(request, ImportForm(administered=administered))
    form = ImportForm(request.POST, request.FILES, administered=administered)
    if not form.is_valid():
        return _upload_page(request, form, status=400)
    scope, file = form.cleaned_data["scope"], form.cleaned_data["file"]
    require(request, "unit.administer", scope)
    try:
        sheet = importing.SHEETS[form.cleaned_data["sheet"]]
        job = importing.begin(file.read(importing.MOST_BYTES + 1), name=file.name, sheet=sheet, scope=scope, by=person, at=timezone.now())
    except OrgError as error:
        form.refuse(str(error))
        return _upload_page(request, form, status=400)
    return redirect("org_hierarchy:import_job", job.pk)


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The empty .xlsx of one kind, for whoever administers anything."""
    _administered(person_of(request))
    sheet = importing.SHEETS.get(name)
    if sheet is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="mau-{sheet.name}.xlsx"'}
    return HttpResponse(importing.template(sheet), content_type=importing.XLSX, headers=headers)


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one import is, then what came of it."""
    found = get_object_or_404(Job.objects.select_related("result", "created_by"), pk=pk, kind=importing.KIND)
    if not jobs.may_view(person_of(request), found):
        raise PermissionDenied("Chỉ người nhập và quản trị của phạm vi này xem được kết quả nhập.")
    context = {
        "job": jobs.progress(found),
        "job_url": found.get_absolute_url(),  # type: ignore[attr-defined]
        "by": found.created_by,
        "at": found.created_at,
        "scope": get_object_or_404(OrgUnit, pk=found.arguments["scope"]),
        "sheet": importing.SHEETS[found.arguments["sheet"]],
        "outcome": importing.outcome(found),
        "shown": importing.SHOWN,
    }
    return render(request, "org_hierarchy/import_job.html", context)


def _administered(person: Person) -> list[OrgUnit]:
    """What the person administers; raises PermissionDenied when that is nothing."""
    units = list(administered_by(person))
    if not units:
        raise PermissionDenied("Chỉ quản trị của một đơn vị mới nhập được đơn vị, nhân sự từ tệp Excel.")
    return units


def _upload_page(request: HttpRequest, form: ImportForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "sheets": importing.SHEETS.values(), "recent": importing.recent_imports(person_of(request))}
    return render(request, "org_hierarchy/importing.html", context, status=status)
