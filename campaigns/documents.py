"""The papers of a campaign: the consolidated report on frozen figures, and the slip that tells one unit what it is given to do.

A report is written from its snapshot alone: whatever happens afterwards, the same snapshot gives the same bytes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef

from campaigns import queries, rollup
from campaigns.models import Assignment, Campaign, CampaignTask, Partner, Report
from campaigns.rollup import Counts, Figures, Node, Share
from directives.documents import agency_head
from directives.models import Directive, Duty
from directives.writing import (
    AgencyHead,
    Appendix,
    Chart,
    Letter,
    Paragraph,
    RecipientNote,
    Series,
    Signature,
    Slip,
    SlipTask,
    Table,
    write_letter,
    write_slip,
)
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import signatories
from org_hierarchy.services import OrgError, signature_block
from records.text import fold, nfc

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

NAMED_IN_TEXT = 10
"""As many units as a sentence can name; beyond that they go into a table of their own."""
LONGEST_CHART = 15  # bars that are still read at a glance

COLUMNS = ("Tổng số", "Hoàn thành đúng hạn", "Hoàn thành quá hạn", "Đang thực hiện trong hạn", "Đang thực hiện quá hạn", "Tỷ lệ hoàn thành")
"""The columns of every table of results (VAS §7.6), after the running number and the name."""

_COLOURS = ("1B7F5C", "C77700", "8AA9D6", "C2272D")  # of the four states between total and ratio


# The snapshot


def take_snapshot(campaign: Campaign, *, today: date) -> dict[str, Any]:
    """Every figure and name of the consolidated report, as of that day, fit for JSON.

    All figures come from `rollup`, so that the paper says what the pages say. About 15 queries, whatever the number of units.
    """
    directive = campaign.directive
    reporter = directive.monitor if directive.monitor_reviews and directive.monitor else directive.drafting_unit
    counts = rollup.of(campaign, today=today)
    by_task = rollup.by_task(campaign, today=today)
    figures = rollup.figures(campaign)
    tasks = list(CampaignTask.objects.filter(campaign=campaign).select_related("indicator").order_by("position"))
    indicators = {task.indicator.pk: ordinal for ordinal, task in enumerate(tasks, start=1) if hasattr(task, "indicator")}
    silent = dict(queries.silent(campaign).values_list("pk", "name"))
    return {
        "from": campaign.opened_date.isoformat(),
        "to": today.isoformat(),
        "directive": citation(directive),
        "subject": directive.subject,
        "issuer": directive.issuer.name,
        "reporter": {
            "name": reporter.name,
            "head": asdict(agency_head(reporter)),
            "symbol": "-".join(filter(None, ["BC", reporter.symbol])),
            "place": reporter.place or directive.place,
        },
        "addressee": directive.issuer.name if reporter.pk != directive.issuer_id else "",
        "signature": _signature(reporter, today),
        "counts": asdict(counts),
        "phases": [
            {"name": phase.name, "start": _iso(phase.start_date), "end": _iso(phase.end_date)}
            for phase in campaign.phases.order_by("position")
        ],
        "tasks": [
            {
                "content": task.content,
                "deadline": deadline_words(task),
                "counts": asdict(by_task.get(task.pk, Counts())),
                "target": task.indicator.target_percent if hasattr(task, "indicator") else None,
                "figures": _plain(figures.get(task.indicator.pk, Figures())) if hasattr(task, "indicator") else None,
            }
            for task in tasks
        ],
        "units": [_plain_node(node, indicators, silent) for node in rollup.nodes(campaign, today=today)],
        "silent": list(silent.values()),
        "overdue": [
            {"unit": row["unit__name"], "count": row["count"], "oldest": row["oldest"].isoformat()}
            for row in queries.overdue(today=today, campaign=campaign)
            .values("unit__name", "unit__sort_name", "unit")
            .annotate(count=Count("pk"), oldest=Min("due_date"))
            .order_by("unit__sort_name", "unit")
        ],
        "difficulties": _difficulties(campaign),
        "unresolved": list(dict.fromkeys(row["phrase"] for row in campaign.unresolved)),
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(figures: Figures) -> dict[str, list[int]]:
    return {name: [share.numerator, share.denominator, share.reports] for name, share in zip(_SHARES, _shares(figures), strict=True)}


_SHARES = ("accepted", "provisional")


def _shares(figures: Figures) -> tuple[Share, Share]:
    return figures.accepted, figures.provisional


def _plain_node(node: Node, indicators: Mapping[int, int], silent: Mapping[int, str]) -> dict[str, Any]:
    return {
        "name": node.unit.name,
        "depth": node.depth,
        "counts": asdict(node.counts),
        "silent": node.unit.pk in silent,
        "figures": {str(indicators[pk]): _plain(figures) for pk, figures in node.figures.items()},  # by the task's ordinal
    }


def _signature(unit: OrgUnit, today: date) -> dict[str, Any] | None:
    """The block of the unit's head (or first deputy) of that day; nobody there to sign leaves the place empty."""
    for appointment in signatories(unit, on=today):
        try:
            block = signature_block(appointment, kind=Directive.Kind.BC)
        except OrgError:
            continue
        return {"authority_lines": list(block.authority_lines), "title": block.title, "name": block.name}
    return None


