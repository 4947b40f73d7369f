"""Who gets in: every address of the project sends the unknown to sign in, and refuses whoever has no part in the thing it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from campaigns.models import Assignment, Difficulty, Extension, Report, Suspension
from directives.models import (
    ArchiveLoan,
    Attachment,
    CaseFile,
    Comment,
    Directive,
    DraftTemplate,
    Effect,
    Opinion,
    OutsideRecipient,
    RegisterEntry,
)
from org_hierarchy.models import OrgUnit, Person, Reorganisation, UnitGroup, UnitRegime
from records import events
from records.files import store_file
from records.models import Job, StoredFile
from workflows import steps
from workflows.models import HeirQuestion, Notice
from workflows.tasks import run_job

from .city import AT, DAY, DUE, FIRST_DAY, City, begun, copy_of, dispatched, footprint, later, signed_in

pytestmark = pytest.mark.django_db

PUBLIC = {"account_login"}
OWN = {
    "home",
    "account_logout",
    "password",
    "workflows:inbox",
    "workflows:receive_many",  # takes in only what is one's own
    "workflows:new",
    "workflows:notices",
    "workflows:read_notices",
    "workflows:notice_choice",
    "workflows:incoming_list",
    "workflows:new_incoming",  # of a unit without a clerk; the stranger's is one
    "directives:list",
    "directives:registers",
    "directives:quality",
    "directives:check_layout",
    "directives:templates",
    "directives:case_files",
    "directives:case_new",
    "campaigns:list",
    "workflows:difficulties",
    "workflows:waiting",
    "org_hierarchy:units",
    "org_hierarchy:calendar",
    "org_hierarchy:why",  # of what one may not see, it says just that
    "campaigns:unit",
    *(f"api:{place}" for place in ("find_unit", "unit", "why", "directives", "waiting", "assignments", "openapi-json", "openapi-view")),
}
"""Everybody who signs in has these; what they show is one's own. Units and their place are known to all (domain rule 14)."""


INCOMING = ("", "_note", "_register", "_correct", "_send_back", "_present", "_direct", "_file", "_assign", "_hand_back", "_take_back")
INCOMING += ("_propose", "_close", "_implement", "_map", "_bpmn")
"""The addresses of a document that came."""


