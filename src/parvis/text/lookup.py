"""Places of 64-bit hashes in a table of those that are known."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.features import Hashes, Ints

LAST = np.uint64(0xFFFFFFFFFFFFFFFF)


class Table(NamedTuple):
    """Hashes in order, and `LAST`; `firsts` has the place of the first with each beginning, of which there are about as
    many as hashes: looking for one is two steps into memory, where halving would be seventeen."""

    hashes: Hashes
    firsts: NDArray[np.int32]
    shift: Any

    @classmethod
    def of(cls, hashes: Hashes) -> "Table":
        """The table of hashes that are in order."""
        bits = len(hashes).bit_length()
        shift = np.uint64(64 - bits)
        firsts = np.searchsorted(hashes >> shift, np.arange(1 << bits, dtype=np.uint64)).astype(np.int32)
        return cls(np.append(hashes, LAST), firsts, shift)

    def find(self, hashes: Hashes) -> tuple[Ints, Ints]:
        """Which of `hashes` are in the table, and their places there."""
        places = self.firsts.take((hashes >> self.shift).view(np.int64))
        before = np.flatnonzero(self.hashes.take(places) < hashes)
        while len(before):
            places[before] += 1
            before = before[self.hashes.take(places[before]) < hashes[before]]
        held = np.flatnonzero(self.hashes.take(places) == hashes)
        return held, places.take(held).astype(np.int64)
