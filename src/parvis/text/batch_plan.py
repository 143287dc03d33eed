"""A query made ready for the batch matcher: terms that a table finds, and what must hold of the terms found in a post.

A plan answers NO, MAYBE or YES. MAYBE means that its terms are there but something else counts that only the one-by-one
evaluator sees: capitals, a hashtag's sign, a wildcard inside a word.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from parvis.text.match import Ranks
from parvis.text.match_reading import Reading

NO, MAYBE, YES = 0, 1, 2
Places = list[tuple[int, int]]
_FEW_PAIRS = 32  # that are sooner compared than sorted


class Seen:
    """The terms found in one post; `hits` gives, when asked, the number and the first word of each."""

    __slots__ = ("_hits", "_places", "done", "numbers", "reading")

    def __init__(self, numbers: set[int], reading: Reading, hits: Callable[[], Iterable[tuple[int, int]]]) -> None:
        self.numbers, self.reading, self._hits = numbers, reading, hits
        self.done = set[str]()  # the watches that match
        self._places: dict[int, list[int]] | None = None

    def at(self, number: int) -> list[int]:
        """The first words of a term that is there."""
        if self._places is None:
            self._places = defaultdict(list)
            for found, place in self._hits():
                self._places[found].append(place)
        return self._places[number]


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
    """One of the left places at most `distance` words from one of the right."""

    left: tuple[Placed, ...]
    right: tuple[Placed, ...]
    distance: int
    ordered: bool

    def holds(self, seen: Seen) -> int:
        left = _all_places(self.left, seen)
        right = left and _all_places(self.right, seen)
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


def _all_places(side: Iterable[Placed], seen: Seen) -> Places:
    numbers, found = seen.numbers, Places()
    for placed in side:
        if isinstance(placed, Run):
            found += placed.places(seen)
        elif placed.number in numbers:
            further = placed.words - 1
            found += [(at, at + further) for at in seen.at(placed.number)]
    return found


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
