"""Rows by the thousand: made without Django's look at every keyword, written by statements that hold hundreds."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from django.db import connection, models

AT_ONCE = 400  # rows of one statement: SQLite takes 32,766 values

Row = TypeVar("Row", bound=models.Model)


def made(model: type[Row], values: Mapping[str, Any]) -> Row:
    """A row not yet saved, from values by column (`post_id`, not `post`); among them each list and dictionary."""
    return model(*filled(model, values).values())


def filled(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same as values by column."""
    return _unset(model) | values


@cache
def _unset(model: type[models.Model]) -> dict[str, Any]:
    """The default of every column, in their order."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], key: str = "id") -> dict[Any, int]:
    """Inserts what is not there yet of rows as values by column: `key` column → primary key of the new rows."""
    made: dict[Any, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            cursor.execute(_statement(model, len(some), key), [*_values(model, some)])
            made.update(cursor.fetchall())
    return made


@lru_cache(maxsize=8)
def _statement(model: type[models.Model], rows: int, key: str) -> str:
    columns = [connection.ops.quote_name(field.column) for field in _fields(model)]
    values = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * rows)
    table = connection.ops.quote_name(model._meta.db_table)
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"  # noqa: S608
    return f"{into} ON CONFLICT DO NOTHING RETURNING {key}, id"


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _values(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """The values of rows as the database takes them; only times and JSON differ from what Python has."""
    taken = itemgetter(*(field.attname for field in _fields(model)))
    times, others = _places(model, models.DateTimeField), _places(model, models.JSONField)
    json, time = connection.ops.adapt_json_value, lru_cache(AT_ONCE)(connection.ops.adapt_datetimefield_value)
    empty: dict[Any, Any] = {list: json([], None), dict: json({}, None)}
    for each in rows:
        values = [*taken(each)]
        for place in times:
            values[place] = time(values[place])
        for place in others:
            values[place] = json(values[place], None) if values[place] else empty[type(values[place])]
        yield from values


@cache
def _places(model: type[models.Model], kind: type[Any]) -> list[int]:
    return [place for place, field in enumerate(_fields(model)) if isinstance(field, kind)]
