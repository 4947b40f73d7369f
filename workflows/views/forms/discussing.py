"""What is said of a draft."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from directives.documents import words_of
from directives.models import Opinion
from directives.services.commenting import LONGEST
from directives.services.opinions import LONGEST as MOST_WORDS
from directives.writing.facts import Appendix, Block
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text
from org_hierarchy.forms.picker import UnitField
from org_hierarchy.forms.rights import ExceptionForm


class CommentForm(RefusableForm):
    """Words on the whole text or on one paragraph of it."""

    position = forms.TypedChoiceField(
        label="Góp ý về",
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": "Đoạn này không còn trong dự thảo. Vui lòng chọn lại."},
    )
    text = long_text("Nội dung góp ý", required=True, rows=3, limit=LONGEST)

    def __init__(self, *args: Any, parts: Sequence[Block | Appendix], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_comment_%s"} | kwargs)
        paragraphs = [(position, _start(words)) for position, one in enumerate(parts) if (words := words_of(one))]
        cast(forms.ChoiceField, self.fields["position"]).choices = [("", "Toàn văn bản"), *paragraphs]


def _start(text: str) -> str:
    """Enough of a paragraph to know it by."""
    words = " ".join(text.split())
    return f"{words[:60]}…" if len(words) > 61 else words


class AskForm(RefusableForm):
    """Which units are asked what, until when."""

    units = UnitField(label="Đơn vị được xin ý kiến", many=True)
    question = forms.CharField(label="Nội dung cần cho ý kiến", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    due_date = date_field("Hạn trả lời", required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_ask_%s"} | kwargs)


class AnswerForm(RefusableForm):
    """A unit's answer to one request."""

    stance = forms.ChoiceField(
        label="Ý kiến của đơn vị",
        choices=[choice for choice in Opinion.Stance.choices if choice[0]],
        widget=forms.RadioSelect,
        error_messages={"required": "Vui lòng chọn ý kiến của đơn vị."},
    )
    text = long_text("Nội dung ý kiến", rows=4, limit=MOST_WORDS, help_text="Cần ghi khi có bổ sung hoặc không thống nhất.")

    def __init__(self, *args: Any, opinion: Opinion, today: date, **kwargs: Any) -> None:
        given = {"stance": opinion.stance, "text": opinion.text}
        super().__init__(*args, **{"auto_id": f"id_answer_{opinion.pk}_%s", "initial": given} | kwargs)
        self.opinion = opinion
        self.may_answer = opinion.answered_at is None or today <= opinion.due_date


class ShareForm(ExceptionForm):
    """Who drafts together, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_share_%s"} | kwargs)
        self.fields["person"].label = "Người cùng soạn thảo"
