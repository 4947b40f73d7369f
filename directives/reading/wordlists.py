"""Lists of words written as running text."""


def entries(text: str) -> tuple[str, ...]:
    """The entries between semicolons, line breaks inside them made blanks, in order."""
    return tuple(" ".join(entry.split()) for entry in text.split(";") if entry.strip())
