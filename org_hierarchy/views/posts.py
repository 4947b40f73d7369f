"""Posts of a unit as an administrator keeps them: a new one, another title, one that is no more."""

from copy import copy

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from org_hierarchy.access import person_of, require
from org_hierarchy.forms.people import EndForm
from org_hierarchy.forms.units import NewPostForm, RenamePostForm
from org_hierarchy.models import LASTS, OrgUnit, Post
from org_hierarchy.rights import may
from org_hierarchy.services import OrgError, close_post, open_post, rename_post
from org_hierarchy.views.answers import ActPage, act_page, done, posted
from records.text import nfc

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat in a unit; the second button goes on to the appointment of who will hold it."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "unit.administer", unit)
    form = NewPostForm(posted(request))
    post = done(form, lambda: open_post(unit, by=person_of(request), at=timezone.now(), **form.cleaned_data))
    if post is not None:
        messages.success(request, f"Đã thêm chức vụ {post.title}.")
        return redirect("org_hierarchy:appoint", post.pk) if "appoint" in request.POST else redirect(resolve_url(unit))
    page = ActPage("Thêm chức vụ", unit.name, "Thêm chức vụ", "plus", resolve_url(unit), also=(("appoint", "Thêm rồi bổ nhiệm"),))
    return act_page(request, page, form)


@require_http_methods(FORM)
def post_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Another title for a post; its holders, work and rights stay. The page leads on to closing it."""
    post = _post(request, pk)
    form = RenamePostForm(posted(request), initial={"title": post.title, "on": timezone.localdate()})
    was = post.title

    def act() -> Post:
        wanted = copy(post)
        wanted.title = nfc(form.cleaned_data["title"])
        if not (verdict := may(person_of(request), "post.fill", wanted)):  # a "Phó" of who signs for an office above signs for it too
            raise OrgError("forbidden", verdict.reason)
        return rename_post(post, by=person_of(request), at=timezone.now(), **form.cleaned_data)

    renamed = done(form, act)
    if renamed is not None:
        messages.success(request, f"Chức vụ {was} nay là {renamed.title}.")
        return redirect(resolve_url(post.unit))
    lead = "Người giữ chức vụ, quyền và công việc không đổi."
    page = ActPage(f"Đổi tên chức vụ {post.title}", post.unit.name, "Đổi tên", "check", resolve_url(post.unit), lead)
    former = post.former_titles.order_by("-valid_to")
    context = {"page": page, "form": form, "post": post, "former": former}
    return render(request, "org_hierarchy/post.html", context, status=400 if form.errors else 200)


@require_http_methods(FORM)
def post_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit has a post no more."""
    post = _post(request, pk)
    help_text = "Ngày đầu tiên đơn vị không còn chức vụ này."
    form = EndForm(posted(request), label="Bỏ chức vụ từ ngày", help_text=help_text, initial={"on": timezone.localdate()})
    if done(form, lambda: close_post(post, on=form.cleaned_data["on"], by=person_of(request), at=timezone.now())) is not None:
        messages.success(request, f"Bỏ chức vụ {post.title} từ {form.cleaned_data['on']:%d/%m/%Y}.")
        return redirect(resolve_url(post.unit))
    holders = post.appointments.filter(LASTS, Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())).select_related("person")
    lead = "Chỉ bỏ được chức vụ không còn ai giữ. Ai đã giữ và đã ký vẫn còn trong lịch sử; thêm chức vụ cùng tên thì mở lại chức vụ này."
    page = ActPage(f"Bỏ chức vụ {post.title}", post.unit.name, "Bỏ chức vụ", "x", reverse("org_hierarchy:post_rename", args=[pk]), lead)
    context = {"page": page, "form": form, "holders": holders.order_by("valid_from", "pk")}
    return render(request, "org_hierarchy/post_close.html", context, status=400 if form.errors else 200)


def _post(request: HttpRequest, pk: int) -> Post:
    """The post, for who may say who holds it."""
    post = get_object_or_404(Post.objects.select_related("unit"), pk=pk)
    require(request, "post.fill", post)
    return post
