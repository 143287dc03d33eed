"""The terms of all watches, and which of them a batch of posts, or one post, contains."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from parvis.text.anchors import supposed
from parvis.text.batch_hash import Cut, Hashes, Indices, beginnings, cut, phrases, spelled
from parvis.text.batch_planner import LONGEST_PHRASE
from parvis.text.batch_table import Table
from parvis.text.words import tokens

# Prefixes of 3 to 6 letters have a table each; longer ones are found by their first 6 letters, then compared.
_SHORTEST, _HEAD = 3, 6
_WORDS, _HEADS, _FIELDS = 0, -1, -2  # the tables beside those of prefixes; fields have none
_TOGETHER = 500  # terms hashed in one go
_MOST_MET = 50_000  # words remembered
Lengths = dict[int, int]  # a length → how many terms have it
_Known = tuple[()] | tuple[tuple[int, ...], dict[str, Lengths] | None]


class Hits(NamedTuple):
    """Terms found, sorted by post: the post each is in, its number, its first word."""

    owners: Indices
    numbers: Indices
    places: Indices


class Terms:
    """Numbers for terms, for as long as a watch uses them, and where they occur.

    A term is written `word`, `two words`, `begin*` or `lang:fr`.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.fields = Counter[str]()  # uses of each field
        self.fields_changed = 0
        self._names: list[str] = []
        self._supposed: list[float] = []
        self._uses: list[int] = []
        self._free: list[int] = []
        self._tables = {kind: Table() for kind in (_WORDS, _HEADS, *range(_SHORTEST, _HEAD + 1))}
        self._new: dict[str, int] = {}
        self._gone: dict[int, set[int]] = defaultdict(set)
        self._starters: dict[str, dict[str, Lengths]] = {}  # first word of phrases → second word → lengths in words
        self._prefixes: dict[str, Lengths] = {}  # first letters of prefixes → lengths in letters
        self._longest = 1
        self._changed = False
        self._met: dict[str, _Known] = {}  # words met one by one

    def __len__(self) -> int:
        return len(self._names)

    def supposed(self, number: int) -> float:
        """The share of posts in which the term is expected before any is seen."""
        return self._supposed[number]

    def is_field(self, number: int) -> bool:
        return ":" in self._names[number]

    def use(self, term: str) -> int:
        """The term's number, one more use counted."""
        number = self.numbers.get(term)
        if number is None:
            number = self._take(term)
        self._uses[number] += 1
        return number

    def _take(self, term: str) -> int:
        number = self._free.pop() if self._free else len(self._names)
        if number == len(self._names):
            self._names.append(term)
            self._uses.append(0)
            self._supposed.append(0.0)
        self._names[number] = term
        self._supposed[number] = supposed(term)
        self.numbers[term] = number
        self._note(term, 1)
        if _kind(term) != _FIELDS:
            self._new[term] = number
        return number

    def release(self, number: int) -> None:
        """One use less; a term without use is forgotten."""
        self._uses[number] -= 1
        if self._uses[number]:
            return
        term = self._names[number]
        kind = _kind(term)
        del self.numbers[term]
        self._note(term, -1)
        if kind in (_FIELDS, _HEADS) or self._new.pop(term, None) is not None:
            self._free.append(number)
        else:
            self._gone[kind].add(number)

    def _note(self, term: str, change: int) -> None:
        """Keeps which fields, first words of phrases and first letters of prefixes to look for."""
        self._changed = True
        if ":" in term:
            self.fields[term.partition(":")[0]] += change
            self.fields_changed += 1
        elif term[-1] == "*":
            _count(self._prefixes, term[:-1][:_HEAD], len(term) - 1, change)
        elif words := term.count(" "):
            first, second, *_ = term.split(" ", 2)
            seconds = self._starters.get(first)
            if seconds is None:
                seconds = self._starters[first] = {}
            _count(seconds, second, words + 1, change)
            if not seconds:
                del self._starters[first]
            self._longest = max(self._longest, words + 1)

    def settle(self) -> None:
        """Brings the tables up to date with what was taken and released."""
        if not self._changed:
            return
        self._changed = False
        for kind, gone in self._gone.items():
            self._tables[kind].drop(gone)
            self._free.extend(gone)
        self._gone.clear()
        by_kind: dict[int, dict[str, int]] = defaultdict(dict)
        for term, number in self._new.items():
            kind = _kind(term)
            by_kind[kind][term[:-1][:_HEAD] if kind else term] = number
        for kind, terms in by_kind.items():
            hashes, numbers = _hashes([*terms]), np.fromiter(terms.values(), np.intp, len(terms))
            unknown = np.ones(len(terms), bool)
            unknown[self._tables[kind].find(hashes)[0]] = False  # two long prefixes can have one head
            self._tables[kind].put(hashes[unknown], numbers[unknown])
        self._new.clear()
        self._met.clear()

    def in_batch(self, texts: list[str]) -> Hits:
        """The terms in texts of `LONGEST` code points together."""
        words = cut(texts)
        found = [self._phrases(words), *self._begun(words)]
        places, numbers = np.concatenate([p for p, _ in found]), np.concatenate([n for _, n in found])
        owners = words.owners[places]
        order = np.argsort(owners, kind="stable")
        return Hits(owners[order], numbers[order], places[order])

    def _phrases(self, words: Cut) -> tuple[Indices, Indices]:
        """The words and phrases found: first word and number."""
        runs = phrases(words.hashes, self._longest)
        found, numbers = self._tables[_WORDS].find(np.concatenate(runs))
        sizes = np.array([len(run) for run in runs])
        bounds = np.cumsum(sizes)
        more = np.searchsorted(bounds, found, side="right")  # words after the first
        places = found - (bounds - sizes)[more]
        whole = words.owners[places] == words.owners[places + more]
        return places[whole], numbers[whole]

    def _begun(self, words: Cut) -> Iterator[tuple[Indices, Indices]]:
        """The words that begin with a prefix, and the prefix's number."""
        for length in range(_SHORTEST, _HEAD + 1):
            if len(table := self._tables[length]):
                long, hashes = beginnings(words, length)
                at, numbers = table.find(hashes)
                yield long[at], numbers
        if len(heads := self._tables[_HEADS]):
            long, hashes = beginnings(words, _HEAD)
            found = [
                (p, n)
                for p in long[heads.find(hashes)[0]].tolist()
                for n in self._begins(spelled(words, p), _HEAD, _HEAD)
            ]
            yield np.array([p for p, _ in found], np.intp), np.array([n for _, n in found], np.intp)

    def _begins(self, word: str, head: int, longer: int = 0) -> Iterator[int]:
        """The numbers of the prefixes of `word` that are filed under its first letters, those longer than `longer`."""
        for length in self._prefixes.get(word[:head], ()):
            if longer < length <= len(word):
                number = self.numbers.get(word[:length] + "*")
                if number is not None:
                    yield number

    def in_one(self, text: str) -> tuple[list[int], list[int]]:
        """The terms in one text of any length: numbers and first words."""
        words = tokens(text)
        met, numbers, places = self._met, list[int](), list[int]()
        for place, word in enumerate(words):
            known = met.get(word)
            if known is None:
                known = self._meet(word)
            if known:
                found, seconds = known
                if seconds and place + 1 < len(words) and words[place + 1] in seconds:
                    found = found + self._runs(words, place, seconds)
                numbers += found
                places += [place] * len(found)
        return numbers, places

    def _meet(self, word: str) -> _Known:
        """What the watches ask of a word: its terms, and the second words of the phrases that it begins."""
        if len(self._met) > _MOST_MET:
            self._met.clear()
        heads = range(_SHORTEST, min(len(word), _HEAD) + 1)
        found = [n for head in heads for n in self._begins(word, head)]
        found += [self.numbers[word]] if word in self.numbers else []
        seconds = self._starters.get(word)
        known = self._met[word] = (tuple(found), seconds) if found or seconds else ()
        return known

    def _runs(self, words: list[str], place: int, seconds: dict[str, Lengths]) -> tuple[int, ...]:
        runs = (
            " ".join(words[place : place + count]) for count in seconds[words[place + 1]] if place + count <= len(words)
        )
        return tuple(self.numbers[run] for run in runs if run in self.numbers)


def _kind(term: str) -> int:
    """Which table a term is in."""
    if ":" in term:
        return _FIELDS
    if term[-1] != "*":
        return _WORDS
    return len(term) - 1 if len(term) - 1 <= _HEAD else _HEADS


def _count(counts: dict[str, Lengths], key: str, length: int, change: int) -> None:
    lengths = counts.get(key)
    if lengths is None:
        lengths = counts[key] = {}
    left = lengths.get(length, 0) + change
    if left:
        lengths[length] = left
        return
    del lengths[length]
    if not lengths:
        del counts[key]


def _hashes(terms: list[str]) -> Hashes:
    """The hash of each term: of its word, or of its run of words."""
    return np.concatenate([_hashed(terms[i : i + _TOGETHER]) for i in range(0, len(terms), _TOGETHER)])


def _hashed(terms: list[str]) -> Hashes:
    words = cut(terms)
    first = np.searchsorted(words.owners, np.arange(len(terms)))
    counts = np.array([term.count(" ") for term in terms])
    hashes = np.zeros(len(terms), np.uint64)
    for more, run in enumerate(phrases(words.hashes, LONGEST_PHRASE)):
        these = counts == more
        hashes[these] = run[first[these]]
    return hashes
