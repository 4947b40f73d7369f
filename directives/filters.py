"""How the list of directives is narrowed; every choice is in the address, so that a link shows the same list."""

import django_filters
from django.db.models import Q, QuerySet

from directives.models import Directive, Recipient
from directives.queries import HELD, acting_units, left_units
from records.filters import Narrowing, WordsFilter

RECEIVED, SENT, UNTAKEN = "den", "di", "chua-nhan"
BOXES = [(RECEIVED, "Văn bản đến"), (UNTAKEN, "Chưa tiếp nhận"), (SENT, "Văn bản đi")]


class DirectiveFilter(Narrowing):
    """Over the directives that the person sees. With a value that cannot be the list is empty, and says so."""

    q = WordsFilter(label="Tìm số, ký hiệu, trích yếu", field_name="folded_subject")
    hop = django_filters.ChoiceFilter(label="Hộp", choices=BOXES, method="by_box")
    trang_thai = django_filters.ChoiceFilter(
        label="Trạng thái", field_name="status", choices=Directive.Status.choices, empty_label="Tất cả"
    )
    loai = django_filters.ChoiceFilter(label="Loại văn bản", field_name="kind", choices=Directive.Kind.choices, empty_label="Tất cả")
    nam = django_filters.NumberFilter(label="Năm ban hành", field_name="issued_date__year", min_value=1945, max_value=2999)

    class Meta:
        model = Directive
        fields: list[str] = []

    def by_box(self, directives: QuerySet[Directive], name: str, value: str) -> QuerySet[Directive]:  # noqa: ARG002 - django-filter's shape
        """What the person's units were sent, what of it they have not taken in, or what they issue and draft; the first and the last also
        of units that have ended and whose papers they keep."""
        mine, left = acting_units(self.request.user), left_units(self.request.user)
        copies = Recipient.objects.filter(unit__in=mine)
        if value == UNTAKEN:
            return directives.filter(pk__in=copies.filter(status=Recipient.Status.SENT).values("directive"))
        if value == RECEIVED:
            copies |= Recipient.objects.filter(unit__in=left)
            return directives.filter(pk__in=copies.filter(status__in=HELD).values("directive"))
        return directives.filter(Q(issuer__in=mine) | Q(drafting_unit__in=mine) | Q(issuer__in=left) | Q(drafting_unit__in=left))
