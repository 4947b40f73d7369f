"""What the clock did and whom it told: sweeps, reminders, notices and their ways out, and how each person wants to be told."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from campaigns.models import Assignment, Campaign
from org_hierarchy.models import OrgUnit


class Sweep(models.Model):
    """Lượt quét: one run of one sweep of the clock, kept even when what it did was rolled back; one that never ended was killed."""

    name = models.CharField(max_length=40, help_text='Of `workflows.clock.sweeping`; "asked": a person reminded.')
    planned_for = models.DateTimeField(help_text="The minute for which the beat asked for it.")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    count = models.PositiveIntegerField(default=0, help_text="What it did: rows made, units woken.")
    passed_count = models.PositiveIntegerField(default=0, help_text="What it only noted: an outage had let it go by.")
    failed_count = models.PositiveIntegerField(default=0, help_text="What it could not do and left for the next run.")
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "lượt quét"
        constraints = [models.UniqueConstraint(fields=["name", "planned_for"], condition=~Q(name="asked"), name="sweep_once")]
        indexes = [models.Index(fields=["planned_for"], condition=Q(count=0, passed_count=0), name="sweep_idle")]


class Reminder(models.Model):
    """Nhắc việc: what the clock found at one of its stages, once per subject, day, step and occasion; whom it told are its notices.

    `subject_id` is the row that it is about, by kind: an assignment, a report, a report due, a request, a difficulty, a campaign; a
    directive, an opinion or a copy; for what concerns people an appointment, an absence or a question about an heir.
    """

    class Kind(models.TextChoices):
        SOON = "soon", "Sắp đến hạn"
        TODAY = "today", "Đến hạn hôm nay"
        OVERDUE = "overdue", "Quá hạn"
        PERIOD_SOON = "period_soon", "Sắp đến hạn báo cáo kỳ"
        PERIOD_TODAY = "period_today", "Hôm nay đến hạn báo cáo kỳ"
        PERIOD_OVERDUE = "period_overdue", "Quá hạn báo cáo kỳ"
        SILENT = "silent", "Chưa có báo cáo nào"
        STALE = "stale", "Chậm cập nhật"
        REVIEW = "review", "Đến ngày xem lại"
        GIVEN = "given", "Việc mới giao"
        RECALLED = "recalled", "Việc được thu hồi"
        REOPENED = "reopened", "Việc được mở lại"
        PERIOD_ANEW = "period_anew", "Kỳ báo cáo được mở lại"
        NEW_DATE = "new_date", "Có hạn mới"
        WOKEN = "woken", "Việc giao tiếp trở lại đơn vị"
        RETURNED = "returned", "Báo cáo bị trả lại"
        EXTENDED = "extended", "Có quyết định về gia hạn"
        SUSPENDED = "suspended", "Có quyết định về tạm dừng"
        ANSWERED = "answered", "Vướng mắc đã được trả lời"
        REFUSED = "refused", "Đơn vị từ chối thực hiện"
        SENT = "sent", "Báo cáo mới chờ duyệt"
        WANTS_TIME = "wants_time", "Đơn vị xin gia hạn"
        WANTS_REST = "wants_rest", "Đơn vị xin tạm dừng"
        RAISED = "raised", "Vướng mắc mới cần trả lời"
        REMARKED = "remarked", "Có ý kiến phối hợp mới"
        UNREVIEWED = "unreviewed", "Báo cáo chờ duyệt đã lâu"
        INTERIM_WAITS = "interim_waits", "Báo cáo tiến độ chờ duyệt đã lâu"
        EXTENSION = "extension", "Chưa trả lời xin gia hạn"
        SUSPENSION = "suspension", "Chưa trả lời xin tạm dừng"
        DIFFICULTY = "difficulty", "Chưa trả lời vướng mắc"
        ALL_DONE = "all_done", "Mọi đơn vị đã hoàn thành"
        OVER = "over", "Đã qua hạn cuối của đợt"
        ASKED = "asked", "Được nhắc việc"
        MOVED = "moved", "Việc chuyển đến"
        HANDED_ON = "handed_on", "Việc chuyển sang đơn vị kế thừa"
        DRAFT_BACK = "draft_back", "Văn bản trở lại dự thảo"
        HEIR = "heir", "Chờ chọn đơn vị kế thừa"
        APPOINTED = "appointed", "Nhận chức vụ"
        LEFT_POST = "left_post", "Thôi giữ chức vụ"
        AWAY = "away", "Vắng mặt, có người làm thay"
        BACK = "back", "Hết vắng mặt"
        ARRIVED = "arrived", "Văn bản đến chờ xử lý"
        MARKED = "marked", "Tệp bị bỏ vì có dấu chỉ độ mật"
        RESTS = "rests", "Việc vẫn đang tạm dừng"
        PUBLISHED = "published", "Có trả lời chung cho vướng mắc"
        STEP_RETURNED = "step_returned", "Dự thảo bị trả lại"
        STEP_CONTENT = "step_content", "Dự thảo chờ duyệt nội dung"
        STEP_FORM = "step_form", "Dự thảo chờ kiểm tra thể thức"
        STEP_SIGN = "step_sign", "Văn bản chờ ký"
        STEP_NUMBER = "step_number", "Văn bản chờ cấp số"
        STEP_DISPATCH = "step_dispatch", "Văn bản chờ phát hành"
        STEP_LATE = "step_late", "Quá hạn xử lý văn bản"
        OPINION_ASKED = "opinion_asked", "Đơn vị được xin ý kiến"
        OPINION_LATE = "opinion_late", "Quá hạn trả lời xin ý kiến"
        OPINION_GIVEN = "opinion_given", "Đã có ý kiến trả lời"
        ASKED_BACK = "asked_back", "Đơn vị được đề nghị trả lại văn bản"
        BACK_ANSWERED = "back_answered", "Đã trả lời đề nghị lấy lại văn bản"
        COPY_REFUSED = "copy_refused", "Đơn vị từ chối nhận văn bản"
        TAKEN_OVER = "taken_over", "Việc của bạn có người nhận làm thay"

    kind = models.CharField(max_length=14, choices=Kind)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.PROTECT, related_name="reminders")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="Who has to act.")
    subject_id = models.PositiveBigIntegerField()
    day = models.DateField(help_text="The day that it is about: the deadline, the day of the last word; another day is another reminder.")
    step = models.PositiveIntegerField(default=0, help_text="The rung of a ladder, in days, of what is said again.")
    occasion = models.PositiveBigIntegerField(
        default=0, help_text="Of what may happen more than once a day: the row that made it so, a report that was accepted or a sweep."
    )
    passed_over = models.BooleanField(default=False, help_text="Its moment went by unseen; a newer one was said instead.")
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    sweep = models.ForeignKey(
        Sweep,
        null=True,
        on_delete=models.PROTECT,
        related_name="reminders",
        help_text="The one whose notices it became; of moved work the one that told the issuer's side, none before.",
    )

    class Meta:
        verbose_name = "nhắc việc"
        constraints = [models.UniqueConstraint(fields=["subject_id", "kind", "day", "step", "occasion"], name="reminder_once")]
        indexes = [
            models.Index(fields=["made_at"], name="reminder_by_day"),
            models.Index(fields=["campaign"], condition=Q(kind="moved", sweep=None), name="reminder_untold_above"),
            models.Index(fields=["campaign", "kind"], condition=Q(campaign__isnull=False), name="reminder_of_campaign"),
            models.Index(fields=["subject_id"], condition=Q(kind="asked_back"), name="reminder_asked_back"),
        ]

    @property
    def label(self) -> str:
        """What it is about, in words: "Quá hạn từ 7 ngày"."""
        is_late = self.kind in {self.Kind.OVERDUE, self.Kind.PERIOD_OVERDUE, self.Kind.STEP_LATE}
        return f"{self.get_kind_display()} từ {self.step} ngày" if is_late and self.step else self.get_kind_display()


class Notice(models.Model):
    """Thông báo: what one person is told. No more than what it is about and its date: the page behind it asks for one's rights."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=14, choices=Reminder.Kind)
    step = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=1, help_text="How many pieces of work of the campaign it speaks of.")
    title = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True, help_text="Words of whoever reminds; on the page only.")
    subject_id = models.PositiveBigIntegerField(null=True, help_text="The reminder's; none when it speaks of several.")
    day = models.DateField()
    path = models.CharField(max_length=200)
    key = models.CharField(max_length=120, unique=True, help_text="What makes it one: the same key is told once.")
    assignment = models.ForeignKey(Assignment, null=True, on_delete=models.PROTECT, related_name="notices")
    campaign = models.ForeignKey(
        Campaign, null=True, db_index=False, on_delete=models.PROTECT, related_name="+", help_text="Of whose work it speaks all together."
    )
    is_urgent = models.BooleanField(default=False, help_text="Of a document with a degree of urgency: it waits for no digest.")
    sweep = models.ForeignKey(Sweep, null=True, on_delete=models.PROTECT, related_name="notices")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="The work is done or taken away: nothing to tell any more.")

    class Meta:
        verbose_name = "thông báo"
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None, closed_at=None), name="notice_unread"),
            # The clock closes them each minute: of work by its row or its campaign, of documents by how the key begins.
            models.Index(fields=["assignment"], condition=Q(closed_at=None, assignment__isnull=False), name="notice_of_work"),
            models.Index(fields=["campaign", "kind"], condition=Q(closed_at=None, campaign__isnull=False), name="notice_of_campaign"),
            models.Index(
                fields=["key"], opclasses=["varchar_pattern_ops"], condition=Q(closed_at=None, assignment=None), name="notice_of_step"
            ),
        ]

    @property
    def label(self) -> str:
        """What it is about, in words: "Quá hạn từ 7 ngày (12 việc)"."""
        words = Reminder(kind=self.kind, step=self.step).label
        of_what = "đơn vị" if self.kind in {Reminder.Kind.BACK_ANSWERED, Reminder.Kind.COPY_REFUSED} else "việc"
        return f"{words} ({self.count} {of_what})" if self.count > 1 else words


