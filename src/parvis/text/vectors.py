"""What French words mean, as vectors: a text is the mean of its words, the rare ones counting most.

`models/vectors.npz` is made by `parvis.text.train_vectors` from vectors in the public domain (CC0).
"""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.features import Floats, Hashes, Tokens

WIDTH = 64  # numbers a text


class Vectors(NamedTuple):
    """Hashes of words in order, which vector each has (several words share one), and what words of each weigh."""

    words: Hashes
    which: NDArray[np.uint16]
    vectors: Floats
    weights: Floats
    centre: Floats  # of short texts


@cache
def shipped() -> Vectors:
    """The vectors that come with the package."""
    with (files("parvis.text") / "models" / "vectors.npz").open("rb") as stream, np.load(stream) as kept:
        vectors = kept["vectors"].astype(np.float32) / 127
        weights, centre = kept["weights"].astype(np.float32) / 16, kept["centre"]
        return Vectors(kept["words"], kept["which"], vectors * weights[:, None], weights, centre)


def rows(cut: Tokens, count: int, known: Vectors | None = None) -> Floats:
    """One row a text: the direction of the mean of its words; zeros where none is known."""
    known = known or shipped()
    place = np.minimum(np.searchsorted(known.words, cut.hashes), len(known.words) - 1)
    found = np.flatnonzero(known.words[place] == cut.hashes)
    sums = _by_text(known.vectors[known.which[place[found]]], cut.texts[found], count)
    length = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    return np.where(length > 0, sums / np.maximum(length, 1e-9) - known.centre, 0).astype(np.float32)


def _by_text(values: Floats, texts: NDArray[Any], count: int) -> Floats:
    """The sum of the rows of `values` that belong to each text."""
    sums = np.zeros((count, values.shape[1]), np.float32)
    if len(texts):
        starts = np.flatnonzero(np.diff(texts, prepend=-1))
        sums[texts[starts]] = np.add.reduceat(values, starts, axis=0)
    return sums
