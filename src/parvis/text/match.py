"""Whether one post is what a query asks for, and where: the reference that the batch matcher equals."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from functools import cached_property, lru_cache
from itertools import chain

from parvis.text.fold import WORDS
from parvis.text.posts import Post
from parvis.text.query_tree import (
    And,
    Exact,
    Field,
    Hashtag,
    Mention,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Saved,
    Symbol,
    Text,
    Word,
)
from parvis.text.query_words import exact_form, handle_form, is_plain, test
from parvis.text.words import fold, located

Span = tuple[int, int]
_MENTION = re.compile(r"(?<![\w@＠])[@＠](\w(?:[\w.-]*\w)?(?:@\w(?:[\w.-]*\w)?)?)")
# What an emoji takes along: its variant, skin tone or keycap, and what a joiner ties to it.
_EMOJI_TAIL = "(?:[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d[^\\W\\d_]?[^\\w\\s]?)*"


def spans(query: Query, post: Post) -> list[Span] | None:
    """Where `post` is what `query` asks for: spans in code points of `post.text`, sorted, apart from each other.

    None when it does not match; an empty list when it matches by its fields alone.
    """
    return spans_in(query, Reading(post))


def spans_in(query: Query, reading: "Reading") -> list[Span] | None:
    found = _find(query.root, reading)
    return None if found is None else _apart(found)


class Reading:
    """A post cut into words once, for any number of queries."""

    def __init__(self, post: Post) -> None:
        self.post, self.text = post, post.text
        cut = located(post.text)
        self.words = [word for word, _, _ in cut]
        self.starts = [start for _, start, _ in cut]
        self.ends = [end for _, _, end in cut]

    @cached_property
    def index(self) -> dict[str, list[int]]:
        """Folded word → its positions."""
        index = defaultdict[str, list[int]](list)
        for at, word in enumerate(self.words):
            index[word].append(at)
        return index

    @cached_property
    def hashtags(self) -> list[tuple[str, int, int]]:
        """Folded hashtag, its first and last word."""
        found = []
        for at, start in enumerate(self.starts):
            if start and self.text[start - 1] in "#＃" and (start < 2 or not self._ties(self.text[start - 2])):
                last = at
                while last + 1 < len(self.starts) and not self.text[self.ends[last] : self.starts[last + 1]].strip("_"):
                    last += 1
                found.append(("_".join(self.words[at : last + 1]), at, last))
        return found

    @staticmethod
    def _ties(before: str) -> bool:
        """`a#b`, `&#39;` and `/#part` are no hashtags."""
        return before in "&/" or WORDS[ord(before)] not in ("", " ")

    @cached_property
    def mentions(self) -> list[tuple[str, int, int]]:
        """Folded account name, its first and last word."""
        found = []
        for m in _MENTION.finditer(self.text):
            first, last = bisect_left(self.starts, m.start(1)), bisect_right(self.ends, m.end(1)) - 1
            if first <= last:
                found.append((handle_form(m.group(1)), first, last))
        return found


def where(leaf: Text, reading: Reading) -> list[Span]:
    """The first and last word of each place where the leaf is found, in order."""
    match leaf:
        case Word(_, parts):
            return _sequence(parts, reading) if len(parts) == 1 else _tied(parts, reading)
        case Phrase(_, parts):
            return _sequence(parts, reading)
        case Exact(text, parts):
            return _as_written(exact_form(text), parts, reading)
        case Hashtag(_, parts):
            same = _test("_".join(parts))
            return [(first, last) for tag, first, last in reading.hashtags if same(tag)]
        case Mention(text):
            same = _test(handle_form(text))
            return [
                (first, last) for name, first, last in reading.mentions if same(name) or same(name.partition("@")[0])
            ]


def _tied(parts: tuple[str, ...], reading: Reading) -> list[Span]:
    """`Sainte-Aube` is also the hashtag `#SainteAube`."""
    found = _sequence(parts, reading)
    if "#" in reading.text or "＃" in reading.text:
        same = _test("".join(parts))
        return sorted({*found, *((first, last) for tag, first, last in reading.hashtags if same(tag))})
    return found


def _sequence(parts: tuple[str, ...], reading: Reading) -> list[Span]:
    words, more = reading.words, len(parts) - 1
    if is_plain(parts[0]):
        starts = reading.index.get(parts[0], [])
    else:
        begins = _test(parts[0])
        starts = [at for at, word in enumerate(words) if begins(word)]
    if not more:
        return [(at, at) for at in starts]
    tests = [_test(part) for part in parts[1:]]
    last = len(words) - more
    return [(at, at + more) for at in starts if at < last and all(t(words[at + 1 + i]) for i, t in enumerate(tests))]


@lru_cache(maxsize=20_000)
def _test(part: str) -> Callable[[str], bool]:
    return test(part)


def _as_written(wanted: str, parts: tuple[str, ...], reading: Reading) -> list[Span]:
    """The places of `parts` where the text, with the punctuation asked for around it, is `wanted`."""
    before = next(i for i, c in enumerate(wanted) if WORDS[ord(c)] not in ("", " "))
    after = next(i for i, c in enumerate(reversed(wanted)) if WORDS[ord(c)] not in ("", " "))
    found = []
    for first, last in _sequence(parts, reading):
        start, end = reading.starts[first], reading.ends[last]
        if start >= before and exact_form(reading.text[start - before : end + after]) == wanted:
            found.append((first, last))
    return found


def _find(node: Node, reading: Reading) -> list[Span] | None:
    """The spans in code points that make `node` hold, None when it does not."""
    match node:
        case And(items):
            return _all(items, reading)
        case Or(items):
            found = [f for f in (_find(item, reading) for item in items) if f is not None]
            return list(chain.from_iterable(found)) if found else None
        case Not(item):
            return [] if _find(item, reading) is None else None
        case Saved(_, item):
            return _find(item, reading)
        case Near():
            return _near(node, reading)
        case Field(name, value):
            return _field(name, value, reading)
        case Symbol(text):
            return [m.span() for m in _symbol(text).finditer(reading.text)] or None
        case _:
            return _spans(node, where(node, reading), reading) or None


def _all(items: tuple[Node, ...], reading: Reading) -> list[Span] | None:
    together: list[Span] = []
    for item in items:
        found = _find(item, reading)
        if found is None:
            return None
        together += found
    return together


def _spans(leaf: Text, places: list[Span], reading: Reading) -> list[Span]:
    starts, ends = reading.starts, reading.ends
    before, after = _around(leaf)
    return [(starts[first] - before, ends[last] + after) for first, last in places]


def _around(leaf: Text) -> Span:
    """How many signs beside its words the span of a leaf takes in."""
    if isinstance(leaf, Hashtag | Mention):
        return 1, 0
    if isinstance(leaf, Exact):
        wanted = exact_form(leaf.text)
        core = [i for i, c in enumerate(wanted) if WORDS[ord(c)] not in ("", " ")]
        return core[0], len(wanted) - 1 - core[-1]
    return 0, 0


def _near(node: Near, reading: Reading) -> list[Span] | None:
    left, right = _places(node.left, reading), _places(node.right, reading)
    if not left or not right:
        return None
    free, most = not node.ordered, node.distance
    left_first, left_last = sorted([p[0] for p in left]), sorted([p[1] for p in left])
    right_first, right_last = sorted([p[0] for p in right]), sorted([p[1] for p in right])
    found = [
        (s, e)
        for f, t, s, e in left
        if _any(right_first, t + 1, t + most) or free and _any(right_last, f - most, f - 1)
    ]
    if not found:
        return None
    found += [
        (s, e) for f, t, s, e in right if _any(left_last, f - most, f - 1) or free and _any(left_first, t + 1, t + most)
    ]
    return found


def _any(positions: list[int], low: int, high: int) -> bool:
    """Whether one of the sorted positions lies between `low` and `high`, both included."""
    at = bisect_left(positions, low)
    return at < len(positions) and positions[at] <= high


def _places(side: Node, reading: Reading) -> list[tuple[int, int, int, int]]:
    """First word, last word, start and end of each place of one side of a proximity."""
    found = []
    for leaf in side.items if isinstance(side, Or) else (side,):
        assert isinstance(leaf, Text)
        places = where(leaf, reading)
        found += [(f, t, s, e) for (f, t), (s, e) in zip(places, _spans(leaf, places, reading), strict=True)]
    return found


@lru_cache(maxsize=1_000)
def _symbol(text: str) -> re.Pattern[str]:
    bare = [re.escape(c) for c in text if c not in "\ufe0e\ufe0f"]
    return re.compile("[\ufe0e\ufe0f]?".join(bare) + _EMOJI_TAIL)


def _field(name: str, value: str, reading: Reading) -> list[Span] | None:
    post = reading.post
    match name:
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
            same, author = _test(fold(value)), handle_form(post.author)
            return [] if same(author) or same(author.partition("@")[0]) else None
        case _:
            return [] if _test(fold(value))(fold(post.source)) else None


def _tagged(value: str, reading: Reading) -> list[Span] | None:
    """A tag of the post, or a hashtag in its text."""
    same = _test(fold(value))
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
