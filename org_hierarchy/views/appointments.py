"""Who holds which post, who is away, and who may sign for a unit, as an administrator keeps it."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from org_hierarchy.access import person_of, require
from org_hierarchy.document_kinds import DOCUMENT_KINDS
from org_hierarchy.forms.people import AbsenceForm, AppointForm, EndForm, HandOverForm, MandateForm, RemitForm, lines
from org_hierarchy.models import Absence, Appointment, FormerRemit, Mandate, OrgUnit, Post
from org_hierarchy.queries import SIGNING
from org_hierarchy.rights import may
from org_hierarchy.services import (
    OrgError,
    appoint,
    end_absence,
    end_appointment,
    give_mandate,
    hand_over,
    revoke_mandate,
    set_absence,
    set_remit,
)
from org_hierarchy.views.answers import ActPage, act_page, done, posted

WORK_STAYS = "Việc đang làm gắn với chức vụ và đơn vị, không gắn với người: người giữ chức vụ tiếp tục làm."
FORM = ["GET", "HEAD", "POST"]


def _appointment(request: HttpRequest, pk: int) -> Appointment:
    """The appointment, for an administrator of its unit."""
    found = get_object_or_404(Appointment.objects.select_related("post__unit", "person"), pk=pk)
    require(request, "unit.administer", found.post.unit)
    return found


def _page_of(appointment: Appointment) -> str:
    return reverse("org_hierarchy:appointment", args=[appointment.pk])


@require_http_methods(FORM)
def appoint_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody hold a post; `nguoi` of the address is chosen at first."""
    post = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    require(request, "post.fill", post)
    initial = {"valid_from": timezone.localdate(), "person": request.GET.get("nguoi", "")}
    form = AppointForm(posted(request), post=post, initial=initial)

    def act() -> Appointment:
        data = form.cleaned_data
        days = {"valid_from": data["valid_from"], "valid_to": data["valid_to"]}
        return appoint(data["person"], post, **days, **form.terms(), by=person_of(request), at=timezone.now())

    made = done(form, act)
    if made is not None:
        messages.success(request, f"Đã bổ nhiệm {made.person} giữ chức vụ {post.title}.")
        return redirect(resolve_url(post.unit))
    context = {
        "page": ActPage(f"Bổ nhiệm {post.title}", post.unit.name, "Bổ nhiệm", "user-check", resolve_url(post.unit)),
        "form": form,
        "post": post,
    }
    return render(request, "org_hierarchy/appoint.html", context, status=400 if form.errors else 200)


@require_safe
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """One appointment: its terms, the absences from it, and what may be done with it."""
    found = _appointment(request, pk)
    absences = found.absences.select_related("substitute").order_by("-valid_from", "-pk")
    today = timezone.localdate()
    is_over = found.valid_to is not None and found.valid_to <= today
    context = {
        "found": found,
        "units": found.remit_units.order_by("path"),
        "former": _former_fields(found),
        "absences": absences,
        "today": today,
        "is_over": is_over,
    }
    return render(request, "org_hierarchy/appointment.html", context)


@require_http_methods(FORM)
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the holder leave the post."""
    found = _appointment(request, pk)
    unit = found.post.unit
    help_text = "Ngày đầu tiên không còn giữ chức vụ."
    form = EndForm(posted(request), label="Thôi giữ chức vụ từ ngày", help_text=help_text, initial={"on": timezone.localdate()})
    if done(form, lambda: end_appointment(found, on=form.cleaned_data["on"], by=person_of(request), at=timezone.now())) is not None:
        messages.success(request, f"{found.person} thôi giữ chức vụ {found.post.title} từ {form.cleaned_data['on']:%d/%m/%Y}.")
        return redirect(resolve_url(unit))
    lead = f"{WORK_STAYS} Nếu đã có người thay, hãy dùng “Thay người” để bàn giao trong một lần."
    page = ActPage(f"{found.person} thôi giữ chức vụ", str(found.post), "Ghi thôi giữ chức vụ", "check", _page_of(found), lead)
    return act_page(request, page, form)


@require_http_methods(FORM)
def appointment_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the holder leave and somebody else begin, on the same day, in one act."""
    found = _appointment(request, pk)
    require(request, "post.fill", found.post)
    initial = {"valid_from": timezone.localdate(), **_remit_of(found)}
    form = HandOverForm(posted(request), post=found.post, initial=initial)

    def act() -> Appointment:
        data = form.cleaned_data
        return hand_over(found, successor=data["person"], on=data["valid_from"], **form.terms(), by=person_of(request), at=timezone.now())

    new = done(form, act)
    if new is not None:
        messages.success(request, f"Từ {new.valid_from:%d/%m/%Y}, {new.person} giữ chức vụ {found.post.title} thay {found.person}.")
        return redirect(resolve_url(found.post.unit))
    page = ActPage(f"Thay {found.person}", str(found.post), "Thay người", "refresh", _page_of(found), WORK_STAYS)
    return act_page(request, page, form)


def _remit_of(found: Appointment) -> dict[str, object]:
    return {"remit": "\n".join(found.remit), "remit_units": list(found.remit_units.all())}


def _former_fields(found: Appointment) -> list[tuple[FormerRemit, str]]:
    """The fields that a deputy had before, the newest first, with their words and units as one text. Two queries at most."""
    rows = list(found.former_remits.order_by("-valid_to"))
    names = dict(OrgUnit.objects.filter(pk__in={pk for row in rows for pk in row.unit_ids}).values_list("pk", "name")) if rows else {}
    return [(row, "; ".join([*row.remit, *sorted(names[pk] for pk in row.unit_ids if pk in names)])) for row in rows]


