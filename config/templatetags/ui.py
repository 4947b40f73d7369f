"""What every page shows in the same way: icons, statuses, deadlines, bars, numbers, dates and form fields."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from config import controls

register = template.Library()

SPRITE = "vendor/icons.svg"
NOTHING = "–"

Number = int | float | Decimal
Counts = Mapping[str, int] | Iterable[tuple[str, int]]


class Look(NamedTuple):
    """How one kind of status is said and drawn; its colour is the CSS class `cd-<kind>`."""

    label: str
    icon: str


# In the order in which bars and legends show them: from finished to not begun.
LOOKS = {
    "done": Look("Hoàn thành", "circle-check"),
    "review": Look("Chờ duyệt", "eye"),
    "doing": Look("Đang thực hiện", "progress"),
    "returned": Look("Trả lại", "arrow-back-up"),
    "late": Look("Quá hạn", "alert-triangle"),
    "new": Look("Chưa tiếp nhận", "inbox"),
    "recalled": Look("Thu hồi", "ban"),
}
COUNTED = ("done", "review", "doing", "returned", "late", "new")  # what is recalled is left out of every ratio
DUE_STATES = ("", "on_time", "due_soon", "late", "closed", "no_date")


# Icons and statuses


@lru_cache(maxsize=1)
def _icon_names() -> frozenset[str]:
    sprite = (settings.BASE_DIR / "static" / SPRITE).read_text("utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw a Tabler icon beside words that say the same; it is hidden from screen readers.

    Raises ValueError for a name that the sprite does not hold: add it to static/vendor/LOCK.toml and run static/vendor/refresh.py.
    """
    if name not in _icon_names():
        raise ValueError(f"no icon {name!r} in static/{SPRITE}: add it to static/vendor/LOCK.toml and run static/vendor/refresh.py")
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', static(SPRITE), name
    )


def _look(kind: str) -> Look:
    if kind not in LOOKS:
        raise ValueError(f"unknown status kind {kind!r}: expected one of {', '.join(LOOKS)}")
    return LOOKS[kind]


@register.simple_tag
def status(kind: str, label: str = "") -> SafeString:
    """A status as icon, word and tint; the word is the kind's own unless a label is given. Raises ValueError for an unknown kind."""
    look = _look(kind)
    return format_html('<span class="cd-status cd-{}">{}{}</span>', kind, icon(look.icon), label or look.label)


# Deadlines and dates


@register.simple_tag
def due(last_day: date | None, today: date, state: str = "") -> SafeString:
    """A deadline as its date and what is left, counted in calendar days from `today` to the last day on time.

    `state` is the domain's verdict and sets the tint: "on_time", "due_soon", "late", "closed" (finished: nothing is left to count)
    or "no_date"; when blank it follows from the dates. Raises ValueError for any other state.
    """
    if state not in DUE_STATES:
        raise ValueError(f"unknown due state {state!r}: expected one of {', '.join(filter(None, DUE_STATES))}")
    if last_day is None:
        return mark_safe('<span class="cd-due cd-due-none"><small>Không hạn</small></span>')
    days = (last_day - today).days
    if state == "closed":
        words, tint = "Đã xong", "closed"
    elif days < 0:
        words, tint = f"Quá hạn {vn(-days)} ngày", "late"
    else:
        words = f"Còn {vn(days)} ngày" if days else "Hôm nay"
        tint = {"late": "late", "due_soon": "soon"}.get(state, "open")
    return format_html(
        '<span class="cd-due cd-due-{}"><time datetime="{}">{}</time> <small>{}</small></span>',
        tint,
        last_day.isoformat(),
        last_day.strftime("%d/%m/%Y"),
        words,
    )


