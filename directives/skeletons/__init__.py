"""Skeletons to begin a document with: the parts of its type in order, with places to fill in that read "[… what goes there]".

The ones that come with the system follow VAS §7 and the forms of NĐ 30/2020, Phụ lục III, one at least for each of the 29 types: what
`orders`, what `plans` and reports, what is `agreed` between several, and the `papers` of one form. An office keeps its own
(`models.DraftTemplate`). A place that is still open is found before the text is handed in (`unfilled`).
"""

from collections.abc import Mapping

from directives.skeletons import agreed, orders, papers, plans
from directives.skeletons.filling import begun_with, kept_of, open_places, skeleton_from, unfilled
from directives.skeletons.made import Skeleton

GROUPS: Mapping[str, tuple[Skeleton, ...]] = {
    "Công văn": papers.LETTERS,
    "Quyết định, chỉ đạo, thông báo": orders.SKELETONS,
    "Kế hoạch, tờ trình, báo cáo": plans.SKELETONS,
    "Biên bản, hợp đồng, ủy quyền": agreed.SKELETONS,
    "Giấy, phiếu, thư": papers.SKELETONS,
}
"""Those that come with the system, the commonest types first."""
SKELETONS: Mapping[str, Skeleton] = {one.key: one for several in GROUPS.values() for one in several}
"""The same by their keys."""

__all__ = ["GROUPS", "SKELETONS", "Skeleton", "begun_with", "kept_of", "open_places", "skeleton_from", "unfilled"]
