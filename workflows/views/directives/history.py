"""What happened to a directive and its campaign, told to whom it may be told."""

from collections.abc import Container, Iterable
from dataclasses import replace
from itertools import dropwhile

from campaigns.models import Campaign
from directives.books.words import numbers_text
from directives.limits import Late, late_steps
from directives.models import Directive, Opinion, RegisterEntry
from org_hierarchy.calendar import Calendar
from records import events
from records.models import Event
from records.text import grouped
from workflows import steps
from workflows.views.group_events import OF_THE_CLOCK, ON_CAMPAIGN, words_of_many
from workflows.views.pages import TimelineItem, awaited, happened

EVENTS = {
    "directives.drafted": ("", "file-text", "Soạn dự thảo"),
    "directives.redrafted": ("", "pencil", "Sửa dự thảo"),
    "directives.commented": ("", "message", "Góp ý"),
    "directives.comment_closed": ("", "check", "Đã xử lý góp ý"),
    "directives.opinions_asked": ("", "send", "Xin ý kiến"),
    "directives.opinion_given": ("", "message", "Cho ý kiến"),
    "directives.opinion_withdrawn": ("", "x", "Thôi xin ý kiến"),
    "directives.file_attached": ("", "paperclip", "Kèm tệp"),
    "directives.file_removed": ("", "trash", "Bỏ tệp kèm theo"),
    "directives.marked_file_dropped": ("returned", "ban", "Bỏ tệp có dấu chỉ độ mật"),
    "directives.mark_found": ("late", "alert-triangle", "Thấy dấu chỉ độ mật trong tệp đã phát hành"),
    "directives.files_ordered": ("", "files", "Đổi thứ tự tệp kèm theo"),
    "directives.draft_shared": ("", "user-plus", "Mời cùng soạn thảo"),
    "directives.draft_unshared": ("", "x", "Thôi cùng soạn thảo"),
    "directives.submitted": ("", "send", "Trình duyệt"),
    "directives.content_approved": ("done", "circle-check", "Duyệt nội dung"),
    "directives.form_approved": ("done", "checks", "Xác nhận thể thức"),
    steps.TAKEN_OVER: ("", "arrow-right", "Nhận làm thay"),
    "directives.returned": ("returned", "arrow-back-up", "Trả lại người soạn"),
    "directives.signed": ("done", "signature", "Ký ban hành"),
    "directives.signed_copy_attached": ("", "paperclip", "Kèm bản quét đã ký"),
    "directives.numbered": ("done", "hash", "Cấp số"),
    "directives.number_voided": ("returned", "x", "Hủy số đã cấp"),
    "directives.signature_taken_back": ("returned", "arrow-back-up", "Rút chữ ký"),
    "directives.copied": ("", "file-text", "Sao văn bản"),
    "directives.issued": ("done", "send", "Phát hành"),
    "directives.printed": ("", "file-download", "Tạo bản PDF"),
    "directives.effect_declared": ("", "arrow-back-up", "Khai hiệu lực đối với văn bản khác"),
    "directives.effect_withdrawn": ("", "x", "Bỏ hiệu lực đối với văn bản khác"),
    "directives.superseded": ("returned", "arrow-back-up", "Được thay thế"),
    "directives.amended": ("", "pencil", "Được sửa đổi, bổ sung"),
    "directives.corrected": ("", "pencil", "Được đính chính"),
    "directives.outside_recalled": ("returned", "mail", "Báo thu hồi ra ngoài hệ thống"),
    "directives.recalled": ("returned", "arrow-back-up", "Bị thu hồi"),
    "directives.asked_back": ("returned", "arrow-back-up", "Đề nghị trả lại văn bản"),
    "directives.concluded": ("done", "flag", "Kết thúc"),
    "directives.view_granted": ("", "eye", "Cho xem theo ngoại lệ"),
    "directives.view_withdrawn": ("", "lock", "Bỏ ngoại lệ được xem"),
    "directives.appendix_added": ("", "file-text", "Lập phụ lục"),
    "directives.dispatch_moved": ("", "arrow-right", "Chuyển việc phát hành sang đơn vị kế thừa"),
    "directives.carried_on": ("", "arrow-right", "Chuyển việc chủ trì sang đơn vị được chọn"),
    "directives.drafting_moved": ("", "arrow-right", "Chuyển vai đơn vị soạn thảo sang đơn vị kế thừa"),
    "directives.draft_moved": ("", "arrow-right", "Chuyển dự thảo sang đơn vị kế thừa"),
    "directives.opinion_moved": ("", "arrow-right", "Hỏi ý kiến đơn vị kế thừa"),
    "campaigns.chase_drafted": ("", "speakerphone", "Soạn công văn đôn đốc"),
    "campaigns.partner_moved": ("", "arrow-right", "Chuyển việc phối hợp sang đơn vị kế thừa"),
    "campaigns.lead_moved": ("", "arrow-right", "Chuyển cơ quan chủ trì, theo dõi"),
    "campaigns.opened": ("done", "list-check", "Mở đợt triển khai"),
    "campaigns.assigned": ("done", "users", "Giao nhiệm vụ"),
    "campaigns.reminded": ("", "bell", "Nhắc việc"),
    "campaigns.concluded": ("done", "flag", "Chốt số liệu"),
    "campaigns.requests_ended": ("", "flag", "Khép đề nghị chưa được quyết định khi kết thúc"),
    "campaigns.report_written": ("done", "report", "Lập báo cáo tổng hợp"),
    "directives.copy_lent": ("", "file-text", "Cho sử dụng bản lưu"),
    "directives.copy_back": ("", "check", "Trả lại bản lưu"),
    **ON_CAMPAIGN,
    **OF_THE_CLOCK,
}


