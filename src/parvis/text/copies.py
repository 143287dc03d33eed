"""Near copies in a stream of posts: share chains, agency copies, petition texts, small edits.

Each text is reduced to its words; eight prints of it (`copies_prints`) lead to the posts that may be the same, and a
comparison letter by letter decides (`copies_same`). The first post of each group is kept in a ring of fixed size, and
those copies to which words were added, for they are copied on; they answer with the first's id.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from unicodedata import normalize

from parvis.text import western
from parvis.text.copies_prints import PRINTS, prints
from parvis.text.copies_same import same, whole

SHORTEST = 20  # bytes of words below which two people may well have written the same by themselves
LONGEST = 500  # letters that are compared

_SEVEN_DAYS = timedelta(days=7)
_CHUNK = 1000
_SIGNS, _MARKS = ("http", "www.", "@", "＠", "&"), frozenset(("rt", "via", "mt"))
# Each begins with a letter to look for: that is how `re` passes quickly over what it does not look for.
_CARRIER = re.compile(
    r"https?://\S*|www\.\S+|@\w[\w.@-]*|＠\w[\w.@-]*|rt(?<!\wrt)\b|via(?<!\wvia)\b|mt(?<!\wmt)\b|&\w+;"
)
_WORDS = re.compile(r"[^\W_]+")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_CUT = ("…", "...")


class Copies:
    """Remembers the posts of `window` and tells which new one copies which.

    At most `most` texts are kept, about 300 bytes each with the table; when more come, the oldest go.
    """

    def __init__(self, window: timedelta = _SEVEN_DAYS, most: int = 500_000) -> None:
        self._window, self._most = window.total_seconds(), most
        self._ids: list[str] = []
        self._texts: list[str] = []
        self._seen: list[float] = []
        self._next = 0
        self._mask = (1 << (2 * PRINTS * most).bit_length()) - 1
        self._places = array("I", bytes(4 * (self._mask + 1)))  # print → place in the ring, from 1; newer replace older

    def add(self, post_id: str, text: str, at: datetime) -> str | None:
        """The id of the first post of which `text` is a near copy; None when it is the first itself, or too short."""
        return self.add_many([(post_id, text, at)])[0]

    def add_many(self, batch: Iterable[tuple[str, str, datetime]]) -> list[str | None]:
        """`add` for each (id, text, time) in turn: the same answers, many times faster."""
        posts = iter(batch)
        return [first for chunk in iter(lambda: list(islice(posts, _CHUNK)), []) for first in self._add_chunk(chunk)]

    def forget(self, before: datetime) -> None:
        """Drops the posts that were last seen, themselves or in a copy, before that time."""
        limit = before.timestamp()
        for place, seen in enumerate(self._seen):
            if seen < limit:
                self._ids[place] = self._texts[place] = ""

    def _add_chunk(self, chunk: Sequence[tuple[str, str, datetime]]) -> list[str | None]:
        bare = [_bare(text) for _, text, _ in chunk]
        long = [i for i, text in enumerate(bare) if len(text.encode("utf-8", "replace")) >= SHORTEST]
        firsts: list[str | None] = [None] * len(chunk)
        if long:
            keys = prints([bare[i] for i in long]) & self._mask
            for i, row in zip(long, keys.tolist(), strict=True):
                post_id, text, at = chunk[i]
                firsts[i] = self._add_one(post_id, bare[i], text[-9:].rstrip().endswith(_CUT), at.timestamp(), row)
        return firsts

    def _add_one(self, post_id: str, bare: str, cut: bool, at: float, keys: list[int]) -> str | None:
        places = self._places
        for place in dict.fromkeys([places[key] for key in keys]):
            if place and at - self._seen[place - 1] <= self._window and same(self._texts[place - 1], bare, cut):
                first = self._ids[place - 1]
                self._seen[place - 1] = max(at, self._seen[place - 1])
                if not cut and not whole(self._texts[place - 1], bare):
                    self._point(keys, self._keep(first, bare, at))
                return first if first != post_id else None
        self._point(keys, self._keep(post_id, bare, at))
        return None

    def _point(self, keys: list[int], place: int) -> None:
        for key in keys:
            self._places[key] = place

    def _keep(self, post_id: str, bare: str, at: float) -> int:
        """Puts a first post in the ring; its place, from 1."""
        place = self._next
        self._next = (place + 1) % self._most
        if place == len(self._ids):
            self._ids.append(post_id)
            self._texts.append(bare)
            self._seen.append(at)
        else:
            self._ids[place], self._texts[place], self._seen[place] = post_id, bare, at
        return place + 1


def _bare(text: str) -> str:
    """The words of a post without accents, links, account names and the marks of sharing."""
    plain = text[: 4 * LONGEST].lower()
    words = None if any(sign in plain for sign in _SIGNS) else _western(plain)
    if words is None or not _MARKS.isdisjoint(words):
        plain = _CARRIER.sub(" ", plain)
        words = _western(plain) or _WORDS.findall(_unaccented(plain))
    return " ".join(words)[:LONGEST]


def _western(plain: str) -> list[str] | None:
    return western.words(plain, _letters())


def _unaccented(plain: str) -> str:
    return _ACCENTS.sub("", normalize("NFD", plain))


@cache
def _letters() -> bytes:
    return western.table(_WORDS, _unaccented)
