"""Rows by the thousand: made without Django's look at every keyword, written by statements that hold many."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

AT_ONCE = 50  # rows of one statement: it is prepared once, and longer ones take SQLite longer to read

Row = TypeVar("Row", bound=models.Model)


def made(model: type[Row], values: Mapping[str, Any]) -> Row:
    """A row not yet saved, from values by column (`post_id`, not `post`); among them each list and dictionary."""
    row = model.__new__(model)
    row._state = ModelState()
    vars(row).update(filled(model, values))
    return row


def filled(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same as values by column."""
    return _unset(model) | values


@cache
def _unset(model: type[models.Model]) -> dict[str, Any]:
    """The default of every column, in their order."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], key: str = "id") -> dict[Any, int]:
    """Inserts what is not there yet of rows as values by column: `key` column → primary key of the new rows."""
    made, written = dict[Any, int](), _written(model)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = [written(row) for row in rows[start : start + AT_ONCE]]
            statement = _statement(model, len(some), key)
            made.update(_asked(cursor, statement, [*chain.from_iterable(some)]))
    return made


def _asked(cursor: Any, statement: str, values: Sequence[Any]) -> list[tuple[Any, int]]:
    """What a statement gives back; SQLite's goes past Django, which would look for each `%s` every time."""
    if connection.vendor == "sqlite":
        with connection.wrap_database_errors:
            sqlite3.Cursor.execute(cursor.cursor, statement, values)
    else:
        cursor.execute(statement, values)
    found: list[tuple[Any, int]] = cursor.fetchall()
    return found


@lru_cache(maxsize=4 * AT_ONCE)
def _statement(model: type[models.Model], rows: int, key: str) -> str:
    columns = [connection.ops.quote_name(field.column) for field in _fields(model)]
    place = "?" if connection.vendor == "sqlite" else "%s"
    values = ", ".join([f"({', '.join([place] * len(columns))})"] * rows)
    table = connection.ops.quote_name(model._meta.db_table)
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"  # noqa: S608
    return f"{into} ON CONFLICT DO NOTHING RETURNING {key}, id"


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _written(model: type[models.Model]) -> Callable[[Mapping[str, Any]], list[Any]]:
    """Makes of a row the values that the database takes; only times and JSON differ from what Python has."""
    taken = itemgetter(*(field.attname for field in _fields(model)))
    times, others = _places(model, models.DateTimeField), _places(model, models.JSONField)
    json, time = _json(), _time()
    empty: dict[Any, Any] = {list: json([]), dict: json({})}

    def written(row: Mapping[str, Any]) -> list[Any]:
        values = [*taken(row)]
        for place in times:
            values[place] = time(values[place])
        for place in others:
            values[place] = json(values[place]) if values[place] else empty[type(values[place])]
        return values

    return written


def _time() -> Callable[[Any], Any]:
    """A time as the database takes it; SQLite's is text in UTC, as almost all of ours are already."""
    adapted = connection.ops.adapt_datetimefield_value

    @lru_cache(maxsize=1000)  # rows of one moment share it
    def written(value: datetime | None) -> Any:
        if value is not None and value.tzinfo is UTC:
            return value.isoformat(" ")[: -len("+00:00")]
        return adapted(value)

    return written if connection.vendor == "sqlite" and connection.timezone is UTC else adapted


def _json() -> Callable[[Any], Any]:
    """JSON as the database takes it; SQLite's is text, which `msgspec` writes ten times faster than `json`."""
    from msgspec import json

    def written(value: Any) -> Any:
        try:
            return json.format(json.encode(value), indent=0).decode()
        except UnicodeEncodeError:  # half a character
            return adapted(value)

    def adapted(value: Any) -> Any:
        return connection.ops.adapt_json_value(value, None)

    return written if connection.vendor == "sqlite" else adapted


@cache
def _places(model: type[models.Model], kind: type[Any]) -> list[int]:
    return [place for place, field in enumerate(_fields(model)) if isinstance(field, kind)]
