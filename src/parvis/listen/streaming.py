"""A stream far larger than what concerns us: what no watch asks for is dropped before anything else is done with it.

What is left is read and kept as `reading` does it, with the same result; but each batch is one transaction, and its
rows are written once, complete, by statements of our own.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction

from parvis.core.scope import Organisation
from parvis.listen import copying, jetstream, matching, storing
from parvis.listen.models import Mention, Post, Source
from parvis.listen.reading import _mentions as mentions_of
from parvis.listen.reading import _understand as understand
from parvis.listen.rows import insert
from parvis.networks.base import Found

if TYPE_CHECKING:
    from parvis.text.batch import Match, Watches

Naming = Callable[[Sequence[Found]], Sequence[Found]]
Caught = Mapping[int, Sequence["Match"]]  # by the number of the line


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
    named: Naming = list,
) -> Taken:
    """Keeps the posts of some lines of Jetstream that `watches` ask for: all of them or, when it fails, none.

    `named` gives remarks back with the names of their authors, which the lines do not tell.
    """
    with _collector_at_rest():
        return _take(organisation, watches, [*lines], now, source, named)


def _take(
    organisation: Organisation,
    watches: "Watches",
    lines: Sequence[bytes | str],
    now: datetime,
    source: Source | None,
    named: Naming,
) -> Taken:
    """By itself so that the batch is gone before the collector is woken."""
    seen, caught = _matched(watches, lines)
    remarks = [(number, remark) for number in caught if (remark := jetstream.found(lines[number]))]
    numbers = [number for number, _ in remarks]
    rows = _rows(organisation, zip(numbers, named([remark for _, remark in remarks]), strict=True), now, source)
    return Taken(seen, *_read(organisation, rows, caught)) if rows else Taken(seen, 0, 0)


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


def _matched(watches: "Watches", lines: Sequence[bytes | str]) -> tuple[int, Caught]:
    """How many lines are posts, and what is caught of them."""
    posts = [post for number, line in enumerate(lines) if (post := jetstream.glance(line, number))]
    caught = defaultdict[int, list["Match"]](list)
    for match in watches.match(posts):
        caught[int(match.post_id)].append(match)
    return len(posts), caught


def _read(organisation: Organisation, rows: Mapping[int, Post], caught: Caught) -> tuple[int, int]:
    understand([*rows.values()], organisation)
    try:
        with transaction.atomic():
            return _keep(organisation, rows, caught)
    except BaseException:
        copying.forget(organisation)
        raise


def _rows(
    organisation: Organisation, remarks: Iterable[tuple[int, Found]], now: datetime, source: Source | None
) -> dict[int, Post]:
    """The posts of remarks, each once, not yet saved."""
    rows = {}
    for number, remark in remarks:
        row = storing._post(organisation, remark, jetstream.NETWORK, now, source, None)
        row.unread, row.collected_at = False, now
        rows[row.external_id] = number, row
    return dict(rows.values())


def _keep(organisation: Organisation, rows: Mapping[int, Post], caught: Caught) -> tuple[int, int]:
    """Writes posts and mentions; how many of each were new."""
    keys = insert(Post, [vars(row) for row in rows.values()], "external_id")
    new = {number: row for number, row in rows.items() if row.external_id in keys}
    for row in new.values():
        row.id = keys[row.external_id]
    if not new:
        return 0, 0
    posts = sorted(new.values(), key=attrgetter("id"))
    _note_copies(copying.originals(organisation, posts))
    return len(new), len(insert(Mention, mentions_of(posts, _catches(new, caught))))


def _catches(rows: Mapping[int, Post], caught: Caught) -> list[matching.Caught]:
    return [_catch(row, match) for number, row in rows.items() for match in caught[number]]


def _catch(post: Post, match: "Match") -> matching.Caught:
    return matching.Caught(post.id, int(match.watch_id), *matching.apart(match.spans, len(post.headline)))


def _note_copies(originals: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        sql = f"UPDATE {Post._meta.db_table} SET copy_of_id=%s WHERE id=%s"  # noqa: S608
        cursor.executemany(sql, [(first, copy) for copy, first in originals.items()])
