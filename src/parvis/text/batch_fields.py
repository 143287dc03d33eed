"""The terms that a post's fields give (`lang:fr`, `site:lemonde.fr`), for the fields that some watch asks about."""

from collections.abc import Callable, Iterator
from operator import attrgetter

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


_VALUES: dict[str, tuple[Callable[[Post], object], Callable[[Post], Iterator[str]]]] = {
    "lang": (attrgetter("lang"), _lang),
    "author": (attrgetter("author"), _author),
    "site": (attrgetter("url"), _site),
    "source": (attrgetter("source"), _source),
    "tag": (attrgetter("tags"), _tag),
    "has": (attrgetter("has_media"), _has),
    "is": (attrgetter("is_reply"), _is),
}


class FieldTerms:
    """Remembers the terms of the values met."""

    def __init__(self, terms: Terms) -> None:
        self._terms, self._changed = terms, -1
        self._known: dict[str, dict[object, tuple[int, ...]]] = {}

    def of(self, post: Post) -> list[int]:
        """The numbers of the terms that the post's fields give."""
        if self._changed != self._terms.fields_changed:
            self._changed = self._terms.fields_changed
            self._known = {name: {} for name, uses in self._terms.fields.items() if uses}
        found: list[int] = []
        for name, known in self._known.items():
            raw, values = _VALUES[name]
            key = raw(post)
            numbers = known.get(key)
            if numbers is None:
                numbers = self._look_up(name, values(post))
                if len(known) < _MOST_REMEMBERED:
                    known[key] = numbers
            found += numbers
        return found

    def _look_up(self, name: str, values: Iterator[str]) -> tuple[int, ...]:
        numbers = (self._terms.numbers.get(f"{name}:{value}") for value in values)
        return tuple(number for number in numbers if number is not None)
