"""What a report says otherwise than the one before it, for whoever decides on it."""

from dataclasses import dataclass

from campaigns.models import Figure, Report
from directives.comparing import SAME, Effort, Line, compare_lines


@dataclass(frozen=True)
class Changes:
    """Since which report; the lines of its text and of its difficulties that changed, and the figures before and after."""

    earlier: Report
    text: list[Line]
    difficulties: list[Line]
    before: Figure | None
    after: Figure | None

    @property
    def has_new_figure(self) -> bool:
        """Whether the figures differ, one that is new or gone included."""
        return _pair(self.before) != _pair(self.after)

    def __bool__(self) -> bool:
        return bool(self.text or self.difficulties) or self.has_new_figure


def changes_since(report: Report, earlier: Report) -> Changes:
    """What changed; lines that stayed are left out. No query for reports loaded with their figures."""
    effort = Effort()
    return Changes(
        earlier,
        _changed(earlier.text, report.text, effort),
        _changed(earlier.difficulties, report.difficulties, effort),
        getattr(earlier, "figure", None),
        getattr(report, "figure", None),
    )


def _changed(before: str, after: str, effort: Effort) -> list[Line]:
    return [line for line in compare_lines(before.splitlines(), after.splitlines(), effort) if line.kind != SAME]


def _pair(figure: Figure | None) -> tuple[int, int] | None:
    return (figure.numerator, figure.denominator) if figure else None
