"""What posts were called on a day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from org_hierarchy.models import FormerTitle, Post


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
