"""Searching by words as people type them: any case, with or without marks, in any order."""

from django.db.models import Q

from records.text import fold


def has_words(field: str, text: str) -> Q:
    """The rows whose folded column has every word of the text: "duc hoa" finds "Đức Hoà"; without a word, all rows."""
    wanted = Q()
    for word in fold(text.replace("\x00", " ")).split():  # which PostgreSQL takes in no comparison
        wanted &= Q(**{f"{field}__contains": word})
    return wanted
