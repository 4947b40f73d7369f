"""Unit names as written, of the whole country and of 100,000 employers at full size: how many a second on one core, none wrong."""

import random
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection

from benchmarks.measure import Goal, Outcome, micros
from benchmarks.slips import SLIPS
from org_hierarchy import country
from org_hierarchy.models import Area, OrgUnit, UnitArea, UnitVersion, valid_on
from org_hierarchy.names import Directory, words
from org_hierarchy.services import UnitRow, add_units

DEFAULT_SIZE = 2_000
EMPLOYERS_PER_NAME = 10
"""10,000 names are looked for among 100,000 employers."""
PER_LETTER = 40
"""Names in one letter: each has a Directory of its own, as a request has."""
ROUNDS = 3
MEGABYTES = 60
"""More would mean that a Directory holds the country."""
DAYS = (date(2021, 3, 18), date(2026, 11, 20))
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)

Kind, Line, Level = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level
DEPARTMENTS = ("Tài chính", "Y tế", "Nội vụ", "Tư pháp", "Xây dựng", "Công Thương", "Giáo dục và Đào tạo", "Khoa học và Công nghệ")
FIRMS = ("Công ty TNHH", "Công ty Cổ phần", "Hợp tác xã", "Doanh nghiệp tư nhân", "Trường Mầm non")
SYLLABLES = (
    "An", "Bình", "Cường", "Đại", "Gia", "Hà", "Hải", "Hưng", "Khang", "Lâm", "Long", "Minh", "Nam", "Phát", "Phú", "Quang", "Sơn", "Tân",
    "Thành", "Việt",
)  # fmt: skip
SHORT = (
    ("Ủy ban nhân dân", "UBND"),
    ("Bảo hiểm xã hội", "BHXH"),
    ("Giáo dục và Đào tạo", "GD&ĐT"),
    ("Khoa học và Công nghệ", "KH&CN"),
)


@dataclass(frozen=True, slots=True)
class Written:
    """A name in a letter, in one of the ways in which names are written, and whom it means (None: nobody)."""

    text: str
    way: str
    unit: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """Names that one office writes on one day."""

    issuer: OrgUnit
    on: date
    names: tuple[Written, ...]


def run(size: int) -> Outcome:
    """Whole letters, each with a Directory made for it; then the answers are compared with whom the names were made of."""
    build(size * EMPLOYERS_PER_NAME)
    letters = list(_letters(size))
    count = sum(len(letter.names) for letter in letters)
    one_by_one = min(micros(lambda: [_resolve(letter, at_once=False) for letter in letters], pieces=count) for _ in range(ROUNDS))
    begun = time.process_time()
    at_once = min(micros(lambda: [_resolve(letter, at_once=True) for letter in letters], pieces=count) for _ in range(ROUNDS))
    worked = (time.process_time() - begun) / ROUNDS
    tracemalloc.start()
    directories = [_resolve(letter, at_once=True) for letter in letters[:1]]
    held = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    assert directories
    found = _check(letters)
    goals = (
        Goal("names a second, a letter at once", 1e6 / at_once, 500, at_least=True),
        Goal("wrong answers", found["wrong"], 0),
        Goal("MB that the Directory of a letter takes", held, MEGABYTES),
        Goal("of the names that say enough, resolved", found["sure"] / (found["sure"] + found["missed"]), 0.99, at_least=True),
        Goal("of the misspelled, resolved or offered", found["offered"] / (found["offered"] + found["lost"]), 0.95, at_least=True),
    )
    notes = (
        f"{OrgUnit.objects.count():,} units; " + ", ".join(f"{what} {number:,}" for what, number in sorted(found.items())),
        f"a letter at once, by the CPU of this process alone: {count / worked:,.0f} names a second",
    )
    return Outcome("resolve", count, connection.vendor, "name", {"a letter at once": at_once, "name by name": one_by_one}, goals, notes)


def build(employers: int) -> None:
    """Both maps of the country, eight departments in each province, and employers in the communes of either map."""
    country.load(legacy=True, current=True, at=NOW)
    provinces = list(OrgUnit.objects.filter(kind=Kind.COMMITTEE, level=Level.PROVINCE, valid_to=None).order_by("pk"))
    rows = []
    for unit in provinces:
        area = Area.objects.filter(valid_on(DAYS[1], "served_by__"), served_by__unit=unit)[0]
        for n, name in enumerate(DEPARTMENTS):
            tail = area.name[0].lower() + area.name[1:]
            first = max(unit.valid_from, area.valid_from)
            rows.append(
                UnitRow(
                    f"{unit.code}.{n}",
                    f"Sở {name} {tail}",
                    Kind.DEPARTMENT,
                    Line.COMMITTEE,
                    Level.PROVINCE,
                    first,
                    parent=unit.code,
                    areas=(area,),
                )
            )
    add_units(rows)
    chosen = random.Random(1)
    communes = list(Area.objects.filter(level=Area.Level.COMMUNE).order_by("pk"))
    for start in range(0, employers, 20_000):
        add_units([_employer(n, chosen.choice(communes), chosen) for n in range(start, min(start + 20_000, employers))])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _employer(n: int, area: Area, chosen: random.Random) -> UnitRow:
    name = f"{chosen.choice(FIRMS)} {' '.join(chosen.choices(SYLLABLES, k=3))}"
    return UnitRow(f"dn.{n}", name, Kind.EMPLOYER, Line.OUTSIDE, Level.COMMUNE, area.valid_from, valid_to=area.valid_to, areas=(area,))


