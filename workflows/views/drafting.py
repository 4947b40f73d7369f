"""From a file or an empty page to a draft: the text on one side, its tasks on the other; units that are unsure are asked, never guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import pairwise, zip_longest
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.forms import BooleanField, ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives import drafting, outline
from directives.models import Directive, Duty, DutyParty
from directives.queries import with_version
from directives.reading import ReadingError, read, read_text
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.names import Clause, Directory, Group, Resolution, members
from org_hierarchy.queries import units_of
from records.files import store_file
from records.text import fold, nfc
from workflows import steps
from workflows.views.forms import ALL, SOURCE_TYPES, DutyForm, DutyFormSet, HeadForm, NewDirectiveForm, PickForm, Question, lines, suffix_of
from workflows.views.pages import perform, seen_version

PARTS = {OrgUnit.Kind.DEPARTMENT, OrgUnit.Kind.TEAM, OrgUnit.Kind.BHXH_CENTRE}
"""Units inside another that draft for it."""
WITHOUT_UNITS = {Duty.Kind.INDIVIDUAL, Duty.Kind.NOTE}
"""Their names are persons, or people of the office that received the paper: nothing to look up."""
PART_FIELDS = {DutyParty.Part.RESPONSIBLE: "responsible", DutyParty.Part.COORDINATING: "coordinating"}


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
        return new_directive_page(request, NewDirectiveForm(issuers=issuers))
    form = NewDirectiveForm(request.POST, request.FILES, issuers=issuers, is_blank="blank" in request.POST)
    if not form.is_valid():
        return new_directive_page(request, form, status=400)
    issuer = form.cleaned_data["issuer"]
    unit = drafting_unit_for(person, issuer, on=today)
    now = timezone.now()
    try:
        with transaction.atomic():  # no file without its draft
            content, named = content_from(form, issuer, unit, by=person, at=now)
            directive = steps.begin_directive(issuer, content=content, by=person, at=now)
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
    """The draft that was asked for, and the issuer that its text names, if any. Raises ReadingError."""
    source, pasted, stored = form.cleaned_data["source"], form.cleaned_data["pasted"], None
    if form.is_blank:
        return blank(issuer, unit), None
    if source:
        content = source.read()
        reading = read(content, name=source.name)
        stored = store_file(content, name=source.name, content_type=SOURCE_TYPES[suffix_of(source)], by=by, at=at)
    else:
        reading = read_text(pasted)
    on = reading.head.date or timezone.localdate(at)
    proposed, _ = drafting.draft_from_reading(reading, issuer=issuer, drafting_unit=unit, on=on, source_id=stored.pk if stored else None)
    return proposed, drafting.find_issuer(reading, on=on)


def blank(issuer: OrgUnit, unit: OrgUnit) -> drafting.Draft:
    """An empty công văn of the issuer, its symbol and place filled in."""
    return drafting.Draft(
        drafting_unit_id=unit.pk, subject="", symbol=drafting.default_symbol(Directive.Kind.CV, issuer, unit), place=issuer.place
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of the source text, and the number on the page of the task whose words it holds (None: of no task)."""

    text: str
    task: int | None


def marked(text: str, duties: list[Duty]) -> list[list[Piece]]:
    """The text as paragraphs of pieces, cut where a task's words begin or end."""
    spans = [
        (duty.span_start, duty.span_end, number)
        for number, duty in enumerate(duties, start=1)
        if duty.span_start is not None and duty.span_end is not None
    ]
    paragraphs = []
    for line in re.finditer(r"[^\n]+", text):
        cuts = sorted({line.start(), line.end(), *(cut for span in spans for cut in span[:2] if line.start() < cut < line.end())})
        pieces = [
            Piece(text[left:right], next((number for start, end, number in spans if start <= left and right <= end), None))
            for left, right in pairwise(cuts)
        ]
        paragraphs.append(pieces)
    return paragraphs


@dataclass(frozen=True)
class Named:
    """A phrase of a task and what it is: the unit's name or the size of the group; blank while nobody answers to it."""

    phrase: str
    answer: str


def answer_of(found: Resolution, on: date) -> str:
    """What a sure phrase means, in words."""
    if found.unit:
        return found.unit.name
    return f"nhóm {members(found.group, on=on).count()} đơn vị" if found.group else ""


