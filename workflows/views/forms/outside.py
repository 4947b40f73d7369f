"""How a copy goes to whom no unit of the system answers to, and how it went."""

from django import forms

from directives.models import OutsideRecipient
from directives.services import MOST_COPIES
from org_hierarchy.forms.fields import RefusableForm, WholeNumberField

NO_ADDRESS = "Địa chỉ thư điện tử này không đúng; hãy ghi dạng vanthu@coquan.gov.vn."


class WayForm(RefusableForm):
    """By e-mail to an address, or so many copies on paper."""

    places = {"email_missing": "email"}

    channel = forms.ChoiceField(label="Cách gửi", choices=OutsideRecipient.Channel.choices)
    email = forms.EmailField(label="Địa chỉ thư điện tử", required=False, max_length=254, error_messages={"invalid": NO_ADDRESS})
    copies = WholeNumberField(label="Số bản giấy", min_value=1, max_value=MOST_COPIES)


class ArrivedForm(RefusableForm):
    """How it is known that a letter which perhaps went has arrived."""

    note = forms.CharField(label="Ai báo đã nhận được, khi nào", max_length=300)


class PaperForm(RefusableForm):
    """How the paper went."""

    note = forms.CharField(label="Số bưu gửi, hoặc người đã nhận", max_length=300)
