"""What all parts of the API share: how answers are written, one page of a list, and a refusal as {code, message}."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from ninja import Field, Path, Schema
from pydantic import ConfigDict

Row = TypeVar("Row", bound=Model)

MOST_ROWS = 100
LAST_PAGE = 1_000_000
LARGEST_KEY = 2**63 - 1


def _for_readers(schema: dict[str, Any]) -> None:
    """Docstrings are for those who read the code; the page of the API speaks Vietnamese."""
    schema.pop("description", None)


class Answer(Schema):
    """A piece of JSON that we write or read; a field that we do not know is refused, so that a slip of the pen is not taken for silence."""

    model_config = ConfigDict(json_schema_extra=_for_readers, extra="forbid")


class Refusal(Answer):
    """Why nothing was done: a stable code, and a sentence that says what to do."""

    code: str
    message: str


class Missing(Http404):
    """What is asked for is not there, in words that say what to do."""


REFUSALS: dict[int, Any] = {400: Refusal, 401: Refusal, 403: Refusal, 404: Refusal, 409: Refusal}
"""What an operation may answer instead of 200."""

Key = Annotated[int, Path(ge=1, le=LARGEST_KEY, description="Mã số trong hệ thống")]
"""The id of a row in an address; what cannot be one is not found."""


class Turn(Schema):
    """Which page of a list is asked for."""

    model_config = ConfigDict(json_schema_extra=_for_readers)

    page: int = Field(1, ge=1, le=LAST_PAGE, description="Trang, từ 1")
    size: int = Field(25, ge=1, le=MOST_ROWS, description=f"Số dòng mỗi trang, nhiều nhất {MOST_ROWS}")


class Page(Answer):
    """One page of a list; each list adds its `items`."""

    total: int
    page: int
    size: int


def turned(rows: QuerySet[Row], turn: Turn) -> tuple[dict[str, int], Sequence[Row]]:
    """The numbers of a Page, and its rows; none beyond the last page. Two queries."""
    start = (turn.page - 1) * turn.size
    return {"total": rows.count(), "page": turn.page, "size": turn.size}, list(rows[start : start + turn.size])
