"""What the page of units is asked for."""

from django import forms


class UnitFilterForm(forms.Form):
    """Words to search for and the day of the chain of command; both may be blank."""

    q = forms.CharField(label="Tìm đơn vị", required=False, max_length=200)
    ngay = forms.DateField(
        label="Theo ngày",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
