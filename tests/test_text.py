"""Vietnamese text: folding finds what was typed without marks, and the key sorts as a dictionary does."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.search import has_words
from records.text import fold, nfc, sort_key

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ AĂÂĐÊÔƠƯ-.0123456789", max_size=40
)


@pytest.mark.parametrize(
    ("written", "typed"), [("Đức Hoà", "duc hoa"), ("Ủy  ban\nnhân dân", "uy ban nhan dan"), ("ĐIỀU", "dieu"), ("Ỷ La", "y la")]
)
def test_folding_drops_marks_case_and_spaces(written: str, typed: str) -> None:
    assert fold(written) == typed


def test_words_sort_as_in_a_dictionary() -> None:
    words = [
        "an",
        "ăn",
        "ân",
        "ba",
        "bà",
        "bả",
        "bã",
        "bá",
        "bạ",
        "ban",
        "bàn",
        "băn",
        "ca",
        "da",
        "đa",
        "đá",
        "e",
        "ê",
        "o",
        "ô",
        "ơ",
        "u",
        "ư",
        "y",
        "ý",
    ]
    mixed = words.copy()
    random.Random(3).shuffle(mixed)
    assert sorted(mixed, key=sort_key) == words


def test_a_shorter_name_and_a_smaller_number_come_first() -> None:
    assert sorted(["Phường 2 A", "Phường 2", "Phường 1"], key=sort_key) == ["Phường 1", "Phường 2", "Phường 2 A"]
    numbered = ["Phường 1", "Phường 2", "Phường 2 A", "Phường 05", "Phường 9", "Phường 10", "Phường 11", "Phường 100", "Phường An"]
    assert sorted(sorted(numbered), key=sort_key) == numbered


@given(VIETNAMESE)
def test_how_it_was_typed_changes_nothing(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert nfc(decomposed) == nfc(text)
    assert fold(decomposed) == fold(text)
    assert sort_key(nfc(decomposed)) == sort_key(nfc(text))


@given(st.text(max_size=60))
def test_any_text_folds_once_and_for_all_and_has_a_plain_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert sort_key(text).isascii()


def test_a_character_that_no_database_compares_parts_words() -> None:
    assert has_words("folded", "Đức\x00Hoà") == has_words("folded", "duc hoa")
