"""Two pages that every room needs: a file to fetch, and how far a job is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods, require_safe

from records import files, jobs
from records.models import Job, StoredFile


@require_safe
def file(request: HttpRequest, pk: int, mark: str) -> FileResponse:
    """The bytes of a file, always as a download: what somebody uploaded is never run by the browser as a page of ours.

    Whoever counts through the numbers finds nothing: the address carries a mark that only a page shows.
    """
    stored = get_object_or_404(StoredFile, pk=pk)
    if not constant_time_compare(mark, stored.mark):
        raise Http404("Không có tệp ở địa chỉ này.")
    if not files.may_view(request.user, stored):  # type: ignore[arg-type]
        raise PermissionDenied("Bạn chỉ tải được tệp của văn bản, báo cáo mà bạn được xem.")
    try:
        content = files.open_file(stored)
    except files.FileError as error:
        raise Http404(str(error)) from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is: a page, or for htmx the fragment that replaces itself. POST runs a failed job again."""
    found = get_object_or_404(Job.objects.select_related("result"), pk=pk)
    if not jobs.may_view(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied("Chỉ người yêu cầu, hoặc người có quyền làm bước đó, xem và chạy lại được tác vụ này.")
    url = reverse("records:job", args=[pk])
    if request.method == "POST":
        try:
            jobs.retry(found, at=timezone.now())
        except jobs.JobError as error:
            messages.error(request, str(error))
        return redirect(url)
    progress = jobs.progress(found)
    context = {"job": progress, "job_url": url}
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "records/job.html", context)
    response = render(request, "ui/_progress.html", context)
    if not progress.is_active:
        response["HX-Refresh"] = "true"  # the page around it shows what came of it
    return response
