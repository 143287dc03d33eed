"""A whole batch of texts folded, cut into words and hashed at once, with numpy.

The words are those of `words.tokens`. Each letter is one byte: of the scripts of Europe and the Near East; a text with
other letters is `odd` and is left to the one-post path. A word's hash comes from the 8 bytes at its start, the 8 at its
end and those between, with factors drawn at random for each process: nobody can prepare two words with one hash.
"""

import codecs
import secrets
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.fold import LAST, WORDS, fold_char

Hashes = NDArray[np.uint64]
Indices = NDArray[np.intp]
LONGEST_WORD = 100  # letters; no term is longer
_UNEVEN, _ODD, _FIRST = 1, 2, 3
_EIGHT = 8
_PAD = " " * _EIGHT
# Where the letters that have a byte come from, the commonest first.
_SCRIPTS = (
    (0x30, 0x250),
    (0x400, 0x482),
    (0x3AC, 0x3CF),
    (0x620, 0x64B),
    (0x5D0, 0x5EB),
    (0x660, 0x66A),
    (0x482, 0x530),
)
# Ideographs and syllables are odd, surrogates and private use are no letters: known without asking.
_ODD_RANGES = (
    (0x3400, 0x4DB6),
    (0x4E00, 0x9FA6),
    (0xAC00, 0xD7A4),
    (0x20000, 0x2A6D7),
    (0x2A700, 0x2B735),
    (0x2B820, 0x2CEA2),
    (0x2CEB0, 0x2EBE1),
)
_NO_LETTERS = ((0xD800, 0xF900), (0x2FA20, LAST))


def _factors(count: int) -> Hashes:
    return np.array([secrets.randbits(64) | 1 for _ in range(count)], np.uint64)


_MASKS = np.array([(1 << 8 * n) - 1 for n in range(_EIGHT + 1)], np.uint64)
_START, _END, _LENGTH, _MIX, _NEXT, _PREFIX = _factors(6)
_BETWEEN = _factors(LONGEST_WORD // _EIGHT + 1)
_HALF = np.uint64(32)


class Cut(NamedTuple):
    """The words of a batch in order: hash, start and end in `letters`, first eight letters, place of the text.

    `odd` are the texts with letters that have no byte.
    """

    hashes: Hashes
    starts: Indices
    ends: Indices
    firsts: Hashes
    letters: NDArray[np.uint8]
    owners: Indices
    odd: list[int]


@cache
def _bytes_of_letters() -> dict[str, int]:
    """Folded letter → its byte."""
    folded = (fold_char(code) for first, last in _SCRIPTS for code in range(first, last))
    letters = dict.fromkeys(letter for letters in folded for letter in letters if letter != " ")
    return {letter: byte for byte, letter in zip(range(_FIRST, 256), letters, strict=False)}


@cache
def _table() -> NDArray[np.uint8]:
    """Code point → the byte of its folding; 0 between words."""
    known, table = _bytes_of_letters(), np.zeros(LAST + 1, np.uint8)
    for first, last in _ODD_RANGES:
        table[first:last] = _ODD
    settled = sorted((*_ODD_RANGES, *_NO_LETTERS))
    gaps = zip([0] + [last for _, last in settled], [first for first, _ in settled], strict=False)
    for code in (code for first, last in gaps for code in range(first, last)):
        folded = fold_char(code)
        if folded != " ":
            table[code] = known.get(folded, _ODD) if len(folded) == 1 else _UNEVEN
    return table


def is_odd(term: str) -> bool:
    """Whether a term has letters without a byte."""
    return not term.isascii() and not _bytes_of_letters().keys() >= {*term} - {" ", "*"}


def cut(texts: list[str]) -> Cut:
    """Cuts texts, some tens of thousands of code points together, into words."""
    joined = _PAD + " ".join(texts) + _PAD
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    letters = _table().take(codes, mode="clip")
    bounds = np.cumsum(np.fromiter(map(len, texts), np.intp, len(texts)) + 1) + _EIGHT
    if not joined.isascii() and (letters == _UNEVEN).any():
        letters, bounds = _spread(codes, letters, bounds)
    inside = letters != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, ends = edges[0::2], edges[1::2]
    eights: Hashes = np.ndarray(
        (len(letters) - _EIGHT + 1,), "<u8", letters, 0, (1,)
    )  # the 8 letters from each place: a view
    firsts = eights[starts]
    odd = list[int]()
    if not joined.isascii() and len(found := np.flatnonzero(letters == _ODD)):
        odd = np.unique(np.searchsorted(bounds, found, side="right")).tolist()
    owners = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(starts, bounds), prepend=0))
    return Cut(_hashes(eights, firsts, starts, ends), starts, ends, firsts, letters, owners, odd)


def _hashes(eights: Hashes, firsts: Hashes, starts: Indices, ends: Indices) -> Hashes:
    lengths = ends - starts
    hashes: Hashes = (firsts & _MASKS.take(lengths, mode="clip")) * _START
    hashes += lengths.astype(np.uint64) * _LENGTH
    long = np.flatnonzero(lengths > _EIGHT)
    hashes[long] += eights[ends[long] - _EIGHT] * _END
    for place, factor in enumerate(_BETWEEN, start=1):
        long = long[lengths[long] > (place + 1) * _EIGHT]
        if not len(long):
            break
        hashes[long] += eights[starts[long] + place * _EIGHT] * factor
    hashes ^= hashes >> _HALF
    hashes *= _MIX
    return hashes


def _spread(
    codes: NDArray[np.uint32], letters: NDArray[np.uint8], bounds: Indices
) -> tuple[NDArray[np.uint8], Indices]:
    """Letters that fold to none or to several, put in their place."""
    known, old, pieces, done = _bytes_of_letters(), letters.tobytes(), list[bytes](), 0
    at = np.flatnonzero(letters == _UNEVEN)
    growth = np.zeros(len(at) + 1, np.intp)
    for rank, (place, code) in enumerate(zip(at.tolist(), codes[at].tolist(), strict=True), start=1):
        folded = WORDS[code]
        pieces += old[done:place], bytes([known.get(letter, _ODD) for letter in folded])
        growth[rank] = len(folded) - 1
        done = place + 1
    moved = bounds + np.cumsum(growth)[np.searchsorted(at, bounds)]
    return np.frombuffer(b"".join([*pieces, old[done:]]), np.uint8), moved


def longer(hashes: Hashes, following: Hashes) -> Hashes:
    """The hashes of phrases that are one word longer."""
    longer_ones: Hashes = hashes * _NEXT + following
    return longer_ones


def beginnings(found: Cut, length: int, among: Indices | None = None) -> tuple[Indices, Hashes]:
    """The words (`among` these) of at least `length` letters, at most 8, and the hashes of their first letters."""
    lengths = found.ends - found.starts if among is None else found.ends[among] - found.starts[among]
    long = np.flatnonzero(lengths >= length) if among is None else among[lengths >= length]
    return long, (found.firsts[long] & _MASKS[length]) * _PREFIX


@cache
def _spelling() -> str:
    letters = {byte: letter for letter, byte in _bytes_of_letters().items()}
    return "".join(letters.get(byte, " ") for byte in range(256))


def spelled(found: Cut, word: int) -> str:
    """One word's letters."""
    letters = found.letters[found.starts[word] : found.ends[word]].tobytes()
    return codecs.charmap_decode(letters, "strict", _spelling())[0]