class HeirQuestion(models.Model):
    """Chờ chọn đơn vị kế thừa: a unit that has ended with something open of which no one unit alone goes on, and who says which does.

    The answer holds for what is found later too. What waits in a campaign whose issuer is there is that issuer's to give on.
    """

    unit = models.OneToOneField(OrgUnit, on_delete=models.PROTECT, related_name="heir_question")
    asked = models.ForeignKey(
        OrgUnit, null=True, on_delete=models.PROTECT, related_name="+", help_text="Who stands above; none: whoever administers everything."
    )
    asked_at = models.DateTimeField()
    heir = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "câu hỏi đơn vị kế thừa"


class Delivery(models.Model):
    """Lượt gửi: one notice to one person by one channel beside the page; without a notice, the digest of a day."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Thư điện tử"
        TELEGRAM = "telegram", "Telegram"
        ZALO = "zalo", "Zalo"

    class Status(models.TextChoices):
        WAITING = "waiting", "Chờ gửi"
        HELD = "held", "Chờ bản tổng hợp"
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        MERGED = "merged", "Đã vào bản tổng hợp"
        FAILED = "failed", "Không gửi được"
        SKIPPED = "skipped", "Thôi gửi"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    notice = models.ForeignKey(Notice, null=True, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    digest = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="parts", help_text="The one that it went into.")
    channel = models.CharField(max_length=10, choices=Channel)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    day = models.DateField(help_text="Whose budget it counts in; of a digest, its day.")
    next_at = models.DateTimeField(help_text="Not before; later after each attempt that failed.")
    attempt_count = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lượt gửi"
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], condition=Q(notice__isnull=False), name="delivery_once"),
            models.UniqueConstraint(fields=["person", "channel", "day"], condition=Q(notice=None), name="digest_once"),
        ]
        indexes = [
            models.Index(fields=["person", "day"], name="delivery_of_day"),
            models.Index(fields=["next_at"], condition=Q(status__in=["waiting", "sending", "held"]), name="delivery_open"),
        ]


class NoticeChoice(models.Model):
    """Cách nhận thông báo: how one person wants to be told beside the page. Whoever has no row has the defaults."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choice")
    by_email = models.BooleanField("gửi thư điện tử", default=True)
    telegram = models.CharField("mã cuộc trò chuyện Telegram", max_length=40, blank=True)
    zalo = models.CharField("mã người dùng Zalo", max_length=40, blank=True)
    only_digest = models.BooleanField("chỉ gửi một bản tổng hợp mỗi ngày", default=False)
    digest_hour = models.PositiveSmallIntegerField("giờ gửi bản tổng hợp", default=7)
    quiet_from = models.PositiveSmallIntegerField("không gửi từ", default=21)
    quiet_to = models.PositiveSmallIntegerField("đến", default=6)
    budget = models.PositiveSmallIntegerField("số tin rời nhiều nhất mỗi ngày", default=10)

    class Meta:
        verbose_name = "cách nhận thông báo"
