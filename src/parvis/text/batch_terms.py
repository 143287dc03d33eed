"""The terms of all watches, and which of them a batch of posts, or one post, contains."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.anchors import supposed, supposed_phrase
from parvis.text.batch_hash import Cut, Hashes, Indices, beginnings, cut, is_odd, longer, spelled
from parvis.text.batch_planner import LONGEST_PHRASE
from parvis.text.batch_table import Table
from parvis.text.words import tokens

# Words that have the first 3 letters of a prefix are looked at; prefixes of 3 to 8 letters have a table each, longer
# ones are found by their first 8, then compared.
_HEAD, _LONGEST_HEAD = 3, 8
_WORDS, _PHRASES, _LONG, _NONE = 0, 1, -1, -2  # the tables beside those of prefixes; fields and odd terms have none
_TOGETHER = 500  # terms hashed in one go
_MOST_MET = 50_000  # words remembered
Lengths = dict[int, int]  # a length in letters → how many prefixes have it
_Known = tuple[()] | tuple[tuple[int, ...], set[str]]
_Found = tuple[Indices, Indices]  # first words and numbers of terms


class Hits(NamedTuple):
    """Terms found, sorted by post: the post each is in, its number, its first word."""

    owners: Indices
    numbers: Indices
    places: Indices


class Terms:
    """Numbers for terms, for as long as a watch uses them, and where they occur.

    A term is written `word`, `two words`, `begin*` or `lang:fr`. What a phrase begins with, all but its last word, is a
    term too: where that is found, the phrase may be.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.fields = Counter[str]()  # uses of each field
        self.fields_changed = 0
        self.field_numbers = set[int]()
        self._names: list[str] = []
        self.supposed = [0.0] * 1024  # by number: the share of posts in which it is expected before any is seen
        self._uses = [0] * 1024
        self._free: list[int] = []
        self._tables = {kind: Table() for kind in (_WORDS, _PHRASES, _LONG, *range(_HEAD, _LONGEST_HEAD + 1))}
        self._heads = Table()
        self._new = set[str]()  # since the tables were brought up to date
        self._gone: dict[str, int] = {}
        self._seconds: dict[str, set[str]] = {}  # first word of phrases → their second words
        self._starts = np.zeros(1024, bool)  # by number: whether a phrase begins with it,
        self._asked = np.zeros(1024, bool)  # and whether a watch asks for it by itself
        self._begun = [0] * 1024  # by number: how many phrases are one word longer
        self._prefixes: dict[str, Lengths] = {}  # first letters of prefixes → their lengths
        self._met: dict[str, _Known] = {}  # words met one by one

    def __len__(self) -> int:
        return len(self._names)

    def field(self, number: int) -> str:
        """The field that the term is a value of; empty for words."""
        return self._names[number].partition(":")[0] if number in self.field_numbers else ""

    def use(self, term: str) -> int:
        """The term's number, one more use counted."""
        number = self.numbers.get(term)
        if number is None:
            number = self._take(term)
        if not self._uses[number]:
            self._asked[number] = True
            self._met.pop(term, None)
        self._uses[number] += 1
        return number

    def release(self, numbers: Iterable[int]) -> None:
        """One use less of each; a term without use is forgotten."""
        for number in numbers:
            self._uses[number] -= 1
            if not self._uses[number]:
                self._asked[number] = False
                self._met.pop(self._names[number], None)
                self._forget_unused(number)

    def _take(self, term: str) -> int:
        number = self._free.pop() if self._free else self._new_number()
        self._names[number] = term
        self.numbers[term] = number
        words = _words(term)
        self.supposed[number] = supposed_phrase(words) if len(words) > 1 else supposed(term)
        self._note(term, number, words, 1)
        self._new.add(term)
        return number

    def _new_number(self) -> int:
        number = len(self._names)
        self._names.append("")
        if number >= len(self._asked):
            self._asked, self._starts = (
                np.concatenate([old, np.zeros(number, bool)]) for old in (self._asked, self._starts)
            )
            for values in (self.supposed, self._uses, self._begun):
                values += [0] * number
        return number

    def _forget_unused(self, number: int) -> None:
        if self._uses[number] or self._begun[number]:
            return
        term = self._names[number]
        del self.numbers[term]
        self._note(term, number, _words(term), -1)
        if term in self._new:
            self._new.remove(term)
            self._free.append(number)
        else:
            self._gone[term] = number

    def _note(self, term: str, number: int, words: list[str], change: int) -> None:
        """Keeps which fields, beginnings of phrases and first letters of prefixes to look for."""
        if len(words) > 1:
            self._note_phrase(words, change)
        elif not words:
            self._note_field(term.partition(":")[0], number, change)
        elif term[-1] == "*":
            _count(self._prefixes, term[:_HEAD], len(term) - 1, change)
            self._met.clear()

    def _note_field(self, name: str, number: int, change: int) -> None:
        self.fields[name] += change
        self.fields_changed += 1
        (self.field_numbers.add if change > 0 else self.field_numbers.discard)(number)

    def _note_phrase(self, words: list[str], change: int) -> None:
        if len(words) == 2:
            self._note_second(words[0], words[1], change)
        beginning = " ".join(words[:-1])
        number = self.numbers.get(beginning)
        if number is None:
            number = self._take(beginning)
        self._begun[number] += change
        self._starts[number] = self._begun[number] > 0
        self._forget_unused(number)

    def _note_second(self, first: str, second: str, change: int) -> None:
        self._met.pop(first, None)
        seconds = self._seconds.setdefault(first, set())
        (seconds.add if change > 0 else seconds.discard)(second)
        if not seconds:
            del self._seconds[first]

    def settle(self) -> None:
        """Brings the tables up to date with what was taken and released."""
        if not self._new and not self._gone:
            return
        for kind, terms in _by_kind(self._gone).items():
            if kind not in (_NONE, _LONG):
                self._tables[kind].drop(_hashes(terms, kind))
        self._free.extend(self._gone.values())
        self._gone.clear()
        for kind, terms in _by_kind(self._new).items():
            if kind != _NONE:
                numbers = np.fromiter(map(self.numbers.__getitem__, terms), np.intp, len(terms))
                _put_unknown(self._tables[kind], _hashes(terms, kind), numbers)
            if kind not in (_NONE, _WORDS, _PHRASES):
                heads = [*{term[:_HEAD] + "*" for term in terms}]
                _put_unknown(self._heads, _hashes(heads, _HEAD), np.zeros(len(heads), np.intp))
        self._new.clear()

    def in_batch(self, texts: list[str]) -> Hits:
        """The terms in texts, some tens of thousands of code points together."""
        words = cut(texts)
        places, numbers = self._tables[_WORDS].find(words.hashes)
        starts, asked = places[self._starts.take(numbers)], self._asked.take(numbers)
        found = [(places[asked], numbers[asked]), *self._phrases(words, starts), *self._beginnings(words)]
        places, numbers = np.concatenate([p for p, _ in found]), np.concatenate([n for _, n in found])
        hits = Hits(words.owners[places], numbers, places)
        if words.odd:
            hits = self._with_odd(hits, texts, words.odd)
        order = np.argsort(hits.owners, kind="stable")
        return Hits(hits.owners[order], hits.numbers[order], hits.places[order])

    def _phrases(self, words: Cut, starts: Indices) -> Iterator[_Found]:
        """The phrases that begin at `starts`, two words first, then those that begin with what was found."""
        ends, hashes = starts, words.hashes[starts]
        while starts.size:
            inside = ends < len(words.hashes) - 1
            starts, ends = starts[inside], ends[inside] + 1
            hashes = longer(hashes[inside], words.hashes[ends])
            at, numbers = self._tables[_PHRASES].find(hashes)
            at, numbers = _chosen(words.owners[starts[at]] == words.owners[ends[at]], at, numbers)
            starts, ends, hashes = starts[at], ends[at], hashes[at]
            yield _chosen(self._asked.take(numbers), starts, numbers)
            further = self._starts.take(numbers)
            starts, ends, hashes = starts[further], ends[further], hashes[further]

    def _beginnings(self, words: Cut) -> Iterator[_Found]:
        """The words that begin with a prefix, and the prefix's number."""
        if not len(self._heads):
            return
        places, hashes = beginnings(words, _HEAD)
        places = places[self._heads.find(hashes)[0]]
        for length in range(_HEAD, _LONGEST_HEAD + 1):
            if len(table := self._tables[length]):
                places, hashes = beginnings(words, length, places)
                at, numbers = table.find(hashes)
                yield places[at], numbers
        if len(table := self._tables[_LONG]):
            places, hashes = beginnings(words, _LONGEST_HEAD, places)
            begun = places[table.find(hashes)[0]].tolist()
            pairs = [(place, n) for place in begun for n in self._begins(spelled(words, place), _LONGEST_HEAD)]
            yield np.array([place for place, _ in pairs], np.intp), np.array([n for _, n in pairs], np.intp)

    def _with_odd(self, hits: Hits, texts: list[str], odd: list[int]) -> Hits:
        """The texts with letters that have no byte are read one by one."""
        among = np.zeros(len(texts), bool)
        among[odd] = True
        even = ~among[hits.owners]
        read = [(at, *pair) for at in odd for pair in zip(*self.in_one(texts[at]), strict=True)]
        added: NDArray[np.intp] = np.array(read, np.intp).reshape(-1, 3)
        kept = (hits.owners[even], hits.numbers[even], hits.places[even])
        return Hits(*(np.concatenate([old, new]) for old, new in zip(kept, added.T, strict=True)))

    def _begins(self, word: str, longer_than: int = 0) -> Iterator[int]:
        """The numbers of the prefixes of `word`."""
        for length in self._prefixes.get(word[:_HEAD], ()):
            if longer_than < length <= len(word):
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
                    found = found + self._runs(words[place : place + LONGEST_PHRASE])
                numbers += found
                places += [place] * len(found)
        return numbers, places

    def _meet(self, word: str) -> _Known:
        """What the watches ask of a word: its terms, and the second words of the phrases that it begins."""
        if len(self._met) > _MOST_MET:
            self._met.clear()
        found = [*self._begins(word)]
        number = self.numbers.get(word, -1)
        found += [number] if number >= 0 and self._asked[number] else []
        seconds = self._seconds.get(word, set())
        known = self._met[word] = (tuple(found), seconds) if found or seconds else ()
        return known

    def _runs(self, words: list[str]) -> tuple[int, ...]:
        """The phrases that are asked for, of those that these words begin with."""
        run, found = words[0], list[int]()
        for word in words[1:]:
            run = f"{run} {word}"
            number = self.numbers.get(run)
            if number is None:
                break
            if self._uses[number]:
                found.append(number)
        return tuple(found)


