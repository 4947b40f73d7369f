"""Lists on pages: the queues above a table, where its cells go, and which part of it the address asks for."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest
from django.template.loader import get_template
from django_tables2 import Table, TemplateColumn

MOST_DIGITS = 7
"""Of a page's number: rows so far down are beyond what a list has, and beyond what databases count is an error of theirs."""


@dataclass(frozen=True)
class Tab:
    """One queue of a list, as ui/_tabs.html shows it."""

    label: str
    url: str
    active: bool
    count: int | None = None
    late: bool = False


def cell(name: str) -> dict[str, dict[str, str]]:
    """Where a cell goes on a phone's card (ui/table.html)."""
    return {"td": {"class": name}, "th": {"class": name}}


class DrawnColumn(TemplateColumn):
    """A column whose cells are drawn from a file within the page's own context.

    TemplateColumn copies that for each cell and asks the request once more for what every page knows.
    """

    def render(self, record: Any, table: Table, value: Any, bound_column: Any, **kwargs: Any) -> str:
        with table.context.update(self.get_context_data(record=record, table=table, value=value, bound_column=bound_column, **kwargs)):
            drawn: Any = get_template(self.template_name)
            return str(drawn.template.render(table.context))


def address(request: HttpRequest, **values: str) -> str:
    """This page's address with some parameters changed, from the first page of the list; a blank value takes its parameter away."""
    query = request.GET.copy()
    query.pop("trang", None)
    for name, value in values.items():
        query[name] = value
        if not value:
            del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def paged(table: Table, request: HttpRequest, *, per_page: int, paginator_class: type[Paginator] = Paginator) -> Table:
    """The table, ordered and turned to the page that the address asks for; the first for what is no number, the last for one too far.

    django_tables2's own RequestConfig was used first: it lets the address say how many rows a page has, none or a million.
    """
    table.request = request
    if order := request.GET.getlist(table.prefixed_order_by_field):
        table.order_by = order
    asked = request.GET.get(table.prefixed_page_field, "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS else 1
    try:
        table.paginate(page=number, per_page=per_page, paginator_class=paginator_class)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    return table
