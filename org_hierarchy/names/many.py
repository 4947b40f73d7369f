"""A phrase that means several units → the clauses that say which, limited to where the writing office stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from org_hierarchy.models import AreaName, OrgUnit, UnitArea, valid_on
from org_hierarchy.names import words
from org_hierarchy.names.answers import UNKNOWN, Answer, Hint
from org_hierarchy.names.doubts import MOST_CANDIDATES
from org_hierarchy.names.group import Clause, units_of
from org_hierarchy.names.index import Index, Office
from org_hierarchy.names.one import OneUnit, abbreviates
from org_hierarchy.names.phrases import COMMITTEE, SOCIAL_INSURANCE, Family, GroupPhrase, Noun, strip_marker
from org_hierarchy.names.spelling import Name, key_of
from org_hierarchy.names.viewpoint import Viewpoint
from org_hierarchy.names.words import AND, COMMA, Token
from records.text import fold

NOWHERE = (0,)  # an area that is none: an office whose ground is not known has nobody on it

Kind, Level = OrgUnit.Kind, OrgUnit.Level

KINDS_OF_CORE = {COMMITTEE: Kind.COMMITTEE, SOCIAL_INSURANCE: Kind.BHXH}
LEVEL_OF_TYPE = {
    "Quận": Level.DISTRICT,
    "Huyện": Level.DISTRICT,
    "Thị xã": Level.DISTRICT,
    "Phường": Level.COMMUNE,
    "Xã": Level.COMMUNE,
    "Thị trấn": Level.COMMUNE,
    "Đặc khu": Level.COMMUNE,
}
SUBORDINATE_KINDS: dict[str, tuple[OrgUnit.Kind, ...]] = {
    Kind.COMMITTEE: (Kind.DEPARTMENT, Kind.PUBLIC_SERVICE),
    Kind.DEPARTMENT: (Kind.PUBLIC_SERVICE, Kind.TEAM),
    Kind.PUBLIC_SERVICE: (Kind.PUBLIC_SERVICE, Kind.TEAM),
    Kind.POST: (Kind.POST, Kind.TEAM),
}
"""What "các đơn vị trực thuộc" a unit of each kind are; for a BHXH it depends on its level (`_subordinates`)."""

NAMED_ALIKE = (Kind.DEPARTMENT, Kind.PUBLIC_SERVICE, Kind.BHXH_CENTRE, Kind.TEAM, Kind.POST, Kind.MASS_ORGANISATION, Kind.EMPLOYER)
_CENTRAL = (words.of("Trung ương"), words.of("toàn quốc"), words.of("cả nước"))
_UNDER_WORDS = (words.of("trực thuộc"), words.of("thuộc"), words.of("của"))
_GROUND_WORDS = tuple(
    words.of(text) for text in ("đóng trên địa bàn", "trên địa bàn", "trong địa bàn", "địa bàn", "tại", "ở", "trong", "trên", "toàn", "cấp")
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a tail limits a group to: "thuộc UBND Quận 10", "trên địa bàn thành phố", "trực thuộc Trung ương"; nothing: the context."""

    known: Office | None = None
    areas: tuple[int, ...] = ()
    under: bool = False
    central: bool = False


