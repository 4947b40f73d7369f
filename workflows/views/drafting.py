"""From a file or an empty page to a draft: the text on one side, its tasks on the other; units that are unsure are asked, never guessed."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives import drafting, outline
from directives.models import Directive, Duty, DutyParty
from directives.reading import ReadingError, read, read_text
from directives.services import DirectiveError
from org_hierarchy.models import OrgUnit, Person, Post, valid_on
from org_hierarchy.names import Directory, Group, members
from org_hierarchy.queries import units_of
from org_hierarchy.rights import may
from records.files import store_file
from workflows import steps
from workflows.views.forms import DutyFormSet, HeadForm, NewDirectiveForm, lines
from workflows.views.pages import person_of

PART_FIELDS = {DutyParty.Part.RESPONSIBLE: "responsible", DutyParty.Part.COORDINATING: "coordinating"}


def issuers_for(person: Person, *, on: date) -> Any:
    """The units in whose name the person may draft: own units and those above them that have somebody to sign. Two queries."""
    paths = list(units_of(person, on=on).values_list("path", flat=True))
    steps_up = {path[:end] for path in paths for end in range(9, len(path) + 1, 9)}
    signed_for = Post.objects.filter(role__in=[Post.Role.HEAD, Post.Role.DEPUTY]).values("unit")
    return OrgUnit.objects.on(on).filter(path__in=steps_up, pk__in=signed_for).order_by("-path")


def drafting_unit_for(person: Person, issuer: OrgUnit, *, on: date) -> OrgUnit:
    """The person's own unit inside the issuer. Raises PermissionDenied when there is none."""
    unit = units_of(person, on=on).filter(path__startswith=issuer.path).first()
    if unit is None:
        raise PermissionDenied(f"Bạn không thuộc {issuer.name} nên không soạn thảo được văn bản của cơ quan này.")
    return unit


@require_http_methods(["GET", "POST"])
def new_directive(request: HttpRequest) -> HttpResponse:
    """Read a file or a pasted text into a draft, or begin with an empty one."""
    person, today = person_of(request), timezone.localdate()
    issuers = issuers_for(person, on=today)
    if not issuers:
        raise PermissionDenied("Chỉ người được bổ nhiệm tại một cơ quan có thẩm quyền ký mới soạn thảo được văn bản.")
    form = NewDirectiveForm(request.POST or None, request.FILES or None, issuers=issuers)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if "blank" in request.POST:
            data |= {"source": None, "pasted": ""}
        elif not data["source"] and not data["pasted"]:
            form.add_error("source", "Vui lòng chọn tệp hoặc dán nội dung văn bản.")
            return render(request, "workflows/new_directive.html", {"form": form}, status=400)
        try:
            directive = begin(person, data["issuer"], data)
        except (ReadingError, DirectiveError, steps.StepError) as error:
            form.add_error("source" if data["source"] else "pasted", str(error))
        else:
            return redirect("workflows:draft", directive.pk)
    return render(request, "workflows/new_directive.html", {"form": form}, status=400 if form.errors else 200)


def begin(person: Person, issuer: OrgUnit, data: dict[str, Any]) -> Directive:
    """A draft from what was given. Raises ReadingError for what cannot be read; then nothing was kept."""
    now = timezone.now()
    today = timezone.localdate(now)
    unit = drafting_unit_for(person, issuer, on=today)
    source, pasted = data["source"], data["pasted"]
    if not source and not pasted:
        return steps.begin_directive(issuer, content=blank(issuer, unit), by=person, at=now)
    stored = None
    if source:
        content = source.read()
        reading = read(content, name=source.name)
        stored = store_file(content, name=source.name, content_type=source.content_type or "application/octet-stream", by=person, at=now)
    else:
        reading = read_text(pasted)
    proposed, _ = drafting.draft_from_reading(
        reading, issuer=issuer, drafting_unit=unit, on=reading.head.date or today, source_id=stored.pk if stored else None
    )
    return steps.begin_directive(issuer, content=proposed, by=person, at=now)


def blank(issuer: OrgUnit, unit: OrgUnit) -> drafting.Draft:
    """An empty công văn of the issuer, its symbol and place filled in."""
    return drafting.Draft(
        drafting_unit_id=unit.pk, subject="", symbol=drafting.default_symbol(Directive.Kind.CV, issuer, unit), place=issuer.place
    )


