"""What is done to thousands of processes at once: the rows that the engine would have written, set-based.

`tests/test_bulk.py` compares them with the engine's own, column by column: the alarm for an engine upgrade.
"""

from workflows.bulk.advancing import RECEIVED, WOKEN, hold
from workflows.bulk.ending import cancel
from workflows.bulk.holding import take
from workflows.bulk.starting import check_references, start
from workflows.passing import advance

__all__ = ["RECEIVED", "WOKEN", "advance", "cancel", "check_references", "hold", "start", "take"]
