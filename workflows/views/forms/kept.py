"""Tasks that came back from the page as they were sent to it: they need no checking, and of four hundred most are such."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import BaseFormSet, Form
from django.utils.functional import cached_property

COMPARED = (
    "section", "text", "kind", "role", "responsible", "coordinating", "deadline", "strictly_before", "deadline_text", "start_date",
    "period", "target_percent", "span_start", "span_end", "read_from", "checked", "DELETE",
)  # fmt: skip
Kept = Mapping[tuple[str, ...], Mapping[str, Any]]
"""What a task says as the page sends it (`as_sent`) → what its form would make of that."""


def as_sent(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields as a browser sends them."""
    return tuple(_sent(values.get(name)) for name in COMPARED)


def _sent(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, date):
        return f"{value:%d/%m}/{value.year:04d}"
    return "" if value is None else str(value)


class KeptForm:
    """A valid form of a task that nobody touched; the whole form is made when more than its values is asked for."""

    errors: Mapping[str, list[str]] = {}
    empty_permitted = False

    def __init__(self, cleaned_data: Mapping[str, Any], make: Any) -> None:
        self.cleaned_data = cleaned_data
        self._make = make

    @cached_property
    def whole(self) -> Form:
        """The form itself."""
        made: Form = self._make()
        return made

    def is_valid(self) -> bool:
        """It was, when it was saved."""
        return True

    def has_changed(self) -> bool:
        """It says something."""
        return True

    def __getitem__(self, name: str) -> Any:
        return self.whole[name]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)


class KeepingFormSet(BaseFormSet):
    """Forms of which those that `known` knows are taken as they are."""

    def __init__(self, *args: Any, known: Kept | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = known or {}

    @cached_property
    def _sent(self) -> Mapping[str, str]:
        return self.data.dict() if hasattr(self.data, "dict") else dict(self.data)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        make = super()._construct_form  # type: ignore[misc]  # Django's own, which the stubs leave out
        if not self.is_bound or not self._known:
            return make(i, **kwargs)
        prefix, get = self.add_prefix(i), self._sent.get
        known = self._known.get(tuple(get(f"{prefix}-{name}", "").replace("\r\n", "\n") for name in COMPARED))
        if known is None or get(f"{prefix}-cut"):
            return make(i, **kwargs)
        place = get(f"{prefix}-provision", "")
        provision = int(place) if place.isascii() and place.isdecimal() and len(place) < 9 else None
        return KeptForm({**known, "provision": provision}, lambda: make(i, **kwargs))
