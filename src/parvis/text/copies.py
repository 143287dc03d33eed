"""Near copies in a stream of posts: share chains, agency copies, petition texts, small edits."""

import re
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zlib import crc32

from rapidfuzz.fuzz import ratio

_SEVEN_DAYS = timedelta(days=7)
_NOISE = re.compile(r"https?://\S+|@\w+|\brt\b|[^\w\s]+|_")


class Copies:
    """Remembers the posts of `window` and tells which new one copies which. At most `most` are kept, the oldest go first."""

    def __init__(self, window: timedelta = _SEVEN_DAYS, most: int = 500_000) -> None:
        self._window, self._most = window, most
        self._firsts: OrderedDict[str, tuple[str, datetime]] = OrderedDict()
        self._by_key: dict[int, str] = {}

    def add(self, id: str, text: str, at: datetime) -> str | None:
        """The id of the first post of which `text` is a near copy, None when it is the first."""
        bare = " ".join(_NOISE.sub(" ", text.casefold()).split())[:300]
        keys = _keys(bare)
        for key in keys:
            first = self._firsts.get(self._by_key.get(key, ""))
            if first and at - first[1] <= self._window and ratio(first[0], bare) >= 75:
                return self._by_key[key]
        self._keep(id, bare, at, keys)
        return None

    def add_many(self, batch: Iterable[tuple[str, str, datetime]]) -> list[str | None]:
        """`add` for each (id, text, at), in order."""
        return [self.add(*each) for each in batch]

    def forget(self, before: datetime) -> None:
        """Drops the posts older than `before`."""
        for id in [id for id, (_, at) in self._firsts.items() if at < before]:
            del self._firsts[id]

    def _keep(self, id: str, bare: str, at: datetime, keys: list[int]) -> None:
        self._firsts[id] = bare, at
        self._by_key.update(dict.fromkeys(keys, id))
        while len(self._firsts) > self._most:
            self._firsts.popitem(last=False)


def _keys(bare: str) -> list[int]:
    words = bare.split()
    triples = (" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2)))
    return sorted({crc32(triple.encode("utf-8", "replace")) for triple in triples})[:8] if words else []
