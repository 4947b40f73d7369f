"""What the tests of tables share: a table, a draft with tables and appendices, and what is drafted of what was read."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from directives import grids
from directives.drafting import Draft, ProvisionDraft
from directives.grids import Grid
from directives.models import Provision
from directives.reading.model import Provision as ReadProvision

from .city import City, draft, duty, named

Kind = Provision.Kind
GRID = Grid(("STT", "Đơn vị", "Số người"), (("", "Ba Đình", "1.200"), ("", "Hoàn Kiếm", "950")))
CELL = st.text(st.sampled_from("aăâđếữỢ1 29.,%\"'|\n\tBĐ"), max_size=12)


@st.composite
def grid(draw: Any, *, least: int = 1, cells: Any = CELL, in_each_row: str = "") -> Grid:
    width = draw(st.integers(least, 5))
    row = st.tuples(*[cells] * width).map(lambda said: said if any(said) else (in_each_row, *said[1:]))
    return grids.within_limits(Grid(draw(row), tuple(draw(st.lists(row, max_size=6)))))


def with_tables(city: City, **changes: Any) -> Draft:
    """A letter with a table in its body, an appendix of text and a table, and a wide one of a table alone."""
    table = grids.text_of(GRID)
    provisions = (
        ProvisionDraft("Yêu cầu các đơn vị thực hiện các nội dung tại Phụ lục kèm theo:"),
        ProvisionDraft("Các quận mở thư viện theo số người sau:", "clause", "1."),
        ProvisionDraft(table, Kind.TABLE),
        ProvisionDraft("Các phường tặng sách.", "clause", "2."),
        ProvisionDraft("Yêu cầu nghiêm túc thực hiện./.", "close"),
        ProvisionDraft("Hướng dẫn tặng sách", Kind.APPENDIX),
        ProvisionDraft("Chuẩn bị.", "clause", "1.", 5),
        ProvisionDraft("Tiếp nhận.", "clause", "2.", 5),
        ProvisionDraft(table, Kind.TABLE),
        ProvisionDraft("Danh sách thư viện", Kind.LANDSCAPE),
        ProvisionDraft(table, Kind.TABLE),
    )
    return draft(city, duty("Mở thư viện.", named(city.units["BD"]), provision_position=1), provisions=provisions, **changes)


def as_read(provisions: Sequence[ReadProvision]) -> tuple[ProvisionDraft, ...]:
    return tuple(ProvisionDraft(one.text, Kind.TEXT, one.label) for one in provisions)
