"""What waits to leave is sent in batches by a job, each row claimed before its server is spoken to; what failed is tried again later."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from directives.services.rows import one_line
from records import jobs
from records.models import Job
from records.text import grouped
from workflows.models import Delivery, Notice
from workflows.notices.ordering import DEFAULTS, channels
from workflows.notices.rows import insert_from
from workflows.notices.ways import WAYS, DownError, SendError, Way

Status = Delivery.Status

KIND = "send_notices"
BATCH = 200
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
"""Before the second attempt and each one after it; who has had them all is given up."""
LOST_AFTER = timedelta(minutes=10)
"""A row that has been under way for longer had its worker killed: it goes again, under the same name."""
BEAT_EVERY = timedelta(seconds=10)
LINES = 40
"""Of a digest; the rest is a number."""

logger = logging.getLogger(__name__)


class NoNeedError(SendError):
    """There is nothing to tell any more."""


Clock = Callable[[], datetime]


def due(*, at: datetime) -> QuerySet[Delivery]:
    """What may leave now, the longest waiting first: not what a quiet hour keeps, nor what waits for its digest, nor by a channel that
    is off."""
    waiting = Q(status=Status.WAITING, next_at__lte=at) | Q(status=Status.SENDING, begun_at__lt=at - LOST_AFTER)
    found = Delivery.objects.filter(waiting, channel__in=channels(), person__is_active=True)
    return _with_hours(found).exclude(_quiet(timezone.localtime(at).hour)).order_by("next_at", "pk")


def order_sending(*, at: datetime) -> Job | None:
    """Have what is due sent, unless a job is at it; None when there is nothing to do."""
    if Job.objects.filter(kind=KIND, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]).exists() or not due(at=at).exists():
        return None
    return jobs.enqueue(KIND, key=f"{KIND}:{at:%Y%m%d%H%M%S}", title="Gửi thông báo nhắc việc", arguments={}, by=None, at=at)


def make_digests(*, at: datetime) -> int:
    """Put what waits for it into one message per person and channel, at the hour that each has chosen, once a day; how many messages.

    Two statements.
    """
    local = timezone.localtime(at)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    of_today = Delivery.objects.filter(notice=None, day=local.date(), person=OuterRef("person"), channel=OuterRef("channel"))
    before = Q(pk__in=[])
    for hour in range(local.hour + 1):  # what comes after one's hour is for tomorrow
        before |= Q(digest_hour=hour, created_at__lt=midnight + timedelta(hours=hour))
    held = _with_hours(Delivery.objects.filter(status=Status.HELD, notice__closed_at=None, channel__in=channels()))
    held = held.filter(before, ~Exists(of_today.filter(created_at__lt=at)))
    if not held.exists():
        return 0
    with transaction.atomic():
        made = insert_from(
            Delivery,
            held,
            person=F("person"),
            channel=F("channel"),
            status=Status.WAITING,
            day=local.date(),
            next_at=at,
            created_at=at,
        )
        parts = Delivery.objects.filter(pk__in=held.values("pk"))
        parts.update(digest=Subquery(of_today.values("pk")[:1]), status=Status.MERGED)
    return made


def send_due(job: Job, *, clock: Clock = timezone.now) -> None:
    """The work of KIND: batch after batch until nothing is due. May be killed at any line and run again."""
    done, last = 0, clock()
    while batch := _claim(at=clock()):
        for channel, some in groupby(sorted(batch, key=lambda row: (row.channel, row.pk)), key=lambda row: row.channel):
            for sent in _send_all(channel, list(some), clock=clock):
                done += sent
                if (now := clock()) - last >= BEAT_EVERY:
                    jobs.beat(job, at=now, done=done, total=done, message=f"Đã gửi {grouped(done)} thông báo")
                    last = now
    jobs.beat(job, at=clock(), done=done, total=done, message=f"Đã gửi {grouped(done)} thông báo")


def _claim(*, at: datetime) -> list[Delivery]:
    """Take the next ones: what another worker has taken is not offered, and a row that is under way says so before anybody hears of it."""
    with transaction.atomic():
        found = due(at=at)
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(of=("self",), skip_locked=True)
        taken = list(found.values_list("pk", flat=True)[:BATCH])
        Delivery.objects.filter(pk__in=taken).update(status=Status.SENDING, begun_at=at, attempt_count=F("attempt_count") + 1)
    rows = Delivery.objects.filter(pk__in=taken).select_related("person", "person__notice_choice", "notice")
    return list(rows.prefetch_related("parts__notice"))


def _send_all(channel: str, rows: Sequence[Delivery], *, clock: Clock) -> Iterator[int]:
    """Send the rows of one channel, and keep of each how it went; gives 1 for each that was sent, else 0, as it goes."""
    way: Way | None = None
    down: DownError | None = None
    try:
        way = WAYS[channel]()
    except DownError as error:
        down = error
    try:
        for row in rows:
            problem: SendError | None = down
            if way is not None and down is None:
                try:
                    _send(way, row)
                except DownError as error:
                    problem = down = error
                except SendError as error:
                    problem = error
                except Exception:  # whatever one of them holds, the others are told
                    logger.exception("delivery %s failed", row.pk)
                    problem = SendError("Hệ thống gặp lỗi ngoài dự kiến khi gửi thông báo này")
            yield _keep(row, problem, at=clock())
    finally:
        if way is not None:
            way.close()


def _send(way: Way, row: Delivery) -> None:
    if not any(notice.closed_at is None for notice in _told(row)):
        raise NoNeedError("Việc đã xong trước khi gửi")
    address = address_of(row)
    if not address:
        raise SendError("Người nhận không còn dùng cách gửi này", for_good=True)
    subject, text = words_of(row)
    way.send(address, subject=subject, text=text, name=f"thong-bao.{row.pk}")


def address_of(row: Delivery) -> str:
    """Where the person wants to be told by that channel now; blank: nowhere any more."""
    choice = getattr(row.person, "notice_choice", DEFAULTS)
    if row.channel == Delivery.Channel.EMAIL:
        return row.person.email if choice.by_email else ""
    return str(choice.telegram if row.channel == Delivery.Channel.TELEGRAM else choice.zalo)


def words_of(row: Delivery) -> tuple[str, str]:
    """The subject and the text: what it is about and its date, and where to read on."""
    if row.notice is not None:
        line = _line(row.notice)
        return one_line(line)[:200], f"{line}\n{settings.SITE_URL}{row.notice.path}"
    told = sorted((notice for notice in _told(row) if not notice.closed_at), key=lambda one: (one.day, one.pk))
    lines = [f"- {_line(one)}" for one in told[:LINES]]
    if len(told) > LINES:
        lines.append(f"- và {grouped(len(told) - LINES)} thông báo khác")
    subject = f"Tổng hợp nhắc việc ngày {row.day:%d/%m/%Y}: {grouped(len(told))} thông báo"
    return subject, "\n".join([subject, "", *lines, "", settings.SITE_URL + reverse("workflows:notices")])


def _told(row: Delivery) -> list[Notice]:
    """The notice that it tells, or those of the digest."""
    return [row.notice] if row.notice else [part.notice for part in row.parts.all() if part.notice]


def _line(notice: Notice) -> str:
    return f"{notice.label}: {notice.title} ({notice.day:%d/%m/%Y})"


def _keep(row: Delivery, problem: SendError | None, *, at: datetime) -> int:
    """How it went. Whoever was slower than LOST_AFTER, and is thought dead, does not write over what came after."""
    mine = Delivery.objects.filter(pk=row.pk, status=Status.SENDING, attempt_count=row.attempt_count)
    if problem is None:
        return mine.update(status=Status.SENT, sent_at=at, error="")
    if isinstance(problem, NoNeedError):
        mine.update(status=Status.SKIPPED, error=str(problem))
    elif problem.for_good or row.attempt_count > len(PAUSES):
        mine.update(status=Status.FAILED, error=str(problem))
    else:
        pause = max(PAUSES[row.attempt_count - 1], timedelta(seconds=problem.wait))
        mine.update(status=Status.WAITING, next_at=at + pause, error=str(problem))
    return 0


def _with_hours(found: QuerySet[Delivery]) -> QuerySet[Delivery]:
    choice = "person__notice_choice"
    hours = {
        name: Coalesce(F(f"{choice}__{name}"), Value(getattr(DEFAULTS, name)), output_field=IntegerField())
        for name in ("digest_hour", "quiet_from", "quiet_to")
    }
    return found.annotate(**hours)


def _quiet(hour: int) -> Q:
    """Who wants to hear nothing in that hour; from 21 to 6 goes over midnight, from 7 to 7 is never."""
    over_midnight = Q(quiet_from__gt=F("quiet_to")) & (Q(quiet_from__lte=hour) | Q(quiet_to__gt=hour))
    return over_midnight | Q(quiet_from__lt=F("quiet_to"), quiet_from__lte=hour, quiet_to__gt=hour)