def _words(term: str) -> list[str]:
    """One or several; none of a field's value, though it may have spaces."""
    return [] if ":" in term else term.split(" ")


def _kind(term: str) -> int:
    """Which table a term is in."""
    if ":" in term or is_odd(term):
        return _NONE
    if term[-1] != "*":
        return _PHRASES if " " in term else _WORDS
    return len(term) - 1 if len(term) - 1 <= _LONGEST_HEAD else _LONG


def _by_kind(terms: Iterable[str]) -> dict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    for term in terms:
        found[_kind(term)].append(term)
    return found


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


def _put_unknown(table: Table, hashes: Hashes, numbers: Indices) -> None:
    """Long prefixes can share their first letters."""
    hashes, first = np.unique(hashes, return_index=True)
    unknown = np.ones(len(hashes), bool)
    unknown[table.find(hashes)[0]] = False
    table.put(hashes[unknown], numbers[first[unknown]])


def _hashes(terms: list[str], kind: int) -> Hashes:
    """The hash of each term of one kind."""
    return np.concatenate([_hashed(terms[i : i + _TOGETHER], kind) for i in range(0, len(terms), _TOGETHER)])


def _hashed(terms: list[str], kind: int) -> Hashes:
    if kind not in (_WORDS, _PHRASES):
        length = _LONGEST_HEAD if kind == _LONG else kind
        return beginnings(cut([term[:-1][:length] for term in terms]), length)[1]
    words = cut(terms)
    first = np.searchsorted(words.owners, np.arange(len(terms)))
    counts = np.array([term.count(" ") for term in terms])
    hashes = words.hashes[first]
    for more in range(1, LONGEST_PHRASE):
        these = counts >= more
        hashes[these] = longer(hashes[these], words.hashes[first[these] + more])
    return hashes


def _chosen(kept: NDArray[np.bool_], first: Indices, second: Indices) -> _Found:
    return first[kept], second[kept]
