"""The API as a whole, at /api/: its parts, who may ask, and how a refusal is said. Every right, list and act is that of the pages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.security import SessionAuth

import directives.api
import org_hierarchy.api
import workflows.api
from config.password import MUST_CHANGE
from org_hierarchy.models import Person
from records.api import Missing
from workflows.steps import StepError
from workflows.views.pages import TAKEN

MOST_FAULTS = 5
"""Faults of one request that are named."""


class SignedIn(SessionAuth):
    """Whoever is signed in on the pages, with the pages' own token against forged requests; not before a given password is changed."""

    def _get_key(self, request: HttpRequest) -> str | None:
        return super()._get_key(request) if request.user.is_authenticated else None  # who is nobody is told that, not that a token lacks

    def authenticate(self, request: HttpRequest, key: str | None) -> Person | None:  # noqa: ARG002 - the shape of the base
        person = request.user
        if not isinstance(person, Person):
            return None
        if person.must_change_password:
            raise PermissionDenied(MUST_CHANGE)
        return person


api = NinjaAPI(
    title="Điều hành chỉ đạo",
    version="1",
    description="Cùng quyền, cùng phạm vi xem và cùng các bước như trên trang. Đăng nhập ở trang rồi gọi với cookie của phiên; "
    "lời gọi ghi dữ liệu kèm tiêu đề X-CSRFToken. Từ chối thì trả về {code, message}.",
    urls_namespace="api",
    auth=SignedIn(),
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
)
api.add_router("", org_hierarchy.api.router)
api.add_router("", directives.api.router)
api.add_router("", workflows.api.router)


def refusal(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    """Why nothing was done."""
    return api.create_response(request, {"code": code, "message": message}, status=status)


@api.exception_handler(StepError)
def _step_refused(request: HttpRequest, error: StepError) -> HttpResponse:
    status = 403 if error.code == "forbidden" else 409 if error.code in TAKEN else 400
    return refusal(request, status, error.code, str(error))


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return refusal(request, 403, "forbidden", str(error) or "Bạn không có quyền làm việc này.")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    said = str(error) if isinstance(error, Missing) else "Không có, hoặc bạn không được xem. Hãy kiểm tra lại địa chỉ."
    return refusal(request, 404, "not_found", said)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 - the shape of all handlers
    return refusal(request, 401, "signed_out", "Bạn chưa đăng nhập, hoặc phiên làm việc đã hết. Hãy đăng nhập lại.")


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:
        return refusal(request, 403, "csrf", "Thiếu mã chống giả mạo (tiêu đề X-CSRFToken), hoặc mã đã cũ. Hãy tải lại trang rồi gửi lại.")
    return refusal(request, 400, "unreadable", "Không đọc được nội dung gửi lên. Hãy gửi JSON đúng cú pháp.")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    if any(fault["loc"][0] == "path" for fault in error.errors):
        return _not_found(request, Http404())
    named = "; ".join(_fault(fault) for fault in error.errors[:MOST_FAULTS])
    return refusal(request, 400, "invalid", f"Nội dung gửi lên chưa đúng: {named}.")


_FAULTS = {
    "missing": "còn thiếu",
    "extra_forbidden": "không có trường này",
    "greater_than_equal": "phải từ {ge}",
    "less_than_equal": "nhiều nhất là {le}",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_too_short": "không được trống",
    "literal_error": "phải là một trong {expected}",
    "enum": "phải là một trong {expected}",
}
"""What the library finds → in our words; of what is not here the type is wrong."""


def _fault(fault: dict[str, Any]) -> str:
    place = ".".join(str(step) for step in fault["loc"][1:] if step not in {"body", "turn"})
    words = fault["ctx"]["error"] if fault["type"] == "value_error" else _FAULTS.get(fault["type"], "sai kiểu dữ liệu")
    return f"{place}: {words.format_map(fault.get('ctx', {})).rstrip('.')}"


def _open_to_answers(pattern: URLPattern) -> URLPattern:
    """A program is told 401 by `SignedIn` instead of being led to the page for signing in; the page of the API stays behind that one."""
    if pattern.name not in {"openapi-json", "openapi-view", "api-root"}:
        pattern.callback.login_required = False  # type: ignore[attr-defined]
    return pattern


_patterns, _app, _namespace = api.urls
urls = ([_open_to_answers(pattern) for pattern in _patterns if isinstance(pattern, URLPattern)], _app, _namespace)
