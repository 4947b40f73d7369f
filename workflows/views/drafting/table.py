"""The page of one table of a draft: its cells, some rows at a time; rows and columns added, moved and dropped; what a spreadsheet copied.

It writes its own table anew and nothing else: what others wrote of the text meanwhile stays, and only a table that somebody else has
changed is asked about.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from directives import grids
from directives.drafting import Draft
from directives.drafting.saved import saved_draft
from directives.editing import EditingError
from directives.grids import Grid
from directives.models import Directive, Provision
from directives.queries import last_writing, with_version
from directives.structuring import pieces_of, renumbered, with_pieces
from directives.writing.book import XLSX
from directives.writing.sheets import write_sheet
from org_hierarchy.access import Refused, person_of, require
from records import jobs
from workflows import intake, steps
from workflows.views.drafting.body import digest_of, tables_named
from workflows.views.pages import TAKEN

ROWS = 30
"""Rows on one page of a table."""
_MOST_NEW = 200
_CELL = re.compile(r"c-(\d{1,4})-(\d{1,2})")
_HEAD = re.compile(r"h-(\d{1,2})")


@dataclass
class Shown:
    """What the page shows: the table, the name of the text that it was changed from, its place in the draft, which page of it, and the
    cell to go on with (row -1: the head)."""

    grid: Grid
    base: str
    place: int
    page: int
    row: int = -2
    column: int = 0

    @property
    def pages(self) -> int:
        """How many pages of rows there are, one at least."""
        return max(-(-len(self.grid.rows) // ROWS), 1)

    @property
    def rows(self) -> list[tuple[int, str, list[tuple[str, str]]]]:
        """The rows of the page: place, the number that its first cell has by itself, cells with the names of their columns."""
        first = (self.page - 1) * ROWS
        numbers = [row[0] for row in grids.printed(self.grid).rows] if self.grid.is_numbered else [""] * len(self.grid.rows)
        names = [name or f"Cột {number}" for number, name in enumerate(self.grid.columns, start=1)]
        places = range(first, min(first + ROWS, len(self.grid.rows)))
        return [(place, numbers[place], list(zip(names, self.grid.rows[place], strict=True))) for place in places]

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return grids.said_of(self.grid)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_table(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """The table that is the paragraph of that place of the draft; as a spreadsheet with `tai`. A POST saves the cells that it sends, and
    says by its button what else is wanted. A fixed number of queries."""
    directive = get_object_or_404(with_version(Directive.objects.all()).select_related("issuer", "drafting_unit", "source"), pk=pk)
    require(request, "directive.view_drafting" if request.method == "POST" else "directive.edit", directive)
    job = intake.job_of(directive)
    if job and jobs.progress(job).is_active:
        return redirect("workflows:draft", pk)
    content = saved_draft(directive)
    if request.method == "POST":
        return _saved(request, directive, content, place)
    text = _table_at(content, place)
    if text is None:
        raise Http404
    if "tai" in request.GET:
        headers = {"Content-Disposition": f'attachment; filename="bang-{place + 1}.xlsx"'}
        return HttpResponse(write_sheet(grids.facts_of(grids.grid_of(text), width_mm=250)), content_type=XLSX, headers=headers)
    shown = Shown(grids.grid_of(text), digest_of(text), place, _whole(request.GET.get("trang", ""), 1))
    shown.row, shown.column = _whole(request.GET.get("dong", ""), -2, least=-1), _whole(request.GET.get("cot", ""), 0, least=0)
    return _page(request, directive, shown)


def _saved(request: HttpRequest, directive: Directive, content: Draft, place: int) -> HttpResponse:
    post, now = request.POST, timezone.now()
    base = post.get("base", "")
    places = [number for number, one in enumerate(content.provisions) if one.kind == Provision.Kind.TABLE and digest_of(one.text) == base]
    at = place if place in places else places[0] if len(places) == 1 else None
    before = content.provisions[at].text if at is not None else tables_named(directive, {base}).get(base) or _table_at(content, place)
    typed = with_cells(_as_wide(grids.grid_of(before) if before else Grid(("",), ()), post), post)
    shown = Shown(typed, base, at if at is not None else place, _whole(post.get("trang", ""), 1))
    shown.row, shown.column = _whole(post.get("row", ""), -2, least=-1), _whole(post.get("col", ""), 0, least=0)
    version: int | None = directive.version  # type: ignore[attr-defined]
    if at is None:
        over = _whole(post.get("over", ""), 0)
        if _table_at(content, place) is None:
            reason = "Bảng này không còn ở chỗ cũ trong dự thảo. Vui lòng chép lại nội dung cần giữ rồi mở lại dự thảo."
            return _refused(request, directive, shown, reason)
        if not over:
            return _refused(request, directive, shown, "", is_conflict=True)
        at, version = place, over
    act = post.get("act", "save")
    try:
        after = _acted(shown, act, post)
        changed = _without(content, at) if act == "drop" else _with_text(content, at, grids.text_of(grids.within_limits(after.grid)))
        steps.revise(directive, content=changed, by=person_of(request), at=now, version=version)
    except EditingError as error:
        return _refused(request, directive, shown, str(error))
    except steps.StepError as error:
        if error.code == "forbidden":
            raise Refused(str(error), error.about) from error
        if error.code in TAKEN and error.code != "stale" and "HX-Request" not in request.headers:
            typed_words = {"Bảng": grids.text_of(shown.grid)}
            context = {"reason": str(error), "url": resolve_url("workflows:directive", directive.pk), "typed": typed_words}
            return render(request, "workflows/taken.html", context, status=409)
        return _refused(request, directive, shown, str(error), is_conflict=error.code == "stale")
    if act in {"done", "drop"}:
        back = max(at - 1, 0) if act == "drop" else at
        return redirect(f"{reverse('workflows:draft', args=[directive.pk])}?doan={back}#doan-soan-{back}")
    after.base, after.place = digest_of(changed.provisions[at].text), at
    return _answered(request, directive, after, at=now)


def _answered(request: HttpRequest, directive: Directive, shown: Shown, *, at: datetime) -> HttpResponse:
    """The page saved itself: that it did; a button was pressed: the rows as they now stand."""
    context = {"directive": directive, "shown": shown, "saved_at": at}
    if "auto" in request.POST:
        return render(request, "workflows/_table_autosave.html", context)
    if request.headers.get("HX-Request") == "true":
        return render(request, "workflows/_grid_changed.html", _clamped(context))
    cell = f"&dong={shown.row}&cot={shown.column}" if shown.row > -2 else ""
    return redirect(f"{reverse('workflows:draft_table', args=[directive.pk, shown.place])}?trang={shown.page}{cell}")


def _refused(request: HttpRequest, directive: Directive, shown: Shown, reason: str, *, is_conflict: bool = False) -> HttpResponse:
    """Why nothing was saved; what was typed stays on the page."""
    conflict = last_writing(directive) if is_conflict else None
    if "auto" in request.POST or request.headers.get("HX-Request") == "true":
        context = {"directive": directive, "shown": shown, "reason": reason, "conflict": conflict}
        return reswap(retarget(render(request, "workflows/_table_autosave.html", context, status=422), "#tu-luu"), "innerHTML")
    status, pasted = 409 if conflict else 400, request.POST.get("dan", "")
    return _page(request, directive, shown, status=status, reason=reason, conflict=conflict, dan=pasted)


def _page(request: HttpRequest, directive: Directive, shown: Shown, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"directive": directive, "shown": shown, "most_rows": grids.MOST_ROWS, "most_columns": grids.MOST_COLUMNS}
    return render(request, "workflows/draft_table.html", _clamped(context) | more, status=status)


def _clamped(context: dict[str, Any]) -> dict[str, Any]:
    """With a page that the table has, and the cell to go on with on it."""
    shown: Shown = context["shown"]
    shown.page = min(max(shown.page, 1), shown.pages)
    return context


def with_cells(grid: Grid, post: Mapping[str, str]) -> Grid:
    """The table with the cells that a page sent; rows behind the last one are new ones."""
    head, rows = list(grid.columns), [list(row) for row in grid.rows]
    most = min(len(rows) + _MOST_NEW, grids.MOST_ROWS + 1)  # one more is refused in words
    for name, value in post.items():
        if found := _HEAD.fullmatch(name):
            if (column := int(found[1])) < len(head):
                head[column] = _typed(value)
        elif found := _CELL.fullmatch(name):
            row, column = int(found[1]), int(found[2])
            if row >= most or column >= len(head):
                continue
            rows += [[""] * len(head) for _ in range(row + 1 - len(rows))]
            rows[row][column] = _typed(value)
    return Grid(tuple(head), tuple(map(tuple, rows)))


def _as_wide(grid: Grid, post: Mapping[str, str]) -> Grid:
    """The table with as many columns as the page that was sent has: it may have been changed from one that is kept nowhere any more."""
    most = max((int(found[1]) + 1 for name in post if (found := _HEAD.fullmatch(name))), default=0)
    more = ("",) * (min(most, grids.MOST_COLUMNS) - len(grid.columns))
    return Grid((*grid.columns, *more), tuple((*row, *more) for row in grid.rows))


def _acted(shown: Shown, act: str, post: Mapping[str, str]) -> Shown:
    """What the button asks for. Raises EditingError."""
    what, _, named = act.partition("-")
    row, column = shown.row, shown.column
    if what == "page":
        return replace(shown, page=_whole(named, 1), row=-2)
    if act == "goto":
        line = min(max(_whole(post.get("den", ""), 1), 1), max(len(shown.grid.rows), 1)) - 1
        return replace(shown, page=line // ROWS + 1, row=line, column=0)
    if act == "paste-all":
        return replace(shown, grid=grids.pasted(post.get("dan", "")), page=1, row=-2)
    if row < -1 and (what == "paste" or act in {"row-drop", "row-up", "row-down"}):
        raise EditingError("Vui lòng chọn một dòng của bảng (bấm vào một ô, hoặc nút tròn đầu dòng) rồi làm lại.")
    if what == "paste":
        return replace(shown, grid=grids.pasted_at(shown.grid, post.get("dan", ""), row, column))
    if what in {"row", "column"}:
        behind = len(shown.grid.rows) - 1 if act == "row-add" and row < -1 else row
        grid, row, column = grids.change(shown.grid, act, max(behind, -1), column)
        return replace(shown, grid=grid, row=row, column=column, page=row // ROWS + 1 if row >= 0 else shown.page)
    return shown


def _table_at(content: Draft, place: int) -> str | None:
    """The text of the table at that place; None for what is none."""
    is_table = place < len(content.provisions) and content.provisions[place].kind == Provision.Kind.TABLE
    return content.provisions[place].text if is_table else None


def _with_text(content: Draft, at: int, text: str) -> Draft:
    one = replace(content.provisions[at], text=text)
    return replace(content, provisions=(*content.provisions[:at], one, *content.provisions[at + 1 :]))


def _without(content: Draft, at: int) -> Draft:
    pieces = pieces_of(content.provisions)
    kept = (*pieces[:at], *pieces[at + 1 :])
    return with_pieces(content, pieces, renumbered(pieces, kept))


def _typed(value: object) -> str:
    return str(value).replace("\r\n", "\n").replace("\t", " ")


def _whole(typed: str, otherwise: int, *, least: int = 1) -> int:
    """A whole number that the page sent; `otherwise` for anything else."""
    digits = typed.removeprefix("-") if least < 0 else typed
    number = int(typed) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else otherwise
    return number if number >= least else otherwise
