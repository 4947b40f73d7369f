"""To whom a directive goes: whoever has a task though no line names it, and the lines that no unit of the system answers to."""

import pytest

from directives.drafting import RecipientDraft
from directives.services import dispatch_of
from workflows import steps
from workflows.views.directives import dispatching

from .city import AT, DAY, City, copy_of, draft, drafted, duty, issued, named, signed_in

pytestmark = pytest.mark.django_db


def test_a_unit_with_a_task_that_no_line_names_is_told_of_and_sent_to_all_the_same(city: City) -> None:
    content = draft(city, duty("Rà soát.", named(city.units["SYT"])), addressees=("UBND các quận, huyện, thị xã",))
    directive = drafted(city, content)
    assert dispatch_of(directive, on=DAY).unlisted == {city.units["SYT"].pk}
    assert copy_of(issued(city, content), city.units["SYT"]).role == "thuc_hien"


def test_units_that_a_line_names_and_partners_are_not_told_of(city: City) -> None:
    duties = duty("Rà soát.", named(city.units["SYT"]), named(city.units["BHXHHN"], "coordinating"))
    directive = drafted(city, draft(city, duties, addressees=("Sở Y tế",)))
    assert not dispatch_of(directive, on=DAY).unlisted


def test_lines_that_no_unit_answers_to_are_outside_and_notes_are_nobody(city: City) -> None:
    lines = (RecipientDraft("Như trên"), RecipientDraft("Bưu điện Thành phố"), RecipientDraft("Lưu: VT"), RecipientDraft("Sở Y tế"))
    directive = drafted(city, addressees=("Hội Những người yêu hoa", "UBND thành phố Hà Nội"), recipients=lines)
    assert dispatch_of(directive, on=DAY).outside == {0: "Hội Những người yêu hoa", 3: "Bưu điện Thành phố"}


def test_the_page_and_the_desk_name_who_is_not_listed_and_who_is_outside(city: City) -> None:
    content = draft(city, duty("Rà soát.", named(city.units["SYT"])), addressees=("Hội Những người yêu hoa",))
    directive = drafted(city, content, way=steps)
    client = signed_in(city["drafter"])
    for page in (f"/van-ban/{directive.pk}/", f"/van-ban/{directive.pk}/soan/"):
        text = client.get(page).content.decode()
        assert "chưa nằm trong Kính gửi, Nơi nhận:</b> Sở Y tế" in text
        assert "Nơi nhận ngoài hệ thống:</b> Hội Những người yêu hoa" in text


def test_of_many_units_that_are_not_listed_some_are_named_and_the_rest_counted(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "MOST_NAMED", 2)
    duties = duty("Rà soát.", *(named(unit) for unit in (*city.districts, city.units["SYT"])))
    notes = dispatching.dispatch_notes(drafted(city, draft(city, duties)), on=DAY)
    assert notes
    assert (len(notes.unlisted), notes.unlisted_left) == (2, 2)


def test_nothing_is_warned_about_once_it_has_gone_out(city: City) -> None:
    directive = issued(city, draft(city, duty("Rà soát.", named(city.units["SYT"])), addressees=("Hội Những người yêu hoa",)))
    directive.refresh_from_db()
    assert directive.issued_at == AT
    text = signed_in(city["city_officer"]).get(f"/van-ban/{directive.pk}/").content.decode()
    assert "chưa nằm trong" not in text
