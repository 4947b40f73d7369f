"""A copy that its unit refused is sent to it once more; whoever outside has a document that is recalled is told so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns import receipts
from campaigns.models import Assignment
from directives.drafting import RecipientDraft
from directives.models import Directive, OutsideRecipient
from records.events import timeline
from records.models import Job
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, at_once, begun, copy_of, delivered, draft, draft_for_districts, later, refused, signed_in
from .letterbox import Letterbox, a_letterbox

pytestmark = pytest.mark.django_db
NOON = later(hours=3)
LINES = ("Bưu điện Thành phố", "Công ty Điện lực", "Báo Hà Nội mới")


# Sent again


def test_a_copy_that_was_refused_is_sent_again_with_the_work_that_was_refused_with_it(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    copy = copy_of(directive, city.units["BD"])
    due = set(Assignment.objects.filter(unit=copy.unit).values_list("due_date", flat=True))
    steps.refuse_document(copy, reason="Không thuộc địa bàn.", by=city["clerk"], at=AT)
    assert steps.send_copy_again(copy, by=city["city_clerk"], at=NOON) == 2
    copy.refresh_from_db()
    assert (copy.status, copy.sent_at, copy.reason) == ("sent", NOON, "Không thuộc địa bàn.")
    again = Assignment.objects.filter(unit=copy.unit)
    assert set(again.values_list("status", "refusal_reason")) == {("issued", "")}
    assert set(again.values_list("due_date", flat=True)) == due
    assert not clock.astray()
    assert timeline(copy).get(action="directives.sent_again").before == {"reason": "Không thuộc địa bàn."}
    assert len(steps.receive(copy, by=city["clerk"], at=later(hours=4), today=DAY)) == 2
    refused("stale", lambda: steps.send_copy_again(copy, by=city["city_clerk"], at=NOON))


def test_what_was_refused_twice_is_sent_again_twice(city: City) -> None:
    copy = copy_of(delivered(city), city.units["BD"])
    for reason in ("Nhầm.", "Vẫn nhầm."):
        steps.refuse_document(copy, reason=reason, by=city["clerk"], at=AT)
        steps.send_copy_again(copy, by=city["city_clerk"], at=NOON)
    assert copy.reason == "Vẫn nhầm."
    assert receipts.counts(copy.directive)["refused"] == 0


def test_only_a_refused_copy_of_a_document_in_force_is_sent_again(city: City) -> None:
    directive = delivered(city)
    copy = copy_of(directive, city.units["BD"])
    refused("stale", lambda: steps.send_copy_again(copy, by=city["city_clerk"], at=NOON))
    steps.refuse_document(copy, reason="Nhầm.", by=city["clerk"], at=AT)
    for who in ("stranger", "drafter", "clerk", "monitor"):
        refused("forbidden", lambda who=who: steps.send_copy_again(copy, by=city[who], at=NOON))
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.RECALLED)
    refused("not_in_force", lambda: steps.send_copy_again(copy, by=city["city_clerk"], at=NOON))


def test_the_clerk_sends_it_again_from_the_ladder_where_the_reason_stays(city: City) -> None:
    directive = delivered(city)
    copy, clerk = copy_of(directive, city.units["BD"]), signed_in(city["city_clerk"])
    page = f"/van-ban/{directive.pk}/noi-nhan/"
    assert "Gửi lại" not in clerk.get(page).content.decode()
    steps.refuse_document(copy, reason="Không thuộc địa bàn.", by=city["clerk"], at=AT)
    assert f"/noi-nhan/{copy.pk}/gui-lai/" in clerk.get(page).content.decode()
    assert f"/noi-nhan/{copy.pk}/gui-lai/" not in signed_in(city["city_officer"]).get(page).content.decode()
    again = {"copies": ["1"], "reason": ""}
    refused_page = clerk.post(f"/noi-nhan/{copy.pk}/gui-lai/", again)
    assert refused_page.status_code == 400
    assert "đã qua; hãy ghi hạn mới rồi gửi lại" in refused_page.content.decode()
    new_date = timezone.localdate() + timedelta(days=30)
    again["again_date"] = f"{new_date:%d/%m/%Y}"
    told = clerk.post(f"/noi-nhan/{copy.pk}/gui-lai/", again, follow=True).content.decode()
    assert set(Assignment.objects.filter(unit=copy.unit).values_list("due_date", flat=True)) == {new_date}
    assert "Đã gửi lại văn bản cho Ủy ban nhân dân quận Ba Đình" in told
    assert "trước đó từ chối: Không thuộc địa bàn." in " ".join(told.split())
    assert "sau khi đơn vị từ chối: Không thuộc địa bàn." in signed_in(city["clerk"]).get(f"/van-ban/{directive.pk}/").content.decode()
    assert clerk.post(f"/noi-nhan/{copy.pk}/gui-lai/", follow=True).status_code in {200, 409}
    assert "Gửi lại, giao lại việc đã từ chối" in clerk.get(f"/van-ban/{directive.pk}/").content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_it_again_at_once_one_is_told(city: City) -> None:
    directive = delivered(city)
    first, second = copy_of(directive, city.units["BD"]), copy_of(directive, city.units["BD"])
    steps.refuse_document(first, reason="Nhầm.", by=city["clerk"], at=AT)
    raised = at_once(
        lambda: steps.send_copy_again(first, by=city["city_clerk"], at=NOON),
        lambda: steps.send_copy_again(second, by=city["city_clerk"], at=NOON),
    )
    assert sorted(str(getattr(error, "code", "")) for error in raised) == ["", "stale"]
    assert not clock.astray()


# Recalled outside


letterbox = pytest.fixture(a_letterbox)


def gone_out(city: City) -> Directive:
    """To the first line by e-mail, to the second on paper; the third waits for its letter."""
    target = delivered(city, draft(city, recipients=(RecipientDraft("Như trên"), *map(RecipientDraft, LINES))))
    mailed, paper, waiting = target.outside_recipients.order_by("position")
    for one, address in ((mailed, "buudien@example.vn"), (waiting, "bao@example.vn")):
        steps.set_way(one, channel="email", email=address, copies=1, by=city["city_clerk"], at=AT)
    run_job(steps.email_outside(mailed, by=city["city_clerk"], at=AT).pk)
    steps.record_paper(paper, note="EB1VN", by=city["city_clerk"], at=AT)
    return target


def recall(city: City, target: Directive) -> Directive:
    directive = begun(city, draft(city))
    directive.bases.create(position=90, number=target.designation, cited=target)
    steps.declare_effect(directive, target=target, kind="recalls", by=city["drafter"], at=AT)
    steps.submit(directive, by=city["drafter"], at=NOON)
    steps.approve_content(directive, by=city["division_head"], at=NOON)
    steps.approve_form(directive, by=city["office_head"], at=NOON)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=NOON)
    steps.number(directive, by=city["city_clerk"], at=NOON, today=DAY)
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=NOON).pk)
    directive.refresh_from_db()
    target.refresh_from_db()
    return directive


def told_outside(target: Directive) -> list[tuple[str, str, str]]:
    rows = target.outside_recipients.exclude(recalls=None).order_by("position")
    return list(rows.values_list("name", "channel", "status"))


def send_what_waits() -> None:
    for job in Job.objects.filter(kind=steps.EMAIL_KIND, status=Job.Status.QUEUED).order_by("pk"):
        run_job(job.pk)


def test_whoever_got_a_recalled_document_outside_is_told_once_in_the_same_way(city: City, letterbox: Letterbox) -> None:
    target = gone_out(city)
    directive = recall(city, target)
    send_what_waits()
    assert told_outside(target) == [(LINES[0], "email", "sent"), (LINES[1], "paper", "waiting")]
    assert target.outside_recipients.get(recalls=None, name=LINES[2]).status == "dropped"
    _, letter = letterbox.letters
    body = letter.get_body()
    assert body is not None
    assert letter["to"] == "buudien@example.vn"
    assert letter["subject"].strip() == f"Thu hồi văn bản {target.designation}: {target.subject}"
    assert f"theo văn bản số {directive.designation} ngày 18/03/2021" in body.get_content()
    assert not list(letter.iter_attachments())
    send_what_waits()
    assert len(letterbox.letters) == 2
    assert timeline(target).get(action="directives.outside_recalled").after == {"count": 2, "names": [LINES[0], LINES[1]]}
    notice = target.outside_recipients.select_related("directive").get(recalls__isnull=False, channel="paper")
    steps.record_paper(notice, note="EB2VN", by=city["city_clerk"], at=later(hours=5))
    refused("stale", lambda: steps.record_paper(notice, note="EB3VN", by=city["city_clerk"], at=later(hours=5)))


def test_a_recalled_document_goes_to_nobody_any_more_and_paper_that_had_gone_is_told_too(city: City, letterbox: Letterbox) -> None:
    lines = (RecipientDraft("Như trên"), *map(RecipientDraft, LINES))
    target = delivered(city, draft(city, recipients=lines))
    first, second, third = target.outside_recipients.select_related("directive").order_by("position")
    recall(city, target)
    assert told_outside(target) == []
    refused("recalled", lambda: steps.set_way(first, channel="email", email="a@b.vn", copies=1, by=city["city_clerk"], at=NOON))
    OutsideRecipient.objects.filter(pk=third.pk).update(channel="email", email="a@b.vn", status="failed")
    third.refresh_from_db()
    run_job(steps.email_outside(third, by=city["city_clerk"], at=NOON).pk)
    assert not letterbox.letters
    steps.record_paper(second, note="Đã chuyển sáng 18/3.", by=city["city_clerk"], at=NOON)
    assert told_outside(target) == [(LINES[1], "paper", "waiting")]


def test_the_clerk_sees_who_is_to_be_told_of_the_recall_and_keeps_how_it_was(city: City, letterbox: Letterbox) -> None:
    target = gone_out(city)
    recall(city, target)
    client = signed_in(city["city_clerk"])
    page = " ".join(client.get(f"/van-ban/{target.pk}/").content.decode().split())
    assert f"Báo thu hồi đến <b>{LINES[1]}</b>" in page
    assert "Ghi đã báo thu hồi bằng giấy" in page
    assert "Thôi gửi" in page
    assert "Báo thu hồi ra ngoài hệ thống" in page
    notice = target.outside_recipients.get(recalls__isnull=False, channel="paper")
    done = client.post(f"/noi-nhan-ngoai/{notice.pk}/da-chuyen/", {f"paper-{notice.pk}-note": "Chị Tư nhận"}, follow=True)
    assert "Chị Tư nhận" in done.content.decode()
    assert told_outside(target)[1] == (LINES[1], "paper", "sent")
    assert "Báo thu hồi" not in signed_in(city["clerk"]).get(f"/van-ban/{target.pk}/").content.decode()
    assert letterbox.letters