def choice_of(party: DutyParty, candidates: tuple[OrgUnit, ...]) -> str:
    """What was chosen for an unsure phrase, if it is still among what it may be."""
    ids = tuple(unit.pk for unit in candidates)
    if party.unit_id is not None:
        return str(party.unit_id) if party.unit_id in ids else ""
    return ALL if party.group is not None and Group.from_json(party.group) == together(party.phrase, ids) else ""


def together(phrase: str, ids: tuple[int, ...]) -> Group:
    """Units named one by one as the group that a phrase means."""
    return Group(phrase, (Clause(unit_ids=tuple(sorted(ids))),))


class Names:
    """Every phrase of a saved draft, looked up on the day of issue: what is sure, what was chosen, and what must be asked.

    Each is asked once, however often it occurs. The queries of one Directory, one for the candidates, one per phrase that means a group.
    """

    def __init__(self, directive: Directive, duties: list[Duty], *, on: date) -> None:
        directory = Directory(directive.issuer, on=on)
        self._answers: dict[str, str] = {}
        of_tasks = {fold(p.phrase): p for duty in duties if duty.kind not in WITHOUT_UNITS for p in duty.parties.all()}
        phrases = {fold(phrase): phrase for phrase in directive.addressees} | {key: party.phrase for key, party in of_tasks.items()}
        unsure: list[Resolution] = []
        for key, phrase in phrases.items():
            found = directory.resolve(phrase)
            if found.is_sure:
                self._answers[key] = answer_of(found, on)
            else:
                unsure.append(found)
        units = OrgUnit.objects.select_related("parent").in_bulk({unit.pk for found in unsure for unit in found.candidates})
        self.questions: list[Question] = []
        for found in unsure:
            # of a line of Kính gửi there is nothing to choose: it is its words
            party = of_tasks.get(fold(found.phrase))
            candidates = tuple(units[unit.pk] for unit in found.candidates) if party else ()
            question = Question(found.phrase, found.reason, candidates, choice_of(party, candidates) if party else "")
            self.questions.append(question)
            self._answers[fold(found.phrase)] = dict(question.choices)[question.chosen] if question.chosen else ""

    @property
    def open_count(self) -> int:
        """How many phrases are given to nobody yet."""
        return sum(not question.chosen for question in self.questions)

    def of(self, duty: Duty) -> list[Named]:
        """The phrases of one task, in its order."""
        parties = sorted(duty.parties.all(), key=lambda party: party.position)
        return [Named(party.phrase, self._answers.get(fold(party.phrase), "")) for party in parties]


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft being worked on: saved, or saved and submitted for approval."""
    known = with_version(Directive.objects.all()).select_related("issuer", "drafting_unit", "monitor", "source")
    directive = get_object_or_404(known, pk=pk)
    person = person_of(request)
    require(request, "directive.view", directive)
    if request.method != "POST":
        require(request, "directive.edit", directive)  # of a POST the step itself decides, so that what was typed can be handed back
    saved = list(directive.duties.prefetch_related("parties__unit").order_by("position"))
    names = Names(directive, saved, on=directive.issued_date or timezone.localdate())
    if request.method != "POST":
        forms = DraftForms(
            HeadForm(initial=head_values(directive)),
            DutyFormSet(initial=[duty_values(duty) for duty in saved], prefix="duty"),
            PickForm(questions=names.questions),
        )
        return draft_page(request, directive, saved, names, forms, version=directive.version)  # type: ignore[attr-defined]
    forms = DraftForms(HeadForm(request.POST), DutyFormSet(request.POST, prefix="duty"), PickForm(request.POST, questions=names.questions))
    version = seen_version(request)
    page = partial(draft_page, request, directive, saved, names, forms, version=version, status=400)
    if not forms.are_valid():
        messages.error(request, "Chưa lưu được. Vui lòng sửa những chỗ được đánh dấu rồi lưu lại.")
        return page()
    now = timezone.now()
    try:
        content = content_of(directive, forms)
    except UnknownMonitorError as error:
        forms.head.add_error("monitor", str(error))
        return page()

    def keep() -> None:
        with transaction.atomic():  # a draft that cannot be submitted is not half saved: the page still holds all of it
            steps.revise(directive, content=content, by=person, at=now, version=version)
            if "submit" in request.POST:
                steps.submit(directive, by=person, at=now)

    submitted = "submit" in request.POST
    return perform(
        request,
        keep,
        done="Đã trình duyệt nội dung." if submitted else "Đã lưu dự thảo.",
        then=resolve_url(directive) if submitted else reverse("workflows:draft", args=[directive.pk]),
        form=forms.head,
        page=page,
        typed=forms.typed(),
    )


@dataclass
class DraftForms:
    """The three parts of the page's one form."""

    head: HeadForm
    duties: Any  # a DutyFormSet
    picks: PickForm

    def are_valid(self) -> bool:
        """All of them are checked, so that every mistake is shown at once."""
        return all([self.head.is_valid(), self.duties.is_valid(), self.picks.is_valid()])

    def kept_duties(self) -> list[tuple[int, DutyForm]]:
        """The tasks that were not struck out or left empty, each with its number on the page."""
        numbered = enumerate(self.duties, start=1)
        return [(number, form) for number, form in numbered if form.cleaned_data and not form.cleaned_data.get("DELETE")]

    def typed(self) -> dict[str, str]:
        """What was written, by label, each task as one; without what is chosen from a list."""
        tasks = {f"Nhiệm vụ {number}": written(form) for number, form in self.kept_duties()}
        return written(self.head) | {task: "\n".join(f"{label}: {words}" for label, words in of.items()) for task, of in tasks.items()}


