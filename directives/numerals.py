"""Numbers as documents write them: "Điều 3.", "IV.", "đ)", "Phần thứ hai", and the one that follows."""

import re

_ROMAN, _LETTERS = re.compile(r"[IVXLC]+"), "abcdđeghiklmnopqrstuvxy"
_WORDS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_LABEL = re.compile(r"(?P<before>.*?(?:\d+\.)*)(?P<ordinal>[IVXLC]+|\d+|[a-zđ]|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?P<after>[.):]?)")


def following(label: str) -> str:
    """ "Điều 3." → "Điều 4."; what is no number stays."""
    found, ordinal = _LABEL.fullmatch(label), ordinal_of(label)
    return f"{found['before']}{written(ordinal + 1, found['ordinal'])}{found['after']}" if found and ordinal else label


def first_like(label: str) -> str:
    """The first number of a sequence that is written in the way of this one; "" for what is no number."""
    found = _LABEL.fullmatch(label)
    return f"{found['before']}{written(1, found['ordinal'])}{found['after']}" if found else ""


def under(label: str, holder: str) -> str:
    """ "1.2." under what has become "3.": "3.2."."""
    found = _LABEL.fullmatch(label)
    return f"{holder.rstrip('.')}.{found['ordinal']}{found['after']}" if found and re.fullmatch(r"[\d.]+", holder) else label


def ordinal_of(label: str) -> int:
    """ "Chương IV" → 4; 0 for what is no number."""
    found = _LABEL.fullmatch(label)
    if found is None:
        return 0
    ordinal = found["ordinal"]
    if ordinal in _WORDS:
        return _WORDS.index(ordinal) + 1
    if ordinal.isdecimal():
        return int(ordinal)
    if _ROMAN.fullmatch(ordinal):
        values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[digit] for digit in ordinal]
        return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
    return _LETTERS.find(ordinal) + 1


def written(number: int, like: str) -> str:
    """The number in the way of another: in words, as a figure, a Roman numeral or a letter of the alphabet."""
    if like in _WORDS and number <= len(_WORDS):
        return _WORDS[number - 1]
    if _ROMAN.fullmatch(like):
        text = ""
        for value, digits in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            text += digits * (number // value)
            number %= value
        return text
    if like in _LETTERS:
        return (
            _LETTERS[number - 1]
            if number <= len(_LETTERS)
            else f"{_LETTERS[(number - 1) // len(_LETTERS) - 1]}{_LETTERS[(number - 1) % len(_LETTERS)]}"
        )
    return str(number)
