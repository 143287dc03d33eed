"""How often each term is met: at first supposed, then counted in the posts that pass."""

from collections.abc import Iterable
from itertools import islice

import numpy as np

from parvis.text.batch_filed import Filed
from parvis.text.batch_hash import Indices
from parvis.text.batch_rules import Rule
from parvis.text.batch_terms import Terms

_TRUST = 1_000  # posts after which what was counted weighs as much as what was supposed
_FIRST_LOOK, _NEXT_LOOK = 500, 4  # posts before filings are looked over; how much longer each time
_TOO_OFTEN = 0.002  # times a post that one term brings up its watches
_MOST, _POSTS_A_RULE = 20_000, 2  # rules to look over again each time; posts that pass for each of them


class Rates:
    """The share of posts in which a term is expected."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._counts = np.zeros(1024, np.int64)
        self._posts, self._next = 0, _FIRST_LOOK
        self._waiting: list[tuple[int, Rule]] = []

    def of(self, numbers: Iterable[int]) -> float:
        """The share of posts in which one of these is expected; a few are counted twice."""
        if not self._posts:
            return sum([self._terms.supposed[number] for number in numbers])
        return sum([self._of(number) for number in numbers])

    def _of(self, number: int) -> float:
        expected = self._terms.supposed[number]
        if number in self._terms.field_numbers:
            return expected
        counted = int(self._counts[number]) if number < len(self._counts) else 0
        return (counted + _TRUST * expected) / (self._posts + _TRUST)

    def count(self, numbers: Indices, posts: int) -> None:
        """Notes the terms met in so many posts."""
        if len(self._counts) < len(self._terms):
            self._counts = np.concatenate([self._counts, np.zeros(len(self._terms), np.int64)])
        np.add.at(self._counts, numbers, 1)
        self._posts += posts

    def ill_filed(self, filed: Filed, posts: int) -> list[tuple[int, Rule]]:
        """Some rules whose terms turn out to be frequent, with their numbers; few, so that no post waits for them."""
        if self._posts >= self._next:
            self._next *= _NEXT_LOOK
            self._waiting = self._costly(filed)
        most = max(1, posts // _POSTS_A_RULE)
        some = self._waiting[-most:]
        del self._waiting[-most:]
        return [(number, rule) for number, rule in some if filed.rules[number] is rule]

    def _costly(self, filed: Filed) -> list[tuple[int, Rule]]:
        """The rules under the terms that bring up most; the costliest last."""
        ruled = filed.under.counts
        known = min(len(self._counts), len(ruled))
        costs = self._counts[:known] * ruled[:known]
        costly = np.flatnonzero(costs > _TOO_OFTEN * self._posts)
        costliest_first = costly[np.argsort(-costs[costly], kind="stable")].tolist()
        numbers = (number for term in costliest_first for number in filed.under.under(term))
        rules = ((number, rule) for number in numbers if (rule := filed.rules[number]).need)
        return [*islice(rules, _MOST)][::-1]
