"""Fingerprints of texts that are likely to be equal for texts that are nearly equal, for a whole batch at once.

MinHash (Broder 1997) over all pieces of eight bytes: the share of hash functions that agree is the share of pieces that
two texts have in common. Two functions make one print, so that a common turn of phrase alone does not.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PRINTS = 8  # prints of a text: texts with 70 % of their pieces in common share one in 99 of 100 cases
PIECE = 8  # bytes

_NUMBERED = np.arange(PRINTS, dtype=np.uint64)[:, None]
_FEW = 2000
_BASE = np.uint64(0x9E3779B97F4A7C15)
_POWERS = [np.uint64(pow(int(_BASE), width, 1 << 64)) for width in (1, 2, 4)]
_ODD = np.random.default_rng(20260101).integers(1 << 63, size=2 * PRINTS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def prints(texts: Sequence[str]) -> NDArray[np.uint64]:
    """A row of `PRINTS` numbers for each text; every text must have `PIECE` bytes or more in UTF-8."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    pieces = _pieces(np.frombuffer(b"".join(encoded), np.uint8))
    lengths = np.fromiter(map(len, encoded), np.int64, len(encoded))
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    if len(texts) > 1:
        pieces[_joints(starts[1:], len(pieces))] = np.uint64(0xFFFFFFFFFFFFFFFF)
    least = _least(pieces, starts)
    return ((least[::2] * _BASE ^ least[1::2] + _NUMBERED) * _BASE >> np.uint64(32)).T


def _least(pieces: NDArray[np.uint64], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The least hash of each text under each function; few pieces go in one pass, many would not fit the cache."""
    if len(pieces) < _FEW:
        return np.minimum.reduceat((pieces * _ODD[:, None]) >> np.uint64(16), starts, axis=1)
    return np.stack([np.minimum.reduceat((pieces * odd) >> np.uint64(16), starts) for odd in _ODD])


def _pieces(letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A hash of every `PIECE` bytes that follow each other, by doubling."""
    hashes = letters.astype(np.uint64)
    for width, power in zip((1, 2, 4), _POWERS, strict=True):
        hashes = hashes[:-width] * power + hashes[width:]
    return hashes ^ (hashes >> np.uint64(29))


def _joints(starts: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The pieces that run from one text into the next."""
    joints = (starts[:, None] - np.arange(1, PIECE)).ravel()
    return joints[joints < size]
