"""Which of many known hashes occur in an array: slots with open addressing, searched for a whole batch at once.

A byte a place tells, for eight kinds of hash, whether one that names the place is known: it sends away nearly all
others, from memory that is near.

One change touches one slot. A table that has become too small is followed by a larger one, to which its hashes move
some at a time: no single change costs as much as the table is long.
"""

import numpy as np
from numpy.typing import NDArray

from parvis.text.batch_hash import Hashes, Indices

_ROOM, _LEAST_ROOM = 4, 3  # slots for each hash in a new table, and in one that is full
_SMALLEST = 12  # bits of the place
_MOVED = 1 << 14  # slots emptied with each change, while there is an older table
_ONE, _KINDS = np.uint8(1), np.uint8(7)


class Table:
    """Known hashes, each with a number."""

    def __init__(self) -> None:
        self._parts = [_Slots(_SMALLEST)]  # the newest last

    def __len__(self) -> int:
        return sum([part.count for part in self._parts])

    def put(self, keys: Hashes, numbers: Indices) -> None:
        """Adds hashes that are not known yet."""
        if (self._parts[-1].count + len(keys)) * _LEAST_ROOM > self._parts[-1].size:
            self._parts.append(_Slots(((len(self) + len(keys)) * _ROOM).bit_length()))
        self._parts[-1].put(keys, numbers)
        self._move(_MOVED + 2 * _ROOM * len(keys))

    def _move(self, slots: int) -> None:
        """Moves what lies in the next slots of the oldest part; all of it has moved before the newest is full."""
        if len(self._parts) > 1:
            self._parts[-1].put(*self._parts[0].emptied(slots))
            if not self._parts[0].count:
                del self._parts[0]

    def drop(self, keys: Hashes) -> None:
        """Forgets hashes."""
        for part in self._parts:
            part.drop(keys)

    def find(self, hashes: Hashes) -> tuple[Indices, Indices]:
        """The positions in `hashes` that hold a known hash, and its number."""
        if len(self._parts) == 1:
            return self._parts[0].find(hashes)
        found = [part.find(hashes) for part in self._parts]
        return np.concatenate([at for at, _ in found]), np.concatenate([numbers for _, numbers in found])


class _Slots:
    """`1 << bits` places. A hash lies in the place that its first bits name or in the next free one; 0 is none."""

    def __init__(self, bits: int) -> None:
        self.size, self.count = 1 << bits, 0
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros(self.size, np.uint64)
        self._numbers = np.zeros(self.size, np.int32)
        self._named = np.zeros(self.size, np.uint8)  # by place: the kinds of the hashes that name it
        self._deepest = 1  # places to look at from the one named
        self._emptied = 0

    def put(self, keys: Hashes, numbers: Indices) -> None:
        at = self._places(keys)
        np.bitwise_or.at(self._named, at, _kinds(keys))
        self.count += len(keys)
        deep = 0
        while len(keys):
            deep += 1
            free = self._keys[at] == 0
            self._keys[at[free]] = keys[free]  # of those that meet, one stays
            lies = self._keys[at] == keys
            self._numbers[at[lies]] = numbers[lies]
            keys, numbers, at = keys[~lies], numbers[~lies], (at[~lies] + 1) % self.size
        self._deepest = max(self._deepest, deep)

    def _places(self, keys: Hashes) -> Indices:
        return (keys >> self._shift).view(np.int64)

    def _located(self, hashes: Hashes) -> tuple[Indices, Indices]:
        """The positions in `hashes` that hold a known hash, and the slots where it lies."""
        places = self._places(hashes)
        maybe = np.flatnonzero((self._named.take(places) & _kinds(hashes)) != 0)
        at, wanted = places[maybe], hashes[maybe]
        found = self._keys.take(at) == wanted
        left = np.flatnonzero(~found)
        further = (at[left, None] + np.arange(1, self._deepest)) & (self.size - 1)
        rows, columns = np.nonzero(self._keys.take(further) == wanted[left, None])
        at[left[rows]], found[left[rows]] = further[rows, columns], True
        return maybe[found], at[found]

    def find(self, hashes: Hashes) -> tuple[Indices, Indices]:
        found, at = self._located(hashes)
        return found, self._numbers.take(at).astype(np.intp)

    def drop(self, keys: Hashes) -> None:
        _, at = self._located(keys)
        places = self._places(self._keys[at])
        self._keys[at] = 0
        self.count -= len(at)
        for place in places.tolist():
            near = self._keys.take(np.arange(place, place + self._deepest), mode="wrap")
            naming = near[(near != 0) & (self._places(near) == place)]
            self._named[place] = np.bitwise_or.reduce(_kinds(naming), initial=0)

    def emptied(self, slots: int) -> tuple[Hashes, Indices]:
        """What lay in the next slots, now taken out."""
        start, self._emptied = self._emptied, self._emptied + slots
        at = np.flatnonzero(self._keys[start : self._emptied]) + start
        keys, numbers = self._keys[at], self._numbers[at].astype(np.intp)
        self._keys[at] = 0
        self.count -= len(at)
        return keys, numbers


def _kinds(hashes: Hashes) -> NDArray[np.uint8]:
    """One bit of eight for each hash, by its last bits."""
    kinds: NDArray[np.uint8] = np.left_shift(_ONE, hashes.astype(np.uint8) & _KINDS)
    return kinds
