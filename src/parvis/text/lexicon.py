"""What the open lexicons say of a text: weights of words, turned over under a negation.

`models/lexicon.npz` is built by `parvis.text.train` from AFINN (Apache-2.0, French, English and emoticons),
Pattern.fr (public domain) and the words weighed for this project.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from parvis.text.features import Floats, Hashes, Tokens


class Lexicon(NamedTuple):
    """Hashes of words in order, and for each its weight in every source, -1 to 1."""

    hashes: Hashes
    weights: Floats


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with the package."""
    with (files("parvis.text") / "models" / "lexicon.npz").open("rb") as stream, np.load(stream) as kept:
        return Lexicon(kept["hashes"], kept["weights"].astype(np.float32) / 100)


def rows(cut: Tokens, count: int) -> Floats:
    """Five features a source and text: favourable, unfavourable, balance, mean, last word weighed."""
    known = shipped()
    place = np.minimum(np.searchsorted(known.hashes, cut.hashes), len(known.hashes) - 1)
    found = known.hashes[place] == cut.hashes
    columns = []
    for weights in known.weights.T:
        value = np.where(found, weights[place], 0) * np.where(cut.negated, -0.7, 1.0)
        columns.append(_summary(value, cut, count))
    return np.hstack(columns).astype(np.float32)


def _summary(value: Floats, cut: Tokens, count: int) -> Floats:
    weighed = value != 0
    up = np.bincount(cut.texts, np.maximum(value, 0), count)
    down = np.bincount(cut.texts, np.maximum(-value, 0), count)
    seen = np.bincount(cut.texts[weighed], minlength=count)
    last = np.zeros(count)
    last[cut.texts[weighed]] = value[weighed]
    return np.column_stack([np.sqrt(up), np.sqrt(down), np.tanh(up - down), (up - down) / np.maximum(seen, 1), last])