@dataclass
class Sights:
    """One of everything that has an address."""

    city: City
    draft: Directive
    issued: Directive
    report: Report
    evidence: StoredFile
    comment: Comment
    opinion: Opinion
    attachment: Attachment
    job: Job

    def arguments(self, name: str) -> dict[str, Any]:
        """What the address of that name takes. KeyError for a name that this test does not know yet."""
        assignment = self.report.assignment
        campaign = assignment.campaign
        written = {"directive", "draft", "submit", "approve_content", "approve_form", "give_back", "sign", "number", "dispatch"}
        return {
            **{f"workflows:{step}": {"pk": self.draft.pk} for step in written},
            "workflows:make_pdf": {"pk": self.issued.pk},
            "workflows:open_notice": {"pk": self.notice().pk},
            "workflows:notice_proof": {},
            **{f"workflows:incoming{page}": {"pk": copy_of(self.issued, self.city.districts[0]).incoming.pk} for page in INCOMING},
            "workflows:signed_copy": {"pk": self.draft.pk},
            "workflows:comment": {"pk": self.draft.pk},
            "workflows:take_over_draft": {"pk": self.draft.pk},
            "workflows:close_comment": {"pk": self.comment.pk},
            "workflows:ask_opinions": {"pk": self.draft.pk},
            **{f"workflows:{act}": {"pk": self.opinion.pk} for act in ("answer_opinion", "withdraw_opinion")},
            "workflows:attach": {"pk": self.draft.pk},
            **{f"workflows:{act}": {"pk": self.attachment.pk} for act in ("remove_file", "raise_file")},
            "workflows:let_draft": {"pk": self.draft.pk},
            "workflows:stop_drafting": {"pk": self.draft.pk, "person_pk": self.city["stranger"].pk},
            "workflows:versions": {"pk": self.draft.pk},
            "workflows:restore": {"pk": self.draft.pk, "number": 1},
            "directives:office_rules": {"pk": self.city.units["HN"].pk},
            **{f"directives:{page}": {"pk": self.city.units["HN"].pk} for page in ("series", "print_register")},
            **{f"directives:{page}": {"pk": self.city.units["HN"].pk} for page in ("reserve", "start_register")},
            **{f"workflows:{step}": {"pk": self.draft.pk} for step in ("void_number", "take_signature_back")},
            "directives:void_entry": {"pk": RegisterEntry.objects.get(directive=self.issued, recipient=None).pk},
            "directives:copy": {"pk": self.issued.pk},
            "workflows:bases_found": {"pk": self.draft.pk},
            "workflows:draft_table": {"pk": self.draft.pk, "place": 0},
            **self.desk(),
            "workflows:conclude": {"pk": self.issued.pk},
            **{f"workflows:{act}": {"pk": self.issued.pk} for act in ("recipients", "ask_back")},
            **{
                f"workflows:{act}": {"pk": copy_of(self.issued, self.city.districts[1]).pk}
                for act in ("refuse_document", "return_copy", "keep_copy", "send_copy_again")
            },
            "workflows:effects": {"pk": self.draft.pk},
            "workflows:withdraw_effect": {"pk": self.effect().pk},
            "workflows:receive": {"pk": copy_of(self.issued, self.city.districts[1]).pk},
            **{
                f"workflows:{act}": {"pk": assignment.pk}
                for act in ("assignment", "receive_assignment", "refuse", "report", "take_over_report", "ask_extension")
            },
            **{f"workflows:{act}": {"pk": self.extension().pk} for act in ("decide_extension", "withdraw_extension")},
            **{f"workflows:{act}": {"pk": campaign.pk} for act in ("group_act", "add_units")},
            "workflows:review": {"pk": self.report.pk},
            **{
                f"workflows:{act}": {"pk": assignment.pk}
                for act in ("delegate", "recall_delegated", "report_anyway", "ask_suspension", "resume", "reopen", "reopen_due")
            },
            **{f"workflows:{act}": {"pk": self.suspension().pk} for act in ("decide_suspension", "withdraw_suspension")},
            "campaigns:carrying_rules": {"pk": self.city.units["HN"].pk},
            **{f"workflows:{act}": {"pk": self.difficulty().pk} for act in ("difficulty", "answer_difficulty", "withdraw_difficulty")},
            **{f"workflows:{act}": {"pk": assignment.pk} for act in ("raise_difficulty", "published", "save_report_draft", "remark")},
            "workflows:look_again": {"pk": assignment.task_id},
            **{f"workflows:{act}": {"pk": self.outside().pk} for act in ("outside_way", "email_outside", "record_paper", "confirm_sent")},
            "campaigns:campaign": {"pk": campaign.pk},
            "workflows:heir": {"pk": self.heir_question().pk},
            **{f"workflows:{act}": {"pk": campaign.pk} for act in ("chase", "hand_on", "campaign_map", "campaign_bpmn")},
            **{f"workflows:{page}": {"pk": self.draft.pk} for page in ("directive_map", "directive_bpmn")},
            **{f"workflows:{page}": {"pk": assignment.pk} for page in ("assignment_map", "assignment_bpmn")},
            "campaigns:slips": {"pk": campaign.pk},
            "campaigns:slip": {"pk": assignment.pk},
            "campaigns:branch": {"pk": campaign.pk, "unit_pk": self.city.units["HN"].pk},
            "campaigns:unit": {"pk": self.city.units["HN"].pk},
            **{f"org_hierarchy:calendar_{act}": {} for act in ("set", "swap")},
            "org_hierarchy:calendar_clear": {"pk": 1},
            **self.kept(),
            "records:job": {"pk": self.job.pk},
            "records:file": {"pk": self.evidence.pk, "mark": self.evidence.mark},
            **{f"org_hierarchy:{page}": {"label": "directives.directive", "pk": self.issued.pk} for page in ("sight", "sight_give", "why")},
            "org_hierarchy:sight_withdraw": {
                "label": "directives.directive",
                "pk": self.issued.pk,
                "person_pk": self.city["stranger"].pk,
            },
            "api:unit": {"pk": self.city.units["HN"].pk},
            "api:why": {"act": "directive.view", "kind": "directives.directive", "pk": self.issued.pk},
            "api:directive": {"pk": self.issued.pk},
            **{f"api:{act}": {"pk": assignment.pk} for act in ("assignment", "receive", "report", "take_over", "review")},
            "api:api-root": {},
            "workflows:waiting": {"name": "gia-han"},
            **{own: {} for own in (OWN | PUBLIC) - {"campaigns:unit", "workflows:waiting", "org_hierarchy:why", "api:unit", "api:why"}},
        }[name]

    def effect(self) -> Effect:
        """The draft replaces the issued one."""
        return Effect.objects.get_or_create(directive=self.draft, target=self.issued, defaults={"kind": "replaces"})[0]

    def difficulty(self) -> Difficulty:
        """Something stands in the way of the assignment."""
        work = self.report.assignment
        values = {"raised_by": self.city["officer"], "raised_at": AT, "at_unit": work.reviewer, "answer_date": DUE}
        return Difficulty.objects.get_or_create(assignment=work, text="Thiếu máy.", defaults=values)[0]

    def extension(self) -> Extension:
        """More time for the assignment is asked for."""
        values = {"previous_date": DUE, "proposed_date": DUE, "reason": "x", "asked_by": self.city["officer"], "asked_at": AT}
        return Extension.objects.get_or_create(assignment=self.report.assignment, defaults=values)[0]

    def suspension(self) -> Suspension:
        """The unit asks for a standstill."""
        values = {"reason": "Chờ hướng dẫn", "asked_by": self.city["officer"], "asked_at": AT}
        return self.report.assignment.suspensions.get_or_create(status=Suspension.Status.ASKED, defaults=values)[0]

    def desk(self) -> dict[str, dict[str, Any]]:
        """What stands around drafts and registers: skeletons, lent copies, files of matters."""
        unit, by = self.city.units["HN"], {"entered_by": self.city["city_clerk"], "entered_at": AT}
        template = DraftTemplate.objects.get_or_create(
            unit=unit, title="Mẫu", kind="CV", defaults={"content": {}, "made_by": self.city["drafter"], "made_at": AT}
        )[0]
        loan = ArchiveLoan.objects.get_or_create(unit=unit, directive=self.issued, day=DAY, borrower="A", allowed_by="B", defaults=by)[0]
        matter = {"title": "Việc riêng", "retention": "10 năm", "keeper": self.city["drafter"], "opened_on": DAY}
        file = CaseFile.objects.get_or_create(unit=unit, year=2021, code="01", defaults=matter)[0]
        line = file.documents.get_or_create(title="Đơn", defaults={"added_by": self.city["drafter"], "added_at": AT})[0]
        return {
            "directives:template_new": {"pk": self.draft.pk},
            "directives:paper": {"pk": self.draft.pk},
            "directives:template_drop": {"pk": template.pk},
            "directives:template_rename": {"pk": template.pk},
            "directives:archive_back": {"pk": loan.pk},
            **{f"directives:{page}": {"pk": unit.pk} for page in ("archive_lend", "import_numbers", "numbers_template")},
            **{f"directives:{page}": {"pk": file.pk} for page in ("case_file", "case_add", "case_close")},
            "directives:case_print": {"pk": file.pk, "form": "docx"},
            "directives:case_take_out": {"pk": line.pk},
            "directives:case_files_print": {"pk": unit.pk, "form": "docx"},
        }

    def outside(self) -> OutsideRecipient:
        """A copy of the issued one that goes to somebody outside."""
        return self.issued.outside_recipients.get_or_create(position=90, defaults={"name": "Bưu điện"})[0]

    def notice(self) -> Notice:
        """What one of the city was told."""
        told = {"person": self.city["officer"], "kind": "asked", "title": self.issued.subject, "path": f"/van-ban/{self.issued.pk}/"}
        return Notice.objects.get_or_create(key="asked", defaults={**told, "day": DAY, "created_at": AT})[0]

    def heir_question(self) -> HeirQuestion:
        """Asked of the city."""
        asked = {"asked": self.city.units["HN"], "asked_at": AT}
        return HeirQuestion.objects.get_or_create(unit=self.city.units["TT"], defaults=asked)[0]

    def kept(self) -> dict[str, dict[str, Any]]:
        """What administrators keep in the city: the addresses of each kind of thing."""
        unit, person = self.city.units["BD"], self.city["clerk"]
        held, scope = self.city.seat(person), self.city.units["HN"]
        absence = held.absences.get_or_create(reason="Nghỉ phép", valid_from=DAY, valid_to=DUE)[0]
        mandate = held.post.mandates.get_or_create(kind="tl", unit=unit, content="Giấy mời", basis="05/QC", valid_from=FIRST_DAY)[0]
        regime = UnitRegime.objects.get_or_create(unit=unit, regime=OrgUnit.Regime.HEAD, valid_from=DUE, basis="01/NQ")[0]
        group = UnitGroup.objects.get_or_create(owner=scope, label="các quận", folded_label="cac quan", clauses=[])[0]
        decision = Reorganisation.objects.get_or_create(scope=scope, title="x", day=DUE, basis="01/NQ", defaults={"created_at": AT})[0]
        pages: list[tuple[int | None, tuple[str, ...]]] = [
            (None, ("administration", "people", "person_new", "unit_new", "pick", "groups", "group_new")),
            (None, ("reorganisations", "reorganisation_new", "importing")),
            (unit.pk, ("unit_edit", "unit_regime", "post_new", "mandate_new")),
            (regime.pk, ("regime_drop",)),
            (person.pk, ("person", "person_edit", "person_password", "person_stop", "person_open")),
            (held.pk, ("appointment", "appointment_end", "appointment_hand_over", "appointment_remit", "absence_new")),
            (held.post.pk, ("appoint", "post_rename", "post_close")),
            (absence.pk, ("absence_end",)),
            (mandate.pk, ("mandate_revoke",)),
            (group.pk, ("group", "group_drop")),
            (decision.pk, tuple(f"reorganisation{act}" for act in ("", "_edit", "_decide", "_withdraw", "_drop"))),
            (self.job.pk, ("import_job",)),
        ]
        found = {f"org_hierarchy:{name}": {"pk": pk} if pk else {} for pk, names in pages for name in names}
        found["org_hierarchy:change_new"] = {"pk": decision.pk, "kind": "rename"}
        found["org_hierarchy:change_drop"] = {"pk": decision.pk, "position": 1}
        found["org_hierarchy:import_template"] = {"name": "don-vi"}
        return found


