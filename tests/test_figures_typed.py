"""A whole number that somebody types is the one that they mean, or is refused with words: never a thousandth or ten times of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from campaigns.forms import CarryingRulesForm
from campaigns.models import Assignment, Report
from directives.forms import PaperInCaseForm, RegisterFilterForm, SeriesForm, StartForm
from org_hierarchy.forms.fields import WholeNumberField, whole_number_of
from workflows import steps
from workflows.views.forms.drafting import DutyForm, HeadForm
from workflows.views.forms.notices import ChoiceForm
from workflows.views.forms.outside import WayForm
from workflows.views.forms.steps import NumberForm

from .city import AT, DAY, City, delivered, draft_for_districts, signed_in

MEANT = {
    "0": 0, "7": 7, "007": 7, " 25000 ": 25_000, "25.000": 25_000, "25 000": 25_000, "25\u00a0000": 25_000, "1.234.567": 1_234_567,
    "1 000 000 000 000": 10**12,
}  # fmt: skip
MEANT_NOTHING = (
    "1.5", "25.0", "25.", ".5", "25.00", "25.0000", "0.500", "1.2345", "1234.567", "1.234 567", "1..234", "1.234.", "25,000", "1,5",
    "-5", "+5", "1e3", "0x10", "mười", "100%", "12/3", "٢٥", "２５", "²", "9" * 5000, "1" + ".000" * 2000, "5\x00",
)  # fmt: skip


@pytest.mark.parametrize(("typed", "number"), MEANT.items())
def test_digits_alone_or_in_threes_are_the_number(typed: str, number: int) -> None:
    assert whole_number_of(typed) == number
    assert WholeNumberField().clean(typed) == number


@pytest.mark.parametrize("typed", MEANT_NOTHING, ids=range(len(MEANT_NOTHING)))
def test_everything_else_is_refused_with_words(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match=r"số nguyên bằng chữ số, ví dụ 25000 hoặc 25\.000"):
        WholeNumberField().clean(typed)


def test_the_bounds_of_a_number_in_groups_hold_and_blank_is_none() -> None:
    field = WholeNumberField(min_value=1, max_value=1_000, required=False)
    assert (field.clean("1.000"), field.clean(" "), field.clean("")) == (1_000, None, None)
    for typed, words in (("1.001", "không quá 1000"), ("0", "từ 1 trở lên")):
        with pytest.raises(forms.ValidationError, match=words):
            field.clean(typed)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (NumberForm, "number"),
        (WayForm, "copies"),
        (HeadForm, "number"),
        (DutyForm, "target_percent"),
        (RegisterFilterForm, "tu_so"),
        (RegisterFilterForm, "den_so"),
        (lambda data: StartForm(data, books=[]), "first"),
        (lambda data: StartForm(data, books=[]), "year"),
        (lambda data: SeriesForm(data, series=dict.fromkeys(dict(HeadForm.base_fields["kind"].choices), "")), "from_year"),
        (PaperInCaseForm, "pages"),
        (CarryingRulesForm, "stale_days"),
    ],
)
def test_no_form_takes_a_fraction_for_a_number(form: Callable[..., forms.Form], name: str) -> None:
    for typed in ("25.0", "1.5", "3."):
        assert "số nguyên bằng chữ số" in str(form({name: typed}).errors[name]), typed
    assert 'inputmode="numeric"' in str(form({name: "1.5"})[name])
    assert 'type="text"' in str(form({name: "1.5"})[name]), "a number input gives the server 25 or nothing for 25.000"


def test_the_number_of_notices_is_one_of_these_too() -> None:
    assert isinstance(ChoiceForm.base_fields["budget"], WholeNumberField)


@pytest.fixture
def given(city: City, db: None) -> Assignment:
    """Ba Đình's, received, with a figure to report."""
    delivered(city, draft_for_districts(city, target=90))
    mine = Assignment.objects.get(unit=city.units["BD"])
    steps.receive_assignment(mine, by=city["officer"], at=AT, today=DAY)
    return mine


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_a_figure_in_groups_is_reported_whole(city: City, given: Assignment) -> None:
    client, url = signed_in(city["officer"]), reverse("workflows:report", args=[given.pk])
    values = {"kind": "final", "text": "Đã rà soát.", "numerator": "25.000", "denominator": "30.500"}
    for name in ("numerator", "denominator"):
        answer = client.post(url, values | {name: "25.5"})
        assert answer.status_code == 400
        assert "số nguyên bằng chữ số" in answer.content.decode()
    assert not Report.objects.exists()
    assert client.post(url, values).status_code == 302
    figure = Report.objects.get().figure
    assert (figure.numerator, figure.denominator) == (25_000, 30_500)


def test_a_share_is_what_was_typed_or_refused_at_its_row(city: City, given: Assignment) -> None:
    Assignment.objects.filter(pk=given.pk).update(due_date=ahead(40))
    client, url = signed_in(city["officer"]), reverse("workflows:delegate", args=[given.pk])
    ward = city.units["KM"].pk
    values = {"units": ward, "confirm": "1", "total": "25.000"}
    for typed in ("1.5", "15.0", "1.5000"):
        answer = client.post(url, values | {f"target-{ward}": typed})
        assert answer.status_code == 400
        assert f"Chỉ tiêu “{typed}” không phải số nguyên" in answer.content.decode()
    assert "số nguyên bằng chữ số" in client.post(url, values | {"total": "25.0", f"target-{ward}": "5"}).content.decode()
    assert not Assignment.objects.filter(parent=given).exists()
    assert client.post(url, values | {f"target-{ward}": "1.500"}).status_code == 302
    given.refresh_from_db()
    assert (given.target, Assignment.objects.get(parent=given).target) == (25_000, 1_500)
