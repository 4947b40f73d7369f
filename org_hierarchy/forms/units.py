"""What an administrator types in about units and posts."""

from datetime import date
from typing import Any, cast

from django import forms

from org_hierarchy.forms.fields import RefusableForm, date_field
from org_hierarchy.forms.picker import AreaField
from org_hierarchy.models import OrgUnit, Post

CODE_HELP = "Không trùng với đơn vị nào, kể cả đơn vị đã giải thể."


class UnitDetailsForm(RefusableForm):
    """What is said of a unit beside its name and its place in the tree; those change by a reorganisation."""

    short_name = forms.CharField(
        label="Tên ngắn", max_length=120, required=False, help_text="Như thường gọi trong văn bản: UBND phường Hoàn Kiếm."
    )
    symbol = forms.CharField(
        label="Ký hiệu trong số văn bản", max_length=30, required=False, help_text="Chữ viết tắt tên cơ quan: UBND, BHXH, SYT."
    )
    place = forms.CharField(label="Địa danh ghi trên văn bản", max_length=80, required=False)
    regime = forms.ChoiceField(
        label="Chế độ làm việc từ ngày đầu",
        choices=OrgUnit.Regime.choices,
        initial=OrgUnit.Regime.HEAD,
        help_text="Chế độ khác đi từ một ngày về sau thì ghi ở “Đổi chế độ làm việc”, có ngày và căn cứ.",
    )
    areas = AreaField(label="Địa bàn phụ trách", many=True, required=False)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("AreaField", self.fields["areas"]).limit(on=day)


class NewUnitForm(UnitDetailsForm):
    """A unit below another."""

    places = {"code_taken": "code", "outside_parent": "valid_from", "bad_dates": "valid_from"}

    name = forms.CharField(label="Tên đầy đủ", max_length=200)
    code = forms.CharField(label="Mã đơn vị", max_length=60, help_text=CODE_HELP)
    kind = forms.ChoiceField(label="Loại", choices=OrgUnit.Kind.choices)
    line = forms.ChoiceField(label="Ngành dọc", choices=OrgUnit.Line.choices)
    level = forms.ChoiceField(label="Cấp", choices=OrgUnit.Level.choices)
    valid_from = date_field("Hoạt động từ ngày", required=True)

    field_order = ["name", "code", "short_name", "kind", "line", "level", "regime", "valid_from", "symbol", "place", "areas"]


class RegimeForm(RefusableForm):
    """How a unit works from a day on."""

    places = {"outside_unit": "on", "already_set": "on", "same_regime": "regime"}

    regime = forms.ChoiceField(label="Chế độ mới", choices=OrgUnit.Regime.choices, widget=forms.RadioSelect)
    on = date_field("Từ ngày", required=True)
    basis = forms.CharField(label="Căn cứ pháp lý", max_length=300, help_text="Số, ngày và cơ quan ban hành luật, nghị quyết, nghị định.")


class RenamePostForm(RefusableForm):
    """What a post is called from a day on."""

    places = {"bad_dates": "on", "same_title": "title", "post_taken": "title", "bad_value": "title"}

    title = forms.CharField(label="Tên mới", max_length=120, help_text="Như in dưới chữ ký: Chủ tịch, Phó Giám đốc, Chánh Văn phòng.")
    on = date_field("Từ ngày", required=True, help_text="Văn bản ký trước ngày này giữ tên cũ.")


class NewPostForm(RefusableForm):
    """A seat in a unit."""

    title = forms.CharField(label="Tên chức vụ", max_length=120, help_text="Như in dưới chữ ký: Chủ tịch, Phó Giám đốc, Chánh Văn phòng.")
    role = forms.ChoiceField(
        label="Vai trò", choices=Post.Role.choices, widget=forms.RadioSelect, help_text="Vai trò quyết định người giữ chức vụ được làm gì."
    )
