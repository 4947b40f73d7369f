"""Letters that urge whoever has not reported: drafted here, then signed, numbered and dispatched like any other directive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from campaigns import queries
from campaigns.documents.wording import shortened
from campaigns.models import Assignment, Campaign, Chase, Report
from campaigns.services.moves import CampaignError
from directives.citing import first_citation
from directives.documents import agency_head
from directives.drafting import BasisDraft, Draft, ProvisionDraft, RecipientDraft, default_symbol
from directives.models import Directive
from directives.services.appendices import add_appendix
from directives.writing import Appendix, Overdue, RecipientNote, Reminder
from directives.writing.head import short_date
from org_hierarchy.models import OrgUnit, Person
from records.events import digest, record

Status = Assignment.Status

LONGEST_WORK = 480  # "đôn đốc" before it still fits the subject's column
LONGEST_TASK = 240
DRAFTS_ASIDE = 20  # of one person on one day; whoever presses twice has two


@dataclass(frozen=True, slots=True)
class ChaseDraft:
    """A letter before it is a directive: what its drafter may still change, its appendix, and whom and what it is about, by id."""

    content: Draft
    appendix: Appendix
    units: frozenset[int]
    assignments: tuple[int, ...]


def owing(campaign: Campaign, among: QuerySet[Assignment], *, today: date) -> QuerySet[Assignment]:
    """Those of a campaign's assignments, among these, about which one may urge: overdue, owing a report for a period that has passed, or of
    a unit that has reported nothing at all; what it is the unit's turn to do, in each case."""
    late = queries.state("overdue", today=today) | queries.owes_period(today=today)
    return among.filter(late | queries.is_silent(campaign), campaign=campaign, status__in=queries.WITH_UNIT)


def write_chase(
    campaign: Campaign, among: QuerySet[Assignment], *, sender: OrgUnit, drafting_unit: OrgUnit, deadline: date, today: date
) -> ChaseDraft:
    """The letter of `sender`, the campaign's issuer or its monitor, to the units that owe something among these assignments.

    An issuer orders units of its own line; whoever does not stand above them asks (domain rule 2). Five queries, whatever their number.
    Raises CampaignError: `concluded`, `wrong_sender`, `deadline_wrong` (not after today), `nothing_owed`.
    """
    if campaign.status != Campaign.Status.OPEN:
        raise CampaignError("concluded", "Đợt triển khai này đã kết thúc nên không còn gì để đôn đốc.")
    if sender.pk not in {campaign.issuer_id, campaign.monitor_id}:
        raise CampaignError("wrong_sender", "Chỉ cơ quan ban hành hoặc đơn vị được giao theo dõi gửi công văn đôn đốc.")
    if deadline <= today:
        raise CampaignError("deadline_wrong", "Hạn mới phải sau ngày hôm nay; hãy chọn ngày khác.")
    rows = owing(campaign, among, today=today).select_related("unit", "task").order_by("unit__sort_name", "unit", "task__position")
    owed = list(rows)
    if not owed:
        raise CampaignError("nothing_owed", "Không có việc nào quá hạn hoặc chưa báo cáo trong danh sách này nên không có ai để đôn đốc.")
    follows = sender.pk != campaign.issuer_id
    orders = not follows and all(row.unit.line == sender.line for row in owed)
    letter = Reminder(
        head=agency_head(sender),
        symbol=default_symbol(Directive.Kind.CV, sender, drafting_unit),
        place=sender.place,
        agency=sender.name,
        order=first_citation(campaign.directive),
        work=shortened(campaign.name, LONGEST_WORK),
        overdue=_overdue(campaign, owed, today=today),
        as_of=today,
        deadline=f"17 giờ ngày {short_date(deadline)}",
        giver=campaign.issuer.name if follows else "",
        asks="yêu cầu" if orders else "đề nghị",
        recipients=_recipients(campaign, follows=follows),
    )
    return ChaseDraft(
        content=_content(letter, campaign.directive, drafting_unit),
        appendix=letter.appendix,
        units=frozenset(row.unit_id for row in owed),
        assignments=tuple(row.pk for row in owed),
    )


