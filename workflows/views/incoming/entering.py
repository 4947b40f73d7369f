"""How a document from outside the system comes in: a file that is read, or a head that is typed; its number, and later corrections."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives.models import IncomingDocument
from directives.reading import ReadingError
from org_hierarchy.access import person_of
from org_hierarchy.models import OrgUnit, Person, UnitGrant
from org_hierarchy.queries import grants_of, units_of
from workflows import incoming_intake, steps
from workflows.views.forms.incoming import FactsForm, HandForm, UploadForm
from workflows.views.forms.uploads import SOURCE_TYPES, suffix_of
from workflows.views.incoming.page import document_of, incoming_page
from workflows.views.pages import perform, posted


def units_to_enter_for(person: Person, *, on: date) -> list[OrgUnit]:
    """The units whose documents the person enters: as their clerk, or as one of those who act for a unit without a clerk. Three queries."""
    units = list(units_of(person, on=on))
    mine = grants_of(person)
    clerks = UnitGrant.objects.filter(content_object__in=units, permission__codename="register_for_unit", group__user__is_active=True)
    with_clerk = set(clerks.values_list("content_object", flat=True))
    return [unit for unit in units if ("register_for_unit" if unit.pk in with_clerk else "act_for_unit", unit.pk) in mine]


@require_http_methods(["GET", "HEAD", "POST"])
def new_incoming(request: HttpRequest) -> HttpResponse:
    """Take in a file, or type the head of a document that has none; which of the two, the button says."""
    person, now = person_of(request), timezone.now()
    units = units_to_enter_for(person, on=timezone.localdate(now))
    if not units:
        raise PermissionDenied("Chỉ văn thư của đơn vị nhập văn bản đến; đơn vị không có văn thư thì người của đơn vị nhập.")
    upload, hand = UploadForm(units=units), HandForm(units=units)
    status = 200
    if request.method == "POST":
        status = 400
        if "by_hand" in request.POST:
            hand = HandForm(request.POST, units=units)
            made = _by_hand(hand, person) if hand.is_valid() else None
        else:
            upload = UploadForm(request.POST, request.FILES, units=units)
            made = _of_file(upload, person) if upload.is_valid() else None
        if made is not None:
            if made.entry is not None:
                messages.success(request, f"Đã vào sổ, số đến {made.entry.number}.")
            return redirect(resolve_url(made))
    return render(request, "workflows/new_incoming.html", {"upload": upload, "hand": hand}, status=status)


def _of_file(form: UploadForm, person: Person) -> IncomingDocument | None:
    """The document of a valid form, or none, and the form says why."""
    source = form.cleaned_data["source"]
    try:
        return incoming_intake.take_in(
            form.cleaned_data["unit"],
            content=source.read(),
            name=source.name,
            content_type=SOURCE_TYPES[suffix_of(source)],
            channel=form.cleaned_data["channel"],
            by=person,
            at=timezone.now(),
        )
    except (ReadingError, steps.StepError) as error:
        form.refuse(str(error), error.code)
        return None


def _by_hand(form: HandForm, person: Person) -> IncomingDocument | None:
    """The same of a head that was typed; it has its number at once."""
    now = timezone.now()
    try:
        with transaction.atomic():  # no document of it without its number
            made = steps.receive_document(form.cleaned_data["unit"], facts=form.facts, source=None, by=person, at=now)
            steps.register_document(made, facts=form.facts, by=person, at=now, today=timezone.localdate(now))
    except steps.StepError as error:
        form.refuse(str(error), error.code)
        return None
    return made


@posted("workflows:incoming")
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it its number, with its head as the clerk has it now."""
    found, now = document_of(request, pk), timezone.now()
    form = FactsForm(request.POST)
    page = partial(incoming_page, request, found, status=400, facts_form=form)
    if not form.is_valid():
        return page()
    return perform(
        request,
        lambda: steps.register_document(found, facts=form.facts, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã vào sổ văn bản đến.",
        then=resolve_url(found),
        form=form,
        page=page,
    )


@posted("workflows:incoming")
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put right what the register says of it."""
    found = document_of(request, pk)
    form = FactsForm(request.POST)
    page = partial(incoming_page, request, found, status=400, facts_form=form)
    if not form.is_valid():
        return page()
    return perform(
        request,
        lambda: steps.correct_document(found, facts=form.facts, by=person_of(request), at=timezone.now()),
        done="Đã sửa thông tin trong sổ.",
        then=resolve_url(found),
        form=form,
        page=page,
    )
