"""The consolidated report: the text around the figures of a snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from campaigns.documents.snapshot import shares_of, take_snapshot
from campaigns.documents.tables import BY_UNIT, FIGURES, NAMED_IN_TEXT, appendices_of, chart, owed_periods, result_table
from campaigns.documents.wording import percent, whole, written_day
from campaigns.models import Campaign
from campaigns.rollup import Counts, Share
from directives.documents import signature_of
from directives.models import Directive
from directives.writing import AgencyHead, Chart, Letter, Paragraph, RecipientNote, Table, write_letter
from records.text import grouped

ROMAN = ("I", "II", "III")


def consolidated_report(campaign: Campaign, *, today: date) -> bytes:
    """The report as .docx: on the frozen figures once the campaign is concluded, before that on those of the day."""
    return report_docx(campaign.snapshot or take_snapshot(campaign, today=today))


def report_docx(snapshot: Mapping[str, Any]) -> bytes:
    """The report of a snapshot as .docx; the same snapshot gives the same bytes. A few hundredths of a second per thousand units."""
    return write_letter(report_facts(snapshot))


def report_name(campaign: Campaign) -> str:
    """What the report's file is called: the directive's number without what a file name cannot hold."""
    return f"Báo cáo tổng hợp {campaign.directive.designation.replace('/', '-')}.docx"


def report_facts(snapshot: Mapping[str, Any]) -> Letter:
    """The báo cáo in the five parts of VAS §7.6, its tables by unit on landscape pages behind it."""
    counts = Counts(**snapshot["counts"])
    reporter, signature = snapshot["reporter"], snapshot["signature"]
    appendices = appendices_of(snapshot)
    about = f" về việc {subject}" if (subject := snapshot["subject"]) else ""
    closing = f"Trên đây là báo cáo kết quả thực hiện {snapshot['directive']}"
    closing += f"; {reporter['name']} kính báo cáo {snapshot['addressee']}./." if snapshot["addressee"] else "./."
    return Letter(
        kind=Directive.Kind.BC,
        head=AgencyHead(tuple(reporter["head"]["superior_lines"]), tuple(reporter["head"]["issuer_lines"])),
        symbol=reporter["symbol"],
        place=reporter["place"],
        date=date.fromisoformat(snapshot["to"]),
        subject=f"Kết quả thực hiện {snapshot['directive']}",
        addressees=tuple(filter(None, [snapshot["addressee"]])),
        body=(
            Paragraph("text", text=f"Thực hiện {snapshot['directive']}{about}, {reporter['name']} báo cáo kết quả như sau:"),
            Paragraph("text", text=f"(Số liệu tính từ ngày {written_day(snapshot['from'])} đến hết ngày {written_day(snapshot['to'])}.)"),
            Paragraph("roman", "I.", "Công tác chỉ đạo, triển khai"),
            *_steering(snapshot, counts),
            Paragraph("roman", "II.", "Kết quả thực hiện"),
            *_results(snapshot, counts, [appendix.title for appendix in appendices]),
            Paragraph("roman", "III.", "Tồn tại, hạn chế, khó khăn, vướng mắc"),
            *_troubles(snapshot, counts, len(appendices)),
            Paragraph("roman", "IV.", "Nhiệm vụ, giải pháp thời gian tới"),
            *_next_steps(snapshot, counts),
            Paragraph("roman", "V.", "Kiến nghị, đề xuất"),
            _proposal(snapshot),
            Paragraph("close", text=closing),
        ),
        recipients=() if snapshot["addressee"] else (RecipientNote("Lãnh đạo cơ quan", "để báo cáo"),),
        archive="VT",
        signature=signature_of(signature) if signature else None,
        appendices=appendices,
    )


def _steering(snapshot: Mapping[str, Any], counts: Counts) -> Iterable[Paragraph]:
    received = counts.total - counts.unreceived
    text = f"Ngày {written_day(snapshot['from'])}, {grouped(len(snapshot['tasks']))} nhiệm vụ của văn bản được giao cho "
    text += f"{grouped(counts.units)} đơn vị, tổng cộng {grouped(counts.total)} lượt giao việc."
    if counts.total:
        text += f" Đã tiếp nhận {grouped(received)}/{grouped(counts.total)} lượt (đạt {percent(counts.percent_received)})."
    if counts.refused:
        text += f" Ngoài ra {grouped(counts.refused)} lượt bị từ chối hoặc thu hồi, không tính vào kết quả."
    yield Paragraph("text", text=text)
    if snapshot["phases"]:
        yield Paragraph("text", text=f"Đợt triển khai gồm {grouped(len(snapshot['phases']))} giai đoạn:")
        yield from (Paragraph("dash", text=phase["name"].rstrip(" .;") + ";") for phase in snapshot["phases"][:-1])
        yield Paragraph("dash", text=snapshot["phases"][-1]["name"].rstrip(" .;") + ".")


def _results(snapshot: Mapping[str, Any], counts: Counts, appendices: Sequence[str]) -> Iterable[Paragraph | Table | Chart]:
    yield Paragraph("clause_title", "1.", "Kết quả chung")
    if not counts.total:
        yield Paragraph("text", text="Chưa có đơn vị nào được giao việc nên chưa có kết quả để tổng hợp.")
        return
    left = counts.total - counts.done
    text = f"Trên tổng số {grouped(counts.total)} lượt giao việc, đã hoàn thành {grouped(counts.done)} lượt "
    extended = f" (có {grouped(counts.done_extended)} lượt theo hạn đã gia hạn)" if counts.done_extended else ""
    text += f"(đạt {percent(counts.percent_done)}), trong đó đúng hạn {grouped(counts.done_on_time)} lượt{extended}, "
    text += f"quá hạn {grouped(counts.done_late)} lượt."
    if left:
        text += f" Còn {grouped(left)} lượt chưa hoàn thành: {grouped(counts.running_on_time)} lượt trong hạn, "
        text += f"{grouped(counts.running_late)} lượt quá hạn."
    yield Paragraph("text", text=text)
    if counts.percent_on_time is not None:
        yield Paragraph("text", text=f"Tỷ lệ đúng hạn trên số đã hoàn thành và số quá hạn: {percent(counts.percent_on_time)}.")
    if periods := snapshot.get("periods"):  # not in figures that were frozen before they were counted
        share = Share(periods["fresh"], periods["owing"])
        text = f"Báo cáo định kỳ: {grouped(share.numerator)}/{grouped(share.denominator)} lượt giao việc đã báo cáo kỳ gần nhất"
        yield Paragraph("text", text=f"{text} (đạt {percent(share.percent)}).")
    tasks = [(task["content"], Counts(**task["counts"])) for task in snapshot["tasks"]]
    yield result_table("Bảng 1. Kết quả theo nhiệm vụ", "Nhiệm vụ", [(whole(name), row, "") for name, row in tasks], counts)
    yield chart(snapshot, [row for _, row in tasks])
    measured = [(ordinal, task) for ordinal, task in enumerate(snapshot["tasks"], start=1) if task["target"] is not None]
    if measured:
        yield Paragraph("clause_title", "2.", "Kết quả theo chỉ tiêu")
        yield from (Paragraph("text", text=_against_target(ordinal, task)) for ordinal, task in measured)
        yield Paragraph("text", text="Tỷ lệ tính trên số liệu của các đơn vị đã báo cáo; đơn vị chưa báo cáo không được tính là 0.")
    yield Paragraph("clause_title", f"{3 if measured else 2}.", "Kết quả theo đơn vị")
    behind = f"Kết quả của từng đơn vị, cộng dồn theo từng cấp, tại {_called(appendices, BY_UNIT)}"
    if FIGURES in appendices:
        behind += f"; số liệu chỉ tiêu của từng đơn vị tại {_called(appendices, FIGURES)}"
    yield Paragraph("text", text=f"{behind} kèm theo.")


def _called(appendices: Sequence[str], title: str) -> str:
    """How the text names the appendix of that title: by its number where there are several (NĐ 30/2020, Phụ lục I, III.1)."""
    return f"Phụ lục {ROMAN[appendices.index(title)]}" if len(appendices) > 1 else "Phụ lục"


def _against_target(ordinal: int, task: Mapping[str, Any]) -> str:
    accepted, provisional = shares_of(task["figures"])
    expected = task["counts"]["total"]
    text = f"Nhiệm vụ {ordinal} (chỉ tiêu {grouped(task['target'])}%): "
    if accepted.percent is None:
        text += f"chưa có số liệu được duyệt của {grouped(expected)} đơn vị được giao"
    else:
        missing = task["target"] - accepted.percent
        reached = f"còn thiếu {percent(missing)} so với chỉ tiêu" if missing > 0 else "đạt chỉ tiêu"
        text += f"đã thực hiện {grouped(accepted.numerator)}/{grouped(accepted.denominator)}, đạt {percent(accepted.percent)}, {reached}; "
        text += f"theo số liệu đã duyệt của {grouped(accepted.reports)}/{grouped(expected)} đơn vị được giao"
    if provisional != accepted and provisional.percent is not None:
        text += f". Tính cả báo cáo đang chờ duyệt: {grouped(provisional.numerator)}/{grouped(provisional.denominator)}, "
        text += f"đạt {percent(provisional.percent)}"
    return f"{text}."


def _troubles(snapshot: Mapping[str, Any], counts: Counts, appendix_count: int) -> Iterable[Paragraph]:
    where = f" Danh sách tại Phụ lục {ROMAN[appendix_count - 1]}." if appendix_count > 1 else " Danh sách tại Phụ lục."
    silent, overdue, owed = snapshot["silent"], snapshot["overdue"], owed_periods(snapshot)
    if silent:
        named = f": {'; '.join(silent)}." if len(silent) <= NAMED_IN_TEXT else f".{where}"
        yield Paragraph("dash", text=f"{grouped(len(silent))}/{grouped(counts.units)} đơn vị được giao chưa có báo cáo nào{named}")
    if overdue:
        named = f": {'; '.join(_overdue_words(row) for row in overdue)}." if len(overdue) <= NAMED_IN_TEXT else f".{where}"
        yield Paragraph("dash", text=f"{grouped(len(overdue))} đơn vị còn việc quá hạn chưa báo cáo{named}")
    if owed:
        named = f": {'; '.join(_owed_words(row) for row in owed)}." if len(owed) <= NAMED_IN_TEXT else f".{where}"
        yield Paragraph("dash", text=f"{grouped(len(owed))} đơn vị còn nợ báo cáo định kỳ đã quá hạn{named}")
    if counts.done_late:
        yield Paragraph("dash", text=f"{grouped(counts.done_late)} lượt giao việc hoàn thành sau hạn.")
    if snapshot["unresolved"]:
        yield Paragraph("dash", text=f"Chưa xác định được đơn vị cho: {'; '.join(snapshot['unresolved'])}.")
    if snapshot["difficulties"]:
        yield Paragraph("text", text="Khó khăn, vướng mắc do các đơn vị nêu:")
        for group in snapshot["difficulties"]:
            units = group["units"]
            others = f" và {grouped(len(units) - 3)} đơn vị khác" if len(units) > 3 else ""
            answered = f" Đã được trả lời: {group['answer'].rstrip(' .')}." if group.get("answer") else ""
            yield Paragraph("dash", text=f"{group['text']} ({', '.join(units[:3])}{others}).{answered}")
    elif not (silent or overdue or owed or counts.done_late or snapshot["unresolved"]):
        yield Paragraph("text", text="Các đơn vị đã báo cáo đầy đủ, đúng hạn và không nêu khó khăn, vướng mắc.")
    else:
        yield Paragraph("text", text="Các đơn vị đã báo cáo không nêu khó khăn, vướng mắc.")


def _overdue_words(row: Mapping[str, Any]) -> str:
    return f"{row['unit']} ({grouped(row['count'])} việc, hạn sớm nhất {written_day(row['oldest'])})"


def _owed_words(row: Mapping[str, Any]) -> str:
    return f"{row['unit']} ({grouped(row['count'])} kỳ, hạn sớm nhất {written_day(row['oldest'])})"


def _next_steps(snapshot: Mapping[str, Any], counts: Counts) -> Iterable[Paragraph]:
    left = counts.total - counts.done
    if not left:
        yield Paragraph("text", text="Các đơn vị tiếp tục duy trì kết quả đã đạt được.")
        return
    late = f"trước hết là {grouped(counts.running_late)} lượt quá hạn"
    yield Paragraph("dash", text=f"Đôn đốc các đơn vị hoàn thành {grouped(left)} lượt giao việc còn lại, {late}.")
    if counts.review:
        yield Paragraph("dash", text=f"Duyệt {grouped(counts.review)} báo cáo hoàn thành đang chờ.")
    if snapshot["silent"]:
        yield Paragraph(
            "dash", text=f"Yêu cầu {grouped(len(snapshot['silent']))} đơn vị chưa báo cáo nêu rõ lý do và thời gian hoàn thành."
        )


def _proposal(snapshot: Mapping[str, Any]) -> Paragraph:
    if all(group.get("answer") for group in snapshot["difficulties"]):
        return Paragraph("text", text="Không có.")
    which = "chưa được trả lời " if any(group.get("answer") for group in snapshot["difficulties"]) else ""
    to_whom = f"Đề nghị {snapshot['addressee']}" if snapshot["addressee"] else "Đề nghị cơ quan có thẩm quyền"
    return Paragraph("text", text=f"{to_whom} xem xét, tháo gỡ các khó khăn, vướng mắc {which}nêu tại mục III.")
