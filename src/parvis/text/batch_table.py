"""Which of many known hashes occur in an array: a sorted list with a directory, searched for a whole batch at once."""

import numpy as np

from parvis.text.batch_hash import Hashes, Indices

_ROOM = 8  # places of the directory for each hash
_SMALLEST = 12  # bits of the directory


class Table:
    """Known hashes, each with a number."""

    def __init__(self) -> None:
        self._keys, self._numbers = np.zeros(0, np.uint64), np.zeros(0, np.intp)
        self._arrange()

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, keys: Hashes, numbers: Indices) -> None:
        """Adds hashes that are not known yet."""
        order = np.argsort(keys)
        at = np.searchsorted(self._keys, keys[order])
        self._keys = np.insert(self._keys, at, keys[order])
        self._numbers = np.insert(self._numbers, at, numbers[order])
        self._arrange()

    def drop(self, numbers: set[int]) -> None:
        """Forgets the hashes of these numbers."""
        kept = ~np.isin(self._numbers, list(numbers))
        self._keys, self._numbers = self._keys[kept], self._numbers[kept]
        self._arrange()

    def _arrange(self) -> None:
        bits = max(_SMALLEST, (len(self._keys) * _ROOM).bit_length())
        self._shift = np.uint64(64 - bits)
        places = (self._keys >> self._shift).astype(np.intp)
        counts = np.bincount(places, minlength=1 << bits)
        self._filled = counts > 0
        self._first = (np.cumsum(counts) - counts).astype(np.int32)
        self._deepest = int(counts.max())
        self._padded = np.concatenate([self._keys, np.zeros(self._deepest, np.uint64)])
        self._padded_numbers = np.concatenate([self._numbers, np.full(self._deepest, -1, np.intp)])

    def find(self, hashes: Hashes) -> tuple[Indices, Indices]:
        """The positions in `hashes` that hold a known hash, and its number."""
        places = hashes >> self._shift
        maybe = np.flatnonzero(self._filled.take(places.view(np.int64)))
        wanted = hashes[maybe]
        at = self._first.take(places[maybe].view(np.int64))
        found = self._padded.take(at) == wanted
        for _ in range(1, self._deepest):
            at += ~found
            found = self._padded.take(at, mode="clip") == wanted
        return maybe[found], self._padded_numbers.take(at[found])