@dataclass(frozen=True)
class Piece:
    """A stretch of the source text, and the number of the task whose words it holds (None: of no task)."""

    text: str
    task: int | None


def marked(text: str, duties: list[Duty]) -> list[list[Piece]]:
    """The text as paragraphs of pieces, cut where a task's words begin or end."""
    spans = [
        (duty.span_start, duty.span_end, duty.position) for duty in duties if duty.span_start is not None and duty.span_end is not None
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
class PartyView:
    """One named phrase of a task, what it was taken to be, and what to choose from when that is not sure."""

    phrase: str
    field: str
    answer: str
    is_sure: bool
    reason: str
    candidates: tuple[OrgUnit, ...]


def party_views(directive: Directive, duties: list[Duty], on: date) -> dict[int, list[PartyView]]:
    """By position of the task. The unsure phrases are looked up once each."""
    directory: Directory | None = None
    sizes: dict[str, int] = {}
    views: dict[int, list[PartyView]] = {}
    for duty in duties:
        for party in duty.parties.all():
            field = f"pick-{duty.position}-{party.part}-{party.position}"
            if party.unit:
                view = PartyView(party.phrase, field, party.unit.name, True, "", ())
            elif party.group:
                group = Group.from_json(party.group)
                if party.phrase not in sizes:
                    sizes[party.phrase] = members(group, on=on).count()
                view = PartyView(party.phrase, field, f"nhóm {sizes[party.phrase]} đơn vị", True, "", ())
            else:
                directory = directory or Directory(directive.issuer, on=on)
                found = directory.resolve(party.phrase)
                view = PartyView(party.phrase, field, "", False, found.reason, found.candidates)
            views.setdefault(duty.position, []).append(view)
    return views


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft being worked on: saved, given one more task, or submitted for approval."""
    directive = get_object_or_404(Directive.objects.select_related("issuer", "drafting_unit", "monitor", "source"), pk=pk)
    person = person_of(request)
    if not (verdict := may(person, "directive.edit", directive)):
        raise PermissionDenied(verdict.reason)
    if request.method == "GET":
        head, duties = HeadForm(initial=head_values(directive)), DutyFormSet(initial=duty_values(directive), prefix="duty")
        return draft_page(request, directive, head, duties)
    head, duties = HeadForm(request.POST), DutyFormSet(request.POST, prefix="duty")
    if "add" in request.POST:
        return draft_page(request, directive, head, one_more(request))
    if not (head.is_valid() and duties.is_valid()):
        messages.error(request, "Chưa lưu được: vui lòng sửa những chỗ được đánh dấu.")
        return draft_page(request, directive, head, duties, status=400)
    now = timezone.now()
    try:
        content = content_of(directive, head.cleaned_data, duties, dict(request.POST.items()))
        steps.revise(directive, content=content, by=person, at=now)
        if "submit" in request.POST:
            steps.submit(directive, by=person, at=now)
            messages.success(request, "Đã trình duyệt nội dung.")
            return redirect(directive.get_absolute_url())
    except (DirectiveError, steps.StepError) as error:
        messages.error(request, str(error))
        return draft_page(request, directive, head, duties, status=409)
    messages.success(request, "Đã lưu dự thảo.")
    return redirect("workflows:draft", directive.pk)


def one_more(request: HttpRequest) -> Any:
    """The same tasks and an empty one, nothing typed lost."""
    data = request.POST.copy()
    data["duty-TOTAL_FORMS"] = str(min(int(data.get("duty-TOTAL_FORMS") or 0), 499) + 1)
    return DutyFormSet(data, prefix="duty")


def draft_page(request: HttpRequest, directive: Directive, head: HeadForm, duty_forms: Any, status: int = 200) -> HttpResponse:
    duties = list(directive.duties.prefetch_related("parties__unit").order_by("position"))
    views = party_views(directive, duties, directive.issued_date or timezone.localdate())
    unsure = sum(not view.is_sure for several in views.values() for view in several)
    context = {
        "directive": directive,
        "head": head,
        "duty_forms": duty_forms,
        "rows": [(form, views.get(number, [])) for number, form in enumerate(duty_forms, start=1)],
        "paragraphs": marked(directive.source_text, duties),
        "unsure": unsure,
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


def duty_values(directive: Directive) -> list[dict[str, Any]]:
    rows = []
    for duty in directive.duties.prefetch_related("parties").order_by("position"):
        phrases: dict[str, list[str]] = {field: [] for field in PART_FIELDS.values()}
        for party in sorted(duty.parties.all(), key=lambda party: party.position):
            phrases[PART_FIELDS[DutyParty.Part(party.part)]].append(party.phrase)
        names = (
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
        rows.append({name: getattr(duty, name) for name in names} | {field: "\n".join(several) for field, several in phrases.items()})
    return rows


def content_of(directive: Directive, head: dict[str, Any], duties: Any, picks: dict[str, str]) -> drafting.Draft:
    """The draft as the form has it. Phrases are resolved on the day of issue; a pick among the candidates settles an unsure one."""
    on = head["issued_date"] or directive.issued_date or timezone.localdate()
    directory = Directory(directive.issuer, on=on)
    kept = [form.cleaned_data for form in duties if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    positions = [number for number, form in enumerate(duties, start=1) if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    monitor = directory.resolve(head["monitor"]) if head["monitor"].strip() else None
    if monitor and not monitor.unit:
        raise DirectiveError("monitor_unknown", f"Không xác định được đơn vị theo dõi “{head['monitor']}”: {monitor.reason}")
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
        monitor_id=monitor.unit.pk if monitor and monitor.unit else None,
        monitor_reviews=head["monitor_reviews"],
        provisions=provisions_of(directive, head["body"]),
        duties=tuple(duty_of(data, number, directory, picks) for number, data in zip(positions, kept, strict=True)),
        bases=tuple(drafting.BasisDraft(b.kind, b.number, b.date, b.issuer) for b in directive.bases.order_by("position")),
        recipients=tuple(recipient_of(line) for line in lines(head["recipients"])),
        source_id=directive.source_id,
        source_text=directive.source_text,
    )


def provisions_of(directive: Directive, body: str) -> tuple[drafting.ProvisionDraft, ...]:
    """The body as typed; one that was not touched keeps the nesting with which it was read."""
    if "\n".join(lines(body)) != "\n".join(lines(outline.lines_of(directive))):
        return outline.provisions_of(body)
    rows = list(directive.provisions.order_by("position"))
    place = {row.pk: number for number, row in enumerate(rows)}
    return tuple(drafting.ProvisionDraft(r.text, r.kind, r.label, place.get(r.parent_id) if r.parent_id else None) for r in rows)


def recipient_of(line: str) -> drafting.RecipientDraft:
    found = re.fullmatch(r"(.*?)\s*\(([^()]{1,120})\)", line)
    return drafting.RecipientDraft(name=found[1], note=found[2]) if found and found[1] else drafting.RecipientDraft(name=line, note="")


def duty_of(data: dict[str, Any], number: int, directory: Directory, picks: dict[str, str]) -> drafting.DutyDraft:
    parties = tuple(
        party_of(phrase, part, picks.get(f"pick-{number}-{part}-{position}", ""), directory)
        for part, field in PART_FIELDS.items()
        for position, phrase in enumerate(lines(data[field]), start=1)
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
        provision_position=None,
        parties=parties,
    )


def party_of(phrase: str, part: str, pick: str, directory: Directory) -> drafting.PartyDraft:
    found = directory.resolve(phrase)
    unit_id = found.unit.pk if found.unit else None
    if unit_id is None and found.group is None and pick.isdigit():
        # Only what was offered can be picked: an id made up in the browser changes nothing.
        unit_id = next((unit.pk for unit in found.candidates if unit.pk == int(pick)), None)
    group = found.group.as_json() if found.group else None
    return drafting.PartyDraft(part=part, phrase=phrase, unit_id=unit_id, group=group)


def person_appointments(person: Person, unit: OrgUnit, on: date) -> Any:
    """The person's own posts in a unit on that day from which one may sign."""
    return person.appointments.filter(valid_on(on), post__unit=unit, post__role__in=[Post.Role.HEAD, Post.Role.DEPUTY])