def _difficulties(campaign: Campaign) -> list[dict[str, Any]]:
    """What units raised in their newest report that was not returned, line by line; the same words together, the most raised first."""
    later = Report.objects.filter(assignment=OuterRef("assignment"), sequence__gt=OuterRef("sequence")).exclude(
        status=Report.Status.RETURNED
    )
    newest = Report.objects.filter(~Exists(later), assignment__campaign=campaign).exclude(status=Report.Status.RETURNED)
    newest = newest.exclude(difficulties="").exclude(assignment__status__in=queries.LEFT_OUT)
    groups: dict[str, tuple[str, dict[str, None]]] = {}
    rows = newest.order_by("assignment__unit__sort_name", "assignment__task__position").values_list(
        "difficulties", "assignment__unit__name"
    )
    for words, unit in rows:
        for line in words.splitlines():
            text = nfc(line).strip(" -–+•*;.")
            if key := re.sub(r"\W+", " ", fold(text)).strip():
                groups.setdefault(key, (text, {}))[1][unit] = None
    ordered = sorted(groups.values(), key=lambda group: -len(group[1]))
    return [{"text": text, "units": list(units)} for text, units in ordered]


# The consolidated report


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
    appendices = _appendices(snapshot)
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
            Paragraph("text", text=f"(Số liệu tính từ ngày {_day(snapshot['from'])} đến hết ngày {_day(snapshot['to'])}.)"),
            Paragraph("roman", "I.", "Công tác chỉ đạo, triển khai"),
            *_steering(snapshot, counts),
            Paragraph("roman", "II.", "Kết quả thực hiện"),
            *_results(snapshot, counts),
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
        signature=Signature(tuple(signature["authority_lines"]), signature["title"], signature["name"]) if signature else None,
        appendices=appendices,
    )


def _steering(snapshot: Mapping[str, Any], counts: Counts) -> Iterable[Paragraph]:
    received = counts.total - counts.unreceived
    text = f"Ngày {_day(snapshot['from'])}, {_n(len(snapshot['tasks']))} nhiệm vụ của văn bản được giao cho {_n(counts.units)} đơn vị, "
    text += f"tổng cộng {_n(counts.total)} lượt giao việc."
    if counts.total:
        text += f" Đã tiếp nhận {_n(received)}/{_n(counts.total)} lượt (đạt {_pct(counts.percent_received)})."
    if counts.refused:
        text += f" Ngoài ra {_n(counts.refused)} lượt bị từ chối hoặc thu hồi, không tính vào kết quả."
    yield Paragraph("text", text=text)
    if snapshot["phases"]:
        yield Paragraph("text", text=f"Đợt triển khai gồm {_n(len(snapshot['phases']))} giai đoạn:")
        yield from (Paragraph("dash", text=phase["name"].rstrip(" .;") + ";") for phase in snapshot["phases"][:-1])
        yield Paragraph("dash", text=snapshot["phases"][-1]["name"].rstrip(" .;") + ".")


