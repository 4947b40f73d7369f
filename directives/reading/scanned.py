"""What a scan makes of words that can be nothing else, mended: marks of fixed phrases and verbs, Roman figures, "Nơi nhận"."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from directives.files import Page
from directives.reading.head import is_capitals
from directives.reading.letters import CAPITALS
from directives.reading.rows import Row, rows_of
from directives.reading.syllables import is_syllable
from directives.reading.verbs import VERBS
from directives.reading.wordlists import entries

_PHRASES = entries(
    """
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM; VIỆT NAM;
    ỦY BAN NHÂN DÂN; HỘI ĐỒNG NHÂN DÂN; BẢO HIỂM XÃ HỘI; VĂN PHÒNG; THÀNH PHỐ; THỊ XÃ; THỊ TRẤN;
    ỦY BAN MẶT TRẬN TỔ QUỐC; PHÓ CHỦ TỊCH; CHỦ TỊCH; PHÓ GIÁM ĐỐC; PHÓ TỔNG GIÁM ĐỐC; TỔNG GIÁM ĐỐC; GIÁM ĐỐC; PHÓ CHÁNH VĂN PHÒNG;
    CHÁNH VĂN PHÒNG; PHÓ TRƯỞNG PHÒNG; TRƯỞNG PHÒNG; BỘ TRƯỞNG; THỨ TRƯỞNG; CỤC TRƯỞNG; HIỆU TRƯỞNG; TRƯỞNG BAN; PHÓ TRƯỞNG BAN;
    KẾ HOẠCH; CHỈ THỊ; QUYẾT ĐỊNH; NGHỊ QUYẾT; THÔNG BÁO; HƯỚNG DẪN; CÔNG ĐIỆN; CHƯƠNG TRÌNH; BÁO CÁO; TỜ TRÌNH; PHỤ LỤC;
    GIÁO DỤC VÀ ĐÀO TẠO; KHOA HỌC VÀ CÔNG NGHỆ; TÀI CHÍNH; NÔNG NGHIỆP VÀ MÔI TRƯỜNG; VĂN HÓA, THỂ THAO VÀ DU LỊCH; XÂY DỰNG
    """
)


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).replace("Đ", "D")


_BY_BARE = {_bare(phrase): phrase for phrase in _PHRASES}
_ALIKE = {bare: "".join(char for char in CAPITALS.replace("A-Z", "") if _bare(char) == bare) for bare in "AEIOUYD"}
_KNOWN = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        "".join(f"[{char}{_ALIKE[char]}]" if char in _ALIKE else re.escape(char) for char in bare)
        for bare in sorted(_BY_BARE, key=len, reverse=True)
    )
    + r")(?!\w)"
)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
#: a heading "II. TỔ CHỨC …" as it may be read: "HI.", "L.MỤC"
_HEADING = re.compile(rf"([IVXLHUTN1l|!]{{1,5}})\s?[.,]\s?(?=[{CAPITALS}]{{2}})")
#: "Số: 776UBND-KGVX": the stroke is what a scan loses
_NUMBER = re.compile(r"Số\s?:?\s?\d{1,5}(?=[^\W\d_]{2,}[-–])")
_UNMARKED = re.compile(r"(?<!\w)[A-Z]{2,7}\s[A-Z]{2,7}(?!\w)")
_RECIPIENTS = re.compile(r"\S{1,4} nh[aâăậạặ]n\s?:", re.IGNORECASE)


#: what the scan is surer of is left as it is
_SURE = 75
_VERBS_BY_BARE = {_bare(verb.upper()): verb for verb in VERBS if verb.count(" ") == 1}
for _verb in VERBS:  # which of two verbs of the same letters it was, nobody can tell
    if _VERBS_BY_BARE.get(_bare(_verb.upper()), _verb) != _verb:
        del _VERBS_BY_BARE[_bare(_verb.upper())]


def mend(pages: Sequence[Page]) -> None:
    """Put the words of scanned pages right, in place. What is mended stays as doubtful as it was read."""
    headings = 0
    for page in pages:
        for row in rows_of(page.words) if page.is_scanned else ():
            _put(row, restored(row.text))
            headings = 0 if row.text.startswith(("PHỤ LỤC", "Phụ lục")) else headings  # an appendix counts anew
            if _RECIPIENTS.match(row.text):
                row.words[0].text = "Nơi"
            _mend_verbs(row)
            _doubt_unmarked(row)
            _mend_number(row)
            heading = _HEADING.match(row.text)
            if heading and is_capitals(row.text[heading.end() :]) and headings < len(_ROMAN):
                first, _, rest = row.words[0].text.replace(",", ".").partition(".")
                if first in _ROMAN[headings:]:
                    headings = _ROMAN.index(first)  # it says itself where it stands
                row.words[0].text = f"{_ROMAN[headings]}. {rest}".strip()
                headings += 1


def _mend_verbs(row: Row) -> None:
    """ "Phân đấu" → "Phấn đấu": two words that are hard to read and but for their marks one verb."""
    for one, other in pairwise(row.words):
        if min(one.confidence, other.confidence) >= _SURE or f"{one.text} {other.text}".lower() in VERBS:
            continue
        verb = _VERBS_BY_BARE.get(_bare(f"{one.text} {other.text}".upper()))
        if verb and one.text[1:].islower() and other.text.islower():
            first, second = verb.split()
            one.text, other.text = first.capitalize() if one.text[:1].isupper() else first, second


def _doubt_unmarked(row: Row) -> None:
    """Two syllables in capitals without any mark beside each other, HONG BANG, have most likely lost theirs."""
    for match in _UNMARKED.finditer(row.text):
        if all(is_syllable(word.lower()) for word in match[0].split()):
            for word in row.words:
                if word.text in match[0].split():
                    word.confidence = 0.0


def _mend_number(row: Row) -> None:
    number = _NUMBER.search(row.text)
    if number is None:
        return
    end = 0
    for word in row.words:
        end += len(word.text)
        if end > number.end():
            cut = len(word.text) - (end - number.end())
            word.text, word.confidence = f"{word.text[:cut]}/{word.text[cut:]}", 0.0
            return
        end += 1


def _put(row: Row, text: str) -> None:
    if text != row.text:
        for word, whole in zip(row.words, text.split(" "), strict=True):
            word.text = whole


def restored(text: str) -> str:
    """The text with the marks of known phrases in capitals as they must be; of the same length, word by word."""
    return _KNOWN.sub(lambda match: _BY_BARE[_bare(match[0])], text)
