"""Many values, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """The values in their order, in lists of at most that many: what one IN (…) or one INSERT may have."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