def _results(snapshot: Mapping[str, Any], counts: Counts) -> Iterable[Paragraph | Table | Chart]:
    yield Paragraph("clause_title", "1.", "Kết quả chung")
    if not counts.total:
        yield Paragraph("text", text="Chưa có đơn vị nào được giao việc nên chưa có kết quả để tổng hợp.")
        return
    left = counts.total - counts.done
    text = f"Trên tổng số {_n(counts.total)} lượt giao việc, đã hoàn thành {_n(counts.done)} lượt (đạt {_pct(counts.percent_done)}), "
    text += f"trong đó đúng hạn {_n(counts.done_on_time)} lượt, quá hạn {_n(counts.done_late)} lượt."
    if left:
        text += (
            f" Còn {_n(left)} lượt chưa hoàn thành: {_n(counts.running_on_time)} lượt trong hạn, {_n(counts.running_late)} lượt quá hạn."
        )
    yield Paragraph("text", text=text)
    if counts.percent_on_time is not None:
        yield Paragraph("text", text=f"Tỷ lệ đúng hạn trên số đã hoàn thành và số quá hạn: {_pct(counts.percent_on_time)}.")
    tasks = [(task["content"], Counts(**task["counts"])) for task in snapshot["tasks"]]
    yield _result_table("Bảng 1. Kết quả theo nhiệm vụ", "Nhiệm vụ", [(_short(name), row, "") for name, row in tasks], counts)
    yield _chart(snapshot, tasks)
    measured = [(ordinal, task) for ordinal, task in enumerate(snapshot["tasks"], start=1) if task["target"] is not None]
    if measured:
        yield Paragraph("clause_title", "2.", "Kết quả theo chỉ tiêu")
        yield from (Paragraph("text", text=_against_target(ordinal, task)) for ordinal, task in measured)
        yield Paragraph("text", text="Tỷ lệ tính trên số liệu của các đơn vị đã báo cáo; đơn vị chưa báo cáo không được tính là 0.")
    yield Paragraph("clause_title", f"{3 if measured else 2}.", "Kết quả theo đơn vị")
    yield Paragraph("text", text="Kết quả của từng đơn vị, cộng dồn theo từng cấp, tại Phụ lục kèm theo.")


def _result_table(
    title: str, label: str, rows: Sequence[tuple[str, Counts, str]], total: Counts, *, notes: bool = False, note: str = ""
) -> Table:
    def cells(counts: Counts) -> tuple[str, ...]:
        parts = (counts.total, counts.done_on_time, counts.done_late, counts.running_on_time, counts.running_late)
        return (*map(_n, parts), _pct(counts.percent_done))

    return Table(
        title=title,
        columns=("TT", label, *COLUMNS, *(["Ghi chú"] if notes else [])),
        rows=tuple((str(i), name, *cells(counts), *([remark] if notes else [])) for i, (name, counts, remark) in enumerate(rows, start=1)),
        total=("", "Tổng cộng", *cells(total), *([""] if notes else [])),
        widths_mm=(12, 84, 18, 22, 22, 24, 24, 20, 32) if notes else (10, 53, 15, 18, 18, 19, 19, 18),
        numeric=tuple(range(2, 8)),
        centred=(0,),
        note=note,
    )


def _chart(snapshot: Mapping[str, Any], tasks: Sequence[tuple[str, Counts]]) -> Chart:
    """The four states in bars: by task, or with one task by the units of the highest level that has a few."""
    bars, title = [(f"{i}. {_short(name, 45)}", counts) for i, (name, counts) in enumerate(tasks[:LONGEST_CHART], start=1)], "nhiệm vụ"
    if len(bars) == 1:
        for depth in range(1, queries.DEEPEST + 1):
            level = [(unit["name"], Counts(**unit["counts"])) for unit in snapshot["units"] if unit["depth"] == depth]
            if 1 < len(level) <= LONGEST_CHART:
                bars, title = level, "đơn vị"
                break
    parts = [(counts.done_on_time, counts.done_late, counts.running_on_time, counts.running_late) for _, counts in bars]
    return Chart(
        title=f"Biểu đồ. Tình hình thực hiện theo {title} (lượt giao việc)",
        categories=tuple(name for name, _ in bars),
        series=tuple(
            Series(name, colour, tuple(part[index] for part in parts))
            for index, (name, colour) in enumerate(zip(COLUMNS[1:5], _COLOURS, strict=True))
        ),
    )


