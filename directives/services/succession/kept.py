"""What an office keeps for its own work: the files of matters that are not done, and its skeletons of documents. The heir keeps them on."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count

from directives.models import CaseFile, DraftTemplate
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500


def move_case_files(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Counter[int]:
    """Let the heirs (ended unit → its heir) fill and close the files that the units had open; how many of each unit.

    A file whose number and symbol the heir's list of that year has already gets one that is free ("05.VX-2"). In the caller's
    transaction; a few statements for each 500 units and 500 files.
    """
    rows = [
        row
        for some in batches(sorted(heirs), CHUNK)
        for row in CaseFile.objects.filter(unit__in=some, closed_on=None).select_for_update(of=("self",), no_key=True).order_by("pk")
    ]
    named = _named(heirs) if rows else {}
    taken = {
        one
        for some in batches({heirs[row.unit_id] for row in rows}, CHUNK)
        for one in CaseFile.objects.filter(unit__in=some).values_list("unit", "year", "code")
    }
    left, told = Counter(row.unit_id for row in rows), []
    for row in rows:
        old, heir = named[row.unit_id], named[heirs[row.unit_id]]
        before = _facts(old) | {"code": row.code}
        codes = (row.code[: 20 - len(end)] + end for end in _endings("-{}"))
        row.unit, row.code = heir, next(code for code in codes if (heir.pk, row.year, code) not in taken)
        taken.add((heir.pk, row.year, row.code))
        told.append((row, before, _facts(heir) | {"code": row.code}))
    CaseFile.objects.bulk_update(rows, ["unit", "code"], batch_size=CHUNK)
    record_changes("directives.case_moved", told, by=by, at=at)
    return left


def move_templates(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Counter[int]:
    """Let the heirs (ended unit → its heir) begin documents with the units' own skeletons; how many of each unit. One whose title the heir
    uses already gets another ("Giấy mời (2)"). In the caller's transaction; a few statements for
    each 500 units and 500 skeletons.
    """
    rows = [
        row
        for some in batches(sorted(heirs), CHUNK)
        for row in DraftTemplate.objects.filter(unit__in=some).defer("content").select_for_update(of=("self",), no_key=True).order_by("pk")
    ]
    named = _named(heirs) if rows else {}
    taken = {
        one
        for some in batches({heirs[row.unit_id] for row in rows}, CHUNK)
        for one in DraftTemplate.objects.filter(unit__in=some).values_list("unit", "title")
    }
    left, told = Counter(row.unit_id for row in rows), []
    for row in rows:
        old, heir = named[row.unit_id], named[heirs[row.unit_id]]
        before = _facts(old) | {"template": row.pk, "title": row.title}
        titles = (row.title[: 120 - len(end)] + end for end in _endings(" ({})"))
        row.unit, row.title = heir, next(title for title in titles if (heir.pk, title) not in taken)
        taken.add((heir.pk, row.title))
        told.append((heir, before, _facts(heir) | {"title": row.title}))
    DraftTemplate.objects.bulk_update(rows, ["unit", "title"], batch_size=CHUNK)
    record_changes("directives.template_moved", told, by=by, at=at)
    return left


def _endings(form: str) -> Iterator[str]:
    """None, then the second, the third and so on."""
    yield ""
    yield from (form.format(number) for number in count(2))


def _named(heirs: Mapping[int, int]) -> dict[int, OrgUnit]:
    wanted = set(heirs) | set(heirs.values())
    return {pk: unit for some in batches(sorted(wanted), CHUNK) for pk, unit in OrgUnit.objects.in_bulk(some).items()}


def _facts(unit: OrgUnit) -> dict[str, object]:
    return {"unit": unit.pk, "name": unit.name}
