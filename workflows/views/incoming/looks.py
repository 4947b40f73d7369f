"""How documents that came are drawn: the look of each status, and what happened to them in words."""

from directives.models import IncomingDocument
from records.models import Event
from records.text import grouped
from workflows.views.pages import Words

Status = IncomingDocument.Status

LOOKS = {
    Status.RECEIVED: "new",
    Status.REGISTERED: "new",
    Status.PRESENTED: "review",
    Status.DIRECTED: "review",
    Status.IN_WORK: "doing",
    Status.DONE: "done",
    Status.SENT_BACK: "recalled",
}

EVENTS: Words = {
    "directives.incoming_received": ("", "mail", "Nhận văn bản"),
    "directives.incoming_read": ("", "file-description", "Đọc tệp, điền thông tin"),
    "directives.incoming_registered": ("done", "hash", "Vào sổ văn bản đến"),
    "directives.incoming_corrected": ("", "pencil", "Sửa thông tin trong sổ"),
    "directives.incoming_sent_back": ("returned", "arrow-back-up", "Trả lại nơi gửi"),
    "directives.incoming_presented": ("", "send", "Trình lãnh đạo"),
    "directives.incoming_directed": ("done", "users", "Cho ý kiến chỉ đạo"),
    "directives.incoming_filed": ("done", "archive", "Để biết, lưu"),
    "directives.incoming_assigned": ("done", "user-check", "Phân công giải quyết"),
    "directives.incoming_handed_back": ("returned", "arrow-back-up", "Trả lại lãnh đạo"),
    "directives.incoming_proposed": ("", "message", "Đề xuất"),
    "directives.incoming_implemented": ("", "file-text", "Soạn văn bản triển khai"),
    "directives.incoming_closed": ("done", "flag", "Kết thúc"),
    "directives.incoming_moved": ("", "arrow-right", "Chuyển sang đơn vị kế thừa"),
    "directives.incoming_partner_moved": ("", "arrow-right", "Chuyển việc phối hợp sang đơn vị kế thừa"),
    "directives.incoming_settled": ("done", "circle-check", "Xong theo kết quả việc được giao"),
}
_FIELDS = {
    "agency": "cơ quan ban hành",
    "type_name": "tên loại",
    "number": "số",
    "symbol": "ký hiệu",
    "issued_date": "ngày văn bản",
    "subject": "trích yếu",
    "urgency": "độ khẩn",
    "channel": "cách đến",
}


def words_of(event: Event) -> str:
    """What the event's facts say beyond its title."""
    after = event.after
    match event.action:
        case "directives.incoming_received":
            return str(after["file"])
        case "directives.incoming_read":
            return str(after["subject"])
        case "directives.incoming_registered":
            return f"Số đến {grouped(after['number'])} năm {after['year']}"
        case "directives.incoming_corrected":
            return ", ".join(f"{_FIELDS[name]} từ “{event.before[name]}” thành “{value}”" for name, value in after.items())
        case "directives.incoming_sent_back" | "directives.incoming_handed_back":
            return str(after["reason"])
        case "directives.incoming_presented":
            return str(after["name"])
        case "directives.incoming_directed" | "directives.incoming_assigned":
            return _direction(after)
        case "directives.incoming_proposed":
            return str(after["text"])
        case "directives.incoming_moved" | "directives.incoming_partner_moved":
            return f"Từ {event.before['name']} sang {after['name']}"
        case "directives.incoming_settled":
            return str(after["result"])
        case "directives.incoming_closed":
            return "; ".join(filter(None, [after["result"], f"văn bản trả lời {after['reply']}" if after["reply"] else ""]))
        case _:
            return ""


def _direction(after: dict[str, str]) -> str:
    lead = ", ".join(filter(None, [after["handler"], after["lead_unit"]]))
    partners = f"phối hợp: {', '.join(after['partners'])}" if after["partners"] else ""
    day = "/".join(reversed(after["due_date"].split("-"))) if after["due_date"] else ""
    return "; ".join(filter(None, [f"Chủ trì: {lead}", partners, f"hạn {day}" if day else "không đặt hạn"]))
