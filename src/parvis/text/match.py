"""Whether one post is what a query asks for, and where: the reference that the batch matcher equals."""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from parvis.text import query_tree as tree
from parvis.text.fold import WORDS
from parvis.text.match_reading import Reading
from parvis.text.posts import Post
from parvis.text.query_words import exact_form, handle_form, is_plain, is_prefix, test
from parvis.text.words import fold

Span = tuple[int, int]
# What an emoji takes along: its variant, skin tone or keycap, and what a joiner ties to it.
_EMOJI_TAIL = "(?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\\W\\d_]?[^\\w\\s]?)*"


def spans(query: tree.Query, post: Post) -> list[Span] | None:
    """Where `post` is what `query` asks for: spans in code points of `post.text`, sorted, apart from each other.

    None when it does not match; an empty list when it matches by its fields alone.
    """
    return spans_in(query, Reading(post))


def spans_in(query: tree.Query, reading: Reading) -> list[Span] | None:
    """`spans`, of a post already read for another query."""
    found = _find(query.root, reading)
    return None if found is None else _apart(found)


def spans_of(query: tree.Query, reading: Reading) -> list[Span]:
    """`spans_in`, of a query that is known to hold: what it refuses need not be looked for."""
    return _apart(_held(query.root, reading))


def _held(node: tree.Node, reading: Reading) -> list[Span]:
    if isinstance(node, tree.And):
        return [span for item in node.items if not isinstance(item, tree.Not) for span in _held(item, reading)]
    return _find(node, reading) or []


def _find(node: tree.Node, reading: Reading) -> list[Span] | None:
    """The spans in code points that make `node` hold, None when it does not."""
    return _FINDERS[type(node)](node, reading)


def _and(node: tree.And, reading: Reading) -> list[Span] | None:
    together: list[Span] = []
    for item in node.items:
        found = _FINDERS[type(item)](item, reading)
        if found is None:
            return None
        together += found
    return together


def _or(node: tree.Or, reading: Reading) -> list[Span] | None:
    found: list[Span] | None = None
    for item in node.items:
        if (more := _FINDERS[type(item)](item, reading)) is not None:
            found = found + more if found else more
    return found


def _not(node: tree.Not, reading: Reading) -> list[Span] | None:
    return [] if _find(node.item, reading) is None else None


def _saved(node: tree.Saved, reading: Reading) -> list[Span] | None:
    return _find(node.item, reading)


def _text(node: tree.Text, reading: Reading) -> list[Span] | None:
    places = _PLACES[type(node)](node, reading)
    return _spans(node, places, reading) if places else None


def _symbols(node: tree.Symbol, reading: Reading) -> list[Span] | None:
    return [m.span() for m in _symbol(node.text).finditer(reading.text)] or None


def _word(leaf: tree.Word, reading: Reading) -> list[Span]:
    return _sequence(leaf, reading) if len(leaf.parts) == 1 else _tied(leaf, reading)


def _exact(leaf: tree.Exact, reading: Reading) -> list[Span]:
    return _as_written(exact_form(leaf.text), leaf, reading)


def _hashtag(leaf: tree.Hashtag, reading: Reading) -> list[Span]:
    same = _test("_".join(leaf.parts))
    return [(first, last) for tag, first, last in reading.hashtags if same(tag)]


def _mention(leaf: tree.Mention, reading: Reading) -> list[Span]:
    same = _test(handle_form(leaf.text))
    return [(first, last) for name, first, last in reading.mentions if same(name) or same(name.partition("@")[0])]


def _tied(leaf: tree.Word, reading: Reading) -> list[Span]:
    """`Sainte-Aube` is also the hashtag `#SainteAube`."""
    found = _sequence(leaf, reading)
    if "#" in reading.text or "＃" in reading.text:
        same = _test("".join(leaf.parts))
        return sorted({*found, *((first, last) for tag, first, last in reading.hashtags if same(tag))})
    return found


def _sequence(leaf: tree.Text, reading: Reading) -> list[Span]:
    """The places of words that follow each other."""
    parts = leaf.parts
    first, more = parts[0], len(parts) - 1
    if first in reading.vocabulary:
        starts = reading.positions(first)
    elif is_plain(first):
        return []
    else:
        starts = _alike(first, reading)
    if not more:
        return [(at, at) for at in starts]
    words, rest = reading.words, list(parts[1:])
    return [(at, at + more) for at in starts if _agree(words[at + 1 : at + 1 + more], rest)]


def _alike(part: str, reading: Reading) -> list[int]:
    """The places of the words that a wildcard allows."""
    if is_prefix(part):
        start = part[:-1]
        if f" {start}" not in reading.spaced:
            return []
        return [at for at, word in enumerate(reading.words) if word.startswith(start)]
    begins = _test(part)
    return [at for at, word in enumerate(reading.words) if begins(word)]


def _agree(words: list[str], parts: list[str]) -> bool:
    return words == parts or (
        len(words) == len(parts) and all(_test(part)(word) for word, part in zip(words, parts, strict=True))
    )


@lru_cache(maxsize=20_000)
def _test(part: str) -> Callable[[str], bool]:
    return test(part)


def _as_written(wanted: str, leaf: tree.Exact, reading: Reading) -> list[Span]:
    """The places of the leaf where the text, with the punctuation asked for around it, is `wanted`."""
    before = next(i for i, c in enumerate(wanted) if WORDS[ord(c)] not in ("", " "))
    after = next(i for i, c in enumerate(reversed(wanted)) if WORDS[ord(c)] not in ("", " "))
    found = []
    for first, last in _sequence(leaf, reading):
        start, end = reading.starts[first], reading.ends[last]
        if start >= before and exact_form(reading.text[start - before : end + after]) == wanted:
            found.append((first, last))
    return found


