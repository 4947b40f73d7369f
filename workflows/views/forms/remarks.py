"""What is said about an assignment to those who see it."""

from typing import Any

from campaigns.services import LONGEST_REMARK
from org_hierarchy.forms.fields import RefusableForm, long_text


class RemarkForm(RefusableForm):
    """One remark."""

    places = dict.fromkeys(("text_required", "too_long"), "text")

    text = long_text("Ý kiến", required=True, rows=3, limit=LONGEST_REMARK)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_remark_%s")
