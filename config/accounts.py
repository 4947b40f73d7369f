"""Sign-in: accounts are made by administrators, never by visitors."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody registers themselves. The library speaks no Vietnamese, so what sign-in can say is said here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu chưa đúng. Vui lòng nhập lại.",
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Vui lòng nhập lại.",
        "incorrect_password": "Mật khẩu chưa đúng. Vui lòng nhập lại.",
        "too_many_login_attempts": "Sai quá nhiều lần. Vui lòng chờ vài phút rồi thử lại.",
        "rate_limited": "Có quá nhiều yêu cầu. Vui lòng chờ vài phút rồi thử lại.",
        "account_inactive": "Tài khoản này đã ngừng hoạt động. Vui lòng liên hệ quản trị của cơ quan.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False


def display_name(person: AbstractBaseUser) -> str:
    """How a person is shown."""
    return str(person)
