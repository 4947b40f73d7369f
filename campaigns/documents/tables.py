"""The tables and the chart of the consolidated report, in its text and behind it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from campaigns import queries
from campaigns.documents.snapshot import shares_of
from campaigns.documents.wording import percent, shortened, whole, written_day
from campaigns.rollup import Counts
from directives.writing import Appendix, Chart, Series, Table
from records.text import grouped

NAMED_IN_TEXT = 10
"""As many units as a sentence can name; beyond that they go into a table of their own."""
BY_UNIT, FIGURES = "Kết quả thực hiện theo đơn vị", "Số liệu chỉ tiêu theo đơn vị"
"""The titles of the appendices that the text leads to."""
LONGEST_CHART = 15  # bars that are still read at a glance

COLUMNS = ("Tổng số", "Hoàn thành đúng hạn", "Hoàn thành quá hạn", "Đang thực hiện trong hạn", "Đang thực hiện quá hạn", "Tỷ lệ hoàn thành")
"""The columns of every table of results (VAS §7.6), after the running number and the name."""

_COLOURS = ("1B7F5C", "C77700", "8AA9D6", "C2272D")  # of the four states between total and ratio
_FIGURES_MM = (14, 15, 15, 14, 14, 15)  # the longest word of each head, "thành", still fits, and totals of five digits
_FIGURES_LANDSCAPE_MM = (18, 22, 22, 24, 24, 20)


def result_table(
    title: str, label: str, rows: Sequence[tuple[str, Counts, str]], total: Counts, *, notes: bool = False, note: str = ""
) -> Table:
    """Each row's name, counts and remark under COLUMNS; with `notes` for a landscape page, the remarks in a last column."""

    def cells(counts: Counts) -> tuple[str, ...]:
        parts = (counts.total, counts.done_on_time, counts.done_late, counts.running_on_time, counts.running_late)
        return (*map(grouped, parts), percent(counts.percent_done))

    return Table(
        title=title,
        columns=("TT", label, *COLUMNS, *(["Ghi chú"] if notes else [])),
        rows=tuple((str(i), name, *cells(counts), *([remark] if notes else [])) for i, (name, counts, remark) in enumerate(rows, start=1)),
        total=("", "Tổng cộng", *cells(total), *([""] if notes else [])),
        widths_mm=(12, 84, *_FIGURES_LANDSCAPE_MM, 32) if notes else (9, 64, *_FIGURES_MM),
        numeric=tuple(range(2, 8)),
        centred=(0,),
        note=note,
    )


def chart(snapshot: Mapping[str, Any], tasks: Sequence[Counts]) -> Chart:
    """The four states in bars: by task, or with one task by the units of the highest level that has a few."""
    bars, title = [(f"Nhiệm vụ {i}", counts) for i, counts in enumerate(tasks[:LONGEST_CHART], start=1)], "nhiệm vụ"
    if len(bars) == 1:
        for depth in range(1, queries.DEEPEST + 1):
            level = [(unit["name"], Counts(**unit["counts"])) for unit in snapshot["units"] if unit["depth"] == depth]
            if 1 < len(level) <= LONGEST_CHART:
                bars, title = [(shortened(name, 40), counts) for name, counts in level], "đơn vị"
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


def appendices_of(snapshot: Mapping[str, Any]) -> tuple[Appendix, ...]:
    """Results by unit; figures by unit where something is measured; who is silent or overdue when the text cannot name them all."""
    units = snapshot["units"]
    if not units:
        return ()
    until = f"Đơn vị tính: lượt giao việc. Nguồn: báo cáo của các đơn vị trên hệ thống, đến hết ngày {written_day(snapshot['to'])}."
    by_unit = result_table(
        "",
        "Đơn vị",
        [(_at_depth(unit), Counts(**unit["counts"]), "Chưa báo cáo" if unit["silent"] else "") for unit in units],
        Counts(**snapshot["counts"]),
        notes=True,
        note=f"{until} Số của đơn vị cấp trên gồm cả các đơn vị bên dưới.",
    )
    found = [Appendix(BY_UNIT, (by_unit,), landscape=True)]
    measured = [ordinal for ordinal, task in enumerate(snapshot["tasks"], start=1) if task["target"] is not None]
    figures = tuple(_figure_table(snapshot, ordinal) for ordinal in measured if any(str(ordinal) in unit["figures"] for unit in units))
    if figures:
        found.append(Appendix(FIGURES, figures, landscape=True))
    lists = tuple(_list_tables(snapshot))
    if lists:
        found.append(Appendix("Đơn vị chưa báo cáo, quá hạn", lists))
    return tuple(found)


def _figure_table(snapshot: Mapping[str, Any], ordinal: int) -> Table:
    def cells(figures: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
        accepted, provisional = shares_of(figures)
        if not accepted.reports:
            return ("–", "–", "–", percent(provisional.percent))
        return (grouped(accepted.numerator), grouped(accepted.denominator), percent(accepted.percent), percent(provisional.percent))

    task = snapshot["tasks"][ordinal - 1]
    rows = [(_at_depth(unit), cells(unit["figures"][str(ordinal)])) for unit in snapshot["units"] if str(ordinal) in unit["figures"]]
    return Table(
        title=f"Nhiệm vụ {ordinal}: {whole(task['content'])} (chỉ tiêu {grouped(task['target'])}%)",
        columns=("TT", "Đơn vị", "Đã thực hiện", "Tổng số phải thực hiện", "Tỷ lệ", "Tỷ lệ tính cả báo cáo chờ duyệt"),
        rows=tuple((str(i), name, *row) for i, (name, row) in enumerate(rows, start=1)),
        total=("", "Tổng cộng", *cells(task["figures"])),
        widths_mm=(12, 110, 30, 34, 28, 36),
        numeric=(2, 3, 4, 5),
        centred=(0,),
        note=f"Số liệu đã duyệt đến hết ngày {written_day(snapshot['to'])}. "
        "Đơn vị chưa báo cáo không có trong bảng và không được tính là 0.",
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
            rows=tuple((str(i), row["unit"], grouped(row["count"]), written_day(row["oldest"])) for i, row in enumerate(overdue, start=1)),
            widths_mm=(12, 98, 20, 30),
            numeric=(2,),
            centred=(0, 3),
        )
    if len(owed := owed_periods(snapshot)) > NAMED_IN_TEXT:
        yield Table(
            title="Đơn vị còn nợ báo cáo định kỳ đã quá hạn",
            columns=("TT", "Đơn vị", "Số kỳ", "Hạn sớm nhất"),
            rows=tuple((str(i), row["unit"], grouped(row["count"]), written_day(row["oldest"])) for i, row in enumerate(owed, start=1)),
            widths_mm=(12, 98, 20, 30),
            numeric=(2,),
            centred=(0, 3),
        )


def owed_periods(snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The units that owe reports for a period; none in figures that were frozen before they were counted."""
    found: list[dict[str, Any]] = (snapshot.get("periods") or {}).get("owed", [])
    return found


def _at_depth(unit: Mapping[str, Any]) -> str:
    """The name under its superiors: one dash per level, as spaces at the head of a cell do not print."""
    return f"{'–' * (unit['depth'] - 1)} {unit['name']}".strip()