def written(form: Form) -> dict[str, str]:
    """The words in the fields that a person writes into, by label."""
    fields = [field for field in form.visible_fields() if not isinstance(field.field, (ChoiceField, BooleanField))]
    return {str(field.label): str(field.value()) for field in fields if field.value()}


def draft_page(
    request: HttpRequest,
    directive: Directive,
    saved: list[Duty],
    names: Names,
    forms: DraftForms,
    *,
    version: int | None,
    status: int = 200,
) -> HttpResponse:
    """`version` is that of the text in the forms: as loaded, or as the page said that sent them."""
    context = {
        "version": version,
        "directive": directive,
        "forms": forms,
        "rows": [(form, names.of(duty) if duty else []) for form, duty in zip_longest(forms.duties, saved[: len(forms.duties)])],
        "paragraphs": marked(directive.source_text, saved),
        "names": names,
    }
    return render(request, "workflows/draft.html", context, status=status)


def head_values(directive: Directive) -> dict[str, Any]:
    names = [f"{line.name} ({line.note})" if line.note else line.name for line in directive.recipient_lines.order_by("position")]
    return {
        "kind": directive.kind,
        "symbol": directive.symbol,
        "number": directive.number,
        "issued_date": directive.issued_date,
        "place": directive.place,
        "urgency": directive.urgency,
        "subject": directive.subject,
        "addressees": "\n".join(directive.addressees),
        "body": outline.lines_of(directive),
        "recipients": "\n".join(names),
        "archive": directive.archive,
        "monitor": directive.monitor.name if directive.monitor else "",
        "monitor_reviews": directive.monitor_reviews,
    }


KEPT_AS_IS = (
    "section",
    "text",
    "kind",
    "role",
    "deadline",
    "strictly_before",
    "deadline_text",
    "start_date",
    "period",
    "target_percent",
    "span_start",
    "span_end",
)


def duty_values(duty: Duty) -> dict[str, Any]:
    phrases: dict[str, list[str]] = {field: [] for field in PART_FIELDS.values()}
    for party in sorted(duty.parties.all(), key=lambda party: party.position):
        phrases[PART_FIELDS[DutyParty.Part(party.part)]].append(party.phrase)
    values = {name: getattr(duty, name) for name in KEPT_AS_IS} | {field: "\n".join(several) for field, several in phrases.items()}
    return values | {"provision": duty.provision.position if duty.provision else None}


class UnknownMonitorError(Exception):
    """The name of the monitor is no unit for sure; the message says why."""


