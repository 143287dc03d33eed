"""Many queries against a stream of posts."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from parvis.text.match import Reading, Span, spans_in
from parvis.text.posts import Post
from parvis.text.query_tree import Query


class Match:
    """A post that a watch asks for. `spans` are worked out when they are read."""

    def __init__(self, reading: Reading, watch_id: str, query: Query) -> None:
        self.reading, self.watch_id, self.query = reading, watch_id, query

    @property
    def post_id(self) -> str:
        return self.reading.post.id

    @cached_property
    def spans(self) -> list[Span]:
        """Where, in code points of the post's text; empty when fields alone decided."""
        return spans_in(self.query, self.reading) or []


class Watches:
    """A live set of queries, each under its id."""

    def __init__(self) -> None:
        self._queries: dict[str, Query] = {}

    def __len__(self) -> int:
        return len(self._queries)

    def add(self, watch_id: str, query: Query) -> None:
        """Adds a watch, or replaces the one of this id."""
        self._queries[watch_id] = query

    def remove(self, watch_id: str) -> None:
        """Takes a watch out; nothing happens when it is not there."""
        self._queries.pop(watch_id, None)

    def match(self, posts: Iterable[Post]) -> Iterator[Match]:
        """Every (post, watch) that holds, post by post."""
        for post in posts:
            reading = Reading(post)
            for watch_id, query in list(self._queries.items()):
                if spans_in(query, reading) is not None:
                    yield Match(reading, watch_id, query)