@pytest.fixture
def sights(city: City) -> Sights:
    issued, job = dispatched(city)
    run_job(job.pk)
    issued.refresh_from_db()
    assignment = Assignment.objects.select_related("campaign", "unit").get(unit=city.districts[0])
    steps.receive_assignment(assignment, by=city["clerk"], at=AT, today=DAY)
    assignment.refresh_from_db()
    evidence = store_file(b"%PDF-1.4", name="bien-ban.pdf", content_type="application/pdf", by=city["officer"], at=AT)
    report = steps.report(
        assignment, kind=Report.Kind.FINAL, text="Đã rà soát xong.", by=city["officer"], at=later(days=1), today=DAY, files=[evidence]
    )
    draft = begun(city)
    comment = steps.comment(draft, text="Cần rõ hơn.", position=0, by=city["division_head"], at=AT)
    attachment = steps.attach_file(draft, title="", file=evidence, by=city["drafter"], at=AT)
    (opinion,) = steps.ask_opinions(draft, units=[city.units["SYT"]], question="", due_date=DUE, by=city["drafter"], at=AT, today=DAY)
    return Sights(city, draft, issued, report, evidence, comment, opinion, attachment, job)


def every_name(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from every_name(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{pattern} has no name, so no test can ask for it"
            yield f"{space}{pattern.name}"


NAMES = sorted(every_name())


def url_of(sights: Sights, name: str) -> str:
    return reverse(name, kwargs=sights.arguments(name), query={"name": "UBND"} if name == "api:find_unit" else None)


def posted(client: Client, sights: Sights, name: str) -> Any:
    """The API reads JSON; what is said wrongly there is refused before anybody's rights are asked about."""
    bodies = {"api:report": {"kind": "final", "text": "x"}, "api:review": {"report_id": sights.report.pk, "accept": True}}
    bodies["api:take_over"] = {"person_id": sights.city["officer"].pk}
    if name in bodies:
        return client.post(url_of(sights, name), bodies[name], content_type="application/json")
    return client.post(url_of(sights, name))


def test_there_is_something_to_refuse() -> None:
    assert len(NAMES) > 25


def test_the_unknown_are_sent_to_sign_in(sights: Sights) -> None:
    before = footprint()
    for name in set(NAMES) - PUBLIC:
        for method in ("get", "post"):
            response = getattr(Client(), method)(url_of(sights, name))
            if name.startswith("api:") and name not in {"api:openapi-json", "api:openapi-view", "api:api-root"}:
                assert response.status_code in {401, 405}, f"{method} {name}"  # a program is told, not led
                continue
            assert response.status_code == 302, f"{method} {name}"
            assert response.url.startswith(reverse(settings.LOGIN_URL)), f"{method} {name}"
    assert footprint() == before


def test_the_stranger_is_refused_and_leaves_no_trace(sights: Sights) -> None:
    before = footprint()
    client = signed_in(sights.city["stranger"])
    for name in set(NAMES) - PUBLIC - OWN:
        answers = [client.get(url_of(sights, name), follow=True), posted(client, sights, name)]
        codes = {answer.status_code for answer in answers}
        assert codes <= {403, 404, 405}, f"{name}: {codes}"
        assert codes & {403, 404}, f"{name}: neither method is served"
        assert not any(sights.issued.subject in answer.content.decode() for answer in answers), name
    assert footprint() == before


def test_the_strangers_own_pages_show_nothing_of_others(sights: Sights) -> None:
    client = signed_in(sights.city["stranger"])
    for name in OWN - {"home", "account_logout", "workflows:read_notices", "workflows:receive_many"}:
        response = client.get(url_of(sights, name))
        assert response.status_code == 200, name
        shown = response.content.decode()
        for secret in (sights.issued.subject, sights.report.text, sights.issued.designation):
            assert secret not in shown, name


def test_a_person_who_left_is_sent_to_sign_in(sights: Sights) -> None:
    client = signed_in(sights.city["officer"])
    Person.objects.filter(pk=sights.city["officer"].pk).update(is_active=False)
    assert client.get(reverse("workflows:inbox")).status_code == 302


def test_a_refusal_says_which_rule_refuses(sights: Sights) -> None:
    response = signed_in(sights.city["stranger"]).get(url_of(sights, "workflows:assignment"))
    assert response.status_code == 403
    assert "Bạn chỉ xem được việc của đơn vị mình" in response.content.decode()


def test_a_thing_that_is_not_there_is_not_found(sights: Sights) -> None:
    client = signed_in(sights.city["drafter"])
    for name in ("workflows:directive", "workflows:draft", "workflows:assignment"):
        assert client.get(reverse(name, args=[999_999])).status_code == 404


def test_whoever_comes_to_a_steps_address_without_sending_it_is_led_to_its_page(sights: Sights) -> None:
    before = footprint()
    assignment = sights.report.assignment_id
    pages = {
        "submit": ("drafter", f"/van-ban/{sights.draft.pk}/"),
        "give_back": ("drafter", f"/van-ban/{sights.draft.pk}/"),
        "receive": ("other_clerk", f"/van-ban/{sights.issued.pk}/"),
        "report": ("officer", f"/viec/{assignment}/"),
        "review": ("city_officer", f"/viec/{assignment}/"),
    }
    for name, (person, page) in pages.items():
        response = signed_in(sights.city[person]).get(url_of(sights, f"workflows:{name}"))
        assert response.status_code == 302, name
        assert response.url == page, name
    assert footprint() == before


def test_a_page_without_the_forms_own_token_is_refused(sights: Sights) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(sights.city["drafter"])
    before = footprint()
    assert client.post(url_of(sights, "workflows:submit")).status_code == 403
    assert footprint() == before


def test_every_page_keeps_the_strict_policy(sights: Sights) -> None:
    client = signed_in(sights.city["drafter"])
    for name in ("workflows:inbox", "workflows:new", "workflows:directive", "workflows:draft"):
        policy = client.get(url_of(sights, name)).headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy


def test_reading_a_page_writes_nothing(sights: Sights) -> None:
    city = sights.city
    before = footprint()
    for name, person in (("workflows:inbox", "officer"), ("workflows:assignment", "officer"), ("workflows:directive", "drafter")):
        assert signed_in(city[person]).get(url_of(sights, name)).status_code == 200
    assert footprint() == before
    assert [event.action for event in events.timeline(sights.draft)] == [
        "directives.drafted",
        "directives.commented",
        "directives.file_attached",
        "directives.opinions_asked",
    ]
