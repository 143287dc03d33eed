"""The rules of all watches, each filed under the terms of which one must be there for it to be looked at.

Bitmaps tell for a whole batch which rules are worth a look: of the terms of each post against those that each rule
needs and bars. A bit stands for many terms, so some pass that need not; none that must pass is held back.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from parvis.text.batch_buckets import Buckets
from parvis.text.batch_hash import Indices
from parvis.text.batch_rules import Anchor, Rule, Watch
from parvis.text.query_tree import Or, Query

_WORDS, _WORD, _LAST = 8, 6, 63  # words of a bitmap, a power of two; of 64 bits
_TOGETHER = 2048  # rules whose bitmaps are drawn in one go
_FEWEST = 1024
_ONE, _ALL = np.uint64(1), np.uint64(2**64 - 1)
_HALF = 32  # bits
_NEEDS = 2  # of a rule, that have a bitmap: the rarest
_NONE = frozenset[int]()
_NOWHERE, GONE = Anchor(1.0, _NONE), Rule(Watch("", Query(Or(())), -1), (), _NONE, None)
Bitmaps = NDArray[np.uint64]
# A post's place, a rule's number, whether it holds for sure, whether the one before is another rule of its watch.
Candidate = tuple[int, int, bool, bool]
Pairs = tuple[Indices, Indices]  # places of posts, numbers of terms or of rules


class Filed:
    """Rules by number. A number is given again when its rule is gone."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []  # `GONE` where there is none
        self.anchors: list[Anchor] = []
        self.under = Buckets()  # by number of a term
        self.anywhere: dict[int, Anchor] = {}  # rules without a term
        self._free: list[int] = []
        self._fresh: list[int] = []  # numbers whose bitmaps are to be drawn
        self._orders: Indices = np.zeros(_FEWEST, np.intp)
        self._simple = np.zeros(_FEWEST, bool)  # whether its anchor is all that a rule needs
        self._needs = [_blank(_FEWEST) for _ in range(_NEEDS)]  # bitmaps: of the words of which one must be there,
        self._beside, self._bar = _blank(_FEWEST), _blank(_FEWEST)  # of such fields, of what must not be there

    def put(self, anchor: Anchor, rule: Rule) -> int:
        """The number of a rule that is new."""
        number = self._free.pop() if self._free else self._new_number()
        self._file(number, anchor, rule)
        return number

    def _new_number(self) -> int:
        number = len(self.rules)
        self.rules.append(GONE)
        self.anchors.append(_NOWHERE)
        if number >= len(self._orders):
            self._orders, self._simple = (np.concatenate([old, old]) for old in (self._orders, self._simple))
            self._beside, self._bar = (np.concatenate([old, old]) for old in (self._beside, self._bar))
            self._needs = [np.concatenate([old, old]) for old in self._needs]
        return number

    def _file(self, number: int, anchor: Anchor, rule: Rule) -> None:
        self.rules[number], self.anchors[number] = rule, anchor
        self._fresh.append(number)
        for term in anchor.numbers:
            self.under.put(term, number)
        if not anchor.numbers:
            self.anywhere[number] = anchor

    def _unfile(self, number: int) -> None:
        for term in self.anchors[number].numbers:
            self.under.drop(term, number)
        self.anywhere.pop(number, None)

    def move(self, number: int, anchor: Anchor, rule: Rule) -> None:
        """Files a rule, written anew, under another anchor."""
        self._unfile(number)
        self._file(number, anchor, rule)

    def drop(self, number: int) -> None:
        """Forgets a rule."""
        self._unfile(number)
        self.rules[number], self.anchors[number] = GONE, _NOWHERE
        self._free.append(number)

    def settle(self, fields: Set[int]) -> None:
        """Draws the bitmaps of the rules that are new; `fields` are the terms that the texts do not tell."""
        rules = self.rules
        fresh = ((number, rule) for number in dict.fromkeys(self._fresh) if (rule := rules[number]) is not GONE)
        while some := [*islice(fresh, _TOGETHER)]:
            self._draw([number for number, _ in some], [rule for _, rule in some], fields)
        self._fresh.clear()

    def _draw(self, numbers: list[int], rules: list[Rule], fields: Set[int]) -> None:
        self._orders[numbers] = [rule.watch.order for rule in rules]
        self._simple[numbers] = [not rule.need and rule.rest is None for rule in rules]
        self._bar[numbers] = _bitmaps_of([rule.bar for rule in rules])
        texts = [[need for need in rule.need if need.isdisjoint(fields)] for rule in rules]
        for rank, rows in enumerate(self._needs):
            rows[numbers] = _needed([need[rank] if len(need) > rank else _NONE for need in texts])
        self._beside[numbers] = _needed([next((n for n in rule.need if n <= fields), _NONE) for rule in rules])

    def of_one(self, terms: set[int], more: Iterable[int]) -> Iterator[Candidate]:
        """The rules under the terms of one post, and `more`, in the order of their watches."""
        order, before = memoryview(self._orders.data), -1
        numbers = {*self.under.under_any(terms), *more}
        for watch, number in sorted([(order[number], number) for number in numbers]):
            yield 0, number, False, watch == before
            before = watch

    def gated(self, there: Bitmaps, anchors: Pairs) -> Pairs:
        """The rules under `anchors`, terms by post, whose post has perhaps the other words that they need.

        `there`: the terms of each post's text.
        """
        at, rules = self.under.under_each(anchors[1])
        posts = anchors[0][at]
        for rows in self._needs:
            kept = _meet(there.take(posts, axis=0), rows.take(rules, axis=0))
            posts, rules = posts[kept], rules[kept]
        return posts, rules

    def candidates(self, there: Bitmaps, gated: Pairs, anywhere: Pairs) -> Iterator[Candidate]:
        """The rules worth a look, by post, then in the order of their watches.

        `there`: the terms of each post, those of its fields too; `anywhere`: rules without a term.
        """
        posts, rules = gated
        bits = there.take(posts, axis=0)
        kept = _meet(bits, self._beside.take(rules, axis=0))
        posts, rules, bits = posts[kept], rules[kept], bits[kept]
        sure = self._simple.take(rules) & ~_meet(bits, self._bar.take(rules, axis=0))
        if len(anywhere[0]):
            posts, rules = joined((posts, rules), anywhere)
            sure = np.append(sure, np.zeros(len(anywhere[0]), bool))
        watches = (posts << _HALF) + self._orders.take(rules)
        turn = np.argsort(watches, kind="stable")
        watches, again = watches[turn], np.zeros(len(turn), bool)
        again[1:] = watches[1:] == watches[:-1]
        return zip(posts[turn].tolist(), rules[turn].tolist(), sure[turn].tolist(), again.tolist(), strict=True)


