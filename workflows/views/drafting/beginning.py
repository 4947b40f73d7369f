"""A new draft: of a file, of a pasted text, or of nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from directives.drafting.parts import PARTS, drafting_unit_for
from directives.files import SLOW, kind_as_named
from directives.models import Directive, DraftTemplate
from directives.reading import ReadingError, read, read_text
from directives.skeletons import GROUPS, SKELETONS, Skeleton, begun_with, skeleton_from
from org_hierarchy.access import person_of
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.queries import units_of
from records.files import store_file
from records.text import fold
from workflows import intake, steps
from workflows.views.forms.drafting import NewDirectiveForm
from workflows.views.forms.uploads import SOURCE_TYPES, suffix_of

OWN = "own-"
TEMPLATE = "workflows/new_directive.html"
KIND_NAMES = dict(Directive.Kind.choices)


@dataclass(frozen=True)
class Choice:
    """What a document may begin with; `note` says its type where the title does not, and whose it is."""

    key: str
    title: str
    note: str

    def has(self, words: list[str]) -> bool:
        """Whether every folded word is in its title or its type."""
        said = fold(f"{self.title} {self.note}")
        return all(word in said for word in words)


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


@require_http_methods(["GET", "HEAD", "POST"])
def new_directive(request: HttpRequest) -> HttpResponse:
    """Read a file or a pasted text into a draft, or begin with an empty one."""
    person, today = person_of(request), timezone.localdate()
    issuers = issuers_for(person, on=today)
    if not issuers:
        raise PermissionDenied("Chỉ người được bổ nhiệm tại một cơ quan có thẩm quyền ký mới soạn thảo được văn bản.")
    offered = choices_for(person, on=today)
    if request.method != "POST":
        # what is found while somebody types is the list alone
        template = "workflows/_skeletons.html" if request.headers.get("HX-Request") == "true" else TEMPLATE
        chosen, words = request.GET.get("skeleton", request.GET.get("mau", "")), request.GET.get("tim", "")[:100]
        return page(request, new_form(issuers, offered, chosen=chosen), offered, words=words, template=template)
    form = NewDirectiveForm(request.POST, request.FILES, issuers=issuers, skeletons=form_choices(offered), is_blank="blank" in request.POST)
    if not form.is_valid():
        return page(request, form, offered, status=400)
    issuer = form.cleaned_data["issuer"]
    unit = drafting_unit_for(person, issuer, on=today) or issuer  # moved elsewhere this moment: the step refuses
    now = timezone.now()
    try:
        with transaction.atomic():  # no file without its draft
            content, named = content_from(form, issuer, unit, by=person, at=now)
            begin = intake.take_in if content.source_id and not content.source_text else steps.begin_directive
            directive = begin(issuer, content=content, by=person, at=now)
    except (ReadingError, steps.StepError) as error:
        form.refuse(str(error))
        return page(request, form, offered, status=400)
    if named and named != issuer:
        messages.warning(request, f"Văn bản ghi cơ quan ban hành là {named}, khác cơ quan đã chọn là {issuer}. Vui lòng kiểm tra lại.")
    return redirect("workflows:draft", directive.pk)


def new_form(issuers: QuerySet[OrgUnit], offered: Mapping[str, Sequence[Choice]], *, chosen: str) -> NewDirectiveForm:
    """The form as it is first shown; what is not offered is not chosen."""
    known = {choice.key for choices in offered.values() for choice in choices}
    return NewDirectiveForm(issuers=issuers, skeletons=form_choices(offered), initial={"skeleton": chosen if chosen in known else ""})


def page(
    request: HttpRequest,
    form: NewDirectiveForm,
    offered: Mapping[str, Sequence[Choice]],
    *,
    words: str = "",
    template: str = TEMPLATE,
    status: int = 200,
) -> HttpResponse:
    """The page, or its list of skeletons alone: those that have every word, and the one that is chosen."""
    chosen, wanted = str(form["skeleton"].value() or ""), fold(words).split()
    found = {name: [one for one in several if one.key == chosen or one.has(wanted)] for name, several in offered.items()}
    context = {"form": form, "chosen": chosen, "words": words, "groups": {name: several for name, several in found.items() if several}}
    return render(request, template, context, status=status)


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
        is_slow = kind_as_named(content, name=source.name) in SLOW
        reading = None if is_slow else read(content, name=source.name)
        stored = store_file(content, name=source.name, content_type=SOURCE_TYPES[suffix_of(source)], by=by, at=at)
        if reading is None:
            return replace(blank(issuer, unit), source_id=stored.pk), None
    else:
        reading = read_text(pasted)
    on = reading.head.date or timezone.localdate(at)
    proposed, _ = drafting.draft_from_reading(reading, issuer=issuer, drafting_unit=unit, on=on, source_id=stored.pk if stored else None)
    return proposed, drafting.find_issuer(reading, on=on)


def choices_for(person: Person, *, on: date) -> dict[str, list[Choice]]:
    """What a document may begin with, by groups: the skeletons of the person's units, those of the system. One query."""
    units = units_of(person, on=on).values("pk")
    own = DraftTemplate.objects.filter(unit__in=units).order_by("title").values_list("pk", "title", "kind", "unit__name")
    kept = [Choice(f"{OWN}{pk}", title, f"{KIND_NAMES[kind]} · {unit}") for pk, title, kind, unit in own]
    shipped = {name: [_shipped(one) for one in several] for name, several in GROUPS.items()}
    return ({"Mẫu của đơn vị": kept} if kept else {}) | shipped


def _shipped(one: Skeleton) -> Choice:
    name = KIND_NAMES[one.kind]
    return Choice(one.key, one.title, "" if one.title.startswith(name) else name)


def form_choices(offered: Mapping[str, Sequence[Choice]]) -> list[tuple[str, Any]]:
    """The same for the form, which checks what was sent against them; nothing chosen is an empty page."""
    return [("", "Trang trống"), *((name, [(one.key, one.title) for one in several]) for name, several in offered.items())]


def skeleton_of(key: str) -> Skeleton | None:
    """The skeleton that was chosen among those offered; None for an empty page. At most one query."""
    if key.startswith(OWN):
        found = DraftTemplate.objects.filter(pk=key.removeprefix(OWN)).first()
        return skeleton_from(key, found.title, found.kind, found.content) if found else None
    return SKELETONS.get(key)


def blank(issuer: OrgUnit, unit: OrgUnit) -> drafting.Draft:
    """An empty công văn of the issuer, its symbol and place filled in."""
    return drafting.Draft(
        drafting_unit_id=unit.pk, subject="", symbol=drafting.default_symbol(Directive.Kind.CV, issuer, unit), place=issuer.place
    )
