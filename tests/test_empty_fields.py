"""An empty field says what to fill in, in one way everywhere."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.urls import reverse

from org_hierarchy.forms.fields import Asking, RefusableForm, WholeNumberField, date_field, long_text, missing
from workflows.views.forms.difficulties import DifficultyForm
from workflows.views.forms.incoming import AssignForm, CloseForm, DirectForm, FactsForm, PresentForm, ProposalForm
from workflows.views.forms.requests import ExtensionForm, SuspensionForm
from workflows.views.forms.steps import ReasonForm

from .city import City, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (forms.CharField(label="Lý do"), "Vui lòng ghi lý do."),
        (long_text("Khó khăn, vướng mắc", required=True), "Vui lòng ghi khó khăn, vướng mắc."),
        (forms.CharField(label="BHXH theo dõi"), "Vui lòng ghi BHXH theo dõi."),
        (forms.CharField(label="Tên"), "Vui lòng ghi mục “Tên”."),
        (forms.CharField(label="Dùng cho"), "Vui lòng ghi mục “Dùng cho”."),
        (forms.ChoiceField(label="Văn bản này", choices=[("a", "A")]), "Vui lòng chọn mục “Văn bản này”."),
        (date_field("Hạn mới", required=True), "Vui lòng ghi hạn mới."),
        (date_field("Đề nghị gia hạn đến ngày", required=True), "Vui lòng ghi mục “Đề nghị gia hạn đến ngày”."),
        (WholeNumberField(label="Số bản giấy"), "Vui lòng ghi số bản giấy."),
        (WholeNumberField(label="Bắt đầu từ số"), "Vui lòng ghi mục “Bắt đầu từ số”."),
        (forms.ChoiceField(label="Cơ quan ban hành", choices=[("a", "A")]), "Vui lòng chọn cơ quan ban hành."),
        (forms.FileField(label="Tệp đính kèm"), "Vui lòng chọn tệp đính kèm."),
    ],
)
def test_what_is_missing_is_said_by_the_label(field: forms.Field, said: str) -> None:
    assert missing(field) == said


def test_words_of_a_field_of_its_own_stay(city: City) -> None:
    form = PresentForm({}, unit=city.units["BD"])
    assert form.errors["leader"] == ["Vui lòng chọn lãnh đạo để trình."]


def test_the_forms_of_what_came_and_of_requests_say_what_to_fill_in(city: City) -> None:
    unit = city.units["BD"]
    empty: list[tuple[RefusableForm, dict[str, str]]] = [
        (FactsForm({}), {
            "agency": "Vui lòng ghi cơ quan ban hành.", "subject": "Vui lòng ghi trích yếu nội dung.",
            "channel": "Vui lòng chọn cách đến.",
        }),
        (DirectForm({}, unit=unit), {
            "lead_unit": "Vui lòng chọn đơn vị chủ trì, hoặc chọn người của đơn vị.",
            "due_date": "Vui lòng ghi thời hạn, hoặc chọn “Không đặt thời hạn”.",
        }),
        (AssignForm({}, unit=unit, due_date=None), {
            "handler": "Vui lòng chọn người giải quyết.", "due_date": "Vui lòng ghi thời hạn, hoặc chọn “Không đặt thời hạn”.",
        }),
        (ProposalForm({}), {"text": "Vui lòng ghi đề xuất."}),
        (CloseForm({}), {"result": "Vui lòng ghi kết quả giải quyết."}),
        (ReasonForm({}), {"reason": "Vui lòng ghi lý do."}),
        (SuspensionForm({}), {"reason": "Vui lòng ghi lý do."}),
        (ExtensionForm({}), {"proposed_date": "Vui lòng ghi mục “Đề nghị gia hạn đến ngày”.", "reason": "Vui lòng ghi lý do."}),
        (DifficultyForm({}), {"text": "Vui lòng ghi khó khăn, vướng mắc."}),
    ]  # fmt: skip
    for form, told in empty:
        assert {name: errors[0] for name, errors in form.errors.items()} == told, type(form).__name__


def forms_of(parent: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for child in parent.__subclasses__():
        yield child
        yield from forms_of(child)


def test_every_form_asks_for_what_is_missing_by_a_label() -> None:
    import_module(settings.ROOT_URLCONF)
    import_module("config.password")
    apps = ("config.", "records.", "org_hierarchy.", "directives.", "campaigns.", "workflows.")
    ours = {form for form in forms_of(forms.BaseForm) if form.__module__.startswith(apps)}
    assert len(ours) > 80
    made = {form for form in ours if not issubclass(form, Asking)}
    assert not made, "derive it from org_hierarchy.forms.fields.Asking too"
    for form in ours:
        for name, field in getattr(form, "base_fields", {}).items():
            words = field.error_messages.get("required", "")
            if words is not forms.Field.default_error_messages["required"]:
                assert str(words).startswith("Vui lòng "), f"{form.__name__}.{name}: {words}"
            elif field.required:
                assert field.label, f"{form.__name__}.{name} has no label to be asked for by"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("account_login", ["Vui lòng ghi tên đăng nhập.", "Vui lòng ghi mật khẩu."]),
        ("password", ["Vui lòng ghi mật khẩu hiện tại.", "Vui lòng ghi mật khẩu mới.", "Vui lòng nhập lại mật khẩu mới."]),
    ],
)
def test_the_forms_of_passwords_do_too(city: City, address: str, said: list[str]) -> None:
    client = Client() if address == "account_login" else signed_in(city["officer"])
    page = client.post(reverse(address), {"login": " "}).content.decode()
    assert [words for words in said if words not in page] == []
    assert "bắt buộc" not in page