class ManyUnits:
    """Says which units a group's phrase means, as the viewpoint's office would mean it."""

    def __init__(self, viewpoint: Viewpoint, index: Index, one: OneUnit) -> None:
        self._viewpoint, self._index, self._one = viewpoint, index, one
        self._context = viewpoint.office
        self._counts: dict[tuple[Clause, int], int] = {}

    def find(self, phrase: GroupPhrase) -> Answer:
        """The clauses that the phrase means, or why that is not sure; `UNKNOWN` itself when its end cannot be understood."""
        scope = self._scope(phrase.tail)
        if scope is None:
            return UNKNOWN
        return self._over_types(phrase, scope) if phrase.types else self._of_nouns(phrase.nouns, scope)

    def _scope(self, tail: Sequence[Token]) -> _Scope | None:
        """What the end of a group's phrase limits it to, or None when it cannot be understood."""
        if tail and tail[0].atom in {AND, COMMA}:
            return None  # another part of an enumeration
        name = words.atoms(tail)
        under = False
        for group, is_under in ((_UNDER_WORDS, True), (_GROUND_WORDS, False)):
            lead = next((lead for lead in group if name[: len(lead)] == lead), ())
            name, under = name[len(lead) :], under or (is_under and bool(lead))
        if not name:
            return _Scope(under=under)
        if name in _CENTRAL:
            return _Scope(under=under, central=True)
        for areas in self._viewpoint.areas_meant(name):
            grounds = self._index.grounds(sorted(areas))
            on_ground = {ground.pk for ground in grounds if self._viewpoint.is_on_ground((ground.pk, *ground.above))}
            for nearer in (self._viewpoint.in_chain, on_ground, areas):
                if nearest := tuple(sorted(areas & nearer)):
                    return _Scope(areas=nearest, under=under) if self._is_one_place(nearest) else None
        if words.of(self._context.name)[: len(name)] == name:  # "thuộc Sở", written by the Sở itself
            return _Scope(known=self._context, under=under)
        unit_id = self._one.find(name)
        named = self._index.units([unit_id] if unit_id is not None else [])
        return _Scope(known=self._index.office(named[0]), under=under) if named else None

    def _is_one_place(self, area_ids: Sequence[int]) -> bool:
        """Whether the areas are one place (the same name on the old and the new map counts as one)."""
        return len({(ground.kind, ground.own, ground.level, ground.above[:1]) for ground in self._index.grounds(area_ids)}) == 1

    def _over_types(self, phrase: GroupPhrase, scope: _Scope) -> Answer:
        """ "UBND các quận, huyện, thị xã", "BHXH các tỉnh, thành phố trực thuộc Trung ương", "Phòng Y tế các quận"."""
        everywhere = "Tỉnh" in phrase.types or scope.central
        levels = tuple(sorted({LEVEL_OF_TYPE.get(kind, Level.PROVINCE if everywhere else Level.DISTRICT).value for kind in phrase.types}))
        core = words.atoms(phrase.core)
        kind = KINDS_OF_CORE.get(core, Kind.COMMITTEE if not core else None)
        if kind is not None:
            clause = Clause(kinds=(kind.value,), levels=levels, area_types=phrase.types)
        else:
            limited = self._limited(Clause(levels=levels), scope, None)
            named = self._named(core, limited.area_ids if not everywhere else None)
            if not named:
                return UNKNOWN
            clause = Clause(unit_ids=tuple(named), levels=levels, area_types=phrase.types)
        if not everywhere:
            clause = self._limited(clause, scope, kind)
        answer = self._if_any((clause,))
        doubt = self._doubt(clause, core) if answer.is_sure else ""
        return Answer(reason=doubt, hints=self.offered((clause,))) if doubt else answer

    def _named(self, core: Name, area_ids: Collection[int] | None) -> list[int]:
        """The units of that name in these areas or inside them (None: anywhere), on the day."""
        rows = self._index.bearers(core, area_ids)
        same = (row for row in rows if row.key == key_of(core) or abbreviates(core, row.key))
        return sorted({row.unit_id for row in same if self._index.holds(row)})

    def _doubt(self, clause: Clause, core: Name) -> str:
        """Why a phrase over types of areas may not mean just what it says; blank when it must.

        A list of types is how offices say "all of them"; a list that leaves a type of the ground out may be a slip.
        """
        if not core:
            return "Văn bản chỉ ghi địa bàn; hãy xác nhận có phải là ủy ban nhân dân ở đó không."
        if len(clause.area_types) == 1:
            return ""
        everyone = units_of((replace(clause, area_types=()),), on=self._index.on).values("pk")
        served = UnitArea.objects.filter(valid_on(self._index.on), unit__in=everyone).values("area")
        types = AreaName.objects.filter(area__in=served).values_list("type", flat=True).distinct()
        others = {kind.lower() for kind in types} - {kind.lower() for kind in clause.area_types}
        if others:
            return f"Văn bản không nêu {', '.join(sorted(others))}, mà địa bàn có; hãy xác nhận gồm những đơn vị nào."
        return ""

    def _limited(self, clause: Clause, scope: _Scope, kind: str | None) -> Clause:
        """The clause under the unit that the scope names when it is of the same kind, else on its ground."""
        anchor = scope.known
        if anchor is None and (not scope.areas or self._context.areas.intersection(scope.areas)):
            anchor = self._context
        if anchor is not None and anchor.kind == kind:
            return replace(clause, under_id=anchor.pk)
        areas = scope.areas or tuple(sorted((anchor or self._context).located))
        # "Các quận" are never one quận's: only an area of a higher level has them.
        wider = tuple(ground.pk for ground in self._index.grounds(areas) if ground.level not in clause.levels)
        return replace(clause, area_ids=wider or NOWHERE, below_areas=True)

    def _of_nouns(self, nouns: Sequence[Noun], scope: _Scope) -> Answer:
        """ "Các Sở, ban, ngành Thành phố", "các đơn vị sự nghiệp", "các đơn vị sử dụng lao động trên địa bàn quận"."""
        families = {noun.family for noun in nouns}
        clauses: list[Clause] = []
        if families & {Family.EMPLOYER, Family.FIRM, Family.ANY}:
            loose = self._loose(families, scope)
            if not loose:
                return self._vague(nouns, scope)
            clauses += loose
        for family in dict.fromkeys(noun.family for noun in nouns):
            made = self._of_family(family, frozenset(noun.head for noun in nouns if noun.family == family), scope)
            if made is None:
                return Answer(reason="Chưa rõ các đơn vị này thuộc cơ quan nào; hãy chọn đơn vị.")
            clauses += made
        return self._if_any(tuple(clauses))

    def _loose(self, families: set[Family], scope: _Scope) -> list[Clause]:
        """What "cơ quan, đơn vị, doanh nghiệp" mean, when that is certain.

        Social insurance writes so to the employers on its books; units "trực thuộc" an office are its own; else the words are too wide.
        """
        if Family.EMPLOYER in families or (families == {Family.FIRM, Family.ANY} and self._context.kind == Kind.BHXH):
            return [Clause(kinds=(Kind.EMPLOYER.value,), area_ids=self._areas_of(scope), below_areas=True)]
        if Family.ANY in families and Family.FIRM not in families and scope.under:
            return self._subordinates(self._anchor(scope))
        return []

    def _vague(self, nouns: Sequence[Noun], scope: _Scope) -> Answer:
        """The answer for words that are too wide, offering what the clearer words beside them mean."""
        clear = [noun for noun in nouns if noun.family not in {Family.ANY, Family.FIRM}]
        offered = self._of_nouns(clear, scope).clauses if clear else ()
        return Answer(
            reason="“Cơ quan, đơn vị, doanh nghiệp” chưa rõ gồm những đơn vị nào; hãy chọn đơn vị nếu cần giao việc.",
            hints=self.offered(offered),
        )

    def _of_family(self, family: Family, named: frozenset[str], scope: _Scope) -> list[Clause] | None:
        """The clauses of one family, of whose nouns `named` are the heads; None when its office is not known.

        One noun means the units that are called so; several together ("sở, ban, ngành") mean the whole family.
        """
        if family in {Family.EMPLOYER, Family.FIRM, Family.ANY}:
            return []  # `_loose` has answered for them
        heads = tuple(named) if len(named) == 1 and "" not in named else ()
        if family in {Family.MASS, Family.PARTY}:
            kind = Kind.MASS_ORGANISATION if family == Family.MASS else Kind.PARTY
            areas = self._areas_of(scope)
            levels = tuple(sorted({ground.level for ground in self._index.grounds(areas)})) if areas != NOWHERE else ()
            return [Clause(kinds=(kind.value,), levels=levels, area_ids=areas, heads=heads)]
        anchor = self._anchor(scope)
        rooms = family == Family.DEPARTMENT and named <= {"phong ", "ban "} and anchor.kind != Kind.COMMITTEE
        if family == Family.TEAM or rooms:
            return [Clause(kinds=(Kind.TEAM.value,), under_id=anchor.pk, direct_only=True, heads=heads)]
        if family == Family.SERVICE:
            owner = anchor if scope.known is not None or anchor.kind == Kind.DEPARTMENT else self._committee(scope, ())
            return [Clause(kinds=(Kind.PUBLIC_SERVICE.value,), under_id=owner.pk)] if owner else None
        committee = self._committee(scope, _levels_of_departments(named))
        return [Clause(kinds=(Kind.DEPARTMENT.value,), under_id=committee.pk, direct_only=True, heads=heads)] if committee else None

    def _subordinates(self, office: Office) -> list[Clause]:
        kinds = SUBORDINATE_KINDS.get(office.kind, ())
        if office.kind == Kind.BHXH:
            kinds = (Kind.BHXH_CENTRE,) if office.level == Level.CENTRAL else (Kind.BHXH, Kind.TEAM)
        return [Clause(kinds=tuple(kind.value for kind in kinds), under_id=office.pk, direct_only=True)] if kinds else []

    def _anchor(self, scope: _Scope) -> Office:
        """The office that a scope names: its unit, the committee of its area, or the context."""
        return scope.known or (self._committee(scope, ()) if scope.areas else None) or self._context

    def _areas_of(self, scope: _Scope) -> tuple[int, ...]:
        return scope.areas or tuple(sorted((scope.known or self._context).located)) or NOWHERE

    def _committee(self, scope: _Scope, levels: tuple[str, ...]) -> Office | None:
        """The people's committee that a scope means, of one of these levels (none given: of any), nearest to the context first."""
        if scope.known is not None and scope.known.kind == Kind.COMMITTEE:
            nearest = [scope.known]
        elif scope.areas:
            nearest = self._index.committees(scope.areas)
        else:
            own = [self._context] if self._context.kind == Kind.COMMITTEE and scope.known is None else []
            chain = self._chain_of(scope.known) if scope.known else [ground.pk for ground in self._viewpoint.chain]
            standing = self._index.committees(chain)
            nearest = own + [known for pk in chain for known in standing if pk in known.areas]
        return next((known for known in nearest if not levels or known.level in levels), None)

    def _chain_of(self, office: Office) -> list[int]:
        """The areas of an office and those that they lie in, nearest first."""
        grounds = self._index.grounds(sorted(office.located))
        return list(dict.fromkeys([*(ground.pk for ground in grounds), *(pk for ground in grounds for pk in ground.above)]))

    def alike(self, phrase: Sequence[Token]) -> Answer:
        """ "Các trường trung học cơ sở", "các Trung tâm Y tế trên địa bàn": two units or more here whose names begin with these words."""
        rest, _, marked = strip_marker(phrase)
        if not marked or any(token.atom == COMMA for token in rest):
            return UNKNOWN
        for length in range(len(rest), 0, -1):
            scope = self._scope(rest[length:])
            if scope is None:
                continue
            head = fold(" ".join(token.written for token in rest[:length])) + " "
            clause = Clause(kinds=tuple(kind.value for kind in NAMED_ALIKE), heads=(head,))
            anchor = self._anchor(scope)
            for limited in (replace(clause, under_id=anchor.pk), replace(clause, area_ids=self._areas_of(scope), below_areas=True)):
                if self._count(limited, most=2) > 1:
                    return Answer(clauses=(limited,))
        return UNKNOWN

    def _if_any(self, clauses: tuple[Clause, ...]) -> Answer:
        """The clauses, when each means at least one unit on the day."""
        if clauses and all(self._count(clause, most=1) for clause in clauses):
            return Answer(clauses=clauses)
        reason = f"Danh mục ngày {self._index.on:%d/%m/%Y} không có đơn vị nào như vậy; hãy kiểm tra lại."
        return Answer(reason=reason, hints=self.offered(clauses))

    def _count(self, clause: Clause, *, most: int) -> int:
        """How many units a clause means on the day, counted so far at most."""
        if self._index.lacks():
            return 0  # what stands before it is not known yet: it is asked again
        if (clause, most) not in self._counts:
            found = units_of((clause,), on=self._index.on).values_list("pk", flat=True)[:most]
            self._counts[clause, most] = len(found)
        return self._counts[clause, most]

    def offered(self, clauses: Sequence[Clause]) -> tuple[Hint, ...]:
        """The units of the clauses as candidates, by path."""
        if self._index.lacks():
            return ()
        found = units_of(clauses, on=self._index.on).order_by("path").values_list("pk", flat=True)[:MOST_CANDIDATES]
        return tuple(Hint(pk, "thuộc nhóm này theo danh mục; ở {place}") for pk in found)


def _levels_of_departments(named: frozenset[str]) -> tuple[str, ...]:
    """Only a province has sở; a district (and since 2025 a commune) has phòng."""
    if "so " in named:
        return (Level.PROVINCE.value,)
    return (Level.DISTRICT.value, Level.COMMUNE.value) if "phong " in named else ()
