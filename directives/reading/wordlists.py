"""Lists of words written as running text, and what begins with one of them."""

import re


def entries(text: str) -> tuple[str, ...]:
    """The entries between semicolons, line breaks inside them made blanks, in order."""
    return tuple(" ".join(entry.split()) for entry in text.split(";") if entry.strip())


def either(text: str) -> str:
    """A group of a regular expression for the entries between semicolons, the longest first, each a whole word at its end."""
    return "(?:" + "|".join(map(re.escape, sorted(entries(text), key=len, reverse=True))) + r")(?!\w)"
