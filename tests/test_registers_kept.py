"""The pages of whoever keeps numbers: duplicates warned of, numbers reserved and voided, series set, signatures taken back."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from directives import services
from directives.models import Directive, RegisterEntry
from workflows import steps

from .city import AT, City, draft, numbered, signed_in

pytestmark = pytest.mark.django_db


def test_the_same_number_symbol_and_agency_of_a_year_is_warned_about(city: City) -> None:
    numbered(city, number=776)
    second = services.draft_directive(city.units["HN"], content=draft(city, number=776), by=city["drafter"], at=AT)
    page = reverse("workflows:directive", args=[second.pk])
    assert "Có thể trùng văn bản" in signed_in(city["drafter"]).get(page).content.decode()
    services.redraft_directive(second, content=draft(city, number=776, issued_date=date(2020, 5, 4)), by=city["drafter"], at=AT)
    assert "Có thể trùng văn bản" not in signed_in(city["drafter"]).get(page).content.decode()


def test_the_keeper_reserves_and_voids_on_pages_and_others_are_refused(city: City) -> None:
    unit = city.units["HN"]
    client, page = signed_in(city["city_clerk"]), reverse("directives:reserve", args=[unit.pk])
    assert client.post(page, {"book": "out:chung", "note": "<b>Giấy</b>"}).status_code == 302
    entry = RegisterEntry.objects.get()
    void = reverse("directives:void_entry", args=[entry.pk])
    assert client.post(void, {"reason": ""}).status_code == 400
    assert client.post(void, {"reason": "Hỏng"}).status_code == 302
    assert client.post(void, {"reason": "Hỏng"}).status_code == 400
    html = client.get(reverse("directives:registers")).content.decode()
    assert 'class="cd-voided' in html
    assert "&lt;b&gt;Giấy&lt;/b&gt;" in html
    assert signed_in(city["city_officer"]).get(page).status_code == 403
    assert client.post(page, {"book": "out:sao", "note": "x"}).status_code == 400
    assert client.get(reverse("directives:series", args=[unit.pk])).status_code == 403
    assert client.get(reverse("directives:start_register", args=[unit.pk])).status_code == 200


def test_the_administrator_sets_series_on_a_page(city: City) -> None:
    unit, year = city.units["HN"], timezone.localdate().year + 1
    client = signed_in(city.person("HN", "administrator"))
    page = reverse("directives:series", args=[unit.pk])
    assert client.post(page, {"from_year": year, "series-KH": "Kế hoạch"}).status_code == 302
    assert client.get(page).context["form"]["series-KH"].value() == "Kế hoạch"
    assert client.post(page, {"from_year": 1990, "series-KH": "x"}).status_code == 400
    assert client.post(page, {"from_year": "x", "series-KH": "y" * 50}).status_code == 400


def test_the_clerk_voids_a_number_on_the_directives_page_and_the_signatory_takes_the_signature_back(city: City) -> None:
    directive = numbered(city, way=steps)
    clerk, chairman = signed_in(city["city_clerk"]), signed_in(city["chairman"])
    page = directive.get_absolute_url()  # type: ignore[attr-defined]
    assert "Hủy số đã cấp" in clerk.get(page).content.decode()
    assert "Hủy số đã cấp" not in chairman.get(page).content.decode().split("Diễn biến")[0]
    assert clerk.post(f"{page}huy-so/", {"reason": ""}).status_code == 400
    assert chairman.post(f"{page}huy-so/", {"reason": "Sai ngày"}).status_code == 403
    assert clerk.post(f"{page}huy-so/", {"reason": "Sai ngày"}).status_code == 302
    assert clerk.post(f"{page}huy-so/", {"reason": "Sai ngày"}).status_code == 409
    assert "Số 01 năm 2021: Sai ngày" in clerk.get(page).content.decode()
    assert clerk.post(f"{page}rut-chu-ky/", {"reason": "Chưa cần"}).status_code == 403
    assert chairman.post(f"{page}rut-chu-ky/", {"reason": "Chưa cần"}).status_code == 302
    directive.refresh_from_db()
    assert (directive.status, directive.return_reason) == (Directive.Status.RETURNED, "Chưa cần")
