"""Which anchors found in a batch are worth a look: a bitmap of the terms of each post against one for each anchor.

A bit stands for many terms, so some pass that need not; none that must pass is held back.
"""

from collections.abc import Mapping, Set
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from parvis.text.batch_hash import Indices
from parvis.text.batch_rules import Filed

_BITS = 512
_WORDS = _BITS // 64
_TOGETHER = 2048  # anchors brought up to date in one go
_ALL = np.uint64(2**64 - 1)
Bitmaps = NDArray[np.uint64]


class Gates:
    """By number of an anchor, the terms of which one must be there too; `stale` are to be drawn again."""

    def __init__(self) -> None:
        self.stale = set[int]()
        self._rows: Bitmaps = np.zeros((1024, _WORDS), np.uint64)

    def settle(self, anchored: Mapping[int, Filed], fields: Set[int]) -> None:
        """Draws the stale again. The texts do not tell whether one of `fields` is there: their anchors always pass."""
        if not self.stale:
            return
        missing = max(self.stale) + 1 - len(self._rows)
        if missing > 0:
            more = np.zeros((max(missing, len(self._rows)), _WORDS), np.uint64)
            self._rows = np.concatenate([self._rows, more])
        stale = iter(self.stale & anchored.keys())
        while numbers := [*islice(stale, _TOGETHER)]:
            filed = [anchored[number] for number in numbers]
            sizes = [len(one.gate) for one in filed]
            members: Indices = np.fromiter(chain.from_iterable(one.gate for one in filed), np.intp, sum(sizes))
            rows = _bitmaps(len(numbers), np.repeat(np.arange(len(numbers)), sizes), members)
            rows[[at for at, one in enumerate(filed) if one.open or not one.gate.isdisjoint(fields)]] = _ALL
            self._rows[numbers] = rows
        self.stale.clear()

    def passing(self, posts: int, owners: Indices, numbers: Indices, anchors: Indices) -> Indices:
        """Those of `anchors`, places in `owners` and `numbers`, whose post has perhaps what is needed beside them."""
        if not len(anchors):
            return anchors
        there = _bitmaps(posts, owners, numbers).take(owners[anchors], axis=0)
        there &= self._rows.take(numbers[anchors], axis=0)
        return anchors[there.any(axis=1)]


def _bitmaps(rows: int, owners: Indices, numbers: Indices) -> Bitmaps:
    """A bitmap for each owner of the numbers."""
    bits = np.zeros((rows, _BITS), bool)
    bits[owners, numbers & (_BITS - 1)] = True
    packed: Bitmaps = np.packbits(bits, axis=1).view(np.uint64)
    return packed
