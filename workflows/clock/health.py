"""How each sweep is: when it last ended well, what it did since yesterday, and whether somebody should look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum

from workflows.clock.plan import SWEEPS
from workflows.models import Sweep

LOOKED_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Health:
    """One sweep; `is_silent`: it has not ended well for longer than it may. `count`, `passed`, `failed` and `runs` are of one day."""

    name: str
    label: str
    last_good: datetime | None
    runs: int
    count: int
    passed: int
    failed: int
    error: str
    is_silent: bool


def health(*, at: datetime) -> list[Health]:
    """Each sweep in its order; `error` is what its last run met, blank when that ended well. Two queries."""
    recent = Q(planned_for__gt=at - LOOKED_BACK)
    rows = Sweep.objects.filter(name__in=list(SWEEPS)).order_by().values("name")
    facts: dict[str, dict[str, Any]] = {
        row["name"]: dict(row)
        for row in rows.annotate(
            last_good=Max("ended_at"),
            last=Max("pk"),
            runs=Count("pk", filter=recent),
            done=Sum("count", filter=recent),
            passed=Sum("passed_count", filter=recent),
            failed=Sum("failed_count", filter=recent),
        )
    }
    last = Sweep.objects.in_bulk([row["last"] for row in facts.values()])
    found = []
    for name, planned in SWEEPS.items():
        row = facts.get(name, {})
        good = row.get("last_good")
        found.append(
            Health(
                name=name,
                label=planned.label,
                last_good=good,
                runs=row.get("runs") or 0,
                count=row.get("done") or 0,
                passed=row.get("passed") or 0,
                failed=row.get("failed") or 0,
                error=last[row["last"]].error if row else "",
                is_silent=good is None or at - good > planned.silent_after,
            )
        )
    return found