def _against_target(ordinal: int, task: Mapping[str, Any]) -> str:
    accepted, provisional = (Share(*task["figures"][name]) for name in _SHARES)
    expected = task["counts"]["total"]
    text = f"Nhiệm vụ {ordinal} (chỉ tiêu {_n(task['target'])}%): "
    if accepted.percent is None:
        text += f"chưa có số liệu được duyệt của {_n(expected)} đơn vị được giao"
    else:
        reached = (
            "đạt chỉ tiêu" if accepted.percent >= task["target"] else f"còn thiếu {_pct(task['target'] - accepted.percent)} so với chỉ tiêu"
        )
        text += f"đã thực hiện {_n(accepted.numerator)}/{_n(accepted.denominator)}, đạt {_pct(accepted.percent)}, {reached}; "
        text += f"theo số liệu đã duyệt của {_n(accepted.reports)}/{_n(expected)} đơn vị được giao"
    if provisional != accepted and provisional.percent is not None:
        text += (
            f". Tính cả báo cáo đang chờ duyệt: {_n(provisional.numerator)}/{_n(provisional.denominator)}, đạt {_pct(provisional.percent)}"
        )
    return f"{text}."


def _troubles(snapshot: Mapping[str, Any], counts: Counts, appendix_count: int) -> Iterable[Paragraph]:
    where = f" Danh sách tại Phụ lục {_ROMAN[appendix_count - 1]}." if appendix_count > 1 else " Danh sách tại Phụ lục."
    silent, overdue = snapshot["silent"], snapshot["overdue"]
    if silent:
        named = f": {'; '.join(silent)}." if len(silent) <= NAMED_IN_TEXT else f".{where}"
        yield Paragraph("dash", text=f"{_n(len(silent))}/{_n(counts.units)} đơn vị được giao chưa có báo cáo nào{named}")
    if overdue:
        named = f": {'; '.join(_overdue_words(row) for row in overdue)}." if len(overdue) <= NAMED_IN_TEXT else f".{where}"
        yield Paragraph("dash", text=f"{_n(len(overdue))} đơn vị còn việc quá hạn chưa báo cáo{named}")
    if counts.done_late:
        yield Paragraph("dash", text=f"{_n(counts.done_late)} lượt giao việc hoàn thành sau hạn.")
    if snapshot["unresolved"]:
        yield Paragraph("dash", text=f"Chưa xác định được đơn vị cho: {'; '.join(snapshot['unresolved'])}.")
    if snapshot["difficulties"]:
        yield Paragraph("text", text="Khó khăn, vướng mắc do các đơn vị nêu:")
        for group in snapshot["difficulties"]:
            units = group["units"]
            others = f" và {_n(len(units) - 3)} đơn vị khác" if len(units) > 3 else ""
            yield Paragraph("dash", text=f"{group['text']} ({', '.join(units[:3])}{others}).")
    elif not (silent or overdue or counts.done_late or snapshot["unresolved"]):
        yield Paragraph("text", text="Các đơn vị đã báo cáo đầy đủ, đúng hạn và không nêu khó khăn, vướng mắc.")
    else:
        yield Paragraph("text", text="Các đơn vị đã báo cáo không nêu khó khăn, vướng mắc.")


def _overdue_words(row: Mapping[str, Any]) -> str:
    return f"{row['unit']} ({_n(row['count'])} việc, hạn sớm nhất {_day(row['oldest'])})"


def _next_steps(snapshot: Mapping[str, Any], counts: Counts) -> Iterable[Paragraph]:
    left = counts.total - counts.done
    if not left:
        yield Paragraph("text", text="Các đơn vị tiếp tục duy trì kết quả đã đạt được.")
        return
    yield Paragraph(
        "dash",
        text=f"Đôn đốc các đơn vị hoàn thành {_n(left)} lượt giao việc còn lại, trước hết là {_n(counts.running_late)} lượt quá hạn.",
    )
    if counts.review:
        yield Paragraph("dash", text=f"Duyệt {_n(counts.review)} báo cáo hoàn thành đang chờ.")
    if snapshot["silent"]:
        yield Paragraph("dash", text=f"Yêu cầu {_n(len(snapshot['silent']))} đơn vị chưa báo cáo nêu rõ lý do và thời gian hoàn thành.")


def _proposal(snapshot: Mapping[str, Any]) -> Paragraph:
    if not snapshot["difficulties"]:
        return Paragraph("text", text="Không có.")
    to_whom = f"Đề nghị {snapshot['addressee']}" if snapshot["addressee"] else "Đề nghị cơ quan có thẩm quyền"
    return Paragraph("text", text=f"{to_whom} xem xét, tháo gỡ các khó khăn, vướng mắc nêu tại mục III.")