@require_http_methods(FORM)
def appointment_remit(request: HttpRequest, pk: int) -> HttpResponse:
    """In what a deputy signs for the head, from now on; nobody else has a field."""
    found = _appointment(request, pk)
    if found.post.role != Post.Role.DEPUTY:
        raise Http404
    form = RemitForm(posted(request), post=found.post, initial={"on": timezone.localdate(), **_remit_of(found)})

    def act() -> Appointment:
        data = form.cleaned_data
        terms = {"words": lines(data["remit"]), "units": data["remit_units"], "on": data["on"]}
        return set_remit(found, **terms, by=person_of(request), at=timezone.now())

    if done(form, act) is not None:
        messages.success(request, f"Đã lưu lĩnh vực phụ trách của {found.person}.")
        return redirect(_page_of(found))
    lead = "Áp dụng ngay với văn bản đang chờ ký. Khi làm thay người vắng mặt, cấp phó ký cả lĩnh vực của người đó."
    page = ActPage(f"Lĩnh vực phụ trách của {found.person}", str(found.post), "Lưu", "check", _page_of(found), lead)
    return act_page(request, page, form)


@require_http_methods(FORM)
def absence_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the holder of a post is away, and who stands in."""
    found = _appointment(request, pk)
    today = timezone.localdate()
    initial = {"valid_from": today, "valid_to": today + timedelta(days=1)}
    form = AbsenceForm(posted(request), signs=found.post.role in SIGNING, initial=initial)

    def act() -> Absence:
        data = form.cleaned_data
        if data["substitute"] is not None and not (verdict := may(person_of(request), "post.fill", found.post)):
            raise OrgError("cannot_substitute", verdict.reason)
        return set_absence(found, **data, by=person_of(request), at=timezone.now())

    if done(form, act) is not None:
        messages.success(request, f"Đã ghi {found.person} vắng mặt.")
        return redirect(_page_of(found))
    lead = "Trong những ngày vắng, người làm thay có quyền của chức vụ này; hết hạn thì quyền tự hết."
    page = ActPage(f"{found.person} vắng mặt", str(found.post), "Ghi vắng mặt", "calendar-time", _page_of(found), lead)
    return act_page(request, page, form)


@require_http_methods(FORM)
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the holder of a post come back earlier."""
    absence = get_object_or_404(Absence.objects.select_related("appointment__post__unit", "appointment__person"), pk=pk)
    found = absence.appointment
    require(request, "unit.administer", found.post.unit)
    help_text = "Không sau ngày bắt đầu vắng: lần vắng mặt này coi như không có."
    form = EndForm(posted(request), label="Đi làm lại ngày", help_text=help_text, initial={"on": timezone.localdate()})
    if done(form, lambda: end_absence(absence, on=form.cleaned_data["on"], by=person_of(request), at=timezone.now())) is not None:
        messages.success(request, f"{found.person} đi làm lại từ {form.cleaned_data['on']:%d/%m/%Y}.")
        return redirect(_page_of(found))
    page = ActPage(f"{found.person} về sớm", str(found.post), "Ghi đi làm lại", "check", _page_of(found))
    return act_page(request, page, form)


@require_http_methods(FORM)
def mandate_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the holders of a post sign for this unit: who administers the unit in whose name is signed decides, nobody below it."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "unit.administer", unit)
    form = MandateForm(posted(request), units=[unit], initial={"valid_from": timezone.localdate(), "kind": Mandate.Kind.BY_ORDER})

    def act() -> Mandate:
        data = dict(form.cleaned_data)
        return give_mandate(data.pop("post"), unit=unit, **data, by=person_of(request), at=timezone.now())

    made = done(form, act)
    if made is not None:
        messages.success(request, f"{made.post.title} được ký {made.kind.upper()}. thay mặt {unit.name} từ {made.valid_from:%d/%m/%Y}.")
        return redirect(resolve_url(unit))
    page = ActPage("Giao ký thừa lệnh, ủy quyền", unit.name, "Giao ký", "signature", resolve_url(unit))
    return act_page(request, page, form)


@require_http_methods(FORM)
def mandate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a mandate end."""
    mandate = get_object_or_404(Mandate.objects.select_related("unit", "post__unit"), pk=pk)
    require(request, "unit.administer", mandate.unit)
    form = EndForm(
        posted(request),
        label="Hết hiệu lực từ ngày",
        help_text="Ngày đầu tiên không còn được ký.",
        initial={"on": timezone.localdate()},
    )
    if done(form, lambda: revoke_mandate(mandate, on=form.cleaned_data["on"], by=person_of(request), at=timezone.now())) is not None:
        messages.success(request, "Đã thu hồi việc giao ký.")
        return redirect(resolve_url(mandate.unit))
    names = dict(DOCUMENT_KINDS)
    kinds = ", ".join(names.get(code, code) for code in mandate.document_kinds) or "mọi loại văn bản"
    lead = f"{mandate.get_kind_display()}: {mandate.post} ký thay mặt {mandate.unit.name}, {kinds}; {mandate.content} ({mandate.basis})."
    page = ActPage("Thu hồi việc giao ký", mandate.unit.name, "Thu hồi", "ban", resolve_url(mandate.unit), lead)
    return act_page(request, page, form)
