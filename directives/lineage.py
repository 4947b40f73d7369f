"""How directives hang together after their issue: what one does to another, and what was issued on the ground of one that changed."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from directives.models import Basis, Directive, Effect, Recipient
from directives.queries import GIVEN_BACK, OUT, visible_to
from org_hierarchy.models import Keeping, OrgUnit, Person
from records.search import has_words

IN_FORCE = (Directive.Status.ISSUED, Directive.Status.CONCLUDED)


def effects_of(directive: Directive) -> QuerySet[Effect]:
    """What the directive does to others, declared or done, in order. One query."""
    return directive.effects.select_related("target__issuer").defer("target__source_text", "target__facts").order_by("pk")


def effects_on(directive: Directive) -> QuerySet[Effect]:
    """What issued ones have done to the directive, in order. One query."""
    done = directive.affected_by.filter(applied_at__isnull=False)
    return done.select_related("directive").defer("directive__source_text", "directive__facts").order_by("applied_at", "pk")


def shaken_grounds(directive: Directive) -> QuerySet[Effect]:
    """What has happened to the documents that the directive rests on: its issuer should look at it again. One query."""
    grounds = Basis.objects.filter(directive=directive, cited__isnull=False).values("cited")
    done = Effect.objects.filter(target__in=grounds, applied_at__isnull=False).exclude(directive=directive)
    return done.select_related("target", "directive").order_by("applied_at", "pk")


def resting_on(directive: Directive) -> QuerySet[Directive]:
    """What has been issued on the directive's ground, the latest first, each with its issuer. One query."""
    cites = Basis.objects.filter(cited=directive, directive=OuterRef("pk"))
    found = Directive.objects.filter(Exists(cites), status__in=OUT).exclude(pk=directive.pk)
    return found.select_related("issuer").defer("source_text", "facts").order_by("-issued_date", "-pk")


def may_be_affected(directive: Directive, person: Person) -> QuerySet[Directive]:
    """The issued directives that this one may replace, amend, correct or recall: of its issuer, and of units that have ended and whose
    papers that one keeps, those that it cites, first, and those that the person sees. One query."""
    cited = Basis.objects.filter(directive=directive, cited=OuterRef("pk"))
    left = Keeping.objects.filter(keeper=directive.issuer_id).values("unit")
    own = Directive.objects.filter(Q(issuer=directive.issuer_id) | Q(issuer__in=left), status__in=IN_FORCE)
    found = own.exclude(pk=directive.pk)
    found = found.annotate(is_cited=Exists(cited)).filter(Q(is_cited=True) | Q(pk__in=visible_to(person).values("pk")))
    return found.select_related("issuer").defer("source_text", "facts").order_by("-is_cited", "-issued_date", "-pk")


def having(directive: Directive) -> QuerySet[OrgUnit]:
    """The units that have the directive to copy from: it has issued it, it was sent to it and not given back, or it keeps the papers of one
    that had it."""
    sent = Recipient.objects.filter(directive=directive).exclude(status__in=GIVEN_BACK).values("unit")
    left = Keeping.objects.filter(Q(unit=directive.issuer_id) | Q(unit__in=sent)).values("keeper")
    return OrgUnit.objects.filter(Q(pk=directive.issuer_id) | Q(pk__in=sent) | Q(pk__in=left))


def found_among(directives: QuerySet[Directive], words: str) -> QuerySet[Directive]:
    """Those whose number, symbol and subject have every word."""
    return directives.filter(has_words("folded_subject", words))
