"""How lists are narrowed by words."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from records.search import has_words


class WordsFilter(django_filters.CharFilter):
    """Every word is in the folded column `field_name`, marks or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, max_length=200, **kwargs)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(has_words(self.field_name, value)) if value else rows
