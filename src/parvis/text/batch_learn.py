"""How often each term is met: at first supposed, then counted in the posts that pass."""

from collections.abc import Iterator, Mapping

import numpy as np

from parvis.text.batch_hash import Indices
from parvis.text.batch_rules import Rule
from parvis.text.batch_terms import Terms

_TRUST = 1_000  # posts after which what was counted weighs as much as what was supposed
_FIRST_LOOK, _NEXT_LOOK = 500, 4  # posts before filings are looked over; how much longer each time
_TOO_OFTEN = 0.002  # times a post that one term brings up its watches
_MOST, _AT_ONCE = 5_000, 20  # watches filed again after one look, and in one go


class Rates:
    """The share of posts in which a term is expected."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._counts = np.zeros(1024, np.int64)
        self._posts, self._next = 0, _FIRST_LOOK
        self._waiting: list[str] = []

    def of(self, number: int) -> float:
        expected = self._terms.supposed(number)
        if not self._posts or self._terms.is_field(number):
            return expected
        counted = int(self._counts[number]) if number < len(self._counts) else 0
        return (counted + _TRUST * expected) / (self._posts + _TRUST)

    def count(self, numbers: Indices, posts: int) -> None:
        """Notes the terms met in so many posts."""
        if len(self._counts) < len(self._terms):
            self._counts = np.concatenate([self._counts, np.zeros(len(self._terms), np.int64)])
        np.add.at(self._counts, numbers, 1)
        self._posts += posts

    def ill_filed(self, anchored: Mapping[int, list[Rule]]) -> Iterator[str]:
        """Some watches whose terms turn out to be frequent."""
        if self._posts >= self._next:
            self._next *= _NEXT_LOOK
            self._waiting = self._costly(anchored)
        for _ in range(min(_AT_ONCE, len(self._waiting))):
            yield self._waiting.pop()

    def _costly(self, anchored: Mapping[int, list[Rule]]) -> list[str]:
        costs = {
            number: int(self._counts[number]) * len(rules)
            for number, rules in anchored.items()
            if number < len(self._counts)
        }
        costly = sorted(
            (n for n, cost in costs.items() if cost > _TOO_OFTEN * self._posts), key=costs.__getitem__, reverse=True
        )
        ids = dict.fromkeys(rule.watch.id for n in costly for rule in anchored[n] if rule.need or rule.rest)
        return [*ids][:_MOST][::-1]