INNER = {
    "directives.draft_unshared",
    "directives.mark_found",
    "directives.view_granted",
    "directives.view_withdrawn",
    "directives.printed",
    "directives.asked_back",
    "directives.outside_recalled",
    "campaigns.reminded",
    "campaigns.dues_made",
    "campaigns.requests_ended",
    "directives.copy_lent",
    "directives.copy_back",
    *ON_CAMPAIGN,
    "campaigns.chase_drafted",
}
"""Happens after the issue too, and is nobody's matter but the issuing side's."""


def timeline(
    found: Directive,
    campaign: Campaign | None,
    now_with: steps.OpenTask | None,
    *,
    is_issuing: bool,
    copies: Container[int],
    calendar: Calendar,
) -> list[TimelineItem]:
    """What happened to it and its campaign, and at the end what is awaited; for whom it was sent to, from the issue on and without what
    is the issuing side's own, or of other copies than these (`copies`, ids of the copies that the reader sees). The issuing side is told
    which steps were done after their legal day, and with whom they lay."""
    seen: Iterable[Event] = list(events.timeline(*([found, campaign] if campaign else [found])))
    late = late_steps(found, seen, calendar=calendar) if is_issuing else {}
    if not is_issuing:
        seen = dropwhile(lambda event: event.action != "directives.issued", seen)
        seen = (event for event in seen if event.action not in INNER and _is_own_copy(event, copies))
    told = (_told_late(happened(event, EVENTS, words_of(event)), late.get(event.pk)) for event in once_a_sitting(seen))
    return [*told, *awaited(now_with)]


def _told_late(item: TimelineItem, late: Late | None) -> TimelineItem:
    if late is None:
        return item
    words = f"Quá hạn {grouped(late.days)} ngày (hạn {late.last_day:%d/%m/%Y}), nằm ở {late.unit.name}"
    return replace(item, kind="late", text="; ".join(filter(None, [item.text, words])))


def _is_own_copy(event: Event, copies: Container[int]) -> bool:
    return event.action != "directives.copied" or event.after["copy"] in copies


