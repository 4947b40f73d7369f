"""One's own password: changed whenever one likes, and at the first sign-in with one that an administrator gave."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import sync_only_middleware
from django.views.decorators.debug import sensitive_post_parameters

from org_hierarchy.access import person_of
from org_hierarchy.forms.fields import Asking
from org_hierarchy.models import Person
from org_hierarchy.services import set_own_password

MUST_CHANGE = "Mật khẩu này do quản trị cấp. Vui lòng đặt mật khẩu riêng trước khi làm việc."
STILL_OPEN = {"password", "account_logout"}
"""The addresses that are open before the given password is changed."""
REFUSED = {
    "password_too_short": "Mật khẩu cần ít nhất 10 ký tự.",
    "password_too_common": "Mật khẩu này quá phổ biến, dễ bị đoán; hãy chọn mật khẩu khác.",
    "password_too_similar": "Mật khẩu quá giống tên đăng nhập hoặc họ tên; hãy chọn mật khẩu khác.",
}
"""Django's own sentences are not all in Vietnamese."""


class SignInForm(Asking, LoginForm):
    """Name and password, in this system's words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label, self.fields["password"].label = "Tên đăng nhập", "Mật khẩu"


class PasswordForm(Asking, forms.Form):
    """The password one has, and twice the one that one wants."""

    old = forms.CharField(label="Mật khẩu hiện tại", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    new = forms.CharField(
        label="Mật khẩu mới",
        strip=False,
        max_length=200,
        help_text="Ít nhất 10 ký tự, không giống tên đăng nhập hay họ tên.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu mới",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Vui lòng nhập lại mật khẩu mới."},
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError("Mật khẩu hiện tại chưa đúng. Vui lòng nhập lại.")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        if new == self.cleaned_data.get("old"):
            raise ValidationError("Mật khẩu mới phải khác mật khẩu hiện tại.")
        try:
            validate_password(new, self.person)
        except ValidationError as error:
            raise ValidationError([REFUSED.get(one.code or "", one.messages[0]) for one in error.error_list]) from error
        return new

    def clean(self) -> dict[str, Any]:
        if "new" in self.cleaned_data and self.cleaned_data["new"] != self.cleaned_data.get("again"):
            self.add_error("again", "Hai lần nhập mật khẩu mới không giống nhau.")
        return self.cleaned_data


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; this session goes on, those on other machines end."""
    person = person_of(request)
    form = PasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, set_own_password(person, password=form.cleaned_data["new"], at=timezone.now()))
        messages.success(request, "Đã đổi mật khẩu.")
        return redirect("home")
    must_change = MUST_CHANGE if person.must_change_password else ""
    return render(request, "account/password.html", {"form": form, "must_change": must_change}, status=400 if form.errors else 200)


@sync_only_middleware
class ChangeFirst:
    """Leads whoever signed in with a given password to its change, whatever page was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ARG002
        if not getattr(view, "login_required", True) or request.resolver_match is None:
            return None
        person = request.user
        if not isinstance(person, Person) or not person.must_change_password or request.resolver_match.url_name in STILL_OPEN:
            return None
        return redirect("password")
