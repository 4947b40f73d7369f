"""A new draft: of a file, of a pasted text, or of nothing."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives import drafting
from directives.files import SLOW, kind_of
from directives.models import Directive, DraftTemplate
from directives.reading import ReadingError, read, read_text
from directives.skeletons import SKELETONS, Skeleton, begun_with, skeleton_from
from org_hierarchy.access import person_of
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.queries import units_of
from records.files import store_file
from workflows import intake, steps
from workflows.views.forms.drafting import NewDirectiveForm
from workflows.views.forms.uploads import SOURCE_TYPES, suffix_of

PARTS = {OrgUnit.Kind.DEPARTMENT, OrgUnit.Kind.TEAM, OrgUnit.Kind.BHXH_CENTRE}
"""Units inside another that draft for it."""
OWN, EMPTY = "own-", "empty-"


def issuers_for(person: Person, *, on: date) -> QuerySet[OrgUnit]:
    """The units in whose name the person may draft: own ones, and those that they are a part of, where somebody can sign. Two queries.

    A department is a part of its committee, a division of its office; a district is not a part of its city. Own units stand first, then
    the others from the top.
    """
    own, whole = [], set()
    for unit in units_of(person, on=on).select_related("parent__parent"):
        own.append(unit.pk)
        while unit.kind in PARTS and unit.parent:
            unit = unit.parent
            whole.add(unit.pk)
    signed_for = Post.objects.filter(role__in=[Post.Role.HEAD, Post.Role.DEPUTY]).values("unit")
    found = OrgUnit.objects.on(on).filter(pk__in=[*own, *whole]).filter(pk__in=signed_for)
    return found.order_by(Case(When(pk__in=own, then=0), default=1), "path")


def drafting_unit_for(person: Person, issuer: OrgUnit, *, on: date) -> OrgUnit:
    """The innermost unit of the person inside the issuer. One query. The issuer is one of `issuers_for`, so there is one."""
    return units_of(person, on=on).filter(path__startswith=issuer.path).order_by("-path")[0]


@require_http_methods(["GET", "HEAD", "POST"])
def new_directive(request: HttpRequest) -> HttpResponse:
    """Read a file or a pasted text into a draft, or begin with an empty one."""
    person, today = person_of(request), timezone.localdate()
    issuers = issuers_for(person, on=today)
    if not issuers:
        raise PermissionDenied("Chỉ người được bổ nhiệm tại một cơ quan có thẩm quyền ký mới soạn thảo được văn bản.")
    if request.method != "POST":
        initial = {"skeleton": request.GET.get("mau", "")}
        return new_directive_page(request, NewDirectiveForm(issuers=issuers, skeletons=skeleton_choices(person, on=today), initial=initial))
    chosen = skeleton_choices(person, on=today)
    form = NewDirectiveForm(request.POST, request.FILES, issuers=issuers, skeletons=chosen, is_blank="blank" in request.POST)
    if not form.is_valid():
        return new_directive_page(request, form, status=400)
    issuer = form.cleaned_data["issuer"]
    unit = drafting_unit_for(person, issuer, on=today)
    now = timezone.now()
    try:
        with transaction.atomic():  # no file without its draft
            content, named = content_from(form, issuer, unit, by=person, at=now)
            begin = intake.take_in if content.source_id and not content.source_text else steps.begin_directive
            directive = begin(issuer, content=content, by=person, at=now)
    except (ReadingError, steps.StepError) as error:
        form.refuse(str(error))
        return new_directive_page(request, form, status=400)
    if named and named != issuer:
        messages.warning(request, f"Văn bản ghi cơ quan ban hành là {named}, khác cơ quan đã chọn là {issuer}. Vui lòng kiểm tra lại.")
    return redirect("workflows:draft", directive.pk)


def new_directive_page(request: HttpRequest, form: NewDirectiveForm, *, status: int = 200) -> HttpResponse:
    return render(request, "workflows/new_directive.html", {"form": form}, status=status)


def content_from(
    form: NewDirectiveForm, issuer: OrgUnit, unit: OrgUnit, *, by: Person, at: datetime
) -> tuple[drafting.Draft, OrgUnit | None]:
    """The draft that was asked for, and the issuer that its text names, if any. Raises ReadingError.

    Of a file that takes long to read it is empty, with the file as its source.
    """
    source, pasted, stored = form.cleaned_data["source"], form.cleaned_data["pasted"], None
    if form.is_blank:
        skeleton = skeleton_of(form.cleaned_data["skeleton"])
        return (begun_with(skeleton, blank(issuer, unit), issuer, unit) if skeleton else blank(issuer, unit)), None
    if source:
        content = source.read()
        is_slow = kind_of(content, name=source.name) in SLOW
        reading = None if is_slow else read(content, name=source.name)
        stored = store_file(content, name=source.name, content_type=SOURCE_TYPES[suffix_of(source)], by=by, at=at)
        if reading is None:
            return replace(blank(issuer, unit), source_id=stored.pk), None
    else:
        reading = read_text(pasted)
    on = reading.head.date or timezone.localdate(at)
    proposed, _ = drafting.draft_from_reading(reading, issuer=issuer, drafting_unit=unit, on=on, source_id=stored.pk if stored else None)
    return proposed, drafting.find_issuer(reading, on=on)


def skeleton_choices(person: Person, *, on: date) -> list[tuple[str, Any]]:
    """What a document may begin with: nothing, the skeletons of the person's units, those of the system by type, any other type empty.

    Two queries.
    """
    units = units_of(person, on=on).values("pk")
    own = DraftTemplate.objects.filter(unit__in=units).order_by("title").values_list("pk", "title")
    with_words = {one.kind for one in SKELETONS.values()}
    return [
        ("", "Trang trống (công văn)"),
        *([("Mẫu của đơn vị", [(f"{OWN}{pk}", title) for pk, title in own])] if own else []),
        ("Mẫu theo loại văn bản", [(one.key, one.title) for one in SKELETONS.values()]),
        ("Loại khác, trang trống", [(f"{EMPTY}{kind}", label) for kind, label in Directive.Kind.choices if kind not in with_words]),
    ]


def skeleton_of(key: str) -> Skeleton | None:
    """The skeleton that was chosen among those offered; None for an empty page. At most one query."""
    if key.startswith(EMPTY):
        return Skeleton(key=key, title="", kind=key.removeprefix(EMPTY), subject="", provisions=())
    if key.startswith(OWN):
        found = DraftTemplate.objects.filter(pk=key.removeprefix(OWN)).first()
        return skeleton_from(key, found.title, found.kind, found.content) if found else None
    return SKELETONS.get(key)


def blank(issuer: OrgUnit, unit: OrgUnit) -> drafting.Draft:
    """An empty công văn of the issuer, its symbol and place filled in."""
    return drafting.Draft(
        drafting_unit_id=unit.pk, subject="", symbol=drafting.default_symbol(Directive.Kind.CV, issuer, unit), place=issuer.place
    )