_ROMAN = ("I", "II", "III")


def _appendices(snapshot: Mapping[str, Any]) -> tuple[Appendix, ...]:
    """Results by unit; figures by unit where something is measured; who is silent or overdue when the text cannot name them all."""
    units = snapshot["units"]
    if not units:
        return ()
    until = f"Đơn vị tính: lượt giao việc. Nguồn: báo cáo của các đơn vị trên hệ thống, đến hết ngày {_day(snapshot['to'])}."
    by_unit = _result_table(
        "",
        "Đơn vị",
        [(_at_depth(unit), Counts(**unit["counts"]), "Chưa báo cáo" if unit["silent"] else "") for unit in units],
        Counts(**snapshot["counts"]),
        notes=True,
        note=f"{until} Số của đơn vị cấp trên gồm cả các đơn vị bên dưới.",
    )
    found = [Appendix("Kết quả thực hiện theo đơn vị", (by_unit,), landscape=True)]
    measured = [ordinal for ordinal, task in enumerate(snapshot["tasks"], start=1) if task["target"] is not None]
    figures = tuple(_figure_table(snapshot, ordinal) for ordinal in measured if any(str(ordinal) in unit["figures"] for unit in units))
    if figures:
        found.append(Appendix("Số liệu chỉ tiêu theo đơn vị", figures, landscape=True))
    lists = tuple(_list_tables(snapshot))
    if lists:
        found.append(Appendix("Đơn vị chưa báo cáo, quá hạn", lists))
    return tuple(found)