def once_a_sitting(seen: Iterable[Event]) -> list[Event]:
    """The events with one for all that one person wrote in a row, the last: a draft saves itself many times while it is worked on."""
    told: list[Event] = []
    for event in seen:
        if told and event.action == told[-1].action == "directives.redrafted" and event.by_id == told[-1].by_id:
            told.pop()
        told.append(event)
    return told


def words_of(event: Event) -> str:
    """What the event's facts say beyond its title."""
    after = event.after
    match event.action:
        case "directives.copied":
            return f"{after['number']}, {after['unit']}"
        case "directives.number_voided":
            return f"Số {after['number']:02d} năm {after['year']}: {after['reason']}"
        case "directives.appendix_added":
            return f"{after['title']}, {grouped(after['rows'])} dòng"
        case "directives.draft_moved" | "directives.dispatch_moved" | "directives.carried_on" | "directives.drafting_moved":
            return str(after["name"])
        case "directives.opinion_moved" | "campaigns.lead_moved" | "campaigns.partner_moved" | steps.TAKEN_OVER:
            return f"{event.before['name']} → {after['name']}"
        case "campaigns.chase_drafted":
            return f"{grouped(after['count'])} việc của {grouped(after['units'])} đơn vị"
        case "directives.file_attached" | "directives.files_ordered":
            return str(after["title"])
        case "directives.mark_found":
            return f"{after['title']}. Hãy thu hồi văn bản và xử lý theo quy định về bảo vệ bí mật nhà nước."
        case "directives.file_removed" | "directives.marked_file_dropped":
            return str(event.before["title"])
        case "directives.opinions_asked":
            return ", ".join(after["units"])
        case "directives.opinion_given":
            return f"{after['unit']}: {Opinion.Stance(after['stance']).label.lower()}{', thay ý kiến trước' if after['again'] else ''}"
        case "directives.opinion_withdrawn":
            return str(event.before["unit"])
        case "directives.commented" | "directives.comment_closed":
            return str(after["text"])
        case "directives.returned" | "directives.signature_taken_back":
            return str(after["reason"])
        case "directives.signed":
            return str(after["title"])
        case "directives.signed_copy_attached":
            return str(after["name"])
        case "directives.numbered":
            number = f"Số {after['number']:02d} năm {after['year']}"
            if "left_out" not in after:
                return number
            first, last = after["left_out"]
            left_out = numbers_text(RegisterEntry(number=first, through=last), digits=2)
            return f"{number}; bỏ trống số {left_out}: {after['reason']}"
        case "directives.issued":
            return f"{grouped(after['count'])} nơi nhận"
        case "directives.view_granted" | "directives.draft_shared":
            return f"{after['name']}: {after['reason']}"
        case "directives.view_withdrawn" | "directives.draft_unshared":
            return str(event.before["name"])
        case "campaigns.opened":
            unresolved = f", {after['unresolved']} tên đơn vị chưa xác định" if after["unresolved"] else ""
            return f"{after['tasks']} nhiệm vụ{unresolved}"
        case "directives.effect_declared":
            return str(after["designation"])
        case "directives.effect_withdrawn":
            return str(event.before["designation"])
        case "directives.superseded" | "directives.amended" | "directives.corrected" | "directives.recalled":
            return f"bởi {after['designation']}"
        case "directives.asked_back":
            return f"{grouped(after['count'])} đơn vị: {after['reason']}"
        case "directives.outside_recalled":
            return f"{grouped(after['count'])} nơi nhận: {', '.join(after['names'])}"
        case "campaigns.reminded":
            return f"{grouped(after['count'])} việc" + (f": {after['text']}" if after["text"] else "")
        case "campaigns.assigned" | "campaigns.dues_made":
            return f"{grouped(after['count'])} việc"
        case "directives.copy_lent":
            return str(after["borrower"])
        case _:
            return words_of_many(event, is_counted=True) if event.action in ON_CAMPAIGN else ""
