"""What French words mean, as vectors: a text is the mean of its words, the rare ones counting most.

`models/vectors.npz` is made by `parvis.text.train_vectors` from vectors in the public domain (CC0).
"""

from functools import cache
from importlib.resources import files
from itertools import pairwise, starmap
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.features import Floats, Ints, Tokens
from parvis.text.lookup import Table

WIDTH = 64  # numbers a text


class Vectors(NamedTuple):
    """The known words, which vector each has (several words share one), and what words of each weigh."""

    words: Table
    which: NDArray[np.uint16]
    vectors: NDArray[Any]  # 8 bits a number where shipped: the table stays near the processor
    weights: Floats
    centre: Floats  # of short texts


@cache
def shipped() -> Vectors:
    """The vectors that come with the package."""
    with (files("parvis.text") / "models" / "vectors.npz").open("rb") as stream, np.load(stream) as kept:
        weights = kept["weights"].astype(np.float32) / 16
        return Vectors(Table.of(kept["words"]), kept["which"], kept["vectors"], weights, kept["centre"])


def rows(cut: Tokens, count: int, known: Vectors | None = None) -> Floats:
    """One row a text: the direction of the mean of its words; zeros where none is known."""
    known = known or shipped()
    found, places = known.words.find(cut.hashes)
    sums = _by_text(known, known.which.take(places), np.searchsorted(cut.texts.take(found), np.arange(count + 1)))
    length = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
    return np.where(length > 0, sums / np.maximum(length, 1e-9) - known.centre, 0).astype(np.float32)


def _by_text(known: Vectors, which: NDArray[np.uint16], ends: Ints) -> Floats:
    """The sum of what the words of each text weigh; those of text i lie between `ends[i]` and `ends[i + 1]`."""
    vectors, weights = known.vectors.take(which, axis=0).astype(np.float32), known.weights.take(which)
    sums = np.empty((len(ends) - 1, vectors.shape[1]), np.float32)
    for row, part in zip(sums, starmap(slice, pairwise(ends.tolist())), strict=True):
        np.dot(weights[part], vectors[part], out=row)
    return sums
