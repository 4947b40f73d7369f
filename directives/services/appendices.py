"""Tables behind a draft."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from directives.freezing import frozen_table
from directives.models import AppendixTable, Directive
from directives.services.errors import DirectiveError
from directives.services.moving import WRITABLE
from directives.writing import Appendix
from directives.writing.facts import Table
from org_hierarchy.models import Person
from records.events import digest, record


@transaction.atomic
def add_appendix(directive: Directive, appendix: Appendix, *, units: Collection[int] = (), by: Person, at: datetime) -> AppendixTable:
    """Put an appendix of one table behind those that a draft has. Whoever it names by `units`, ids, is sent the document.

    Raises DirectiveError: `bad_value` (not one table), `frozen` once others check the draft.
    """
    (table,) = appendix.body if len(appendix.body) == 1 else (None,)
    if not isinstance(table, Table) or len(appendix.title) > 300:
        raise DirectiveError("bad_value", "Phụ lục do hệ thống lập cần đúng một bảng và tên không quá 300 ký tự.")
    if not Directive.objects.select_for_update().filter(pk=directive.pk, status__in=WRITABLE).exists():
        raise DirectiveError("frozen", "Văn bản đã được trình nên không thêm phụ lục được nữa. Hãy đề nghị trả lại dự thảo trước.")
    last = directive.appendix_tables.aggregate(last=Max("position"))["last"]
    added = AppendixTable.objects.create(
        directive=directive,
        position=0 if last is None else last + 1,
        title=appendix.title,
        landscape=appendix.landscape,
        table=frozen_table(table),
        units=sorted(set(units)),
    )
    after = {"title": appendix.title, "rows": len(table.rows), "units": len(set(units)), "digest": digest(set(units))}
    record("directives.appendix_added", directive, by=by, at=at, after=after)
    return added