def _figure_table(snapshot: Mapping[str, Any], ordinal: int) -> Table:
    def cells(figures: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
        accepted, provisional = (Share(*figures[name]) for name in _SHARES)
        if not accepted.reports:
            return ("–", "–", "–", _pct(provisional.percent))
        return (_n(accepted.numerator), _n(accepted.denominator), _pct(accepted.percent), _pct(provisional.percent))

    task = snapshot["tasks"][ordinal - 1]
    rows = [(_at_depth(unit), cells(unit["figures"][str(ordinal)])) for unit in snapshot["units"] if str(ordinal) in unit["figures"]]
    return Table(
        title=f"Nhiệm vụ {ordinal}: {_short(task['content'])} (chỉ tiêu {_n(task['target'])}%)",
        columns=("TT", "Đơn vị", "Đã thực hiện", "Tổng số phải thực hiện", "Tỷ lệ", "Tỷ lệ tính cả báo cáo chờ duyệt"),
        rows=tuple((str(i), name, *row) for i, (name, row) in enumerate(rows, start=1)),
        total=("", "Tổng cộng", *cells(task["figures"])),
        widths_mm=(12, 110, 30, 34, 28, 36),
        numeric=(2, 3, 4, 5),
        centred=(0,),
        note=f"Số liệu đã duyệt đến hết ngày {_day(snapshot['to'])}. Đơn vị chưa báo cáo không có trong bảng và không được tính là 0.",
    )


def _list_tables(snapshot: Mapping[str, Any]) -> Iterable[Table]:
    silent, overdue = snapshot["silent"], snapshot["overdue"]
    if len(silent) > NAMED_IN_TEXT:
        rows = tuple((str(i), name) for i, name in enumerate(silent, start=1))
        yield Table(title="Đơn vị chưa có báo cáo nào", columns=("TT", "Đơn vị"), rows=rows, widths_mm=(12, 148), centred=(0,))
    if len(overdue) > NAMED_IN_TEXT:
        yield Table(
            title="Đơn vị còn việc quá hạn chưa báo cáo",
            columns=("TT", "Đơn vị", "Số việc", "Hạn sớm nhất"),
            rows=tuple((str(i), row["unit"], _n(row["count"]), _day(row["oldest"])) for i, row in enumerate(overdue, start=1)),
            widths_mm=(12, 98, 20, 30),
            numeric=(2,),
            centred=(0, 3),
        )


def _at_depth(unit: Mapping[str, Any]) -> str:
    """The name under its superiors: one dash per level, as spaces at the head of a cell do not print."""
    return f"{'–' * (unit['depth'] - 1)} {unit['name']}".strip()


# The slip


def slip(assignment: Assignment) -> bytes:
    """The phiếu giao việc of the assignment's unit as .docx, with everything that the campaign asks of it."""
    return write_slip(slip_facts(assignment.campaign, assignment.unit))


def slip_facts(campaign: Campaign, unit: OrgUnit) -> Slip:
    """What one unit is told: its tasks in the order of the text, until when, to whom it reports. Four queries."""
    directive = campaign.directive
    rows = list(
        Assignment.objects.filter(queries.EXPECTED, campaign=campaign, unit=unit)
        .select_related("task__indicator", "reviewer")
        .order_by("task__position")
    )
    partners = Partner.objects.filter(task__assignments__in=[row.pk for row in rows]).exclude(unit=unit)
    names = list(partners.order_by("unit__sort_name").values_list("unit__name", flat=True).distinct())
    periods = dict.fromkeys(Duty.Period(row.task.period).label for row in rows if row.task.period)
    reviewers = dict.fromkeys(row.reviewer.name for row in rows)
    reporting = f"Báo cáo kết quả về {'; '.join(reviewers)}" if reviewers else ""
    if periods:
        reporting += f"; báo cáo tiến độ {', '.join(period.lower() for period in periods)}"
    signature = directive.signature
    return Slip(
        head=agency_head(directive.issuer),
        symbol="-".join(filter(None, ["PGV", directive.issuer.symbol])),
        place=directive.place,
        date=campaign.opened_date,
        subject=directive.subject,
        basis=citation(directive),
        issued_by=directive.issuer.name,
        lead_unit=unit.name,
        partners=tuple(names[:NAMED_IN_TEXT]) + ((f"và {len(names) - NAMED_IN_TEXT} đơn vị khác",) if len(names) > NAMED_IN_TEXT else ()),
        tasks=tuple(
            SlipTask(
                content=row.task.content,
                product="Số liệu và báo cáo kết quả" if hasattr(row.task, "indicator") else "Báo cáo kết quả",
                deadline=_last_day_words(row),
                indicator=f"{row.task.indicator.target_percent}%" if hasattr(row.task, "indicator") else "",
            )
            for row in rows
        ),
        reporting=reporting,
        follow_up=campaign.monitor.name if campaign.monitor and campaign.monitor_id != unit.pk else "",
        signature=Signature(tuple(signature["authority_lines"]), signature["title"], signature["name"]) if signature else None,
    )


def _last_day_words(assignment: Assignment) -> str:
    if assignment.due_date is not None:
        written = f" ({assignment.task.deadline_text})" if assignment.task.deadline_text else ""
        return f"Chậm nhất ngày {_written(assignment.due_date)}{written}"
    return assignment.task.deadline_text or (f"Rà soát ngày {_written(assignment.review_date)}" if assignment.review_date else "")


# Words and numbers as documents write them


def citation(directive: Directive) -> str:
    """How a document is cited in full: "Công văn số 776/UBND-KGVX ngày 18/3/2021 của …" (NĐ 30/2020, Phụ lục I, II.6)."""
    dated = f" ngày {_written(directive.issued_date)}" if directive.issued_date else ""
    return f"{directive.get_kind_display()} số {directive.designation}{dated} của {directive.issuer.name}"


def deadline_words(task: CampaignTask) -> str:
    """The deadline as the text gives it, else as a date; blank without one."""
    return task.deadline_text or (_written(task.due_date) if task.due_date else "")


def _written(day: date) -> str:
    """Days under 10 and months 1 and 2 padded, others not (NĐ 30/2020, Phụ lục I, II.4)."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day.month < 3 else f"{day.day:02d}/{day.month}/{day.year}"


def _day(iso: str) -> str:
    return _written(date.fromisoformat(iso))


def _n(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _pct(value: Decimal | None) -> str:
    """One decimal at most; only what is whole shows as 100%, only nothing as 0%; unknown is a dash."""
    if value is None:
        return "–"
    shown = value.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if shown == 100 and value < 100:
        shown = Decimal("99.9")
    if shown == 0 and value > 0:
        shown = Decimal("0.1")
    return f"{shown:f}".removesuffix(".0").replace(".", ",") + "%"


def _short(text: str, length: int = 160) -> str:
    clean = nfc(text).rstrip(" ,;.")
    return clean if len(clean) <= length else clean[: length - 1].rstrip(" ,;.") + "…"
