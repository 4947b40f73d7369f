"""What an administrator types in about people, who holds which post, who is away and who may sign."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from org_hierarchy.document_kinds import DOCUMENT_KINDS
from org_hierarchy.forms.fields import Asking, RefusableForm, date_field, long_text
from org_hierarchy.forms.picker import PersonField, PostField, UnitField
from org_hierarchy.models import Mandate, OrgUnit, Post
from org_hierarchy.services.posts import LEADING

DECISION_HELP = "Số, ngày, cơ quan ban hành."


class PeopleFilterForm(Asking, forms.Form):
    """Words, one unit, and whether somebody holds a post or the account is stopped; all may be blank."""

    STATES = [("", "Mọi người"), ("dang-giu", "Đang giữ chức vụ"), ("chua-giu", "Chưa giữ chức vụ"), ("da-ngung", "Tài khoản đã ngừng")]

    q = forms.CharField(label="Tìm người", required=False, max_length=200)
    don_vi = forms.IntegerField(required=False, min_value=1, max_value=10**9)
    trang_thai = forms.ChoiceField(label="Tình trạng", required=False, choices=STATES)


class PersonForm(RefusableForm):
    """A person's name and how to reach them."""

    full_name = forms.CharField(label="Họ và tên", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="Thư điện tử", required=False, error_messages={"invalid": "Địa chỉ thư điện tử chưa đúng."})
    phone = forms.CharField(label="Điện thoại", max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))


class NewPersonForm(PersonForm):
    """A new account."""

    places = {"username_taken": "username"}

    username = forms.CharField(
        label="Tên đăng nhập",
        max_length=80,
        help_text="Chữ không dấu, chữ số, dấu chấm: p.hoan-kiem.vanthu.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    field_order = ["full_name", "username", "email", "phone"]


class StopForm(RefusableForm):
    """Why an account is stopped."""

    reason = forms.CharField(label="Lý do ngừng tài khoản", max_length=200)


def remit_words() -> forms.CharField:
    """A deputy's fields of work, one per line."""
    return long_text("Lĩnh vực phụ trách (mỗi dòng một lĩnh vực)", rows=3, limit=4000, help_text="Để trống: mọi lĩnh vực của đơn vị.")


def remit_units() -> UnitField:
    """The units of which a deputy is in charge."""
    words = "Chỉ ký thay (KT.) văn bản do các đơn vị này và cấp dưới của chúng soạn thảo. Không chọn: không giới hạn."
    return UnitField(label="Đơn vị phụ trách", many=True, required=False, help_text=words)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that are not blank."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class AppointForm(RefusableForm):
    """Who holds a post from when to when. Quyền is of who leads, fields of work of a deputy: asked only there."""

    places = {
        "bad_dates": "valid_to",
        "already_holds": "person",
        "two_heads": "person",
        "not_acting": "is_acting",
        "outside_unit": "valid_from",
        "not_below": "remit_units",
    }

    person = PersonField(label="Người được bổ nhiệm")
    valid_from = date_field("Từ ngày", required=True)
    valid_to = date_field("Đến trước ngày", help_text="Ngày đầu tiên thôi giữ chức vụ. Để trống: chưa xác định thời hạn.")
    is_acting = forms.BooleanField(
        label="Giao quyền (ký Q.)", required=False, help_text="Người được giao quyền điều hành khi chưa có người đứng đầu."
    )
    remit = remit_words()
    remit_units = remit_units()
    basis = forms.CharField(label="Quyết định bổ nhiệm", max_length=200, required=False, help_text=DECISION_HELP)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if post.role not in LEADING:
            del self.fields["is_acting"]
        if post.role != Post.Role.DEPUTY:
            del self.fields["remit"], self.fields["remit_units"]
        else:
            cast("UnitField", self.fields["remit_units"]).limit(under=[post.unit])

    def terms(self) -> dict[str, Any]:
        """What `services.appoint` takes beside the person, the post and the days."""
        data = self.cleaned_data
        terms = {"remit": lines(data.get("remit", "")), "remit_units": data.get("remit_units", ())}
        return terms | {"is_acting": data.get("is_acting", False), "basis": data["basis"]}


class RemitForm(RefusableForm):
    """In what a deputy signs for the head."""

    places = {"not_below": "remit_units", "bad_value": "remit", "bad_dates": "on"}

    on = date_field("Từ ngày", required=True, help_text="Hôm nay hoặc trước đó; những ngày trước vẫn theo lĩnh vực cũ.")
    remit = remit_words()
    remit_units = remit_units()

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("UnitField", self.fields["remit_units"]).limit(under=[post.unit])


class HandOverForm(AppointForm):
    """Who comes after whom, on the same day."""

    places = AppointForm.places | {"bad_dates": "valid_from", "stale": "valid_from"}

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, post=post, **kwargs)
        self.fields["person"].label = "Người thay"
        self.fields["valid_from"].label = "Bàn giao từ ngày"
        self.fields["valid_from"].help_text = "Ngày đầu tiên người thay giữ chức vụ, người cũ thôi giữ."
        del self.fields["valid_to"]