@transaction.atomic
def keep_chase(campaign: Campaign, directive: Directive, written: ChaseDraft, *, by: Person, at: datetime, today: date) -> Chase:
    """Put the appendix behind the letter's draft, and keep about what it is. A fixed number of statements and an INSERT per 5,000."""
    add_appendix(directive, written.appendix, units=written.units, by=by, at=at)
    chase = Chase.objects.create(campaign=campaign, directive=directive, as_of=today, drafted_by=by, drafted_at=at)
    through = Chase.assignments.through
    through.objects.bulk_create((through(chase=chase, assignment_id=pk) for pk in written.assignments), batch_size=5000)
    after = {
        "directive": directive.pk,
        "units": len(written.units),
        "count": len(written.assignments),
        "digest": digest(written.assignments),
    }
    record("campaigns.chase_drafted", campaign, by=by, at=at, after=after)
    return chase


def same_draft(campaign: Campaign, written: ChaseDraft, *, by: Person, today: date) -> Directive | None:
    """The draft that this person made today about the very same, if nobody has handed it in yet: whoever presses twice is led to it.

    Holds the campaign until the transaction ends. At most 20 such drafts are looked at.
    """
    Campaign.objects.select_for_update(of=("self",), no_key=True).get(pk=campaign.pk)
    mine = Chase.objects.filter(campaign=campaign, drafted_by=by, as_of=today, directive__status=Directive.Status.DRAFT)
    wanted = set(written.assignments)
    for chase in islice(mine.select_related("directive").defer("directive__source_text").order_by("-pk"), DRAFTS_ASIDE):
        if set(chase.assignments.values_list("pk", flat=True)) == wanted:
            return chase.directive
    return None


def _overdue(campaign: Campaign, owed: Sequence[Assignment], *, today: date) -> tuple[Overdue, ...]:
    """What is due of each since when: the whole, or before that its oldest report for a period."""
    heard = set(Report.objects.filter(assignment__campaign=campaign).order_by().values_list("assignment__unit", flat=True).distinct())
    passed = queries.overdue_periods(Assignment.objects.filter(campaign=campaign), today=today).order_by().values_list("assignment")
    periods = {pk: (count, oldest) for pk, count, oldest in passed.annotate(Count("pk"), Min("due_date"))}
    designation = campaign.directive.designation

    def one(row: Assignment) -> Overdue:
        count, oldest = periods.get(row.pk, (0, None))
        is_over = row.due_date is not None and row.due_date < today
        words = [Status(row.status).label]
        words += ["chưa có báo cáo"] if row.unit_id not in heard else []
        words += [f"nợ {count} kỳ báo cáo, từ kỳ hạn {short_date(oldest)}"] if oldest else []
        return Overdue(
            unit=row.unit.name,
            task=shortened(row.task.content, LONGEST_TASK),
            document=designation,
            due=row.due_date if is_over or oldest is None else oldest,
            state=", ".join(words),
        )

    return tuple(map(one, owed))


def _recipients(campaign: Campaign, *, follows: bool) -> tuple[RecipientNote, ...]:
    """Who else is told: the issuer by its monitor, the monitor by the issuer."""
    lines = [RecipientNote("Như trên")]
    if follows:
        lines.append(RecipientNote(campaign.issuer.name, "để b/c"))
    elif campaign.monitor is not None:
        lines.append(RecipientNote(campaign.monitor.name, "để theo dõi, đôn đốc"))
    return tuple(lines)


def _content(letter: Reminder, ground: Directive, drafting_unit: OrgUnit) -> Draft:
    return Draft(
        drafting_unit_id=drafting_unit.pk,
        subject=letter.subject,
        symbol=letter.symbol,
        place=letter.place,
        addressees=letter.addressees,
        provisions=tuple(ProvisionDraft(paragraph.text, paragraph.kind, paragraph.label) for paragraph in letter.body),
        bases=(BasisDraft(ground.get_kind_display(), ground.designation, ground.issued_date, ground.issuer.name),),
        recipients=tuple(RecipientDraft(line.name, line.note) for line in letter.recipients),
    )
