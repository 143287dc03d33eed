"""A whole batch of texts folded, cut into words and hashed at once, with numpy.

The words are those of `words.tokens`. A word's hash is a polynomial of its letters modulo 2^64, to a base drawn at
random for each process: nobody can prepare two words with one hash. A phrase's hash is made of those of its words.
"""

import secrets
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.fold import LAST, WORDS, fold_char

Hashes = NDArray[np.uint64]
Indices = NDArray[np.intp]
LONGEST = 1 << 16  # code points in one batch
_SPREAD = 4  # the most letters that one folds to
_UNEVEN = 1
# Ideographs and syllables fold to themselves, surrogates and private use to nothing: that is known.
_SAME = (
    (0x3400, 0x4DB6),
    (0x4E00, 0x9FA6),
    (0xAC00, 0xD7A4),
    (0x20000, 0x2A6D7),
    (0x2A700, 0x2B735),
    (0x2B820, 0x2CEA2),
    (0x2CEB0, 0x2EBE1),
)
_NONE = ((0xD800, 0xF900), (0x2FA20, LAST))
_BASE = secrets.randbits(64) | 1
_MIX = np.uint64(secrets.randbits(64) | 1)
_NEXT = np.uint64(secrets.randbits(64) | 1)


class Cut(NamedTuple):
    """The words of a batch in order: their hashes, the text each belongs to, where each is in `letters`."""

    hashes: Hashes
    owners: Indices
    starts: Indices
    ends: Indices
    letters: NDArray[np.uint32]
    sums: Hashes


@cache
def _table() -> NDArray[np.uint32]:
    """Code point → folded code point; 0 between words, 1 where the folding is not one letter."""
    table = np.zeros(LAST + 1, np.uint32)
    for first, last in _SAME:
        table[first:last] = np.arange(first, last)
    known = sorted((*_SAME, *_NONE))
    gaps = zip([0] + [last for _, last in known], [first for first, _ in known], strict=False)
    for code in (code for first, last in gaps for code in range(first, last)):
        folded = fold_char(code)
        table[code] = _UNEVEN if len(folded) != 1 else 0 if folded == " " else ord(folded)
    return table


@cache
def _powers() -> tuple[Hashes, Hashes]:
    """Powers of the base, and of its inverse times a mixing factor."""
    size = _SPREAD * LONGEST + 2
    up, down = np.full(size, _BASE, np.uint64), np.full(size, pow(_BASE, -1, 1 << 64), np.uint64)
    up[0], down[0] = 1, _MIX
    return np.cumprod(up), np.cumprod(down)


def cut(texts: list[str]) -> Cut:
    """Cuts texts of `LONGEST` code points together into words."""
    joined = f" {' '.join(texts)} "
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _table().take(codes, mode="clip")
    bounds = np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1)
    if not joined.isascii() and (letters == _UNEVEN).any():
        letters, bounds = _spread(codes, letters, bounds)
    inside = letters != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    starts, ends = edges[0::2], edges[1::2]
    up, down = _powers()
    sums = np.cumsum(letters * up[: len(letters)])
    hashes = (sums[ends] - sums[starts]) * down[starts]
    return Cut(hashes, np.searchsorted(bounds, starts, side="right"), starts + 1, ends + 1, letters, sums)


def _spread(
    codes: NDArray[np.uint32], letters: NDArray[np.uint32], bounds: Indices
) -> tuple[NDArray[np.uint32], Indices]:
    """Letters that fold to none or to several, put in their place."""
    at = np.flatnonzero(letters == _UNEVEN)
    folded = [WORDS[code] for code in codes[at].tolist()]
    lengths = np.ones(len(letters), np.intp)
    lengths[at] = list(map(len, folded))
    spread = np.repeat(letters, lengths)
    moved = np.cumsum(lengths)
    several = [(int(moved[i]) - len(f), f) for i, f in zip(at.tolist(), folded, strict=True) if f]
    for start, f in several:
        spread[start : start + len(f)] = [ord(c) for c in f]
    return spread, moved[bounds] - 1


def phrases(hashes: Hashes, longest: int) -> list[Hashes]:
    """The hashes of the runs of 1, 2, … `longest` words, by their first word."""
    runs = [hashes]
    for length in range(2, longest + 1):
        if len(hashes) < length:
            break
        runs.append(runs[-1][:-1] * _NEXT + hashes[length - 1 :])
    return runs


def beginnings(found: Cut, length: int) -> tuple[Indices, Hashes]:
    """The words of at least `length` letters, and the hashes of their first letters."""
    long = np.flatnonzero(found.ends - found.starts >= length)
    starts = found.starts[long] - 1
    return long, (found.sums[starts + length] - found.sums[starts]) * _powers()[1][starts]


def spelled(found: Cut, word: int) -> str:
    """One word's letters."""
    return found.letters[found.starts[word] : found.ends[word]].tobytes().decode("utf-32-le", "surrogatepass")
