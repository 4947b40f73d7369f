"""How a person wants to be told."""

import re
from collections.abc import Collection
from typing import Any

from django import forms

from org_hierarchy.forms.fields import Asking, WholeNumberField
from workflows.models import Delivery, NoticeChoice

HOURS = [(hour, f"{hour} giờ") for hour in range(24)]
Channel = Delivery.Channel
OFF = "Hệ thống chưa nối cách gửi này; lựa chọn được dùng khi đã nối."
_CHAT = re.compile(r"-?\d{1,20}")
_FOLLOWER = re.compile(r"\d{5,30}")


def _hour(label: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=HOURS, coerce=int, help_text=help_text)


class ChoiceForm(Asking, forms.ModelForm):
    """The channels, the hours and how much at most; the page is always there."""

    by_email = forms.BooleanField(label="Gửi thư điện tử", required=False)
    telegram = forms.CharField(
        label="Mã cuộc trò chuyện Telegram",
        required=False,
        max_length=40,
        help_text="Dãy số mà bot của cơ quan trả lời khi bạn nhắn cho nó. Để trống nếu không dùng.",
    )
    zalo = forms.CharField(
        label="Mã người dùng Zalo",
        required=False,
        max_length=40,
        help_text="Dãy số mà tài khoản Zalo của cơ quan trả lời khi bạn quan tâm tài khoản đó. Để trống nếu không dùng.",
    )
    only_digest = forms.BooleanField(label="Chỉ gửi một bản tổng hợp mỗi ngày", required=False)
    digest_hour = _hour("Giờ gửi bản tổng hợp")
    quiet_from = _hour("Giờ yên tĩnh: từ")
    quiet_to = _hour("Giờ yên tĩnh: đến", "Tin đến trong khoảng này được gửi khi hết khoảng. Hai giờ bằng nhau: lúc nào cũng gửi.")
    budget = WholeNumberField(
        label="Số tin rời nhiều nhất mỗi ngày",
        min_value=0,
        max_value=100,
        help_text="Tính cho từng cách gửi; phần còn lại vào bản tổng hợp.",
    )

    class Meta:
        model = NoticeChoice
        fields = ("by_email", "telegram", "zalo", "only_digest", "digest_hour", "quiet_from", "quiet_to", "budget")

    def __init__(self, *args: Any, channels: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.instance.person.email
        self.fields["by_email"].help_text = (
            f"Gửi tới {address}." if address else "Tài khoản của bạn chưa có địa chỉ thư; hãy nhờ quản trị ghi vào."
        )
        for name, channel in (("by_email", Channel.EMAIL), ("telegram", Channel.TELEGRAM), ("zalo", Channel.ZALO)):
            if channel not in channels:
                self.fields[name].help_text = f"{self.fields[name].help_text} {OFF}"

    def clean_telegram(self) -> str:
        return self._digits("telegram", _CHAT)

    def clean_zalo(self) -> str:
        return self._digits("zalo", _FOLLOWER)

    def _digits(self, name: str, pattern: re.Pattern[str]) -> str:
        given: Any = self.cleaned_data[name].strip()
        if given and not pattern.fullmatch(given):
            raise forms.ValidationError("Mã này chỉ gồm chữ số; hãy chép lại từ tin trả lời.")
        return str(given)