def content_of(directive: Directive, forms: DraftForms) -> drafting.Draft:
    """The draft as the forms have it, its phrases resolved on the day of issue. Raises UnknownMonitorError."""
    head = forms.head.cleaned_data
    directory = Directory(directive.issuer, on=head["issued_date"] or timezone.localdate())
    provisions, are_untouched = provisions_of(directive, head["body"])
    chosen = forms.picks.chosen()
    return drafting.Draft(
        kind=head["kind"],
        drafting_unit_id=directive.drafting_unit_id,
        symbol=head["symbol"],
        place=head["place"],
        subject=head["subject"],
        addressees=tuple(lines(head["addressees"])),
        archive=head["archive"],
        urgency=head["urgency"],
        number=head["number"],
        issued_date=head["issued_date"],
        monitor_id=monitor_of(head["monitor"], directive, directory),
        monitor_reviews=head["monitor_reviews"],
        provisions=provisions,
        duties=tuple(duty_of(form.cleaned_data, directory, chosen, with_provision=are_untouched) for _, form in forms.kept_duties()),
        bases=tuple(drafting.BasisDraft(b.kind, b.number, b.date, b.issuer) for b in directive.bases.order_by("position")),
        recipients=tuple(recipient_of(line) for line in lines(head["recipients"])),
        source_id=directive.source_id,
        source_text=directive.source_text,
    )


def monitor_of(typed: str, directive: Directive, directory: Directory) -> int | None:
    """The unit that follows the whole directive, if one is named; the name that stood there already needs no looking up."""
    if not typed.strip():
        return None
    if directive.monitor and nfc(typed) == directive.monitor.name:
        return directive.monitor_id
    found = directory.resolve(typed)
    if not found.unit:
        raise UnknownMonitorError(f"Chưa xác định được đơn vị này. {found.reason} Vui lòng ghi tên đầy đủ của một đơn vị.")
    return found.unit.pk


def provisions_of(directive: Directive, body: str) -> tuple[tuple[drafting.ProvisionDraft, ...], bool]:
    """The body as typed, and whether it was left as it is: then it keeps the nesting with which it was read."""
    if lines(body) != lines(outline.lines_of(directive)):
        return outline.provisions_of(body), False
    rows = list(directive.provisions.order_by("position"))
    place = {row.pk: number for number, row in enumerate(rows)}
    return tuple(
        drafting.ProvisionDraft(text=r.text, kind=r.kind, label=r.label, parent_position=place[r.parent_id] if r.parent_id else None)
        for r in rows
    ), True


def recipient_of(line: str) -> drafting.RecipientDraft:
    found = re.fullmatch(r"(.*?)\s*\(([^()]{1,120})\)", line)
    return drafting.RecipientDraft(name=found[1], note=found[2]) if found and found[1] else drafting.RecipientDraft(name=line, note="")


def duty_of(data: dict[str, Any], directory: Directory, chosen: dict[str, str], *, with_provision: bool) -> drafting.DutyDraft:
    parties = tuple(
        party_of(phrase, part, data["kind"], directory, chosen) for part, field in PART_FIELDS.items() for phrase in lines(data[field])
    )
    span = (data["span_start"], data["span_end"]) if data["span_start"] is not None and data["span_end"] is not None else None
    return drafting.DutyDraft(
        section=data["section"],
        kind=data["kind"],
        role=data["role"],
        text=data["text"],
        span=span,
        deadline_text=data["deadline_text"],
        deadline=data["deadline"],
        strictly_before=data["strictly_before"],
        start_date=data["start_date"],
        period=data["period"],
        target_percent=data["target_percent"],
        provision_position=data["provision"] if with_provision else None,
        parties=parties,
    )


def party_of(phrase: str, part: str, kind: str, directory: Directory, chosen: dict[str, str]) -> drafting.PartyDraft:
    """What is sure needs no choice; a choice is one of the candidates that were offered, whatever the browser sends."""
    if kind in WITHOUT_UNITS:
        return drafting.PartyDraft(part, phrase)
    found = directory.resolve(phrase)
    if found.is_sure:
        unit_id, group = (found.unit.pk if found.unit else None), (found.group.as_json() if found.group else None)
        return drafting.PartyDraft(part, phrase, unit_id=unit_id, group=group)
    choice = chosen.get(fold(phrase), "")
    if choice == ALL:
        return drafting.PartyDraft(part, phrase, group=together(phrase, tuple(unit.pk for unit in found.candidates)).as_json())
    return drafting.PartyDraft(part, phrase, unit_id=int(choice) if choice else None)
