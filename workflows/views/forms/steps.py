"""What an act on a directive asks for: a reason, or in which capacity one signs."""

from typing import Any, cast

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from org_hierarchy.forms.fields import RefusableForm, long_text
from org_hierarchy.services import Way


class ReasonForm(RefusableForm):
    """Why something goes back or is refused."""

    reason = long_text("Lý do", required=True, rows=3, limit=1000)


class SignForm(forms.Form):
    """In which way the signatory signs: the block that will be printed, on what ground, and a deputy's fields."""

    way = forms.ChoiceField(
        label="Ký với tư cách",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Vui lòng chọn ký với tư cách nào.",
            "invalid_choice": "Cách ký đã chọn không phải thẩm quyền của bạn đối với văn bản này; vui lòng chọn lại.",
        },
    )

    def __init__(self, *args: Any, ways: list[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {way.key: way for way in ways}
        field = cast(forms.ChoiceField, self.fields["way"])
        field.choices = [(way.key, self._words(way)) for way in ways]
        field.initial = next(iter(self.ways), None)

    @property
    def chosen(self) -> Way:
        """The way of a valid form."""
        return self.ways[self.cleaned_data["way"]]

    @staticmethod
    def _words(way: Way) -> SafeString:
        notes = [way.ground, *([f"Lĩnh vực phụ trách: {', '.join(way.remit)}"] if way.remit else [])]
        lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in (*way.block.authority_lines, way.block.title)))
        return format_html(
            '<b>{}</b><br><span class="cd-help">{}</span>', lines, format_html_join(mark_safe("<br>"), "{}", ((note,) for note in notes))
        )