def _letters(size: int) -> Iterator[Letter]:
    chosen = random.Random(2)
    drawn = {on: _Draw(on, chosen) for on in DAYS}
    for _ in range(0, size, PER_LETTER):
        draw = drawn[chosen.choice(DAYS)]
        issuer = chosen.choice(draw.issuers)
        names = draw.names_of(issuer)
        yield Letter(issuer, draw.on, names)


class _Draw:
    """Draws names of one day: a fixed share in each way of writing."""

    def __init__(self, on: date, chosen: random.Random) -> None:
        self.on, self._chosen = on, chosen
        living = OrgUnit.objects.on(on)
        provinces = list(living.filter(level=Level.PROVINCE, kind__in=(Kind.COMMITTEE, Kind.BHXH)))
        below = list(living.filter(level__in=(Level.DISTRICT, Level.COMMUNE), kind=Kind.COMMITTEE).order_by("pk"))
        self.issuers = provinces + chosen.sample(below, len(provinces))
        served = UnitArea.objects.filter(valid_on(on), unit__level=Level.COMMUNE).select_related("area__parent__parent", "unit")
        self._communes = list(served.filter(unit__kind=Kind.COMMITTEE).order_by("unit_id"))
        self._employers = list(served.filter(unit__kind=Kind.EMPLOYER).order_by("unit_id")[:20_000])
        self._names = dict(UnitVersion.objects.filter(valid_on(on), unit__in=living).values_list("unit_id", "name"))

    def names_of(self, issuer: OrgUnit) -> tuple[Written, ...]:
        own = self._own(issuer)
        ways = self._chosen.choices(
            ("own", "short", "here", "tail", "employer", "bare", "slip", "nobody"), weights=(25, 15, 10, 15, 10, 10, 10, 5), k=PER_LETTER
        )
        return tuple(self._written(way, own, issuer) for way in ways)

    def _own(self, issuer: OrgUnit) -> list[int]:
        """The units directly under the issuer, itself and those above it."""
        path = UnitVersion.objects.filter(valid_on(self.on), unit=issuer).values_list("path", flat=True)[0]
        line = [int(path[end - 9 : end]) for end in range(9, len(path) + 1, 9)]
        return line + sorted(UnitVersion.objects.filter(valid_on(self.on), parent=issuer).values_list("unit_id", flat=True))

    def _written(self, way: str, own: list[int], issuer: OrgUnit) -> Written:
        if way == "nobody":
            return Written(f"Hội Người yêu sách số {self._chosen.randrange(10_000)}", way, None)
        if way == "here":
            found = UnitArea.objects.filter(valid_on(self.on), unit__in=own, unit__kind=issuer.kind, unit__level=Level.PROVINCE)
            province = found.select_related("area").first()
            if province is not None:
                short = "UBND" if issuer.kind == Kind.COMMITTEE else "BHXH"
                return Written(f"{short} {'TP' if province.area.name.startswith('Thành phố') else 'tỉnh'}", way, province.unit_id)
            way = "own"
        if way in {"tail", "bare", "employer"}:
            one = self._chosen.choice(self._employers if way == "employer" else self._communes)
            return Written(self._with_tail(one, whole=way == "employer") if way != "bare" else self._names[one.unit_id], way, one.unit_id)
        pk = self._chosen.choice(own)
        text = self._names[pk]
        if way == "short":
            for long, short in SHORT:
                text = text.replace(long, short)
        if way == "slip":
            text = self._chosen.choice(SLIPS)(text, self._chosen.randrange(60))
        return Written(text, way, pk)

    def _with_tail(self, one: UnitArea, *, whole: bool) -> str:
        """ "UBND xã A, huyện B, tỉnh C"."""
        areas = [one.area] if whole else []
        above = one.area.parent
        while above is not None and above.level != Area.Level.COUNTRY:
            areas.append(above)
            above = above.parent
        name = self._names[one.unit_id].replace("Ủy ban nhân dân", "UBND")
        return ", ".join([name, *(area.name[0].lower() + area.name[1:] for area in areas)])


def _resolve(letter: Letter, *, at_once: bool) -> Directory:
    directory = Directory(letter.issuer, on=letter.on)
    if at_once:
        directory.prepare(written.text for written in letter.names)
    for written in letter.names:
        directory.resolve(written.text)
    return directory


def _check(letters: list[Letter]) -> Counter[str]:
    """How many are right, missed, offered, lost, and wrong: sure of a unit that is not called so."""
    found = Counter({"wrong": 0, "sure": 0, "missed": 0, "offered": 0, "lost": 0, "doubted": 0})
    for letter in letters:
        directory = _resolve(letter, at_once=True)
        for written in letter.names:
            answer = directory.resolve(written.text)
            is_right = answer.unit is not None and answer.unit.pk == written.unit
            if answer.is_sure and not is_right:
                is_called_so = answer.unit is not None and words.of(written.text) in {
                    words.of(answer.unit.name),
                    words.of(answer.unit.short_name),
                }
                found["of that name, nearer" if is_called_so else "wrong"] += 1
            elif written.way == "slip":
                is_offered = is_right or any(candidate.unit.pk == written.unit for candidate in answer.candidates)
                found["offered" if is_offered else "lost"] += 1
            elif written.way in {"bare", "nobody"}:
                found["sure" if is_right else "doubted"] += 1
            else:
                found["sure" if is_right else "missed"] += 1
    return found
