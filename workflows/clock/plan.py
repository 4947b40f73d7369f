"""Every sweep of the clock by name, in the order in which one minute runs them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workflows import notices
from workflows.clock import deadlines, moving, news, silence, sweeping, waiting
from workflows.clock.sweeping import EVERY_HOUR, EVERY_MINUTE, Done, Planned
from workflows.models import Sweep


def sweep_all(*, at: datetime) -> list[Sweep]:
    """Run every sweep whose time has come; one that fails stops no other."""
    return sweeping.run_due(SWEEPS, at=at)


def _close(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=notices.close_notices(at=at))


def _digest(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=notices.make_digests(at=at))


def _send(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    return Done(count=1 if notices.order_sending(at=at) else 0)


SOON = timedelta(minutes=5)

SWEEPS: Mapping[str, Planned] = {
    "phases": Planned(moving.open_phases, EVERY_MINUTE, "Giao nhiệm vụ đến ngày bắt đầu"),
    "dues": Planned(moving.make_dues, EVERY_MINUTE, "Lập kỳ báo cáo"),
    "wake": Planned(moving.wake_parents, EVERY_MINUTE, "Trả việc về đơn vị đã chờ cấp dưới"),
    "close": Planned(_close, EVERY_MINUTE, "Khép thông báo của việc đã xong"),
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
    "returned": Planned(news.tell_of_returns, SOON, "Báo báo cáo bị trả lại"),
    "extended": Planned(news.tell_of_extensions, SOON, "Báo quyết định về gia hạn"),
    "suspended": Planned(news.tell_of_suspensions, SOON, "Báo quyết định về tạm dừng"),
    "answered": Planned(news.tell_of_answers, SOON, "Báo vướng mắc đã được trả lời"),
    "done": Planned(waiting.tell_what_is_done, EVERY_HOUR, "Đợt đã hoàn thành, chờ kết thúc"),
    "over": Planned(waiting.tell_what_is_over, EVERY_HOUR, "Đợt đã qua hạn cuối"),
    "digests": Planned(_digest, EVERY_MINUTE, "Lập bản tổng hợp"),
    "sending": Planned(_send, EVERY_MINUTE, "Gửi thông báo"),
    "forget": Planned(sweeping.forget, EVERY_HOUR, "Dọn lượt quét không có việc"),
}
