"""Which unit each office is, before anything is written."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise, takewhile

from org_hierarchy.country.areas import holds, map_day
from org_hierarchy.country.offices import Office, Stage
from org_hierarchy.country.places import Place
from org_hierarchy.country.regimes import regime_of
from org_hierarchy.models import Area, OrgUnit, UnitArea
from org_hierarchy.services import UnitRow


@dataclass(slots=True)
class Plan:
    """Which unit each office is at each of its stages: one that is there, or one to add."""

    stored: Mapping[Place, Area]
    asked: Container[Place]
    rows: list[UnitRow] = field(default_factory=list)
    staged: list[tuple[Office, list[Stage]]] = field(default_factory=list)  # stages that `rows` do not tell, or not wholly
    ids: dict[str, int] = field(default_factory=dict)  # of the units that are there, by code
    holders: dict[tuple[OrgUnit.Kind, Place], str] = field(default_factory=dict)  # of stages found or asked for, no others
    code_of: dict[str, str] = field(default_factory=dict)  # office → the unit that it is today, or was last
    _serving: dict[tuple[str, str, int], list[tuple[date, date | None, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kinds = (OrgUnit.Kind.COMMITTEE, OrgUnit.Kind.BHXH)
        self.ids = dict(OrgUnit.objects.filter(kind__in=kinds).values_list("code", "pk"))
        serving = UnitArea.objects.filter(unit__kind__in=kinds).order_by("valid_from", "pk")
        columns = ("unit__kind", "unit__level", "area", "valid_from", "valid_to", "unit__code")
        for kind, level, area, first, end, code in serving.values_list(*columns).iterator():
            self._serving.setdefault((kind, level, area), []).append((first, end, code))

    def place(self, office: Office) -> None:
        """Find the office's unit at each of its stages, or plan to add it; whoever stands above it has been placed before."""
        found = [self._found(office, stage) for stage in office.stages]
        asked = [stage.place in self.asked for stage in office.stages]
        if not any(found) and office.code not in self.ids:
            if any(asked):
                self._add(office, [stage for stage, is_asked in zip(office.stages, asked, strict=True) if is_asked])
            return
        missing: dict[str, list[Stage]] = {}
        for index, stage in enumerate(office.stages):
            code = found[index] or next((c for c in [*reversed(found[:index]), *found[index:]] if c), office.code)
            self.code_of[office.code] = code
            if found[index] or asked[index]:
                self.holders[office.kind, stage.place] = code
            if asked[index] and not found[index]:
                missing.setdefault(code, []).append(stage)
        self.staged += [(office, stages) for stages in missing.values()]

    def _found(self, office: Office, stage: Stage) -> str | None:
        area = self.stored.get(stage.place)
        if area is None:
            return None
        serving = self._serving.get((office.kind, office.level, area.pk), ())
        return next((code for first, end, code in serving if holds(map_day(stage.place), first, end)), None)

    def _add(self, office: Office, stages: list[Stage]) -> None:
        for stage in stages:
            self.holders[office.kind, stage.place] = office.code
        self.code_of[office.code] = office.code
        first = stages[0]
        parent = self.above(office, first)
        run = list(takewhile(lambda stage: self.above(office, stage) == parent, stages))
        self.rows.append(
            UnitRow(
                code=office.code,
                name=first.name,
                short_name=first.short_name,
                kind=office.kind,
                line=office.line,
                level=office.level,
                regime=regime_of(office),
                symbol="UBND" if office.kind == OrgUnit.Kind.COMMITTEE else "BHXH",
                place=first.place_name,
                parent=parent,
                valid_from=first.place.valid_from,
                valid_to=run[-1].place.valid_to,
                areas=tuple(self.stored[stage.place] for stage in run),
            )
        )
        later = [b for a, b in pairwise(stages) if a.name != b.name or self.above(office, a) != self.above(office, b)]
        if later:
            self.staged.append((office, stages[stages.index(later[0]) :]))

    def above(self, office: Office, stage: Stage) -> str:
        """The code of the unit above the office at that stage, blank for a root."""
        return self.holders[office.kind, stage.above] if stage.above else ""
