"""Columns that are derived from others of their row and written with it."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from records.text import fold


class FoldedField(models.CharField):
    """The words of other columns without marks, for `records.search.has_words`.

    Written by save and bulk_create; a queryset's own `update` of those columns must write it too.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002 - Django's shape
        """What the row says now."""
        folded = fold(" ".join(str(getattr(model_instance, name)) for name in self.of))
        setattr(model_instance, self.attname, folded)
        return folded
