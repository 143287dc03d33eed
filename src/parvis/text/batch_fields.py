"""The terms that a post's fields give (`lang:fr`, `site:lemonde.fr`), for the fields that some watch asks about."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from parvis.text.batch_terms import Terms
from parvis.text.match import address
from parvis.text.posts import Post
from parvis.text.query_words import handle_form
from parvis.text.words import fold

_MOST_REMEMBERED = 50_000  # values of one field


def _lang(post: Post) -> Iterator[str]:
    code = post.lang.lower().replace("_", "-")
    yield from {code, code.partition("-")[0]}


def _author(post: Post) -> Iterator[str]:
    name = handle_form(post.author)
    yield from {name, name.partition("@")[0]}


def _site(post: Post) -> Iterator[str]:
    host = address(post.url).partition("/")[0]
    while host:
        yield host
        host = host.partition(".")[2]


def _source(post: Post) -> Iterator[str]:
    yield fold(post.source)


def _tag(post: Post) -> Iterator[str]:
    yield from {fold(tag).lstrip("#") for tag in post.tags}


def _has(post: Post) -> Iterator[str]:
    yield from ("media",) if post.has_media else ()


def _is(post: Post) -> Iterator[str]:
    yield from ("reply",) if post.is_reply else ()


_VALUES: dict[str, Callable[[Post], Iterator[str]]] = {
    "lang": _lang,
    "source": _source,
    "has": _has,
    "is": _is,
    "author": _author,
    "site": _site,
    "tag": _tag,
}
_RAW = {"site": "url", "tag": "tags", "has": "has_media", "is": "is_reply"}
_FEW_VALUES = ("lang", "source", "has", "is")  # remembered together


class _Memory(NamedTuple):
    """Fields, what the post says of them, and the terms of each such saying met."""

    names: frozenset[str]
    raw: Callable[[Post], object]
    known: dict[object, tuple[int, ...]]


class FieldTerms:
    """Remembers the terms of the values met."""

    def __init__(self, terms: Terms) -> None:
        self._terms, self._changed = terms, -1
        self._memories: list[_Memory] = []

    def of(self, posts: list[Post], some: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """By place, the numbers of the terms that the fields of some posts give, if any."""
        if self._changed != self._terms.fields_changed:
            self._begin_anew()
        found = dict[int, tuple[int, ...]]()
        for memory in self._memories:
            known, raw = memory.known, memory.raw
            for at in some:
                numbers = known.get(key := raw(posts[at]))
                if numbers is None:
                    numbers = self._look_up(memory, key, posts[at])
                if numbers:
                    found[at] = found[at] + numbers if at in found else numbers
        return found

    def each(self, posts: list[Post], fields: list[str]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """By the place of each post, the numbers of the terms that these fields give, some others perhaps too."""
        if self._changed != self._terms.fields_changed:
            self._begin_anew()
        for memory in self._memories:
            if memory.names.isdisjoint(fields):
                continue
            keys = map(memory.raw, posts)
            for at, numbers in enumerate(map(memory.known.get, keys)):
                found = self._look_up(memory, memory.raw(posts[at]), posts[at]) if numbers is None else numbers
                if found:
                    yield at, found

    def _begin_anew(self) -> None:
        self._changed = self._terms.fields_changed
        used = [name for name in _VALUES if self._terms.fields[name]]
        few = [name for name in used if name in _FEW_VALUES]
        groups = [few, *([name] for name in used if name not in few)]
        raw = (attrgetter(*(_RAW.get(name, name) for name in names)) for names in groups if names)
        self._memories = [
            _Memory(frozenset(names), get, {}) for names, get in zip(filter(None, groups), raw, strict=True)
        ]

    def _look_up(self, memory: _Memory, key: object, post: Post) -> tuple[int, ...]:
        if len(memory.known) > _MOST_REMEMBERED:
            memory.known.clear()
        terms = (f"{name}:{value}" for name in memory.names for value in _VALUES[name](post))
        numbers = tuple(self._terms.numbers[term] for term in terms if term in self._terms.numbers)
        memory.known[key] = numbers
        return numbers
