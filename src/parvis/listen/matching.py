"""Watches of an organisation against its posts. Compiled once; a watch that changes is compiled again.

The matcher and the models are loaded where they are first needed: idle processes stay some 30 MB smaller.
"""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Post, Watch
from parvis.listen.rows import filled
from parvis.text import posts as text
from parvis.text.query import Query, QueryError, parse
from parvis.text.query_tree import saved_in

if TYPE_CHECKING:
    from parvis.text.batch import Watches

log = logging.getLogger("parvis.listen")

MOST_HELD = 64
Spans = list[list[int]]


@dataclass(frozen=True)
class Caught:
    """A post caught by a watch, and where: in its text and in its headline."""

    post_id: int
    watch_id: int
    spans: Spans
    title_spans: Spans


Row = tuple[int, str, str, bool]  # a watch: key, name, query, whether it is paused


class Compiled:
    """The queries of an organisation as they stand. A change recompiles the watches that it concerns, and no other."""

    def __init__(self) -> None:
        from parvis.text.batch import Watches

        self.watches, self.rows = Watches(), list[Row]()
        self._read: dict[int, tuple[str, dict[str, str]]] = {}  # by key: the query, and those that it quotes by name

    def follow(self, rows: list[Row]) -> None:
        """Makes the set what `rows` say. What could not be read is tried again: what it quotes may be there now."""
        names = {name: query for _, name, query, _ in rows}
        asked = {key: query for key, _, query, paused in rows if not paused}
        for key in self._read.keys() - asked.keys():
            self._forget(key)
        for key, query in asked.items():
            if not self._is_current(key, query, names):
                self._compile(key, query, names)
        self.rows = rows

    def _is_current(self, key: int, query: str, names: Mapping[str, str]) -> bool:
        read, quoted = self._read.get(key, (None, {}))
        return read == query and all(names.get(name) == text for name, text in quoted.items())

    def _compile(self, key: int, query: str, names: Mapping[str, str]) -> None:
        try:
            parsed = parse(query, names)
        except QueryError as error:
            log.warning("watch %s cannot be read: %s", key, error)
            self._forget(key)
        else:
            self.watches.add(str(key), parsed)
            self._read[key] = query, {name: names[name] for name in saved_in(parsed.root)}

    def _forget(self, key: int) -> None:
        self._read.pop(key, None)
        self.watches.remove(str(key))


_held: OrderedDict[int, Compiled] = OrderedDict()


def standing(organisation: Organisation) -> Compiled:
    """The organisation's active watches, compiled; held by this process, and brought up to date when one changes."""
    found = Watch.objects.of(organisation).order_by("pk").values_list("pk", "name", "query", "paused_at")
    rows = [(key, name, query, paused_at is not None) for key, name, query, paused_at in found]
    held = _held.pop(organisation.pk, None) or Compiled()
    if held.rows != rows:
        held.follow(rows)
    _held[organisation.pk] = held
    while len(_held) > MOST_HELD:
        _held.popitem(last=False)
    return held


def saved_of(organisation: Organisation) -> dict[str, str]:
    """What `saved:name` in a query stands for: the query of the watch of that name."""
    return dict(Watch.objects.of(organisation).order_by("pk").values_list("name", "query"))


def alone(watch_id: int, query: Query) -> "Watches":
    """One watch by itself."""
    from parvis.text.batch import Watches

    watches = Watches()
    watches.add(str(watch_id), query)
    return watches


def caught(watches: "Watches", posts: Iterable[Post]) -> Iterator[Caught]:
    """What the watches catch of `posts`; the organisation's own posts are nobody's mention."""
    by_id = {str(post.pk): post for post in posts if not post.by_us}
    for match in watches.match(as_text(post) for post in by_id.values()):
        post = by_id[match.post_id]
        in_text, in_title = apart(match.spans, len(post.headline))
        yield Caught(post.pk, int(match.watch_id), in_text, in_title)


def whole(post: Post) -> str:
    """What is matched and read: the headline, if any, then the text."""
    return f"{post.headline}\n{post.text}" if post.headline else post.text


def as_text(post: Post) -> text.Post:
    """The post as the text library knows it."""
    return text.Post(
        str(post.pk),
        whole(post),
        post.author_handle or post.author,
        post.language,
        post.network,
        post.url,
        post.published_at,
        tuple(post.tags),
        bool(post.media),
        bool(post.reply_to),
    )


def apart(spans: Iterable[tuple[int, int]], headline: int) -> tuple[Spans, Spans]:
    """Spans of the whole as spans of the text and of the headline, which is `headline` long (0: there is none)."""
    shift = headline + 1 if headline else 0
    in_text = [[max(start - shift, 0), end - shift] for start, end in spans if end > shift]
    in_title = [[start, min(end, headline)] for start, end in spans if start < headline]
    return in_text, in_title


def mention(post: Post, catch: Caught, found_at: datetime, sorted_at: datetime | None) -> dict[str, Any]:
    """The row of a catch, not yet saved, by column; triage is not to look at it when it counts as `sorted_at`."""
    values = {
        "organisation_id": post.organisation_id,
        "watch_id": catch.watch_id,
        "post_id": post.id,
        "spans": catch.spans,
        "title_spans": catch.title_spans,
        "published_at": post.published_at,
        "found_at": found_at,
        "sorted_at": sorted_at,
    }
    return filled(Mention, values)
