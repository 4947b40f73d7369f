"""Unit names as written in a directive → a unit, a group of units, or candidates. Sure, or not at all."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from org_hierarchy.models import OrgUnit, UnitGroup
from org_hierarchy.names import words
from org_hierarchy.names.answers import NOTHING, UNKNOWN, Answer, Candidate, Resolution
from org_hierarchy.names.doubts import Doubts
from org_hierarchy.names.group import Clause, Group, units_of
from org_hierarchy.names.index import Index, line_of
from org_hierarchy.names.many import ManyUnits
from org_hierarchy.names.one import OneUnit
from org_hierarchy.names.parts import Parts
from org_hierarchy.names.phrases import GroupPhrase, parse_group, separators, strip_marker
from org_hierarchy.names.spelling import Name
from org_hierarchy.names.symbols import Symbols, one_of
from org_hierarchy.names.viewpoint import Viewpoint
from org_hierarchy.names.words import COMMA, Token
from records.text import nfc

LONGEST = 300  # characters of a phrase
MOST_ROUNDS = 30  # of asking; a phrase that lacks something even then is resolved alone
MOST_COMMAS = 4  # and "và", in the name of one unit and its areas

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
_LONGEST_TITLE = max(map(len, [*_TITLES, *_PEOPLE]))

_BRACKET = re.compile(r"\(([^()]*)\)")
_VAGUE = words.of("liên quan")


class Directory:
    """Resolves the names in documents of one office on one day.

    Beginning costs five queries, a name three to seven, a doubtful one some twenty; a phrase asked again costs none. It holds only what it
    was asked for, never the country.
    """

    def __init__(self, context: OrgUnit, *, on: date) -> None:
        """`context` is the office that writes: "Thành phố", "các phòng, ban" are its own."""
        self._index = Index(on)
        self._viewpoint = Viewpoint(context, self._index)
        self._unit = OneUnit(self._viewpoint, self._index)
        self._doubts = Doubts(self._viewpoint, self._index, self._unit)
        self._units = ManyUnits(self._viewpoint, self._index, self._unit)
        self._symbols = Symbols(self._viewpoint, self._index)
        self._parts = Parts(self._part)
        self._stored = self._stored_groups()
        self._parsed: dict[str, _Parsed | None] = {}
        self._answers: dict[str, Answer] = {}
        self._resolved: dict[str, Resolution] = {}

    def resolve(self, phrase: str) -> Resolution:
        """What the phrase means to the context's readers on the day; never a guess."""
        if phrase not in self._resolved:
            if any(sign in phrase for sign in ",;:"):  # an enumeration asks for its parts at once
                self.prepare([phrase])
            if phrase not in self._resolved:
                self._resolved[phrase] = self._resolution(phrase, self._understand(phrase) or UNKNOWN)
        return self._resolved[phrase]

    def prepare(self, phrases: Iterable[str]) -> None:
        """Resolve many phrases at once: as many queries for all as for the most difficult one, and those of each different group.

        Each phrase goes as far as what is known allows and says what it lacks; that is fetched for all of them, until none lacks anything.
        """
        asked = [phrase for phrase in dict.fromkeys(phrases) if phrase not in self._resolved]
        index, waiting = self._index, asked
        index.collects = True
        try:
            for _ in range(MOST_ROUNDS):
                waiting = [phrase for phrase in waiting if self._understand(phrase) is None]
                if not waiting:
                    break
                index.fill()
        finally:
            index.collects = index.has_missed = False
        known = {phrase: answer for phrase in asked if (answer := self._answers.get(phrase)) is not None}
        index.place_of.get(hint.unit_id for answer in known.values() for hint in answer.hints)
        index.unit_of.get(answer.unit_id for answer in known.values() if answer.unit_id is not None)
        self._resolved |= {phrase: self._resolution(phrase, answer) for phrase, answer in known.items()}

    def _understand(self, phrase: str) -> Answer | None:
        """The answer for a phrase, or None while something for it is missing."""
        if phrase not in self._answers:
            if phrase not in self._parsed:
                self._parsed[phrase] = _parse(phrase)
            answer, is_whole = self._index.whole(partial(self._meaning, self._parsed[phrase]))
            if not is_whole:
                return None
            self._answers[phrase] = answer
        return self._answers[phrase]

    def _resolution(self, phrase: str, answer: Answer) -> Resolution:
        """The answer with its units as objects: two queries if they are not there yet, and three for where the candidates are."""
        if answer.unit_id is not None:
            return Resolution(phrase, unit=self._index.unit_of.one(answer.unit_id))
        parsed = self._parsed[phrase]
        if answer.clauses and parsed is not None:
            return Resolution(phrase, group=Group(parsed.cleaned, answer.clauses, answer.count))
        reasons = dict(answer.hints)
        places = self._index.place_of.get(reasons)
        offered = self._index.units(reasons)
        candidates = tuple(Candidate(unit, reasons[unit.pk].replace("{place}", places[unit.pk])) for unit in offered)
        return Resolution(phrase, reason=answer.reason, candidates=candidates)

    def _miscounted(self, clauses: tuple[Clause, ...], count: int) -> str:
        """Why a group is not the one that states this number; blank when it is."""
        found = 0 if self._index.lacks() else units_of(clauses, on=self._index.on).count()
        if found == count:
            return ""
        return f"Văn bản ghi {count} đơn vị, danh mục ngày {self._index.on:%d/%m/%Y} có {found}; hãy kiểm tra lại."

    def _stored_groups(self) -> dict[Name, tuple[Clause, ...]]:
        """The groups that the context and the offices above it keep, by the atoms of their labels; the nearest office's goes first."""
        line = line_of(self._viewpoint.office.path)
        kept = UnitGroup.objects.filter(owner__in=line, is_active=True).values_list("owner_id", "label", "clauses")
        found: dict[Name, tuple[Clause, ...]] = {}
        for _, label, clauses in sorted(kept, key=lambda row: (line.index(row[0]), row[1])):
            found.setdefault(words.of(label), Group.from_json({"label": label, "clauses": clauses, "count": None}).clauses)
        return found

    def _meaning(self, parsed: "_Parsed | None") -> Answer:
        """The answer for a whole phrase. What is not known yet ends it: it is asked again."""
        if parsed is None:
            return NOTHING
        answer = self._unchecked(parsed)
        count = parsed.stated if answer.count is None else answer.count
        if not answer.clauses or count is None:
            return answer
        if reason := self._miscounted(answer.clauses, count):
            return Answer(reason=reason, hints=self._units.offered(answer.clauses))
        return replace(answer, count=count)

    def _unchecked(self, parsed: "_Parsed") -> Answer:
        """The answer for a whole phrase, with the number of units that its words state."""
        if (kept := self._kept(parsed.name)).is_sure:
            return kept
        if parsed.refusal is not None:
            return parsed.refusal
        answer = self._one(parsed.phrase, parsed.group)
        if self._index.lacks():
            return UNKNOWN
        if not answer.is_sure and (parts := self._parts.find(parsed.phrase)):
            return Answer(clauses=parts)
        if self._index.lacks():
            return UNKNOWN
        if answer is UNKNOWN:
            return self._doubt(parsed)
        return replace(answer, count=parsed.group.count) if answer.clauses and parsed.group else answer

    def _doubt(self, parsed: "_Parsed") -> Answer:
        """Why the phrase is not sure: what it might be as a whole, else which of its parts is not clear."""
        doubt = self._doubts.about(words.atoms(parsed.phrase))
        if doubt != UNKNOWN or self._index.lacks():
            return doubt
        unclear = self._parts.unclear(parsed.phrase, parsed.cleaned)
        if not unclear or self._index.lacks():
            return UNKNOWN
        named = ", ".join(f"“{part}”" for part in unclear)
        return Answer(reason=f"Trong danh sách này chưa rõ {named}; hãy sửa lại hoặc bỏ phần đó.")

    def _kept(self, name: Name) -> Answer:
        """The stored group of just these words, when it has anybody on the day."""
        clauses = self._stored.get(name, ())
        return Answer(clauses=clauses) if clauses and units_of(clauses, on=self._index.on).exists() else UNKNOWN

    # One phrase

    def _one(self, phrase: Sequence[Token], group: GroupPhrase | None) -> Answer:
        """The answer for a phrase as a whole; `UNKNOWN` itself when it is neither a group's nor a unit's for sure."""
        name = words.atoms(phrase)
        as_group = self._units.find(group) if group else UNKNOWN
        if as_group.is_sure or self._index.lacks():
            return as_group
        named = self._unit.find(name) if len(separators(phrase)) <= MOST_COMMAS else None
        signed = self._symbols.find(phrase)
        if signed is not UNKNOWN:
            bearers = [signed.unit_id] if signed.unit_id is not None else [hint.unit_id for hint in signed.hints]
            return one_of(list(dict.fromkeys(pk for pk in (named, *bearers) if pk is not None)))
        if named is not None:
            return Answer(unit_id=named)
        if as_group is UNKNOWN and not self._index.lacks() and (alike := self._units.alike(phrase)).is_sure:
            return alike
        return as_group

    def _part(self, part: Sequence[Token]) -> Answer:
        """The answer for one part of an enumeration, whatever was missed for the others."""
        kept = self._kept(words.atoms(part))
        return kept if kept.is_sure else self._index.whole(partial(self._one, part, parse_group(part)))[0]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A phrase as its words alone tell: what it says, the number in its brackets, and why it can name no unit, if it cannot."""

    cleaned: str
    stated: int | None
    name: Name
    phrase: Sequence[Token]
    group: GroupPhrase | None
    refusal: Answer | None


def _parse(phrase: str) -> _Parsed | None:
    """The phrase taken apart, without the title of who heads the unit; None for a blank or too long one."""
    written = nfc(phrase)
    cleaned = _BRACKET.sub(" ", written).strip(" .;,:-–—/…*\"“”'")
    if not cleaned or len(written) > LONGEST:
        return None
    stated = [int(number) for inside in _BRACKET.findall(written) if (number := inside.split(" ")[0]).isdecimal() and len(number) < 6]
    tokens = words.tokens(cleaned)
    name, named = words.atoms(tokens), _without_title(tokens)
    refusal = _refusal(name, named)
    group = parse_group(named) if refusal is None else None
    return _Parsed(cleaned, stated[0] if stated else None, name, named, group, refusal)


def _refusal(name: Name, phrase: Sequence[Token]) -> Answer | None:
    """Why words as these name no unit."""
    if any(name[i : i + 2] == _VAGUE for i in range(len(name))):
        return Answer(reason="“Liên quan” không nêu rõ đơn vị nào; hãy chọn đơn vị nếu cần giao việc.")
    if not name:
        return UNKNOWN
    if not phrase or phrase[0].atom == COMMA or _lead(strip_marker(phrase)[0], _PEOPLE):
        return Answer(reason="Đây là chức danh hoặc cá nhân, không phải đơn vị.")
    return None


def _lead(phrase: Sequence[Token], names: Iterable[Name]) -> Name:
    """The first of the names with which the phrase begins; blank if none."""
    head = tuple(token.atom for token in phrase[:_LONGEST_TITLE])
    return next((name for name in names if head[: len(name)] == name), ())


def _without_title(phrase: Sequence[Token]) -> Sequence[Token]:
    """The phrase without the title of who heads the unit: "Giám đốc Sở Y tế" is Sở Y tế."""
    return phrase[len(_lead(phrase, _TITLES)) :]
