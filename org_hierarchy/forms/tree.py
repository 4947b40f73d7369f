"""What the page of units is asked for."""

from django import forms

from org_hierarchy.forms.fields import Asking, date_field
from org_hierarchy.models import OrgUnit


class UnitDayForm(Asking, forms.Form):
    """The day as of which something is shown; blank: today."""

    ngay = date_field("Ngày khác", also=("%Y-%m-%d",))


class UnitFilterForm(UnitDayForm):
    """Also words to search for and one line of command; both may be blank."""

    q = forms.CharField(label="Tìm đơn vị", required=False, max_length=200)
    nganh = forms.ChoiceField(label="Ngành dọc", required=False, choices=[("", "Tất cả"), *OrgUnit.Line.choices])
