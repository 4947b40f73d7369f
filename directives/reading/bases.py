"""Căn cứ: which of the cited documents a directive rests on, and which it only speaks of."""

import re
from collections.abc import Sequence

from directives.reading import citations as citing
from directives.reading.model import Citation
from directives.reading.outline import Node
from directives.reading.tasks import Found


def bases_and_references(nodes: Sequence[Node], found: Found) -> tuple[list[Citation], list[Citation]]:
    """What the preamble cites, and what else is cited, each once and in the order of the text."""
    bases: list[Citation] = []
    references: list[Citation] = []
    preamble_end, order_from = found.preamble_end, found.order_at
    if preamble_end < 0:
        # without a list the preamble goes up to the first order
        order_from = min((task.span[0] for task in found.tasks), default=None)
        preamble_end = max(
            (index for index, node in enumerate(nodes) if node.kind == "plain" and (order_from is None or node.start <= order_from)),
            default=-1,
        )
    for index, node in enumerate(nodes):
        cited = citing.find(node.text, node.text_start)
        if index <= preamble_end or (
            node.parent is None and node.kind == "plain" and re.match(r"Căn cứ (?:Nghị|Quyết|Luật|Thông|Chỉ|Kế|Công|Chương|văn)", node.text)
        ):
            order_at = order_from - node.text_start if order_from is not None and node.text_start <= order_from < node.end else None
            of_basis, of_body = citing.split_bases(node.text, node.text_start, cited, order_at)
            bases.extend(of_basis)
            references.extend(of_body)
        else:
            references.extend(cited)
    based = {citation.number: citation for citation in reversed(bases)}
    referred = {citation.number: citation for citation in reversed(references) if citation.number not in based}
    return list(reversed(based.values())), list(reversed(referred.values()))
