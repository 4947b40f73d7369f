"""What posts were called on a day, and which one somebody held beside a council."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from org_hierarchy.models import Appointment, FormerTitle, OrgUnit, Person, Post, valid_on


def title_on(day: date, post: str = "") -> Coalesce:
    """The title of a post on that day, as an expression on Post; with `post`, on rows that have such a field."""
    then = FormerTitle.objects.filter(post=OuterRef(post or "pk"), valid_to__gt=day).order_by("valid_to")
    return Coalesce(Subquery(then.values("title")[:1]), F(f"{post}__title" if post else "title"))


def call_as_on(day: date, posts: Iterable[Post]) -> None:
    """Let these posts at hand, unsaved, say what they were called on that day. One query, none for none."""
    by_id: dict[int, list[Post]] = {}
    for post in posts:
        by_id.setdefault(post.pk, []).append(post)
    rows = Post.objects.filter(pk__in=by_id).annotate(then=title_on(day)).values_list("pk", "then") if by_id else ()
    for pk, title in rows:
        for post in by_id[pk]:
            post.title = title


def is_council(kind: str, regime: str) -> bool:
    """Whether such a unit is a council, a steering committee or a working group: other departments and teams have a head who decides."""
    return regime == OrgUnit.Regime.COLLECTIVE and kind in {OrgUnit.Kind.DEPARTMENT, OrgUnit.Kind.TEAM}


def own_post(person: Person, council: OrgUnit, *, on: date) -> Post | None:
    """The post that the person holds in the own agency on that day: one in the agency that the council belongs to before any other, the
    highest first; called as it was then. Two queries."""
    held = Appointment.objects.filter(valid_on(on), person=person).exclude(post__unit=council).select_related("post__unit")
    ranks = Post.Role.values
    posts = [one.post for one in held if not is_council(one.post.unit.kind, one.post.unit.regime)]
    posts.sort(key=lambda post: (post.unit_id != council.parent_id, ranks.index(post.role), post.pk))
    call_as_on(on, posts[:1])
    return posts[0] if posts else None
