"""Whether one text is a copy of another: as a whole, cut short, or with a few words put before or after it."""

import re
from math import ceil
from typing import NamedTuple

from rapidfuzz.distance import LCSseq
from rapidfuzz.distance.Indel import normalized_similarity

SAME = 0.88  # share of letters in common, in order
CUT = 40  # letters from which on a text that was cut is compared as far as it goes
CORE = 70  # letters that must be the same when words stand before or after them
KEPT, FILLED = 0.7, 0.55  # what the core must be of the shorter text, and of the longer
VERBATIM = 0.97  # share of the letters of a core in common: what is passed on whole is not reworded
_MISS = 3  # what a letter that differs costs, in letters that agree

_NUMBERS = re.compile(r"\d+")


class Core(NamedTuple):
    """The stretch in which two texts agree, as slices, and how many letters agree there."""

    first: slice
    text: slice
    letters: int


def same(first: str, text: str, cut: bool) -> bool:
    """Whether `text` copies `first`, both bare: nearly the same letters, and the very same numbers.

    A new toll or a new magnitude makes another post. `cut`: `text` counts as far as it goes.
    """
    if first == text:
        return True
    if cut and len(text) >= CUT and whole(first[: len(text)], text[: len(first)]):
        return True
    return whole(first, text) or _holds(first, text, cut)


def whole(first: str, text: str, share: float = SAME) -> bool:
    """Whether they are nearly the same from beginning to end."""
    return normalized_similarity(first, text, score_cutoff=share) > 0 and _numbers(first) == _numbers(text)


def _holds(first: str, text: str, cut: bool) -> bool:
    """Whether a core that is most of the shorter and enough of the longer is the same word for word."""
    shorter, longer = sorted((len(first), len(text)))
    least = max(CORE, KEPT * shorter, 0 if cut else FILLED * longer)
    if shorter < least or LCSseq.similarity(first, text, score_cutoff=ceil(least)) == 0:
        return False
    core = _core(first, text)
    return core.letters >= least and whole(_words(first, core.first), _words(text, core.text), VERBATIM)


def _core(first: str, text: str) -> Core:
    """The best local alignment along the longest common subsequence."""
    best = Core(slice(0), slice(0), 0)
    most = score = letters = from_first = from_text = to_first = to_text = 0
    for block in LCSseq.editops(first, text).as_matching_blocks():
        score -= _MISS * max(block.a - to_first, block.b - to_text)
        if score <= 0:
            score, letters, from_first, from_text = 0, 0, block.a, block.b
        to_first, to_text = block.a + block.size, block.b + block.size
        letters += block.size
        score += block.size
        if score > most:
            most, best = score, Core(slice(from_first, to_first), slice(from_text, to_text), letters)
    return best


def _words(text: str, part: slice) -> str:
    """A part of `text`, up to the ends of its words."""
    return text[text.rfind(" ", 0, part.start + 1) + 1 : _end(text, part.stop)]


def _end(text: str, stop: int) -> int:
    if stop and text[stop - 1] == " ":
        return stop - 1
    space = text.find(" ", stop)
    return len(text) if space < 0 else space


def _numbers(text: str) -> list[str]:
    return _NUMBERS.findall(text)
