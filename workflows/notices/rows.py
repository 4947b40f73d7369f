"""Many rows at once: `INSERT … SELECT` from what a query finds, leaving alone what is there already."""

from typing import Any

from django.db import connection
from django.db.models import Aggregate, IntegerField, Model, QuerySet, Value
from django.db.models.expressions import Func
from django.db.models.fields import NOT_PROVIDED
from django.db.models.sql.compiler import SQLCompiler

FRESH = "new_"
"""Before the name of a column while it is selected, or it would be taken for the source's own."""


class Days(Func):
    """How many days the first date lies after the second."""

    arity = 2
    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **more: Any) -> tuple[str, Any]:
        """SQLite keeps dates as text."""
        first, second = (Func(one, function="julianday") for one in self.get_source_expressions())
        copy = self.copy()
        copy.set_source_expressions([first, second])
        return super(Days, copy).as_sql(compiler, connection, template="CAST(%(expressions)s AS integer)", **more)


def insert_from(model: type[Model], found: QuerySet[Any], /, **columns: Any) -> int:
    """Write a row of `model` for each row found, its columns by these expressions, the others by their defaults; how many were new.

    With an aggregate among the columns, a row for each group of the others. One statement, none per row.
    """
    fields = {field.name: field for field in model._meta.concrete_fields if not field.primary_key}
    if unknown := columns.keys() - fields.keys():
        raise ValueError(f"{model.__name__} has no {', '.join(sorted(unknown))}")
    for name, field in fields.items():
        if name not in columns and not field.null:
            if field.default is NOT_PROVIDED and not field.blank:
                raise ValueError(f"{model.__name__}.{name} has no default")
            columns[name] = field.get_default()
    given = {name: _expression(value, fields[name]) for name, value in columns.items()}
    plain = {FRESH + name: value for name, value in given.items() if not isinstance(value, Aggregate)}
    counted = {FRESH + name: value for name, value in given.items() if isinstance(value, Aggregate)}
    rows = found.order_by().annotate(**plain).values(*plain)
    if counted:
        rows = rows.annotate(**counted)
    sql, params = rows.query.sql_with_params()
    names = ", ".join(connection.ops.quote_name(str(fields[name.removeprefix(FRESH)].column)) for name in [*plain, *counted])
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {sql} ON CONFLICT DO NOTHING", params)
        return max(0, cursor.rowcount)


def _expression(value: Any, field: Any) -> Any:
    if isinstance(value, Model):
        value = value.pk
    return value if hasattr(value, "resolve_expression") else Value(value, output_field=field.target_field if field.is_relation else field)
