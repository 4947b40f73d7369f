"""What a draft does to which earlier document."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from directives.models import Directive, Effect
from org_hierarchy.forms.fields import RefusableForm


class EffectForm(RefusableForm):
    """One of the documents that are offered, and what happens to it at the issue."""

    places = {"not_by_letter": "kind"}

    kind = forms.ChoiceField(label="Văn bản này", choices=Effect.Kind.choices)
    target = forms.ModelChoiceField(
        Directive.objects.none(),
        label="Văn bản",
        error_messages={"required": "Vui lòng chọn một văn bản.", "invalid_choice": "Văn bản này không chọn được. Vui lòng chọn lại."},
    )

    def __init__(self, *args: Any, targets: QuerySet[Directive], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Directive]", self.fields["target"]).queryset = targets
