"""Which tasks ask for a document, told from their words: what has to be written or issued, not what has to be done (domain rule 10)."""

import re

from records.text import nfc

_DOCUMENT = (
    r"(?:kế hoạch|phương án|đề án|quyết định|quy chế|quy định|quy trình|chương trình|dự thảo|tờ trình|dự toán|biên bản|danh sách|văn bản|"
    r"nghị quyết|chỉ thị|công văn|hướng dẫn)"
)
#: the document right behind its verb: further off it is mostly another's ("thực hiện … theo kế hoạch", "xem xét, quyết định")
_ASKS = re.compile(rf"\b(?:xây dựng|ban hành|soạn thảo|lập)\s(?:(?:và|các|một|những|ngay)\s)?{_DOCUMENT}\b", re.IGNORECASE)
#: "kế hoạch đã được ban hành", "do UBND Thành phố ban hành": it is there already
_IS_THERE = re.compile(r"\b(?:đã|được|do|theo)(?:\s\S+){0,4}?\s(?:xây dựng|ban hành|lập)\b", re.IGNORECASE)


def asks_document(content: str) -> bool:
    """Whether the task is done only with a document: "xây dựng kế hoạch", "ban hành quyết định", "lập danh sách"."""
    plain = " ".join(nfc(content).split())
    there = [match.span() for match in _IS_THERE.finditer(plain)]
    return any(not any(start <= found.start() < end for start, end in there) for found in _ASKS.finditer(plain))
