"""A stream far larger than what concerns us: what no watch asks for is dropped before anything else is done with it.

What is left is read and kept as `reading` does it, with the same result; but each batch is one transaction, and its
rows are written once, complete, by statements of our own.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, models, transaction

from parvis.core.scope import Organisation
from parvis.listen import copying, jetstream, matching, storing
from parvis.listen.models import Mention, Post, Source
from parvis.listen.reading import _mentions as mentions_of
from parvis.listen.reading import _understand as understand

if TYPE_CHECKING:
    from parvis.text.batch import Match, Watches

AT_ONCE = 400  # rows of one statement: SQLite takes 32,766 values


class Taken(NamedTuple):
    """What became of a batch: posts in the stream, posts new in the database, mentions."""

    seen: int
    kept: int
    mentions: int


def take(
    organisation: Organisation,
    watches: "Watches",
    lines: Iterable[bytes | str],
    now: datetime,
    source: Source | None = None,
) -> Taken:
    """Keeps the posts of some lines of Jetstream that `watches` ask for: all of them or, when it fails, none."""
    with _collector_at_rest():
        return _take(organisation, watches, lines, now, source)


def _take(
    organisation: Organisation, watches: "Watches", lines: Iterable[bytes | str], now: datetime, source: Source | None
) -> Taken:
    """By itself so that the batch is gone before the collector is woken."""
    glances = [glance for number, line in enumerate(lines) if (glance := jetstream.glance(line, number))]
    events = {post.id: event for event, post in glances}
    caught: dict[str, list[Match]] = {}
    for match in watches.match(post for _, post in glances):
        caught.setdefault(match.post_id, []).append(match)
    rows = _rows(organisation, {key: events[key] for key in caught}, now, source)
    return Taken(len(glances), *_read(organisation, rows, caught)) if rows else Taken(len(glances), 0, 0)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Python's collector would look, again and again, through a batch that is alive as a whole: a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(organisation: Organisation, rows: Mapping[str, Post], caught: Mapping[str, list["Match"]]) -> tuple[int, int]:
    understand([*rows.values()], organisation)
    try:
        with transaction.atomic():
            return _keep(organisation, rows, caught)
    except BaseException:
        copying.forget(organisation)
        raise


def _rows(
    organisation: Organisation, events: Mapping[str, jetstream.Event], now: datetime, source: Source | None
) -> dict[str, Post]:
    """The posts of events, each once, not yet saved."""
    rows = {}
    for key, event in events.items():
        if remark := jetstream.found(event):
            row = storing._post(organisation, remark, jetstream.NETWORK, now, source, None)
            row.unread, row.collected_at = False, now
            rows[row.external_id] = key, row
    return dict(rows.values())


def _keep(organisation: Organisation, rows: Mapping[str, Post], caught: Mapping[str, list["Match"]]) -> tuple[int, int]:
    """Writes posts and mentions; how many of each were new."""
    keys = _insert(Post, [*rows.values()], "external_id")
    new = {key: row for key, row in rows.items() if row.external_id in keys}
    for row in new.values():
        row.pk = keys[row.external_id]
    if not new:
        return 0, 0
    posts = sorted(new.values(), key=lambda row: row.pk)
    _note_copies(copying.originals(organisation, posts))
    mentions = mentions_of(posts, [_catch(row, match) for key, row in new.items() for match in caught[key]])
    for mention in mentions:
        mention.found_at = posts[0].collected_at
    return len(new), len(_insert(Mention, mentions, "id"))


def _catch(post: Post, match: "Match") -> matching.Caught:
    return matching.Caught(post.pk, int(match.watch_id), *matching.apart(match.spans, len(post.headline)))


def _note_copies(originals: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        sql = f"UPDATE {Post._meta.db_table} SET copy_of_id=%s WHERE id=%s"  # noqa: S608
        cursor.executemany(sql, [(first, copy) for copy, first in originals.items()])


def _insert(model: type[models.Model], rows: Sequence[Any], key: str) -> dict[Any, int]:
    """Inserts what is not there yet: `key` column → primary key of the new rows."""
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


def _values(model: type[models.Model], rows: Sequence[models.Model]) -> Iterator[Any]:
    """The values of rows as the database takes them; only times and JSON differ from what Python has."""
    taken = attrgetter(*(field.attname for field in _fields(model)))
    times, others = _places(model, models.DateTimeField), _places(model, models.JSONField)
    json, time = connection.ops.adapt_json_value, lru_cache(AT_ONCE)(connection.ops.adapt_datetimefield_value)
    empty: dict[Any, Any] = {list: json([], None), dict: json({}, None)}
    for row in rows:
        values = [*taken(row)]
        for place in times:
            values[place] = time(values[place])
        for place in others:
            values[place] = json(values[place], None) if values[place] else empty[type(values[place])]
        yield from values


@cache
def _places(model: type[models.Model], kind: type[Any]) -> list[int]:
    return [place for place, field in enumerate(_fields(model)) if isinstance(field, kind)]
