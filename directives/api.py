"""Directives through the API: those that I see, as the list and the page of a directive show them."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, resolve_url
from ninja import Query, Router

from directives.models import Directive
from directives.queries import visible_to
from org_hierarchy.access import person_of
from org_hierarchy.api import UnitBrief, unit_brief
from records.api import REFUSALS, Answer, Key, Page, Turn, turned
from records.search import has_words

router = Router(tags=["Văn bản"])

NOT_SHOWN = ("source_text", "source_notes", "facts")
"""How a text came about is the issuing side's own, and the frozen facts are for its file."""


class DirectiveBrief(Answer):
    """A directive as a row of the list."""

    id: int
    designation: str
    kind: str
    kind_label: str
    subject: str
    status: str
    status_label: str
    urgency: str
    issuer: UnitBrief
    issued_date: date | None


class DirectivePage(Page):
    """A page of the list, the newest first."""

    items: list[DirectiveBrief]


class Paragraph(Answer):
    """One paragraph of the text, in order."""

    position: int
    kind: str
    label: str
    text: str


class WholeDirective(DirectiveBrief):
    """One directive with its text; `document_url` leads to the file as issued, which asks for the same right."""

    place: str
    addressees: list[str]
    drafting_unit: UnitBrief
    monitor: UnitBrief | None
    issued_at: datetime | None
    concluded_at: datetime | None
    document_url: str
    url: str
    paragraphs: list[Paragraph]


@router.get(
    "/directives",
    response={200: DirectivePage, **REFUSALS},
    summary="Văn bản tôi được xem, mới nhất trước",
    description="Như trang Văn bản.",
)
def directives(
    request: HttpRequest,
    turn: Query[Turn],
    q: Annotated[str, Query(max_length=200, description="Tìm số, ký hiệu, trích yếu; không cần dấu")] = "",
    status: Annotated[Directive.Status | None, Query(description="Trạng thái")] = None,
) -> dict[str, object]:
    """Three queries, whatever the number of rows."""
    found = visible_to(person_of(request)).filter(has_words("folded_subject", q))
    if status is not None:
        found = found.filter(status=status)
    numbers, rows = turned(found.select_related("issuer").defer(*NOT_SHOWN).order_by("-pk"), turn)
    return {**numbers, "items": [brief(row) for row in rows]}


@router.get(
    "/directives/{pk}",
    response={200: WholeDirective, **REFUSALS},
    summary="Một văn bản, với nội dung",
    description="Văn bản bạn không được xem thì trả về 404.",
)
def directive(request: HttpRequest, pk: Key) -> dict[str, object]:
    """Not found, too, when the person may not see it."""
    seen = visible_to(person_of(request)).select_related("issuer", "drafting_unit", "monitor", "document").defer(*NOT_SHOWN)
    found = get_object_or_404(seen, pk=pk)
    return {
        **brief(found),
        "place": found.place,
        "addressees": found.addressees,
        "drafting_unit": unit_brief(found.drafting_unit),
        "monitor": unit_brief(found.monitor) if found.monitor else None,
        "issued_at": found.issued_at,
        "concluded_at": found.concluded_at,
        "document_url": resolve_url(found.document) if found.document else "",
        "url": resolve_url(found),
        "paragraphs": list(found.provisions.order_by("position").values("position", "kind", "label", "text")),
    }


def brief(found: Directive) -> dict[str, object]:
    """A DirectiveBrief, with the issuer loaded."""
    return {
        "id": found.pk,
        "designation": found.designation,
        "kind": found.kind,
        "kind_label": found.get_kind_display(),
        "subject": found.subject,
        "status": found.status,
        "status_label": found.get_status_display(),
        "urgency": found.urgency,
        "issuer": unit_brief(found.issuer),
        "issued_date": found.issued_date,
    }
