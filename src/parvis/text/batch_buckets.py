"""Short lists of whole numbers, each under a number of its own, in one array: many are read in one go."""

from collections.abc import Iterable
from itertools import chain

import numpy as np

from parvis.text.batch_hash import Indices

_FEWEST = 1024


class Buckets:
    """Each list has room for twice what it held when it last moved, so that a change seldom moves it."""

    def __init__(self) -> None:
        self.counts: Indices = np.zeros(_FEWEST, np.intp)  # by number of a list: how long it is,
        self._starts: Indices = np.zeros(_FEWEST, np.intp)  # where it begins,
        self._rooms: Indices = np.zeros(_FEWEST, np.intp)  # and how long it can become
        self._items: Indices = np.zeros(_FEWEST, np.intp)
        self._end = 0
        self._view()

    def _view(self) -> None:
        """Views that give single numbers quickly."""
        self._count, self._start, self._room, self._item = (
            memoryview(array.data) for array in (self.counts, self._starts, self._rooms, self._items)
        )

    def widen(self, lists: int) -> None:
        """Makes room for so many lists."""
        more = lists - len(self._count)
        if more > 0:
            empty = np.zeros(max(more, len(self._count)), np.intp)
            self.counts, self._starts, self._rooms = (
                np.concatenate([array, empty]) for array in (self.counts, self._starts, self._rooms)
            )
            self._view()

    def put(self, under: int, item: int) -> None:
        """Adds an item to a list."""
        count = self._count[under]
        if count == self._room[under]:
            self._move(under, count)
        self._item[self._start[under] + count] = item
        self._count[under] = count + 1

    def _move(self, under: int, count: int) -> None:
        """To the end, with room for as many again."""
        room = max(1, 2 * count)
        if self._end + room > len(self._items):
            self._make_room(room)
        start, end = self._start[under], self._end
        self._item[end : end + count] = self._item[start : start + count]
        self._start[under], self._room[under], self._end = end, room, end + room

    def _make_room(self, more: int) -> None:
        """Closes the gaps that moved and emptied lists left, in an array of twice what is needed."""
        lists = np.flatnonzero(self.counts)
        kept = self._items[_ranges(self._starts[lists], self.counts[lists])]
        self._rooms[:] = self.counts
        self._starts[lists] = np.cumsum(self.counts[lists]) - self.counts[lists]
        self._items = np.concatenate([kept, np.zeros(len(kept) + more + _FEWEST, np.intp)])
        self._end = len(kept)
        self._view()

    def drop(self, under: int, item: int) -> None:
        """Takes an item out of a list; the last takes its place."""
        start, last = self._start[under], self._count[under] - 1
        at = start + self._items[start : start + last + 1].tolist().index(item)
        self._item[at] = self._item[start + last]
        self._count[under] = last

    def under(self, one: int) -> list[int]:
        """The items of one list."""
        start = self._start[one]
        return self._item[start : start + self._count[one]].tolist()

    def under_any(self, some: Iterable[int]) -> list[int]:
        """The items of some lists, most of them empty."""
        count = self._count
        return [*chain.from_iterable([self.under(one) for one in some if count[one]])]

    def under_each(self, many: Indices) -> tuple[Indices, Indices]:
        """The place in `many` and the item, of all items of many lists."""
        counts = self.counts.take(many)
        places = np.repeat(np.arange(len(many)), counts)
        return places, self._items.take(_ranges(self._starts.take(many), counts))


def _ranges(starts: Indices, counts: Indices) -> Indices:
    """The numbers from each start on, as many as its count."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)
