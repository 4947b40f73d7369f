"""Which letters have urged whom."""

from django.db.models import Count, QuerySet

from campaigns.models import Assignment, Campaign, Chase
from directives.queries import visible_to
from org_hierarchy.models import Person


def chases_of(campaign: Campaign, *, seen_by: Person) -> QuerySet[Chase]:
    """The letters that urged units of the campaign, or are drafted to, as far as the person sees them; the latest first. One query.

    Each with its directive and issuer, and how many assignments (`count`) of how many units (`units`) it is about.
    """
    seen = Chase.objects.filter(campaign=campaign, directive__in=visible_to(seen_by).values("pk"))
    counted = seen.annotate(count=Count("assignments"), units=Count("assignments__unit", distinct=True))
    return _with_letter(counted).order_by("-pk")


def chases_about(assignment: Assignment) -> QuerySet[Chase]:
    """The letters that have gone out to urge this unit about this task, with directive and issuer, in order. One query."""
    out = Chase.objects.filter(assignments=assignment, directive__issued_at__isnull=False)
    return _with_letter(out).order_by("directive__issued_at", "pk")


def _with_letter(chases: QuerySet[Chase]) -> QuerySet[Chase]:
    return chases.select_related("directive__issuer").defer("directive__source_text", "directive__facts")
