"""The people whom an administrator keeps: those with a post, past or to come, below the units administered, and the accounts made."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet

from org_hierarchy.models import Absence, Appointment, Mandate, OrgUnit, Person, Post, UnitGrant, valid_on
from org_hierarchy.queries.grants import is_deputy
from records.models import Event


def below_any(units: Sequence[OrgUnit], prefix: str = "") -> Q:
    """The rows whose unit is one of these or stands below one; none for no units."""
    wanted = Q(pk__in=[])
    for unit in units:
        wanted |= Q(**{f"{prefix}path__gte": unit.path, f"{prefix}path__lt": unit.path + ":"})  # ':' follows '9'
    return wanted


def staff_of(person: Person, units: Sequence[OrgUnit]) -> QuerySet[Person]:
    """The people whom the administrator of these units keeps, in the order of names; everybody for a superuser."""
    if person.is_superuser:
        return Person.objects.order_by("sort_name", "pk")
    appointed = Appointment.objects.filter(below_any(units, "post__unit__")).values("person")
    made = Event.objects.filter(action="org_hierarchy.person_added", subject_type="org_hierarchy.person", by=person).values("subject_id")
    return Person.objects.filter(Q(pk__in=appointed) | Q(pk__in=made)).order_by("sort_name", "pk")


def with_posts(people: QuerySet[Person], *, on: date) -> QuerySet[Person]:
    """Each with the appointments of that day as `held`, with post and unit. One query more."""
    held = Appointment.objects.filter(valid_on(on)).select_related("post__unit").order_by("valid_from", "pk")
    return people.prefetch_related(Prefetch("appointments", held, to_attr="held"))


def reaches_outside(people: Collection[int], units: Sequence[OrgUnit], *, on: date) -> dict[int, str]:
    """What each of these people may do outside of these units and of all below them, in words, that day or later; the others are left out.

    By a post held, to be held or stood in for, by whatever that post's group is granted, or by a mandate. Six queries.
    """
    held = Appointment.objects.filter(person__in=people).exclude(valid_to__lte=on).values_list("person", "post")
    stood_in = Absence.objects.filter(substitute__in=people, valid_to__gt=on).values_list("substitute", "appointment__post")
    member = Person.groups.through.objects.filter(person__in=people, group__post__isnull=False).values_list("person", "group__post")
    pairs = {*held, *stood_in, *member}
    posts = Post.objects.select_related("unit").in_bulk({post for _, post in pairs})
    outside = {pk: str(post) for pk, post in posts.items() if not _is_below(post.unit, units)}
    for mandate in mandates_outside({post.unit_id for post in posts.values()}, units, on=on):
        for pk, post in posts.items():
            if covers(mandate, post):
                outside.setdefault(pk, _signing(mandate))
    found = {person: outside[post] for person, post in sorted(pairs) if post in outside}
    grants = UnitGrant.objects.filter(Q(group__user__in=people) | Q(group__post__in=posts)).exclude(below_any(units, "content_object__"))
    rows = grants.values_list("group__post", "group__user", "content_object__name")
    for post_id, user, name in rows.distinct():
        for person in {user, *(person for person, post in pairs if post == post_id)} & set(people):
            found.setdefault(person, f"quyền tại {name}")
    return found


def mandates_outside(unit_ids: Collection[int], units: Sequence[OrgUnit], *, on: date) -> list[Mandate]:
    """The mandates of posts in the units of these ids by which they sign, that day or later, for none of `units` and of all below."""
    rows = Mandate.objects.filter(post__unit__in=unit_ids).exclude(valid_to__lte=on).exclude(below_any(units, "unit__"))
    return list(rows.select_related("unit", "post").order_by("pk"))


def covers(mandate: Mandate, post: Post) -> bool:
    """Whether the holders of this post, made or to be made, sign by the mandate: its own post, or a deputy to whom it is passed on."""
    own = mandate.post
    if own.unit_id != post.unit_id:
        return False
    if (own.title, own.role) == (post.title, post.role):
        return True
    return mandate.may_pass_on and is_deputy(post, of=own)


def _signing(mandate: Mandate) -> str:
    return f"ký {mandate.kind.upper()}. cho {mandate.unit.name}"


def entrusted(person: Person | None, people: Collection[int], units: Sequence[OrgUnit]) -> set[int]:
    """Those of these accounts that are this administrator's to look after.

    Whose last post, of those that somebody else gave, is in the units or below them; of those with none, the accounts that the
    administrator made or that nobody has used yet. Four queries. So nobody gets hold of an account by an appointment of one's own making.
    """
    by_me = Event.objects.filter(by=person) if person else Event.objects.none()
    mine = by_me.filter(action="org_hierarchy.person_appointed", subject_type="org_hierarchy.appointment").values("subject_id")
    given = Appointment.objects.filter(person__in=people).exclude(pk__in=mine).select_related("post__unit")
    last: dict[int, Appointment] = {}
    for appointment in given.order_by("person", F("valid_to").desc(nulls_first=True), "-valid_from", "-pk"):
        last.setdefault(appointment.person_id, appointment)
    made = by_me.filter(action="org_hierarchy.person_added", subject_type="org_hierarchy.person", subject_id__in=people)
    unused = Appointment.objects.filter(below_any(units, "post__unit__"), person__in=people, person__last_login=None)
    free = {*made.values_list("subject_id", flat=True), *unused.values_list("person", flat=True)} - last.keys()
    return {pk for pk, one in last.items() if _is_below(one.post.unit, units)} | free


def _is_below(unit: OrgUnit, units: Sequence[OrgUnit]) -> bool:
    return any(unit.path.startswith(above.path) for above in units)


def career_of(person: Person) -> list[Appointment]:
    """Every appointment of a person, newest first, with its post, unit, and the absences from it. Two queries."""
    rows = Appointment.objects.filter(person=person).select_related("post__unit")
    away = Absence.objects.select_related("substitute").order_by("valid_from", "pk")
    return list(rows.prefetch_related(Prefetch("absences", away, to_attr="away")).order_by("-valid_from", "-pk"))
