"""Quy chế văn thư: which sign-offs a unit's documents need before the signature, and how it signs."""

import re
from datetime import datetime

from django.db import transaction

from directives.models import OfficeRules
from directives.services.errors import DirectiveError
from directives.services.rows import one_line, within
from org_hierarchy.models import OrgUnit, Person
from records.events import record

SETTINGS = ("content_sign_off", "form_sign_off", "one_person_both", "paper_signature", "field_symbols", "address")
ABBREVIATION = re.compile(r"[A-ZĐ][A-Za-zĐđ&]{0,11}")
"""Of a field, as the head of an office fixes it: VX, CTrTT, TT&TT."""
ADDRESS_LINES, ADDRESS_LINE = 3, 200


@transaction.atomic
def set_office_rules(
    unit: OrgUnit,
    *,
    content_sign_off: bool,
    form_sign_off: bool,
    one_person_both: bool,
    paper_signature: bool,
    field_symbols: str = "",
    address: str = "",
    by: Person | None,
    at: datetime,
) -> OfficeRules:
    """Set the rules of one unit; they hold for every act from now on, also on texts that are under way.

    `field_symbols` are the abbreviations that the head fixes for the office's fields, as they stand in the symbol of a công văn
    (Phụ lục I, II.3); `address` are the lines that its công văn print at the foot of page 1 (Phụ lục I, III.4), at most ADDRESS_LINES.
    Raises DirectiveError `no_sign_off`: without either, the drafter alone would bring a text to the signature (NĐ 30/2020, Điều 12);
    `bad_value` for what is no abbreviation; `too_long` for an address.
    """
    lines = [within("Một dòng của địa chỉ", text, ADDRESS_LINE) for line in address.splitlines() if (text := one_line(line))]
    if len(lines) > ADDRESS_LINES:
        raise DirectiveError("too_long", f"Địa chỉ in trên công văn có {len(lines)} dòng, chỉ được {ADDRESS_LINES}. Hãy gộp lại.")
    symbols = [part.strip() for part in field_symbols.split(",") if part.strip()]
    if wrong := [symbol for symbol in symbols if not ABBREVIATION.fullmatch(symbol)]:
        raise DirectiveError(
            "bad_value",
            f"“{wrong[0]}” không phải ký hiệu lĩnh vực. Hãy ghi chữ viết tắt, bắt đầu bằng chữ in hoa, cách nhau bằng dấu phẩy: VX, NC.",
        )
    if not content_sign_off and not form_sign_off:
        raise DirectiveError(
            "no_sign_off",
            "Phải giữ ít nhất một bước kiểm tra trước khi ký: duyệt nội dung hoặc kiểm tra thể thức. Người soạn thảo không tự trình ký.",
        )
    rules, _ = OfficeRules.objects.select_for_update().get_or_create(unit=unit)
    before = {name: getattr(rules, name) for name in SETTINGS}
    after = {
        "content_sign_off": content_sign_off,
        "form_sign_off": form_sign_off,
        "one_person_both": one_person_both,
        "paper_signature": paper_signature,
        "field_symbols": ", ".join(symbols)[:200],
        "address": "\n".join(lines),
    }
    for name, value in after.items():
        setattr(rules, name, value)
    rules.save()
    record("directives.office_rules_set", unit, by=by, at=at, before=before, after=after)
    return rules
