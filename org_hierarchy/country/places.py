"""The administrative maps of the country: every area with its official code, its names and its days.

The map before 1/7/2025 and the map after it, and what became of what, come from the data set inside the package `vietnamadminunits`. Its
old map is that of the first half of 2025; told back to `FIRST_DAY` it is right in 2021 for the provinces, for Hà Nội and for quận 10 of
Thành phố Hồ Chí Minh (`data/communes_2021.tsv`), elsewhere but for what was merged before 2025. `data/renamed.tsv` has the names that
changed since.
"""

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from org_hierarchy.models import Area
from org_hierarchy.services import OrgError
from records.text import fold, nfc

FIRST_DAY = date(2021, 1, 1)  # the first day that is told
COMMUNES_MERGED = date(2025, 1, 1)
TWO_LEVELS = date(2025, 7, 1)  # Luật 72/2025/QH15, NQ 202/2025/QH15: 34 provinces, and no district level from this day
DATA = Path(__file__).parent / "data"

Level = Area.Level


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One area under one name and one parent, from a day to a day.

    `since` is the first day of the body that governs it: places of one level, code and `since` are one body, whatever it was called and
    whom it stood under (a province that NQ 202/2025 left as it was; Đồng Nai before and after it became a city).
    """

    level: Area.Level
    code: str
    name: str
    parent: "Place | None"
    since: date
    valid_from: date
    valid_to: date | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        return self.level.value, self.code, self.valid_from

    @property
    def body(self) -> tuple[str, str, date]:
        return self.level.value, self.code, self.since

    def on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def on_map(self, *, legacy: bool, current: bool) -> bool:
        """Whether it is on one of the maps that are asked for."""
        return (legacy and self.valid_from < TWO_LEVELS) or (current and (self.valid_to is None or self.valid_to > TWO_LEVELS))


@dataclass(frozen=True, slots=True)
class Atlas:
    """All places, parents before children and older before newer, and which place continues which from `day` on."""

    places: tuple[Place, ...]
    followed: tuple[tuple[Place, Place, date], ...]

    def of(self, level: Area.Level) -> list[Place]:
        return [place for place in self.places if place.level == level]

    def place(self, level: Area.Level, code: str, *, on: date) -> Place:
        """The place of that code on that day. Raises LookupError when there is none."""
        found = next((place for place in self.places if place.level == level and place.code == code and place.on(on)), None)
        if found is None:
            raise LookupError(f"{level} {code} {on}")
        return found


@cache
def atlas() -> Atlas:
    """Both maps, read once per process; about half a second.

    Raises OrgError `country_data` when the data set does not fit the facts that are kept beside it.
    """
    return _Reader().read()


@dataclass(frozen=True, slots=True)
class _Renaming:
    day: date
    before: str
    after: str


class _Reader:
    def __init__(self) -> None:
        spec = find_spec("vietnamadminunits")
        if spec is None or spec.origin is None:
            raise OrgError("country_data", "Chưa cài gói vietnamadminunits; hãy cài các gói trong requirements.txt rồi nạp lại.")
        data_set = Path(spec.origin).parent / "data"  # read directly: importing the package loads a geometry library
        with closing(sqlite3.connect(f"{(data_set / 'dataset.db').as_uri()}?mode=ro", uri=True)) as connection:
            self.old = connection.execute(
                "SELECT provinceCode, provinceKey, province, districtCode, districtKey, district, wardCode, wardKey, ward "
                "FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode"
            ).fetchall()
            self.new = connection.execute(
                "SELECT provinceCode, provinceKey, province, wardCode, wardKey, ward FROM admin_units ORDER BY provinceCode, wardCode"
            ).fetchall()
        self.conversion = json.loads((data_set / "converter_2025.json").read_bytes())
        self.renamings = {
            (row["level"], row["code"]): _Renaming(date.fromisoformat(row["day"]), row["before"], row["after"])
            for row in _table("renamed.tsv")
        }
        self.rows: dict[tuple[str, str], list[Place]] = {}  # the places of one level and code, in the order of their days

    def read(self) -> Atlas:
        country = Place(Level.COUNTRY, "VN", "Việt Nam", None, FIRST_DAY, FIRST_DAY)
        self._keep([country])
        old_of = {key: province for province, key, *_ in self.old}
        new_of = {key: province for province, key, *_ in self.new}
        merged = {new_of[new]: sorted(old_of[old] for old in olds) for new, olds in self.conversion["DICT_PROVINCE"].items()}
        untouched = {code for code, olds in merged.items() if olds == [code]}
        for code, name in _distinct((row[0], row[2]) for row in self.old):
            end = None if code in untouched else TWO_LEVELS
            self._keep(self._spans(Level.PROVINCE, code, name, [country], FIRST_DAY, FIRST_DAY, end))
        for code, name in _distinct((row[0], row[2]) for row in self.new):
            if code not in untouched:
                self._keep(self._spans(Level.PROVINCE, code, name, [country], TWO_LEVELS, TWO_LEVELS, None))
        for code, name, province in _distinct((row[3], row[5], row[0]) for row in self.old):
            above = self.rows[Level.PROVINCE, province]
            self._keep(self._spans(Level.DISTRICT, code, name, above, FIRST_DAY, FIRST_DAY, TWO_LEVELS))
        became = self._conversion()
        self._communes(self._kept_as_they_were(became))
        followed = [*self._provinces_followed(merged), *self._communes_followed(), *self._districts_followed(became)]
        followed += [
            (self._last(Level.COMMUNE, old), self._first_new(new), TWO_LEVELS) for (_, old), codes in became.items() if old for new in codes
        ]
        bodies = {(a.body, b.body): (a, b, day) for a, b, day in followed if a.body != b.body}
        return Atlas(tuple(place for rows in self.rows.values() for place in rows), tuple(bodies.values()))

    def _conversion(self) -> dict[tuple[str, str | None], list[str]]:
        """(district, commune) of the old map → the communes of the new one that have some of it; an island district stands without
        commune."""
        old = {f"{row[1]}_{row[4]}_{row[7] or ''}": (row[3], row[6]) for row in self.old}
        new = {(row[1], row[4]): row[3] for row in self.new}
        became: dict[tuple[str, str | None], list[str]] = {}
        for province, communes in self.conversion["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
            for key, olds in communes.items():
                for name in olds:
                    became.setdefault(old[name], []).append(new[province, key])
        for province, communes in self.conversion["DICT_PROVINCE_WARD_DIVIDED"].items():
            for name, parts in communes.items():
                became.setdefault(old[name], []).extend(new[province, part["newWardKey"]] for part in parts)
        return {name: sorted(set(codes)) for name, codes in sorted(became.items(), key=lambda item: (item[0][0], item[0][1] or ""))}

    def _kept_as_they_were(self, became: Mapping[tuple[str, str | None], Sequence[str]]) -> set[str]:
        """The communes that the reform of 2025 left alone: one old one, whole, of the same code and (but for its spelling) the same
        name."""
        sources: dict[str, list[str | None]] = {}
        for (_, old), codes in became.items():
            for new in codes:
                sources.setdefault(new, []).append(old if len(codes) == 1 else None)
        before = {row[6]: fold(row[8]) for row in self.old if row[6]}
        return {row[3] for row in self.new if sources.get(row[3]) == [row[3]] and before[row[3]] == fold(row[5])}

    def _communes(self, kept: set[str]) -> None:
        level = Level.COMMUNE
        of_2021 = {row["code"]: row for row in _table("communes_2021.tsv")}
        for code, row in of_2021.items():
            above = self.rows[Level.DISTRICT, row["district"]]
            self._keep(self._spans(level, code, row["name"], above, FIRST_DAY, FIRST_DAY, COMMUNES_MERGED))
        since: dict[str, date] = {}
        for row in self.old:
            if code := row[6]:
                since[code] = COMMUNES_MERGED if code in of_2021 else FIRST_DAY
                above = self.rows[Level.DISTRICT, row[3]]
                self._keep(self._spans(level, code, row[8], above, since[code], since[code], TWO_LEVELS))
        for province, _, _, code, _, name in self.new:
            body = since[code] if code in kept else TWO_LEVELS
            self._keep(self._spans(level, code, name, self.rows[Level.PROVINCE, province], body, TWO_LEVELS, None))

    def _spans(
        self, level: Area.Level, code: str, name: str, above: Iterable[Place], since: date, start: date, end: date | None
    ) -> Iterator[Place]:
        """The place from `start` to `end`, cut where it or its parent got another name."""
        name = typed(name)
        renaming = self.renamings.get((level.value, code))
        if renaming and name not in (renaming.before, renaming.after) and (end is None or renaming.day < end):
            raise OrgError(
                "country_data", f"Địa bàn {code} trong bộ dữ liệu tên là “{name}”, khác với data/renamed.tsv; hãy đối chiếu lại."
            )
        if renaming and not (start < renaming.day and (end is None or renaming.day < end)):
            renaming = None
        parents = [
            place for place in above if (end is None or place.valid_from < end) and (place.valid_to is None or place.valid_to > start)
        ]
        cuts = {start, *(place.valid_from for place in parents if place.valid_from > start)}
        if renaming:
            cuts.add(renaming.day)
        for first, last in pairwise([*sorted(cuts), end]):
            if first is None:
                continue
            parent = next(place for place in parents if place.on(first))
            called = name if renaming is None else renaming.before if first < renaming.day else renaming.after
            yield Place(level, code, called, parent, since, first, last)

    def _keep(self, places: Iterable[Place]) -> None:
        for place in places:
            self.rows.setdefault((place.level, place.code), []).append(place)

    def _last(self, level: Area.Level, code: str) -> Place:
        """The last place of that code on the map before the reform."""
        return [place for place in self.rows[level, code] if place.valid_from < TWO_LEVELS][-1]

    def _first_new(self, code: str) -> Place:
        return next(place for place in self.rows[Level.COMMUNE, code] if place.valid_from >= TWO_LEVELS)

    def _provinces_followed(self, merged: Mapping[str, Sequence[str]]) -> Iterator[tuple[Place, Place, date]]:
        for new, olds in merged.items():
            after = next(place for place in self.rows[Level.PROVINCE, new] if place.on(TWO_LEVELS))
            yield from ((self._last(Level.PROVINCE, old), after, TWO_LEVELS) for old in olds)

    def _communes_followed(self) -> Iterator[tuple[Place, Place, date]]:
        """What kept its code through 1/1/2025; the data set does not say which communes took in those that vanished then."""
        for (level, _), places in self.rows.items():
            if level == Level.COMMUNE:
                yield from ((a, b, b.valid_from) for a, b in pairwise(places) if b.valid_from == COMMUNES_MERGED)

    def _districts_followed(self, became: Mapping[tuple[str, str | None], Sequence[str]]) -> Iterator[tuple[Place, Place, date]]:
        taken: dict[str, set[str]] = {}
        for (district, _), codes in became.items():
            taken.setdefault(district, set()).update(codes)
        for district, communes in taken.items():
            yield from ((self._last(Level.DISTRICT, district), self._first_new(code), TWO_LEVELS) for code in sorted(communes))


TYPES = ("Thành phố", "Tỉnh", "Quận", "Huyện", "Thị xã", "Thị trấn", "Phường", "Xã", "Đặc khu")


def typed(name: str) -> str:
    """The name in NFC with its type as the law writes it: the data set has "Thị Trấn Prao" too."""
    name = nfc(name)
    kind = next((kind for kind in TYPES if name.casefold().startswith(f"{kind.casefold()} ")), None)
    if kind is None:
        raise OrgError("country_data", f"Tên địa bàn “{name}” trong bộ dữ liệu không bắt đầu bằng loại đơn vị hành chính.")
    return f"{kind} {name[len(kind) + 1 :]}"


def _table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"))


def _distinct(rows: Iterable[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    return dict.fromkeys(rows)
