"""Whom to show something by exception, and why."""

from django import forms

from org_hierarchy.forms.fields import RefusableForm, long_text
from org_hierarchy.models import Person
from records.search import has_words

MOST_ALIKE = 5


class ExceptionForm(RefusableForm):
    """One active person, by username or by a name that is only one person's, with the reason."""

    person = forms.CharField(label="Người được xem", max_length=200, help_text="Tên đăng nhập, hoặc họ và tên (không cần dấu).")
    reason = long_text("Lý do", required=True, rows=2, limit=300)

    def clean_person(self) -> Person:
        words: str = self.cleaned_data["person"].strip()
        active = Person.objects.filter(is_active=True)
        if exact := active.filter(username__iexact=words).first():
            return exact
        found = list(active.filter(has_words("folded_name", words)).order_by("sort_name", "pk")[: MOST_ALIKE + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError("Không tìm thấy người nào đang hoạt động có tên này. Vui lòng kiểm tra lại.")
        alike = "; ".join(f"{one} ({one.username})" for one in found[:MOST_ALIKE])
        more = "; …" if len(found) > MOST_ALIKE else ""
        raise forms.ValidationError(f"Có nhiều người phù hợp: {alike}{more}. Vui lòng ghi tên đăng nhập.")