def _meet(some: Bitmaps, others: Bitmaps) -> NDArray[np.bool_]:
    """Whether rows have a bit in common."""
    common: NDArray[np.bool_] = np.any(some & others, axis=-1)
    return common


def bitmaps(rows: int, pairs: Pairs) -> Bitmaps:
    """A bitmap for each owner, of its numbers."""
    bits, (owners, numbers) = _blank(rows), pairs
    places = owners * _WORDS + ((numbers >> _WORD) & (_WORDS - 1))
    np.bitwise_or.at(bits.reshape(-1), places, _ONE << (numbers & _LAST).astype(np.uint64))
    return bits


def paired(rows: Iterable[int], sets: Sequence[Collection[int]]) -> Pairs:
    """The owner and each number of its set."""
    sizes = [*map(len, sets)]
    members: Indices = np.fromiter(chain.from_iterable(sets), np.intp, sum(sizes))
    return np.repeat(np.fromiter(rows, np.intp, len(sizes)), sizes), members


def joined(some: Pairs, more: Pairs) -> Pairs:
    """The pairs of both."""
    return np.concatenate([some[0], more[0]]), np.concatenate([some[1], more[1]])


def _bitmaps_of(sets: Sequence[Collection[int]]) -> Bitmaps:
    return bitmaps(len(sets), paired(range(len(sets)), sets))


def _needed(sets: Sequence[Collection[int]]) -> Bitmaps:
    """The same; all bits where nothing is needed."""
    rows = _bitmaps_of(sets)
    rows[[at for at, one_of in enumerate(sets) if not one_of]] = _ALL
    return rows


def _blank(rows: int) -> Bitmaps:
    return np.zeros((rows, _WORDS), np.uint64)
