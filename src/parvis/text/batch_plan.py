"""A query made ready for the batch matcher: terms that a table finds, and what must hold of the terms found in a post.

A plan answers NO, MAYBE or YES. MAYBE means that its terms are there but something else counts that only the one-by-one
evaluator sees: capitals, a hashtag's sign, a wildcard inside a word.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from parvis.text.match import Ranks
from parvis.text.match_reading import Reading

NO, MAYBE, YES = 0, 1, 2
Places = list[tuple[int, int]]
_FEW_PAIRS = 32  # that are sooner compared than sorted


class Seen:
    """The terms found in one post: the numbers of all, then number and first word of each that stands in the text."""

    __slots__ = ("_found", "_index", "_places", "numbers", "reading")

    def __init__(self, numbers: set[int], reading: Reading, found: list[int], places: list[int]) -> None:
        self.numbers, self.reading, self._found, self._places = numbers, reading, found, places
        self._index: dict[int, list[int]] | None = None

    def at(self, number: int) -> list[int]:
        """The first words of a term that is there."""
        if self._index is None:
            self._index = defaultdict(list)
            for found, place in zip(self._found, self._places, strict=True):
                self._index[found].append(place)
        return self._index[number]


@dataclass(slots=True)
class Term:
    """A word, a short phrase, a beginning of a word, or a field's value."""

    number: int
    words: int

    def holds(self, seen: Seen) -> int:
        return YES if self.number in seen.numbers else NO

    def places(self, seen: Seen) -> Places:
        return [(at, at + self.words - 1) for at in seen.at(self.number)] if self.number in seen.numbers else []


@dataclass(slots=True)
class Run:
    """A phrase longer than a term: its pieces, each with the words before it."""

    pieces: tuple[tuple[Term, int], ...]

    def holds(self, seen: Seen) -> int:
        return YES if self.places(seen) else NO

    def places(self, seen: Seen) -> Places:
        if any(piece.number not in seen.numbers for piece, _ in self.pieces):
            return []
        (first, _), *rest = self.pieces
        last, before = self.pieces[-1]
        others = [({*seen.at(piece.number)}, offset) for piece, offset in rest]
        end = before + last.words - 1
        return [(at, at + end) for at in seen.at(first.number) if all(at + offset in ats for ats, offset in others)]


Placed = Term | Run


@dataclass(slots=True)
class AnyTerm:
    """One of several terms."""

    numbers: frozenset[int]

    def holds(self, seen: Seen) -> int:
        return NO if self.numbers.isdisjoint(seen.numbers) else YES


@dataclass(slots=True)
class All:
    items: Sequence["Plan"]

    def holds(self, seen: Seen) -> int:
        return min([item.holds(seen) for item in self.items])


@dataclass(slots=True)
class Some:
    items: Sequence["Plan"]

    def holds(self, seen: Seen) -> int:
        return max([item.holds(seen) for item in self.items])


@dataclass(slots=True)
class Never:
    item: "Plan"

    def holds(self, seen: Seen) -> int:
        return YES - self.item.holds(seen)


@dataclass(slots=True)
class Close:
    """One of the left places at most `distance` words from one of the right: terms, and runs of either side if any.

    `further`: the words that a term has beyond its first, if any.
    """

    left: frozenset[int]
    right: frozenset[int]
    further: dict[int, int]
    runs: tuple[tuple[Run, ...], tuple[Run, ...]] | None
    distance: int
    ordered: bool

    def holds(self, seen: Seen) -> int:
        left = self._places(self.left, seen, 0)
        right = left and self._places(self.right, seen, 1)
        if not right:
            return NO
        most, free = self.distance, not self.ordered
        if len(left) * len(right) <= _FEW_PAIRS:
            for f, t in left:
                for first, last in right:
                    if t < first <= t + most or (free and f - most <= last < f):
                        return YES
            return NO
        after = Ranks([(place, place) for place in right])
        near = any(after.follow(t, most) or (free and after.precede(f, most)) for f, t in left)
        return YES if near else NO

    def _places(self, terms: frozenset[int], seen: Seen, side: int) -> Places:
        further, found = self.further, Places()
        for number in terms & seen.numbers:
            more = further.get(number, 0) if further else 0
            found += [(at, at + more) for at in seen.at(number)]
        for run in self.runs[side] if self.runs else ():
            found += run.places(seen)
        return found


def close(left: Sequence[Placed], right: Sequence[Placed], distance: int, ordered: bool) -> Close:
    """The plan of a proximity."""
    terms = [[each for each in side if isinstance(each, Term)] for side in (left, right)]
    runs = [tuple([each for each in side if isinstance(each, Run)]) for side in (left, right)]
    further = {term.number: term.words - 1 for term in chain(*terms) if term.words > 1}
    ours, theirs = (frozenset([term.number for term in side]) for side in terms)
    return Close(ours, theirs, further, (runs[0], runs[1]) if any(runs) else None, distance, ordered)


@dataclass(slots=True)
class Check:
    """Perhaps, when `item` holds: the one-by-one evaluator decides.

    Without terms, `hint` is what the text must contain: as it is (`raw`) or folded.
    """

    item: "Plan | None"
    hint: str = ""
    raw: bool = False

    def holds(self, seen: Seen) -> int:
        return MAYBE if self.item is None or self.item.holds(seen) else NO


Plan = Term | Run | AnyTerm | All | Some | Never | Close | Check
