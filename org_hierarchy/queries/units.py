"""The tree on a day."""

from datetime import date

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, Length

from org_hierarchy.models import LASTS, PATH_STEP, OrgUnit, UnitRegime, UnitVersion, valid_on
from records.search import has_words
from records.text import fold

LINES_FIRST = Case(
    When(unit__line=OrgUnit.Line.COMMITTEE, then=0), When(unit__line=OrgUnit.Line.BHXH, then=1), default=2, output_field=IntegerField()
)
COMMITTEES_FIRST = Case(When(unit__kind=OrgUnit.Kind.COMMITTEE, then=0), default=1, output_field=IntegerField())


def version_on(unit: OrgUnit, day: date) -> UnitVersion | None:
    """What the unit was called and whom it stood under on that day, None when it did not exist. One query."""
    return UnitVersion.objects.filter(valid_on(day), unit=unit).select_related("parent").first()


def above_on(day: date, version: UnitVersion) -> QuerySet[UnitVersion]:
    """What all that the unit stood under was called on that day, by the unit's version of it: root first, with the units loaded."""
    steps = [version.path[:end] for end in range(PATH_STEP, len(version.path), PATH_STEP)]
    return UnitVersion.objects.filter(valid_on(day), path__in=steps).select_related("unit").order_by("path")


def regime_on(day: date, unit: str = "") -> Coalesce:
    """The regime that a unit works in on that day, as an expression on OrgUnit; with `unit`, on rows that have such a field."""
    since = UnitRegime.objects.filter(unit=OuterRef(unit or "pk"), valid_from__lte=day).order_by("-valid_from")
    return Coalesce(Subquery(since.values("regime")[:1]), F(f"{unit}__regime" if unit else "regime"))


def tree_on(day: date, root: OrgUnit | None) -> QuerySet[UnitVersion]:
    """The versions that hold on that day of a unit and all that stood under it then (None: of every unit), each before what is under it.

    By path, with the unit loaded. A root that did not exist on that day gives nothing. One query.
    """
    versions = UnitVersion.objects.filter(valid_on(day)).select_related("unit").order_by("path")
    if root is None:
        return versions
    top = Subquery(UnitVersion.objects.filter(valid_on(day), unit=root).values("path"))
    return versions.filter(path__gte=top, path__lt=Concat(top, Value(":")))  # ':' follows '9'


def level_on(day: date, parent: OrgUnit | None, *, line: str = "") -> QuerySet[UnitVersion]:
    """The versions that hold on that day of the units directly under a unit (None: of the roots, the two lines of command
    before those outside), in the Vietnamese order of names.

    Each carries `below_count`: how many stood directly under it on that day. With a line of command, only its units. One query.
    """
    below = UnitVersion.objects.filter(valid_on(day), parent=OuterRef("unit")).order_by().values("parent")
    count = Coalesce(Subquery(below.annotate(count=Count("pk")).values("count")), 0)
    versions = UnitVersion.objects.filter(valid_on(day), parent=parent).annotate(below_count=count)
    if line:
        versions = versions.filter(unit__line=line)
    if parent is None:
        return versions.select_related("unit").order_by(LINES_FIRST, "sort_name", "unit_id")
    return versions.select_related("unit").order_by("sort_name", "unit_id")


def search(text: str, *, on: date) -> QuerySet[OrgUnit]:
    """The units of that day whose name or short name of then, or code, has every word of the text, marks or not, in the order of names.

    Each carries `name_on`, what it was called on that day, and has its parent loaded. Blank text finds nothing.
    """
    if not fold(text):
        return OrgUnit.objects.none()
    that_day = FilteredRelation("versions", condition=valid_on(on, "versions__"))
    wanted = has_words("that_day__folded_name", text) | Q(code__iexact=text.strip())
    units = OrgUnit.objects.annotate(that_day=that_day).filter(wanted, that_day__isnull=False)  # in one filter(): two would join twice
    found = units.annotate(name_on=F("that_day__name"))
    return found.select_related("parent").order_by("that_day__sort_name", "pk")


def search_other_days(text: str, *, on: date, line: str = "") -> QuerySet[UnitVersion]:
    """The versions of other days that have every word of the text, of units that `search` does not find on that day.

    Of one line of command when it is given. With the unit loaded, committees first, then the shorter names, which say less beside the
    words; the newest of a unit first. Blank text finds nothing.
    """
    if not fold(text):
        return UnitVersion.objects.none()
    found = UnitVersion.objects.filter(LASTS).exclude(valid_on(on)).exclude(unit__in=search(text, on=on).order_by().values("pk"))
    found = found.filter(has_words("folded_name", text) | Q(unit__code__iexact=text.strip()))
    if line:
        found = found.filter(unit__line=line)
    return found.select_related("unit").order_by(COMMITTEES_FIRST, Length("name"), "sort_name", "unit", "-valid_from")
