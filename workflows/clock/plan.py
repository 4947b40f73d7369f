"""Every sweep of the clock by name, in the order in which one minute runs them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from records.unused import note_unused, sweep_unused
from workflows import notices
from workflows.clock import arrivals, asking, deadlines, directives, mending, moving, news, silence, staff, sweeping, waiting
from workflows.clock.sweeping import EVERY_HOUR, EVERY_MINUTE, Done, Planned
from workflows.models import Sweep


def sweep_all(*, at: datetime) -> list[Sweep]:
    """Run every sweep whose time has come; one that fails stops no other."""
    return sweeping.run_due(SWEEPS, at=at)


def _close(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=notices.close_notices(at=at))


def _close_together(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=notices.close_together(at=at))


def _release(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=mending.release_desks())


def _digest(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=notices.make_digests(at=at))


def _send(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=1 if notices.order_sending(at=at) else 0)


def _files(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=note_unused(at=at) + sweep_unused(at=at))


SOON, EVERY_DAY = timedelta(minutes=5), timedelta(days=1)

SWEEPS: Mapping[str, Planned] = {
    "phases": Planned(moving.open_phases, EVERY_MINUTE, "Giao nhiệm vụ đến ngày bắt đầu"),
    "dues": Planned(moving.make_dues, EVERY_MINUTE, "Lập kỳ báo cáo"),
    "wake": Planned(moving.wake_parents, EVERY_MINUTE, "Trả việc về đơn vị đã chờ cấp dưới"),
    "close": Planned(_close, EVERY_MINUTE, "Khép thông báo của việc đã xong"),
    "close_together": Planned(_close_together, SOON, "Khép thông báo chung của một đợt khi không còn việc nào"),
    "desks": Planned(_release, EVERY_MINUTE, "Mở cho đồng nghiệp việc trên bàn người đã thôi chức vụ"),
    "work": Planned(deadlines.remind_of_work, EVERY_MINUTE, "Hạn của nhiệm vụ"),
    "periods": Planned(deadlines.remind_of_periods, EVERY_MINUTE, "Hạn của báo cáo kỳ"),
    "silent": Planned(silence.remind_the_silent, EVERY_HOUR, "Đơn vị chưa có báo cáo nào"),
    "stale": Planned(silence.remind_the_stale, EVERY_HOUR, "Đơn vị chậm cập nhật"),
    "reviews": Planned(silence.remind_of_reviews, EVERY_HOUR, "Việc không định hạn đến ngày xem lại"),
    "extensions": Planned(waiting.remind_of_extensions, EVERY_HOUR, "Xin gia hạn chưa được trả lời"),
    "suspensions": Planned(waiting.remind_of_suspensions, EVERY_HOUR, "Xin tạm dừng chưa được trả lời"),
    "difficulties": Planned(waiting.remind_of_difficulties, EVERY_HOUR, "Khó khăn, vướng mắc chưa được trả lời"),
    "reports": Planned(waiting.remind_of_reports, EVERY_HOUR, "Báo cáo chờ duyệt đã lâu"),
    "given": Planned(news.tell_of_new_work, SOON, "Báo việc mới giao"),
    "recalled": Planned(news.tell_of_recalls, SOON, "Báo việc được thu hồi"),
    "returned": Planned(news.tell_of_returns, SOON, "Báo báo cáo bị trả lại"),
    "reopened": Planned(news.tell_of_reopening, SOON, "Báo việc, kỳ báo cáo được mở lại"),
    "dates": Planned(news.tell_of_new_dates, SOON, "Báo hạn mới của nhiều việc"),
    "woken": Planned(news.tell_who_is_woken, SOON, "Báo việc giao tiếp trở lại đơn vị"),
    "extended": Planned(news.tell_of_extensions, SOON, "Báo quyết định về gia hạn"),
    "suspended": Planned(news.tell_of_suspensions, SOON, "Báo quyết định về tạm dừng"),
    "answered": Planned(news.tell_of_answers, SOON, "Báo vướng mắc đã được trả lời"),
    "refused": Planned(asking.tell_of_refusals, SOON, "Báo đơn vị từ chối thực hiện"),
    "sent": Planned(asking.tell_of_reports, SOON, "Báo báo cáo mới chờ duyệt"),
    "wants_time": Planned(asking.tell_of_requests_for_time, SOON, "Báo đơn vị xin gia hạn"),
    "wants_rest": Planned(asking.tell_of_requests_to_rest, SOON, "Báo đơn vị xin tạm dừng"),
    "remarked": Planned(asking.tell_of_remarks, SOON, "Báo ý kiến phối hợp mới"),
    "raised": Planned(asking.tell_of_difficulties, SOON, "Báo vướng mắc mới cần trả lời"),
    "moved": Planned(news.tell_of_moves, SOON, "Báo việc chuyển sang đơn vị kế thừa"),
    "staff": Planned(staff.tell_of_staff, EVERY_HOUR, "Báo thay đổi người giữ chức vụ, người làm thay"),
    "done": Planned(waiting.tell_what_is_done, EVERY_HOUR, "Đợt đã hoàn thành, chờ kết thúc"),
    "over": Planned(waiting.tell_what_is_over, EVERY_HOUR, "Đợt đã qua hạn cuối"),
    "settled": Planned(moving.settle_arrivals, SOON, "Kết thúc văn bản đến không còn việc phải làm"),
    "arrivals": Planned(arrivals.tell_of_arrivals, EVERY_MINUTE, "Báo văn bản đến chờ xử lý"),
    "late_arrivals": Planned(arrivals.tell_of_limits_of_arrivals, EVERY_HOUR, "Báo văn bản đến đến hạn, quá hạn của bước"),
    "copies": Planned(arrivals.tell_of_copies, EVERY_MINUTE, "Báo văn bản mới gửi đến, chưa tiếp nhận"),
    "late_copies": Planned(arrivals.tell_of_late_copies, EVERY_HOUR, "Báo văn bản quá hạn tiếp nhận"),
    "steps": Planned(directives.tell_of_steps, EVERY_MINUTE, "Báo văn bản đến bước của người đang giữ"),
    "late_steps": Planned(directives.tell_of_late_steps, EVERY_HOUR, "Báo bước xử lý văn bản quá hạn"),
    "opinions": Planned(directives.tell_of_opinions, SOON, "Báo đơn vị được xin ý kiến, ý kiến đã trả lời"),
    "late_opinions": Planned(directives.tell_of_late_opinions, EVERY_HOUR, "Báo quá hạn trả lời xin ý kiến"),
    "asked_back": Planned(directives.tell_of_copies_asked_back, EVERY_MINUTE, "Báo đơn vị được đề nghị trả lại văn bản"),
    "given_back": Planned(directives.tell_of_copies_given_back, EVERY_HOUR, "Báo trả lời đề nghị lấy lại văn bản"),
    "refused_copies": Planned(directives.tell_of_refused_copies, EVERY_HOUR, "Báo đơn vị từ chối nhận văn bản"),
    "rests": Planned(waiting.remind_of_rests, EVERY_HOUR, "Việc vẫn đang tạm dừng"),
    "digests": Planned(_digest, EVERY_MINUTE, "Lập bản tổng hợp"),
    "sending": Planned(_send, EVERY_MINUTE, "Gửi thông báo"),
    "files": Planned(_files, EVERY_DAY, "Dọn tệp không còn văn bản nào dùng"),
    "forget": Planned(sweeping.forget, EVERY_HOUR, "Dọn lượt quét không có việc"),
}