class EndForm(RefusableForm):
    """From which day something no longer holds."""

    places = {"bad_dates": "on", "stale": "on"}

    on = date_field("Từ ngày", required=True)

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label
        self.fields["on"].help_text = help_text


class AbsenceForm(RefusableForm):
    """Who is away on which days, and who stands in."""

    places = {
        "bad_dates": "valid_to",
        "outside_appointment": "valid_from",
        "already_absent": "valid_from",
        "own_substitute": "substitute",
        "inactive": "substitute",
        "cannot_substitute": "substitute",
    }

    valid_from = date_field("Vắng từ ngày", required=True)
    valid_to = date_field("Đi làm lại ngày", required=True)
    reason = forms.CharField(label="Lý do", max_length=200)
    substitute = PersonField(label="Người làm thay", required=False, help_text="Để trống: không ai làm thay.")

    def __init__(self, *args: Any, signs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if signs:
            words = "Phải là người có thẩm quyền ký của đơn vị: không ai ký với chức vụ của người khác."
            self.fields["substitute"].help_text = f"{words} Để trống: không ai làm thay."


class MandateForm(RefusableForm):
    """Who may sign in the name of a unit's head, what, and until when."""

    places = {
        "not_leading": "post",
        "not_inside": "post",
        "not_below": "post",
        "outside_unit": "valid_from",
        "bad_dates": "valid_to",
        "no_end": "valid_to",
        "not_passed_on": "may_pass_on",
        "no_basis": "basis",
        "no_holder": "post",
    }

    kind = forms.ChoiceField(
        label="Hình thức",
        choices=Mandate.Kind.choices,
        widget=forms.RadioSelect,
        help_text="TL.: người đứng đầu đơn vị thuộc cơ quan, theo chức vụ. TUQ.: người đang đứng đầu cơ quan cấp dưới, có thời hạn, "
        "không ủy quyền lại, không chuyển cho người kế nhiệm.",
    )
    post = PostField(label="Chức vụ được giao ký")
    document_kinds = forms.MultipleChoiceField(
        label="Loại văn bản được ký (không chọn: mọi loại)", choices=DOCUMENT_KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    content = long_text("Nội dung được giao ký", required=True, rows=2, limit=300)
    basis = forms.CharField(label="Căn cứ", max_length=200, help_text="Quy chế làm việc hoặc văn bản ủy quyền: số, ngày, cơ quan ban hành.")
    may_pass_on = forms.BooleanField(label="Được giao cấp phó ký thay (chỉ với TL.)", required=False)
    valid_from = date_field("Từ ngày", required=True)
    valid_to = date_field("Đến trước ngày", help_text="Bắt buộc với TUQ.")

    def __init__(self, *args: Any, units: Sequence[OrgUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PostField", self.fields["post"]).limit(under=units)
