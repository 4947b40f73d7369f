"""What every office keeps whatever its work: what happened, what the machine is doing, which files there are."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac


class Event(models.Model):
    """Sự kiện: one thing that happened, append-only (domain rule 13).

    A fan-out is one event with the count and a digest of its members in `after`.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Trống: hệ thống.")
    action = models.CharField(max_length=60, help_text="app.object_verb, e.g. directives.signed")
    subject_type = models.CharField(max_length=60, help_text="app.model, e.g. directives.directive")
    subject_id = models.PositiveBigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    seal_number = models.PositiveBigIntegerField(null=True, help_text="Its place in the sealed chain; none until the clock seals it.")
    seal = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the seal before it and this row.")

    class Meta:
        verbose_name = "sự kiện"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["id"], condition=models.Q(seal_number=None), name="event_unsealed"),
        ]
        constraints = [  # partial: whoever writes an event does not pay for it
            models.UniqueConstraint(fields=["seal_number"], condition=models.Q(seal_number__isnull=False), name="event_seal_once"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        raise TypeError("An event is never deleted.")


class Seal(models.Model):
    """Niêm phong: one batch of events that the clock sealed; says how long the chain must be, so that a cut end shows too.

    The one of number 0 is the beginning: it seals nothing, and the first sweeps wait for it as later ones do for the end.
    """

    last_number = models.PositiveBigIntegerField(unique=True)
    last_seal = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "niêm phong"


class StoredFile(models.Model):
    """Tệp: bytes kept once per content; many rows may name the same bytes."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200, help_text="As the user knows it, with its suffix.")
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    content = models.FileField(upload_to="")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    unused_since = models.DateTimeField(null=True, help_text="When the clock saw that nothing refers to it; none: something does.")

    class Meta:
        verbose_name = "tệp"
        indexes = [models.Index(fields=["unused_since"], condition=models.Q(unused_since__isnull=False), name="file_unused")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is fetched, by whoever may."""
        return reverse("records:file", args=[self.pk, self.mark])

    @property
    def mark(self) -> str:
        """The part of its address that nobody can guess: of this row, this content and this installation."""
        return salted_hmac("records.file", f"{self.pk} {self.sha256}", algorithm="sha256").hexdigest()[:32]


class Leftover(models.Model):
    """Phần sót trên đĩa: bytes that no row names, until they are gone.

    Written with the deletion of the row, so that whoever is killed before the bytes went leaves word of them; and of bytes whose row never
    came, by the clock that found them.
    """

    path = models.CharField(max_length=100, unique=True, help_text="As in StoredFile.content.")
    seen_at = models.DateTimeField(null=True, help_text="When the clock found them; none: their row was let go of, and they go at once.")

    class Meta:
        verbose_name = "phần sót trên đĩa"


class Job(models.Model):
    """Tác vụ nền: the truth about long work. A message only makes it start sooner; a sweep finds it again when the message is lost."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Đang chờ"
        RUNNING = "running", "Đang chạy"
        DONE = "done", "Xong"
        FAILED = "failed", "Lỗi"

    kind = models.CharField(max_length=60, help_text="Which work, e.g. deliver_directive.")
    key = models.CharField(max_length=120, unique=True, help_text="What makes it one: the same key is the same job.")
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    error = models.CharField(max_length=500, blank=True)
    attempt_count = models.PositiveIntegerField(default=0)
    result = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "tác vụ nền"
        indexes = [models.Index(fields=["heartbeat_at"], condition=models.Q(status__in=["queued", "running"]), name="job_open")]

    def __str__(self) -> str:
        return self.title
