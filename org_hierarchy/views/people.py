"""People and their accounts, as an administrator keeps them."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from org_hierarchy.access import person_of, require, require_administrator
from org_hierarchy.forms.people import NewPersonForm, PeopleFilterForm, PersonForm, StopForm
from org_hierarchy.models import Appointment, OrgUnit, Person, Post, valid_on
from org_hierarchy.queries import below_any, career_of, staff_of, with_posts
from org_hierarchy.rights import may
from org_hierarchy.services import OrgError, add_person, deactivate, edit_person, reactivate, reset_password
from org_hierarchy.tables import PersonTable
from org_hierarchy.views.answers import ActPage, act_page, done, is_below_any, posted
from records.paging import paged
from records.search import has_words

PER_PAGE = 25


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people whom the administrator keeps, by words, unit and account. Seven queries, whatever their number."""
    units, today = require_administrator(request), timezone.localdate()
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = staff_of(person_of(request), units)
    if asked.get("q"):
        found = found.filter(has_words("folded_name", asked["q"]))
    unit = OrgUnit.objects.filter(pk=asked["don_vi"]).first() if asked.get("don_vi") else None
    if unit is not None:
        found = found.filter(pk__in=Appointment.objects.filter(below_any([unit], "post__unit__")).values("person"))
    holding = Appointment.objects.filter(valid_on(today)).values("person")
    match asked.get("trang_thai"):
        case "dang-giu":
            found = found.filter(pk__in=holding)
        case "chua-giu":
            found = found.filter(is_active=True).exclude(pk__in=holding)
        case "da-ngung":
            found = found.filter(is_active=False)
    table = paged(PersonTable(with_posts(found, on=today)), request, per_page=PER_PAGE)
    return render(request, "org_hierarchy/people.html", {"table": table, "form": form, "unit": unit, "units": units})


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: the account, and every post held, past, present and to come. A fixed number of queries."""
    units, today = require_administrator(request), timezone.localdate()
    found = get_object_or_404(Person, pk=pk)
    require(request, "person.keep", found)
    return _person_page(request, found, StopForm(), units, control=may(person_of(request), "person.control", found), today=today)


def _person_page(request: HttpRequest, found: Person, stop: StopForm, units: list[OrgUnit], **more: object) -> HttpResponse:
    career = career_of(found)
    everything = person_of(request).is_superuser
    context = {
        "found": found,
        "stop": stop,
        "career": career,
        "mine": {a.pk for a in career if everything or is_below_any(a.post.unit, units)},
        "is_self": found == person_of(request),
    }
    return render(request, "org_hierarchy/person.html", context | more, status=400 if stop.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account; its one-time password is shown in the answer, once. `chuc-vu`: the post for which the person is wanted."""
    require_administrator(request)
    form = NewPersonForm(posted(request))
    made = done(form, lambda: add_person(**form.cleaned_data, by=person_of(request), at=timezone.now()))
    wanted = request.GET.get("chuc-vu", "")
    post = Post.objects.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdecimal() and len(wanted) <= 15 else None
    if made is not None:
        return _show_password(request, *made, title="Đã tạo tài khoản", post=post)
    back = reverse("org_hierarchy:appoint", args=[post.pk]) if post else reverse("org_hierarchy:people")
    lead = "Người mới chưa có quyền gì cho tới khi được bổ nhiệm. Hãy tìm trước: một người chỉ có một tài khoản, dù giữ nhiều chức vụ."
    return act_page(request, ActPage("Người mới", "Người dùng", "Tạo tài khoản", "user-plus", back, lead), form)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's name and how to reach them."""
    found = get_object_or_404(Person, pk=pk)
    require(request, "person.control", found)
    form = PersonForm(posted(request), initial={"full_name": found.full_name, "email": found.email, "phone": found.phone})
    if done(form, lambda: edit_person(found, **form.cleaned_data, by=person_of(request), at=timezone.now())) is not None:
        messages.success(request, "Đã lưu thông tin.")
        return redirect("org_hierarchy:person", pk)
    back = reverse("org_hierarchy:person", args=[pk])
    return act_page(request, ActPage("Sửa thông tin", str(found), "Lưu", "check", back), form)


@never_cache
@require_POST
def person_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Another one-time password, shown once."""
    return _give_password(request, pk, reset_password, title="Đã cấp mật khẩu mới")


@never_cache
@require_POST
def person_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a stopped account again, with a one-time password, shown once."""
    return _give_password(request, pk, reactivate, title="Đã mở lại tài khoản")


def _give_password(request: HttpRequest, pk: int, act: Callable[..., str], *, title: str) -> HttpResponse:
    found = get_object_or_404(Person, pk=pk)
    require(request, "person.control", found)
    try:
        password = act(found, by=person_of(request), at=timezone.now())
    except OrgError as error:
        messages.error(request, str(error))
        return redirect("org_hierarchy:person", pk)
    return _show_password(request, found, password, title=title)


def _show_password(request: HttpRequest, found: Person, password: str, *, title: str, post: Post | None = None) -> HttpResponse:
    context = {"found": found, "password": password, "title": title, "post": post}
    return render(request, "org_hierarchy/password_once.html", context)


@require_POST
def person_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an account: its rights and sessions end at once."""
    units = require_administrator(request)
    found = get_object_or_404(Person, pk=pk)
    require(request, "person.control", found)
    form = StopForm(request.POST)
    if done(form, lambda: deactivate(found, reason=form.cleaned_data["reason"], by=person_of(request), at=timezone.now())) is not None:
        messages.success(request, f"Đã ngừng tài khoản của {found}.")
        return redirect("org_hierarchy:person", pk)
    control = may(person_of(request), "person.control", found)
    return _person_page(request, found, form, units, control=control, today=timezone.localdate())
