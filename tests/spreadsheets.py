"""What the tests of imports share: filled templates row by row, an import that ran, and what it answered."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter import Workbook

from org_hierarchy import importing
from org_hierarchy.importing import EMPLOYERS, Sheet
from org_hierarchy.models import Person
from records.models import Job
from workflows.tasks import run_job

from .city import AT, FIRST_DAY, City, Role

Cells = Mapping[str, Any]


def book(sheet: Sheet, rows: Iterable[Cells], *, titles: Sequence[str] | None = None, above: int = 0) -> bytes:
    """A filled template: each row by column title, as its user would type it; the same bytes for the same rows, on any day."""
    rows = list(rows)
    titles = titles or [column.title for column in sheet.columns]
    made = io.BytesIO()
    with Workbook(made, {"strings_to_formulas": False, "default_date_format": "dd/mm/yyyy"}) as workbook:
        workbook.set_properties({"created": AT})
        page = workbook.add_worksheet(sheet.title[:31])
        for place, title in enumerate(titles):
            page.write_string(above, place, title)
        for number, row in enumerate(rows, start=above + 1):
            for place, title in enumerate(titles):
                if (value := row.get(title)) is not None:
                    page.write(number, place, value)
    return made.getvalue()


def unit(code: str, name: str = "", **more: Any) -> dict[str, Any]:
    row = {
        "Mã đơn vị": code,
        "Tên đơn vị": name or f"Phòng {code}",
        "Loại": "Tổ, phòng nội bộ",
        "Ngành dọc": "Ngành dọc UBND",
        "Cấp": "Cấp tỉnh",
        "Từ ngày": "01/02/2021",
    }
    return row | {key.replace("_", " "): value for key, value in more.items()}


def known_district(**more: Any) -> dict[str, Any]:
    """A row that says of quận Ba Đình what is there."""
    kept = {"Loại": "Ủy ban nhân dân", "Cấp": "Cấp huyện", "Từ_ngày": FIRST_DAY}
    return unit("BD", "Ủy ban nhân dân quận Ba Đình", **kept | more)


def employer(code: str, **more: Any) -> dict[str, Any]:
    row = {"Mã đơn vị": code, "Tên đơn vị": f"Công ty {code}", "Mã xã, phường": "00028"}
    return row | more


def person(username: str, **more: Any) -> dict[str, Any]:
    row = {
        "Tên đăng nhập": username,
        "Họ và tên": f"Người {username}",
        "Mã đơn vị": "VX",
        "Chức vụ": "Chuyên viên",
        "Vai trò": "Chuyên viên",
        "Giữ từ ngày": "01/03/2021",
    }
    return row | more


def administrator(city: City, code: str = "HN") -> Person:
    return city.person(code, Role.ADMINISTRATOR)


def begun(city: City, sheet: Sheet, content: bytes, scope: str = "HN", *, at: datetime = AT) -> Job:
    return importing.begin(content, name="tệp.xlsx", sheet=sheet, scope=city.units[scope], by=administrator(city, scope), at=at)


def ran(city: City, sheet: Sheet, rows: Iterable[Cells], scope: str = "HN", *, at: datetime = AT, **more: Any) -> Job:
    job = begun(city, sheet, book(sheet, rows, **more), scope, at=at)
    run_job(job.pk)
    job.refresh_from_db()
    return job


def counts(job: Job) -> tuple[int, int, int]:
    """New, changed and unchanged rows of an import that went in."""
    outcome = importing.outcome(job)
    assert outcome is not None, job.error
    assert outcome.imported, outcome.problems
    return outcome.counts["new"], outcome.counts["changed"], outcome.counts["unchanged"]


def problems(job: Job) -> list[tuple[str, str]]:
    outcome = importing.outcome(job)
    assert outcome is not None, job.error
    assert not outcome.imported
    return list(outcome.problems)


def problem(job: Job) -> tuple[str, str]:
    (only,) = problems(job)
    return only


def employers(count: int) -> bytes:
    made = io.BytesIO()
    with Workbook(made, {"constant_memory": True}) as workbook:
        page = workbook.add_worksheet("Đơn vị sử dụng lao động")
        for place, column in enumerate(EMPLOYERS.columns):
            page.write_string(0, place, column.title)
        for n in range(1, count + 1):
            name = f"Công ty trách nhiệm hữu hạn Thương mại và Dịch vụ Đức Hoà số {n}"
            row = [f"01{n:08d}", name, f"Số {n} phố Kim Mã, Ba Đình", ("00028", "00004")[n % 2], "", f"Bà Nguyễn Thị Sen, 09{n:08d}"]
            for place, text in enumerate(row):
                page.write_string(n, place, text)
    return made.getvalue()


def packed(parts: Mapping[str, bytes | str], *, level: int = 6) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()