@register.filter
def when(value: date | datetime | None) -> str:
    """A moment as "05/08/2026 17:00" in local time, a day as "05/08/2026", nothing as a dash."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y")


# Numbers


@register.filter
def vn(value: Number | None) -> str:
    """A number with Vietnamese grouping, "1.234.567,5"; nothing as a dash, for not reported is not zero."""
    if value is None:
        return NOTHING
    whole, _, rest = f"{Decimal(str(value)):,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


@register.filter
def percent(ratio: Number | None) -> str:
    """A ratio of 0 to 1 as "46,7%", one decimal at most; nothing as a dash.

    Rounding never claims what is not so: only 1 itself shows as 100% and only 0 as 0%.
    """
    if ratio is None:
        return NOTHING
    exact = Decimal(str(ratio)) * 100
    shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown == 100 and exact < 100:
        shown = Decimal("99.9")
    if shown == 0 and exact > 0:
        shown = Decimal("0.1")
    return f"{vn(shown)}%"


# Bars, drawn by the server as SVG because the pages' policy allows no inline style


def _counted(counts: Counts) -> dict[str, int]:
    given = dict(counts)
    if unknown := given.keys() - set(COUNTED):
        raise ValueError(f"unknown status kinds {sorted(unknown)}: expected {', '.join(COUNTED)}")
    return {kind: given.get(kind, 0) for kind in COUNTED}


@register.simple_tag
def stack(counts: Counts, label: str) -> SafeString:
    """A stacked bar of counts by status kind, its numbers said in words to screen readers.

    The drawing is as wide as the total in its own units, so that the widths are the counts themselves and need no rounding.
    Kinds that are not given count zero; raises ValueError for an unknown one.
    """
    counted = {kind: count for kind, count in _counted(counts).items() if count}
    said = ", ".join(f"{LOOKS[kind].label} {vn(count)}" for kind, count in counted.items()) or "chưa có số liệu"
    rows = []
    start = 0
    for kind, count in counted.items():
        rows.append((kind, start, count, LOOKS[kind].label, vn(count)))
        start += count
    return format_html(
        '<svg class="cd-stack" role="img" aria-label="{}: {}" viewBox="0 0 {} 1" preserveAspectRatio="none">{}</svg>',
        label,
        said,
        start or 1,
        format_html_join("", '<rect class="cd-fill-{}" x="{}" y="0" width="{}" height="1"><title>{} {}</title></rect>', rows),
    )


@register.simple_tag
def bar(value: Number | None, kind: str = "doing") -> SafeString:
    """A bar filled to `value` percent (0 to 100) in the colour of a kind, with the number beside it; nothing as a dash."""
    _look(kind)
    if value is None:
        return format_html('<span class="cd-progress"><span class="cd-num">{}</span></span>', NOTHING)
    filled = min(max(Decimal(str(value)), Decimal(0)), Decimal(100))
    return format_html(
        '<span class="cd-progress"><svg class="cd-bar" aria-hidden="true" viewBox="0 0 100 1" preserveAspectRatio="none">'
        '<rect class="cd-fill-{}" width="{}" height="1"></rect></svg><span class="cd-num">{}</span></span>',
        kind,
        filled,
        percent(Decimal(str(value)) / 100),
    )


@register.simple_tag
def legend(counts: Counts | None = None) -> SafeString:
    """The colours of the bars in words, with the numbers when counts are given."""
    counted = _counted(counts or {})
    return format_html(
        '<ul class="cd-legend">{}</ul>',
        format_html_join(
            "",
            '<li><span class="cd-swatch cd-back-{}"></span>{}{}</li>',
            (
                (kind, LOOKS[kind].label, "" if counts is None else format_html(' <b class="cd-num">{}</b>', vn(n)))
                for kind, n in counted.items()
            ),
        ),
    )


# Lists, people and forms


@register.filter
def extent(page: Page) -> str:
    """Which rows a page shows: "1–25 / 150", or "1–25" when the paginator does not count the whole."""
    first = (page.number - 1) * page.paginator.per_page + 1
    rows = len(page.object_list)
    shown = f"{vn(first)}–{vn(first + rows - 1)}" if rows else "0"
    try:
        return f"{shown} / {vn(page.paginator.count)}"
    except NotImplementedError:  # the lazy paginator of long lists
        return shown


@register.filter
def initials(name: str) -> str:
    """The first letters of a family name and a given name: "Nguyễn Thị Ánh" gives "NÁ"."""
    words = name.split()
    return "".join(word[0] for word in (words if len(words) < 2 else (words[0], words[-1]))).upper()


register.filter(controls.control)
register.filter(controls.labelled)
register.filter(controls.notes)
