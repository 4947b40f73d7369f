"""Who sees a directive, rule by rule, for the page "Ai xem được?"."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from directives.models import Directive, Opinion, Recipient
from directives.queries import BEFORE_ISSUE, DEEPEST_CASCADE, HELD, citations_up_from, drafters_of, exceptions_of
from org_hierarchy.models import PATH_STEP, Keeping, OrgUnit
from org_hierarchy.queries import acting_for, mandated_to_sign
from org_hierarchy.sight import KEEPERS, Sight, of_units


def sights(directive: Directive) -> list[Sight]:
    """By which rules people see the directive: `directives.queries.visible_to` seen from the other side. Four queries at most, now."""
    left = Keeping.objects.filter(Q(unit__in=[directive.issuer_id, directive.drafting_unit_id]) | Q(unit__in=_sent([directive.pk])))
    issuing = OrgUnit.objects.filter(pk__in=[directive.issuer_id])
    drafting = OrgUnit.objects.filter(pk__in=[directive.drafting_unit_id])
    received = OrgUnit.objects.filter(pk__in=_sent([directive.pk]))
    asked = OrgUnit.objects.filter(pk__in=Opinion.objects.filter(directive=directive, directive__status__in=BEFORE_ISSUE).values("unit"))
    exceptions, drafters = exceptions_of(directive).order_by(), drafters_of(directive).order_by()
    waits = directive.status == Directive.Status.FORM_APPROVED
    signing = mandated_to_sign(directive.issuer, kind=directive.kind) if waits else Q(pk__in=[])
    return [
        of_units("Người của cơ quan ban hành", issuing),
        of_units("Người của đơn vị soạn thảo", drafting),
        of_units("Người của các đơn vị nhận văn bản, đơn vị theo dõi", received),
        of_units(KEEPERS, OrgUnit.objects.filter(pk__in=left.values("keeper"))),
        of_units("Người của các đơn vị được xin ý kiến, đến khi văn bản phát hành", asked),
        Sight("Cấp trên, khi văn bản triển khai tiếp văn bản mà cấp trên ban hành hoặc nhận", _above(directive)),
        Sight("Người được giao ký thừa lệnh, thừa ủy quyền, khi văn bản chờ ký", signing),
        Sight("Người đã ký văn bản", Q(pk=directive.signer_id) if directive.signer_id else Q(pk__in=[])),
        Sight("Người được mời cùng soạn thảo", Q(pk__in=drafters.values("user"))),
        Sight("Người được cho xem theo ngoại lệ", Q(pk__in=exceptions.values("user"))),
    ]


def _above(directive: Directive) -> Q:
    """Who acts for a unit at or above each issuer of a chain of citations down to this directive, and for one that issued or received the
    first of the chain, or keeps the papers of such a one."""
    cites = citations_up_from(directive)

    def through(pk: int, deep: int) -> Q:
        found = Q(pk__in=[])
        if pk not in cites.issuers or not deep:
            return found
        issued = Directive.objects.filter(pk__in=cites.of[pk]).values("issuer")
        sent = _sent(cites.of[pk])
        left = Keeping.objects.filter(Q(unit__in=issued) | Q(unit__in=sent)).values("keeper")
        found |= acting_for(OrgUnit.objects.filter(Q(pk__in=issued) | Q(pk__in=sent) | Q(pk__in=left)))
        for cited in cites.of[pk]:
            found |= through(cited, deep - 1)
        path = cites.issuers[pk]
        at_or_above = [path[:end] for end in range(PATH_STEP, len(path) + 1, PATH_STEP)]
        return acting_for(OrgUnit.objects.filter(path__in=at_or_above)) & found

    return through(directive.pk, DEEPEST_CASCADE)


def _sent(directives: Iterable[int]) -> QuerySet[Recipient, Any]:
    """The ids of the units that have a copy of one of these before them; as a subquery."""
    return Recipient.objects.filter(directive__in=directives, status__in=HELD).values("unit")