def _spans(leaf: tree.Text, places: list[Span], reading: Reading) -> list[Span]:
    starts, ends = reading.starts, reading.ends
    if type(leaf) in _BARE:
        return [(starts[first], ends[last]) for first, last in places]
    before, after = _around(leaf)
    return [(starts[first] - before, ends[last] + after) for first, last in places]


def _around(leaf: tree.Text) -> Span:
    """How many signs beside its words the span of a leaf takes in: its `#` or `@`, or those that were asked for."""
    if not isinstance(leaf, tree.Exact):
        return 1, 0
    wanted = exact_form(leaf.text)
    core = [i for i, c in enumerate(wanted) if WORDS[ord(c)] not in ("", " ")]
    return core[0], len(wanted) - 1 - core[-1]


def _near(node: tree.Near, reading: Reading) -> list[Span] | None:
    left, right = _places(node.left, reading), _places(node.right, reading)
    if not left or not right:
        return None
    before, after = Ranks(left), Ranks(right)
    free, most = not node.ordered, node.distance
    found = [s for (f, t), s in left if after.follow(t, most) or (free and after.precede(f, most))]
    if found:
        found += [s for (f, t), s in right if before.precede(f, most) or (free and before.follow(t, most))]
    return found or None


class Ranks:
    """The places of one side of a proximity, to look for those near a word."""

    def __init__(self, places: list[tuple[Span, Span]]) -> None:
        self._firsts = sorted([first for (first, _), _ in places])
        self._lasts = sorted([last for (_, last), _ in places])

    def follow(self, last: int, most: int) -> bool:
        """Whether one begins at most so many words after `last`."""
        return within(self._firsts, last + 1, last + most)

    def precede(self, first: int, most: int) -> bool:
        """Whether one ends at most so many words before `first`."""
        return within(self._lasts, first - most, first - 1)


def within(positions: list[int], low: int, high: int) -> bool:
    """Whether one of the sorted positions lies between `low` and `high`, both included."""
    at = bisect_left(positions, low)
    return at < len(positions) and positions[at] <= high


def _places(side: tree.Node, reading: Reading) -> list[tuple[Span, Span]]:
    """The words and the code points of each place of one side of a proximity."""
    found: list[tuple[Span, Span]] = []
    for leaf in side.items if isinstance(side, tree.Or) else (side,):
        if not isinstance(leaf, tree.Text):
            raise TypeError(leaf)
        if places := _PLACES[type(leaf)](leaf, reading):
            found += zip(places, _spans(leaf, places, reading), strict=True)
    return found


@lru_cache(maxsize=1_000)
def _symbol(text: str) -> re.Pattern[str]:
    bare = [re.escape(c) for c in text if c not in "\ufe0e\ufe0f"]
    return re.compile("[\ufe0e\ufe0f]?".join(bare) + _EMOJI_TAIL)


def _field(node: tree.Field, reading: Reading) -> list[Span] | None:
    post, value = reading.post, node.value
    match node.name:
        case "lang":
            code = post.lang.lower().replace("_", "-")
            return [] if code == value or code.partition("-")[0] == value else None
        case "has":
            return [] if post.has_media else None
        case "is":
            return [] if post.is_reply else None
        case "tag":
            return _tagged(value, reading)
        case "site":
            return [] if _on_site(address(post.url), value) else None
        case "url":
            return [] if value in address(post.url) else None
        case "author":
            same, author = _test(_folded(value)), handle_form(post.author)
            return [] if same(author) or same(author.partition("@")[0]) else None
        case _:
            return [] if _test(_folded(value))(_folded(post.source)) else None


_folded = lru_cache(maxsize=2_000)(fold)


def _tagged(value: str, reading: Reading) -> list[Span] | None:
    """A tag of the post, or a hashtag in its text."""
    same = _test(_folded(value))
    places = [(reading.starts[f] - 1, reading.ends[t]) for tag, f, t in reading.hashtags if same(tag)]
    return places or ([] if any(same(fold(tag).lstrip("#")) for tag in reading.post.tags) else None)


def _on_site(url: str, site: str) -> bool:
    """`site` is a host, with or without the start of a path; its subdomains count."""
    host, slash, path = site.partition("/")
    found_host, _, found_path = url.partition("/")
    same = found_host == host or found_host.endswith("." + host)
    return same and (not slash or found_path == path or found_path.startswith(path + "/"))


def address(url: str) -> str:
    """An address without its scheme and `www.`, in small letters."""
    rest = url.casefold().partition("://")
    return (rest[2] or rest[0]).removeprefix("www.")


def _apart(found: list[Span]) -> list[Span]:
    """Sorted, those that overlap made one."""
    if len(found) < 2:
        return found
    found.sort()
    apart = [found[0]]
    for start, end in found[1:]:
        if start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


_BARE = {tree.Word, tree.Phrase}  # their spans take in no sign beside their words
_PLACES: dict[type, Callable[[Any, Reading], list[Span]]] = {
    tree.Word: _word,
    tree.Phrase: _sequence,
    tree.Exact: _exact,
    tree.Hashtag: _hashtag,
    tree.Mention: _mention,
}
_FINDERS: dict[type, Callable[[Any, Reading], list[Span] | None]] = {
    **dict.fromkeys(_PLACES, _text),
    tree.And: _and,
    tree.Or: _or,
    tree.Not: _not,
    tree.Saved: _saved,
    tree.Near: _near,
    tree.Symbol: _symbols,
    tree.Field: _field,
}
