"""What a document says, as JSON and back: frozen at signature, so that no later change of a name or a text changes what was signed.

Each dataclass of `directives.writing.facts` becomes an object that names its class; tuples become lists, days "2021-03-18".
"""

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Any

from directives.writing import facts
from directives.writing.facts import Letter, Table

_CLASS, _DAY, _DECIMAL = "is", "day", "decimal"
_KNOWN: dict[str, Any] = {name: kind for name, kind in vars(facts).items() if dataclasses.is_dataclass(kind)}


def frozen(letter: Letter) -> dict[str, Any]:
    """The facts as JSON; what is empty or as usual is left out."""
    packed: dict[str, Any] = _packed(letter)
    return packed


def thawed(stored: dict[str, Any]) -> Letter:
    """The facts that were frozen, equal to what they were. Raises KeyError or TypeError for what `frozen` never made."""
    letter = _unpacked(stored)
    if not isinstance(letter, Letter):
        raise TypeError(f"facts of a {type(letter).__name__}, not of a letter")
    return letter


def frozen_table(table: Table) -> dict[str, Any]:
    """One table as JSON."""
    packed: dict[str, Any] = _packed(table)
    return packed


def thawed_table(stored: dict[str, Any]) -> Table:
    """The table that was frozen. Raises KeyError or TypeError as `thawed` does."""
    table = _unpacked(stored)
    if not isinstance(table, Table):
        raise TypeError(f"facts of a {type(table).__name__}, not of a table")
    return table


def _packed(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        said = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if getattr(value, f.name) != f.default}
        return {_CLASS: type(value).__name__, **{name: _packed(one) for name, one in said.items()}}
    if isinstance(value, tuple):
        return [_packed(one) for one in value]
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    return value


def _unpacked(stored: Any) -> Any:
    if isinstance(stored, list):
        return tuple(_unpacked(one) for one in stored)
    if not isinstance(stored, dict):
        return stored
    if _DAY in stored:
        return date.fromisoformat(stored[_DAY])
    if _DECIMAL in stored:
        return Decimal(stored[_DECIMAL])
    return _KNOWN[stored[_CLASS]](**{name: _unpacked(one) for name, one in stored.items() if name != _CLASS})
