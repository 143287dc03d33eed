"""A stream far larger than what concerns us: what no watch asks for is dropped before anything else is done with it.

What is left is read and kept as `reading` does it, with the same result; but each batch is one transaction, and its
rows are written once, complete, by statements of our own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
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

Caught = dict[int, list["Match"]]  # number of the event → what the watches caught of it


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
    glances = [glance for number, line in enumerate(lines) if (glance := jetstream.glance(line, number))]
    events = {post.id: event for event, post in glances}
    caught: dict[str, list[Match]] = {}
    for match in watches.match(post for _, post in glances):
        caught.setdefault(match.post_id, []).append(match)
    rows = _rows(organisation, {key: events[key] for key in caught}, now, source)
    if not rows:
        return Taken(len(glances), 0, 0)
    understand([*rows.values()], organisation)
    try:
        with transaction.atomic():
            return Taken(len(glances), *_keep(organisation, rows, caught))
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
            row.unread = False
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
            cursor.execute(_statement(model, len(some), key), [value for row in some for value in _values(model, row)])
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


def _values(model: type[models.Model], row: models.Model) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in _fields(model)]
