"""What a report says otherwise than the one before it, for whoever decides on it."""

from dataclasses import dataclass
from datetime import date

from campaigns.models import Figure, Report
from directives.comparing import SAME, Effort, Line, compare_lines
from records.models import StoredFile

Reply = tuple[str, date | None]


@dataclass(frozen=True)
class Changes:
    """Since which report; the lines of its text and of its difficulties that changed, the figures before and after, the files that are new
    and those that came with the earlier one alone, and the written reply before and after, as (number, day)."""

    earlier: Report
    text: list[Line]
    difficulties: list[Line]
    before: Figure | None
    after: Figure | None
    new_files: list[StoredFile]
    left_files: list[StoredFile]
    reply_before: Reply
    reply_after: Reply

    @property
    def has_new_figure(self) -> bool:
        """Whether the figures differ, one that is new or gone included."""
        return _pair(self.before) != _pair(self.after)

    @property
    def has_new_reply(self) -> bool:
        """Whether it names another written reply than the earlier one, by whose day on time is judged."""
        return self.reply_before != self.reply_after

    def __bool__(self) -> bool:
        said = self.text or self.difficulties or self.new_files or self.left_files
        return bool(said) or self.has_new_figure or self.has_new_reply


def changes_since(report: Report, earlier: Report) -> Changes:
    """What changed; what stayed is left out. No query for reports loaded with their figures and files."""
    effort = Effort()
    before, after = list(earlier.files.all()), list(report.files.all())
    return Changes(
        earlier,
        _changed(earlier.text, report.text, effort),
        _changed(earlier.difficulties, report.difficulties, effort),
        getattr(earlier, "figure", None),
        getattr(report, "figure", None),
        [file for file in after if file not in before],
        [file for file in before if file not in after],
        (earlier.reply_number, earlier.reply_date),
        (report.reply_number, report.reply_date),
    )


def _changed(before: str, after: str, effort: Effort) -> list[Line]:
    return [line for line in compare_lines(before.splitlines(), after.splitlines(), effort) if line.kind != SAME]


def _pair(figure: Figure | None) -> tuple[int, int] | None:
    return (figure.numerator, figure.denominator) if figure else None
