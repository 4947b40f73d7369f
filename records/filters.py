"""How lists are narrowed by words."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from records.search import has_words


class Narrowing(django_filters.FilterSet):
    """A list as its address narrows it; one that cannot be understood has no rows, and `refusal` says which of its conditions is wrong.

    Never all rows instead: whoever acts on a list would act on what nobody chose.
    """

    def filter_queryset(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.none() if self.form.errors else super().filter_queryset(rows)

    @property
    def refusal(self) -> str:
        """What is wrong with the address, in a sentence; empty when nothing is."""
        wrong = ", ".join(f"“{self.form.fields[name].label}”" for name in self.form.errors if name in self.form.fields)
        return f"Điều kiện lọc {wrong} không có giá trị như vậy; hãy chọn lại hoặc bỏ điều kiện đó." if self.form.errors else ""


class WordsFilter(django_filters.CharFilter):
    """Every word is in the folded column `field_name`, marks or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=200, **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(has_words(self.field_name, value)) if value else rows
