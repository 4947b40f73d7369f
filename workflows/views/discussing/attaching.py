"""The files that go with a document: added, taken off, put in order. Each is one POST, and leads back to the directive's page."""

from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from directives.models import Attachment
from org_hierarchy.access import person_of, require
from records.files import store_file
from workflows import steps
from workflows.views.directives.page import directive_of, directive_page
from workflows.views.forms.attaching import AttachForm
from workflows.views.forms.uploads import EVIDENCE_TYPES, suffix_of
from workflows.views.pages import perform, posted


@posted("workflows:directive")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one file, checked like the evidence of a report."""
    found, person, now = directive_of(request, pk), person_of(request), timezone.now()
    require(request, "directive.attach", found)
    form = AttachForm(request.POST, request.FILES)
    page = partial(directive_page, request, found, status=400, attach_form=form)
    if not form.is_valid():
        return page()
    upload, title = form.cleaned_data["file"], form.cleaned_data["title"]

    def keep() -> None:
        with transaction.atomic():  # no file without its directive
            stored = store_file(upload.read(), name=upload.name, content_type=EVIDENCE_TYPES[suffix_of(upload)], by=person, at=now)
            steps.attach_file(found, title=title, file=stored, by=person, at=now)

    return perform(request, keep, done="Đã kèm tệp.", then=f"{resolve_url(found)}#tep-kem-theo", form=form, page=page)


def remove_file(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the attachment's."""
    return _change(request, pk, steps.remove_file, "Đã bỏ tệp khỏi văn bản.")


def raise_file(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the attachment's."""
    return _change(request, pk, steps.raise_file, "Đã đổi thứ tự tệp kèm theo.")


def _change(request: HttpRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    known = Attachment.objects.select_related("directive__issuer", "directive__drafting_unit", "file")
    attachment = get_object_or_404(known.defer("directive__source_text"), pk=pk)
    require(request, "directive.view", attachment.directive)
    then = resolve_url(attachment.directive)
    if request.method != "POST":
        return redirect(then)
    return perform(request, lambda: act(attachment, by=person_of(request), at=timezone.now()), done=done, then=f"{then}#tep-kem-theo")
