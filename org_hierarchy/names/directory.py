"""Unit names as written in a directive → a unit, a group of units, or candidates. Sure, or not at all."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from org_hierarchy.models import OrgUnit
from org_hierarchy.names import words
from org_hierarchy.names.group import Clause, Group
from org_hierarchy.names.known import AREA_TYPES, Entry, Known, Name, World
from org_hierarchy.names.phrases import COMMITTEE, SOCIAL_INSURANCE, Family, GroupPhrase, Noun, parse_group, separators, strip_marker
from org_hierarchy.names.words import AND, COLON, COMMA, Token
from records.text import fold, nfc

LONGEST = 300  # characters of a phrase
MOST_PARTS = 24  # of "Sở A, Sở B và …"
MOST_CANDIDATES = 50
NOWHERE = (0,)  # an area that is none: an office whose ground is not known has nobody on it
LONGEST_AREA = 7  # atoms of an area's type and name

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
_TITLES = [
    words.of(title)
    for title in (
        "Thủ trưởng",
        "Tổng Giám đốc",
        "Giám đốc",
        "Chủ tịch",
        "Lãnh đạo",
        "Người đứng đầu",
        "Hiệu trưởng",
        "Bí thư",
        "Trưởng",
        "Chánh",
    )
]
_PEOPLE = [words.of(person) for person in ("Phó", "Đồng chí", "Ông", "Bà", "Cán bộ", "Chuyên viên", "Nhân viên", "Người lao động")]
_AGENCY = words.of("cơ quan")
_CENTRAL = (words.of("Trung ương"), words.of("toàn quốc"), words.of("cả nước"))
_UNDER_WORDS = (words.of("trực thuộc"), words.of("thuộc"), words.of("của"))
_GROUND_WORDS = tuple(
    words.of(text) for text in ("đóng trên địa bàn", "trên địa bàn", "trong địa bàn", "địa bàn", "tại", "ở", "trong", "trên", "toàn", "cấp")
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_VAGUE = words.of("liên quan")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a phrase means: a unit, or a group, or neither. Then `reason` says why in Vietnamese, and `candidates` what it might be."""

    phrase: str
    unit: OrgUnit | None = None
    group: Group | None = None
    reason: str = ""
    candidates: tuple[OrgUnit, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether the phrase was resolved; a unit or group is given only then."""
        return self.unit is not None or self.group is not None


@dataclass(frozen=True, slots=True)
class _Answer:
    """A resolution on the way: one unit, or clauses, or why not."""

    known: Known | None = None
    clauses: tuple[Clause, ...] = ()
    reason: str = ""
    candidates: tuple[Known, ...] = ()

    @property
    def is_sure(self) -> bool:
        return self.known is not None or bool(self.clauses)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a tail limits a group to: "thuộc UBND Quận 10", "trên địa bàn thành phố", "trực thuộc Trung ương"; nothing: the context."""

    known: Known | None = None
    areas: tuple[int, ...] = ()
    under: bool = False
    central: bool = False


_UNKNOWN = _Answer(reason="Chưa có đơn vị nào trong danh mục khớp với tên này; hãy sửa lại tên hoặc bỏ tên này.")


class Directory:
    """Resolves the names in documents of one office on one day. Loading is four queries, whatever the size; resolving asks none."""

    def __init__(self, context: OrgUnit, *, on: date) -> None:
        """`context` is the office that writes: "Thành phố", "các phòng, ban" are its own."""
        self._world = World(on)
        self._context = self._world.known[context.pk]
        self._chain = self._world.around(self._context.located)
        self._in_chain = frozenset(ground.pk for ground in self._chain)
        self._on_ground = self._world.below(tuple(sorted(self._context.located)))

    def resolve(self, phrase: str) -> Resolution:
        """What the phrase means to the context's readers on the day; never a guess."""
        written = nfc(phrase)
        cleaned = _BRACKET.sub(" ", written).strip(" .;,:-–—/…*\"“”'")
        if not cleaned or len(written) > LONGEST:
            return Resolution(phrase, reason="Tên đơn vị trống hoặc quá dài; hãy ghi lại.")
        stated = [int(number) for inside in _BRACKET.findall(written) if (number := inside.split(" ")[0]).isdecimal() and len(number) < 6]
        answer, count = self._meaning(words.tokens(cleaned))
        count = stated[0] if count is None and stated else count
        if answer.known is not None:
            return Resolution(phrase, unit=answer.known.unit)
        if answer.clauses:
            members = self._world.members(answer.clauses)
            if count is not None and count != len(members):
                reason = f"Văn bản ghi {count} đơn vị, danh mục ngày {self._world.on:%d/%m/%Y} có {len(members)}; hãy kiểm tra lại."
                return Resolution(phrase, reason=reason, candidates=_units(members))
            return Resolution(phrase, group=Group(cleaned, answer.clauses, count))
        return Resolution(phrase, reason=answer.reason, candidates=_units(answer.candidates))

    def _meaning(self, phrase: Sequence[Token]) -> tuple[_Answer, int | None]:
        """The answer for a whole phrase, and the number of units that it states."""
        name = words.atoms(phrase)
        if any(name[i : i + 2] == _VAGUE for i in range(len(name))):
            return _Answer(reason="“Liên quan” không nêu rõ đơn vị nào; hãy chọn đơn vị nếu cần giao việc."), None
        if not name:
            return _UNKNOWN, None
        phrase = _without_title(phrase)
        unmarked, _, _ = strip_marker(phrase)
        if not phrase or phrase[0].atom == COMMA or any(_begins(unmarked, person) for person in _PEOPLE):
            return _Answer(reason="Đây là chức danh hoặc cá nhân, không phải đơn vị."), None
        group = parse_group(phrase)
        answer = self._one(phrase, group)
        count = group.count if group else None
        if not answer.is_sure and (parts := self._parts(phrase)):
            answer, count = _Answer(clauses=parts), None
        return answer, count

    # One phrase

    def _one(self, phrase: Sequence[Token], group: GroupPhrase | None) -> _Answer:
        as_group = self._group(group) if group else _UNKNOWN
        if as_group.is_sure:
            return as_group
        as_unit = self._unit(words.atoms(phrase))
        if as_unit.is_sure:
            return as_unit
        if as_group is _UNKNOWN and (alike := self._alike(phrase)).is_sure:
            return alike
        return as_unit if as_group is _UNKNOWN else as_group

    def _parts(self, phrase: Sequence[Token]) -> tuple[Clause, ...]:
        """The clauses of an enumeration whose every part is sure ("Sở A, Sở B và UBND các quận, huyện"), else none.

        "Các Sở: A, B" and "các Sở A, B" mean "Sở A", "Sở B".
        """
        prefix: Sequence[Token] = ()
        colon = next((place for place, token in enumerate(phrase) if token.atom == COLON), None)
        if colon is not None:
            prefix, phrase = strip_marker(phrase[:colon])[0], phrase[colon + 1 :]
        cuts = separators(phrase)
        if len(cuts) >= MOST_PARTS:
            return ()
        found = self._cut(phrase, prefix, cuts)
        if not found and not prefix:
            rest, _, marked = strip_marker(phrase)
            if marked and len(rest) > 1:
                found = self._cut(rest[1:], rest[:1], separators(rest[1:]))
        return tuple(dict.fromkeys(found))

    def _cut(self, phrase: Sequence[Token], prefix: Sequence[Token], cuts: Sequence[int]) -> tuple[Clause, ...]:
        """Cut the phrase so that every part is sure, each as long as can be; blank when it cannot."""
        ends = [*cuts, len(phrase)]
        starts = [0, *(cut + 1 for cut in cuts)]
        after: dict[int, tuple[Clause, ...]] = {len(ends): ()}
        for first in reversed(range(len(starts))):
            if phrase[starts[first] : ends[first]] == [] and first in after:
                continue
            for last in reversed(range(first, len(ends))):
                if last + 1 not in after or (first == 0 and last == len(ends) - 1 and not prefix):
                    continue
                part = [*prefix, *phrase[starts[first] : ends[last]]]
                if len(part) == len(prefix):  # two separators in a row: ", và"
                    after[first] = after[last + 1]
                    break
                answer = self._one(part, parse_group(part))
                if answer.is_sure:
                    own = answer.clauses or (Clause(unit_ids=(answer.known.unit.pk,)),) if answer.known else answer.clauses
                    after[first] = (*own, *after[last + 1])
                    break
        return after.get(0, ())

    # One unit

    def _unit(self, name: Name) -> _Answer:
        """The unit of that name, as exactly written, then by its initials; what only resembles is offered, not taken."""
        names = [name]
        if name[: len(_AGENCY)] == _AGENCY and len(name) > len(_AGENCY):
            names.append(name[len(_AGENCY) :])
        doubts: list[_Answer] = []
        for same in (_same, words.abbreviates):
            for core, areas in (reading for one in names for reading in self._readings(one)):
                if not (entries := self._entries(core, same)):
                    continue
                answer = self._choose(entries, areas)
                if answer.is_sure:
                    return answer
                doubts.append(answer)
        known = {known.unit.pk: known for answer in doubts for known in answer.candidates} or self._resembling(name)
        if known:
            reason = next((answer.reason for answer in doubts if answer.candidates), "")
            return _Answer(reason=reason or "Tên viết gần giống đơn vị có trong danh mục; hãy xác nhận.", candidates=tuple(known.values()))
        return doubts[0] if doubts else _UNKNOWN

    def _entries(self, core: Name, same: Callable[[Name, Name], bool]) -> list[Entry]:
        """The units that have a name which is the same as this one, in that sense of the same."""
        if same is _same:
            return self._world.entries.get(core, [])
        alike = self._world.by_skeleton.get(words.skeleton(core), ())
        return [entry for name in alike if same(core, name) for entry in self._world.entries[name]]

    def _resembling(self, name: Name) -> dict[int, Known]:
        """The living units whose name is nearly this one, by id."""
        return {
            entry.known.unit.pk: entry.known
            for core, areas in self._readings(name)
            for entry in self._entries(core, words.resembles)
            if entry.known.exists and (entry.whole or self._needs_no_area(entry) if areas is None else entry.known.located & areas)
        }

    def _readings(self, name: Name) -> Iterator[tuple[Name, frozenset[int] | None]]:
        """The ways to see a name as a core and the areas that its end names (None: its end names none)."""
        yield name, None
        for length in range(1, min(LONGEST_AREA, len(name) - 1) + 1):
            core, tail = name[:-length], name[-length:]
            for areas in self._areas_named(tail):
                yield core, areas

    def _areas_named(self, tail: Name) -> Iterator[frozenset[int]]:
        """The areas that these words may mean, likelier first: a bare type is an area that the context lies in, nearest first."""
        if tail in AREA_TYPES:
            yield from (frozenset({ground.pk}) for ground in self._chain if ground.kind == AREA_TYPES[tail])
        for length in (1, 2):
            if tail[:length] in AREA_TYPES and len(tail) > length:
                named = self._world.by_own_name.get(tail[length:], ())
                if typed := frozenset(ground.pk for ground in named if ground.kind == AREA_TYPES[tail[:length]]):
                    yield typed
        if not tail[0].isdecimal() and (named := self._world.by_own_name.get(tail, ())):
            yield frozenset(ground.pk for ground in named)

    def _choose(self, entries: Iterable[Entry], areas: frozenset[int] | None) -> _Answer:
        """The one entry that the name means here."""
        at_hand = [entry for entry in entries if areas is None or entry.known.located & areas or not entry.known.exists]
        living = {entry.known.unit.pk: entry for entry in at_hand if entry.known.exists}
        if not living:
            gone = next((entry.known.unit for entry in at_hand), None)
            return _UNKNOWN if gone is None else _Answer(reason=f"{gone.name} không hoạt động vào ngày {self._world.on:%d/%m/%Y}.")
        meant = {pk: entry for pk, entry in living.items() if areas is not None or self._needs_no_area(entry)}
        if not meant:
            known = tuple(entry.known for entry in living.values())
            return _Answer(reason="Chỉ có đơn vị cùng tên ở địa bàn khác; hãy xác nhận.", candidates=known)
        nearest = min(self._distance(entry.known) for entry in meant.values())
        best = tuple(entry.known for entry in meant.values() if self._distance(entry.known) == nearest)
        return _Answer(known=best[0]) if len(best) == 1 else _Answer(reason=_several(len(best)), candidates=best)

    def _needs_no_area(self, entry: Entry) -> bool:
        """Whether a name without an area can mean this unit here: it is of the context's area or of one above, or has a name of its own."""
        known, context = entry.known, self._context
        if known.unit.pk == context.unit.pk or known.located & self._in_chain or known.unit.level == Level.CENTRAL:
            return True
        if known.unit.kind == Kind.EMPLOYER:
            return entry.whole and bool(known.located & self._on_ground)
        return entry.whole and known.parent_id == context.unit.pk

    def _distance(self, known: Known) -> int:
        """How near a unit stands: the context itself, directly under, under, beside, on its ground, above, on parts of it, elsewhere."""
        context = self._context
        if known.unit.pk == context.unit.pk:
            return 0
        if known.parent_id == context.unit.pk:
            return 1
        if known.path.startswith(context.path):
            return 2
        if known.parent_id is not None and known.parent_id == context.parent_id:
            return 3
        if known.located & context.located:
            return 4
        for step, ground in enumerate(self._chain):
            if ground.pk in known.located:
                return 5 + step
        return 20 if known.located & self._on_ground else 30

    # Many units

    def _group(self, phrase: GroupPhrase) -> _Answer:
        scope = self._scope(phrase.tail)
        if scope is None:
            return _UNKNOWN
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
        for areas in self._areas_named(name):
            for nearer in (self._in_chain, self._on_ground, areas):
                if nearest := tuple(sorted(areas & nearer)):
                    return _Scope(areas=nearest, under=under) if self._is_one_place(nearest) else None
        if words.of(self._context.unit.name)[: len(name)] == name:  # "thuộc Sở", written by the Sở itself
            return _Scope(known=self._context, under=under)
        unit = self._unit(name).known
        return _Scope(known=unit, under=under) if unit is not None else None

    def _is_one_place(self, area_ids: Sequence[int]) -> bool:
        """Whether the areas are one place (the same name on the old and the new map counts as one)."""
        grounds = [self._world.grounds[pk] for pk in area_ids]
        return len({(ground.kind, ground.own, ground.level, ground.parent_id) for ground in grounds}) == 1

    def _over_types(self, phrase: GroupPhrase, scope: _Scope) -> _Answer:
        """ "UBND các quận, huyện, thị xã", "BHXH các tỉnh, thành phố trực thuộc Trung ương", "Phòng Y tế các quận"."""
        everywhere = "Tỉnh" in phrase.types or scope.central
        levels = tuple(sorted({LEVEL_OF_TYPE.get(kind, Level.PROVINCE if everywhere else Level.DISTRICT).value for kind in phrase.types}))
        core = words.atoms(phrase.core)
        kind = KINDS_OF_CORE.get(core, Kind.COMMITTEE if not core else None)
        if kind is not None:
            clause = Clause(kinds=(kind.value,), levels=levels, area_types=phrase.types)
        else:
            named = {
                entry.known.unit.pk for same in (_same, words.abbreviates) for entry in self._entries(core, same) if entry.known.exists
            }
            if not named:
                return _UNKNOWN
            clause = Clause(unit_ids=tuple(sorted(named)), levels=levels, area_types=phrase.types)
        if not everywhere:
            clause = self._limited(clause, scope, kind)
        answer = self._if_any((clause,))
        doubt = self._doubt(clause, core) if answer.is_sure else ""
        return _Answer(reason=doubt, candidates=tuple(self._world.members((clause,)))) if doubt else answer

    def _doubt(self, clause: Clause, core: Name) -> str:
        """Why a phrase over types of areas may not mean just what it says; blank when it must.

        A list of types is how offices say "all of them"; a list that leaves a type of the ground out may be a slip.
        """
        if not core:
            return "Văn bản chỉ ghi địa bàn; hãy xác nhận có phải là ủy ban nhân dân ở đó không."
        everyone = self._world.members((replace(clause, area_types=()),))
        others = {self._world.grounds[pk].kind.lower() for known in everyone for pk in known.areas} - {t.lower() for t in clause.area_types}
        if len(clause.area_types) > 1 and others:
            return f"Văn bản không nêu {', '.join(sorted(others))}, mà địa bàn có; hãy xác nhận gồm những đơn vị nào."
        return ""

    def _limited(self, clause: Clause, scope: _Scope, kind: str | None) -> Clause:
        """The clause under the unit that the scope names when it is of the same kind, else on its ground."""
        anchor = scope.known
        if anchor is None and (not scope.areas or self._context.areas.intersection(scope.areas)):
            anchor = self._context
        if anchor is not None and anchor.unit.kind == kind:
            return replace(clause, under_id=anchor.unit.pk)
        areas = scope.areas or tuple(sorted((anchor or self._context).located))
        # "Các quận" are never one quận's: only an area of a higher level has them.
        wider = tuple(pk for pk in areas if self._world.grounds[pk].level not in clause.levels)
        return replace(clause, area_ids=wider or NOWHERE, below_areas=True)

    def _of_nouns(self, nouns: Sequence[Noun], scope: _Scope) -> _Answer:
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
                return _Answer(reason="Chưa rõ các đơn vị này thuộc cơ quan nào; hãy chọn đơn vị.")
            clauses += made
        return self._if_any(tuple(clauses))

    def _loose(self, families: set[Family], scope: _Scope) -> list[Clause]:
        """What "cơ quan, đơn vị, doanh nghiệp" mean, when that is certain.

        Social insurance writes so to the employers on its books; units "trực thuộc" an office are its own; else the words are too wide.
        """
        if Family.EMPLOYER in families or (families == {Family.FIRM, Family.ANY} and self._context.unit.kind == Kind.BHXH):
            return [Clause(kinds=(Kind.EMPLOYER.value,), area_ids=self._areas_of(scope), below_areas=True)]
        if Family.ANY in families and Family.FIRM not in families and scope.under:
            return self._subordinates(self._anchor(scope))
        return []

    def _vague(self, nouns: Sequence[Noun], scope: _Scope) -> _Answer:
        """The answer for words that are too wide, offering what the clearer words beside them mean."""
        clear = [noun for noun in nouns if noun.family not in {Family.ANY, Family.FIRM}]
        offered = self._of_nouns(clear, scope).clauses if clear else ()
        return _Answer(
            reason="“Cơ quan, đơn vị, doanh nghiệp” chưa rõ gồm những đơn vị nào; hãy chọn đơn vị nếu cần giao việc.",
            candidates=tuple(self._world.members(offered)),
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
            levels = tuple(sorted({self._world.grounds[pk].level for pk in areas if pk in self._world.grounds}))
            return [Clause(kinds=(kind.value,), levels=levels, area_ids=areas, heads=heads)]
        anchor = self._anchor(scope)
        rooms = family == Family.DEPARTMENT and named <= {"phong ", "ban "} and anchor.unit.kind != Kind.COMMITTEE
        if family == Family.TEAM or rooms:
            return [Clause(kinds=(Kind.TEAM.value,), under_id=anchor.unit.pk, direct_only=True, heads=heads)]
        if family == Family.SERVICE:
            owner = anchor if scope.known is not None or anchor.unit.kind == Kind.DEPARTMENT else self._committee(scope, ())
            return [Clause(kinds=(Kind.PUBLIC_SERVICE.value,), under_id=owner.unit.pk)] if owner else None
        committee = self._committee(scope, _levels_of_departments(named))
        return [Clause(kinds=(Kind.DEPARTMENT.value,), under_id=committee.unit.pk, direct_only=True, heads=heads)] if committee else None

    def _subordinates(self, office: Known) -> list[Clause]:
        kinds = SUBORDINATE_KINDS.get(office.unit.kind, ())
        if office.unit.kind == Kind.BHXH:
            kinds = (Kind.BHXH_CENTRE,) if office.unit.level == Level.CENTRAL else (Kind.BHXH, Kind.TEAM)
        return [Clause(kinds=tuple(kind.value for kind in kinds), under_id=office.unit.pk, direct_only=True)] if kinds else []

    def _anchor(self, scope: _Scope) -> Known:
        """The office that a scope names: its unit, the committee of its area, or the context."""
        return scope.known or (self._committee(scope, ()) if scope.areas else None) or self._context

    def _areas_of(self, scope: _Scope) -> tuple[int, ...]:
        return scope.areas or tuple(sorted((scope.known or self._context).located)) or NOWHERE

    def _committee(self, scope: _Scope, levels: tuple[str, ...]) -> Known | None:
        """The people's committee that a scope means, of one of these levels (none given: of any), nearest to the context first."""
        if scope.known is not None and scope.known.unit.kind == Kind.COMMITTEE:
            nearest = [scope.known]
        elif scope.areas:
            nearest = self._committees_of(scope.areas)
        else:
            located = (scope.known or self._context).located
            own = [self._context] if self._context.unit.kind == Kind.COMMITTEE and scope.known is None else []
            nearest = own + [known for ground in self._world.around(located) for known in self._committees_of((ground.pk,))]
        return next((known for known in nearest if not levels or known.unit.level in levels), None)

    def _committees_of(self, areas: tuple[int, ...]) -> list[Known]:
        return self._world.members([Clause(kinds=(Kind.COMMITTEE.value,), area_ids=areas)])

    def _alike(self, phrase: Sequence[Token]) -> _Answer:
        """ "Các trường trung học cơ sở", "các Trung tâm Y tế trên địa bàn": two units or more here whose names begin with these words."""
        rest, _, marked = strip_marker(phrase)
        if not marked or any(token.atom == COMMA for token in rest):
            return _UNKNOWN
        for length in range(len(rest), 0, -1):
            scope = self._scope(rest[length:])
            if scope is None:
                continue
            head = fold(" ".join(token.written for token in rest[:length])) + " "
            clause = Clause(kinds=tuple(kind.value for kind in NAMED_ALIKE), heads=(head,))
            anchor = self._anchor(scope)
            for limited in (replace(clause, under_id=anchor.unit.pk), replace(clause, area_ids=self._areas_of(scope), below_areas=True)):
                if len(self._world.members([limited])) > 1:
                    return _Answer(clauses=(limited,))
        return _UNKNOWN

    def _if_any(self, clauses: tuple[Clause, ...]) -> _Answer:
        """The clauses, when each means at least one unit on the day."""
        if clauses and all(self._world.members([clause]) for clause in clauses):
            return _Answer(clauses=clauses)
        reason = f"Danh mục ngày {self._world.on:%d/%m/%Y} không có đơn vị nào như vậy; hãy kiểm tra lại."
        return _Answer(reason=reason, candidates=tuple(self._world.members(clauses)))


def _levels_of_departments(named: frozenset[str]) -> tuple[str, ...]:
    """Only a province has sở; a district (and since 2025 a commune) has phòng."""
    if "so " in named:
        return (Level.PROVINCE.value,)
    return (Level.DISTRICT.value, Level.COMMUNE.value) if "phong " in named else ()


def _same(one: Name, other: Name) -> bool:
    return one == other


def _several(count: int) -> str:
    return f"Có {count} đơn vị có thể mang tên này; hãy chọn một."


def _units(known: Sequence[Known]) -> tuple[OrgUnit, ...]:
    return tuple(one.unit for one in known[:MOST_CANDIDATES])


def _begins(phrase: Sequence[Token], name: Name) -> bool:
    return words.atoms(phrase[: len(name)]) == name


def _without_title(phrase: Sequence[Token]) -> Sequence[Token]:
    """The phrase without the title of who heads the unit: "Giám đốc Sở Y tế" is Sở Y tế."""
    title = next((title for title in _TITLES if _begins(phrase, title)), ())
    return phrase[len(title) :]
