"""What word lists say of a text: weights of words and of pairs of words, turned over under a negation.

`models/lexicon.npz` is built by `parvis.text.train_lexicon` from AFINN (Apache-2.0), Pattern.fr (public domain)
and the weights given for this project (`corpus/weights_*.txt`).
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text.features import Bools, Floats, Hashes, Ints, Tokens, pairs
from parvis.text.lookup import Table

SOURCES = ("afinn", "pattern", "own")
TURNED = -0.7  # "not bad" is milder than "good"
LEVELS = (-3, -2, -1, 1, 2, 3)
INTENTS = 9  # as many as `parvis.text.intent.LABELS`, whose order the bits follow


class Lexicon(NamedTuple):
    """For words a weight in each of `SOURCES`, for pairs our own, all from -1 to 1.

    `cues` are words and pairs that point at an intent, `pointed` a bit for each intent.
    """

    words: Table
    weights: Floats
    pairs: Table
    pair_weights: Floats
    cues: Table
    pointed: NDArray[np.uint16]


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with the package."""
    with (files("parvis.text") / "models" / "lexicon.npz").open("rb") as stream, np.load(stream) as kept:
        weights, pair_weights = (kept[name].astype(np.float32) / 60 for name in ("weights", "pair_weights"))
        words, pairs, cues = (Table.of(kept[name]) for name in ("words", "pairs", "cues"))
        return Lexicon(words, weights, pairs, pair_weights, cues, kept["pointed"])


def rows(cut: Tokens, count: int) -> Floats:
    """One dense row a text: a summary of each source, and how many words of each level of our own."""
    known, columns = shipped(), []
    found, places = known.words.find(cut.hashes)
    texts, negated = cut.texts[found], cut.negated[found]
    for weights in known.weights.T:
        value = weights[places]
        columns.append(_summary(np.where(negated, TURNED * value, value), texts, count))
    columns.append(_levels(value, texts, negated, count))
    texts, joined = pairs(cut)
    found, places = known.pairs.find(joined)
    columns.append(_summary(known.pair_weights[places], texts[found], count))
    columns.append(_cues(cut.texts, cut.hashes, count))
    columns.append(_cues(texts, joined, count))
    return np.hstack(columns).astype(np.float32)


def _cues(texts: Ints, hashes: Hashes, count: int) -> Floats:
    """For each intent, the root of how many cues point at it, and whether one does among the first three."""
    known = shipped()
    found, places = known.cues.find(hashes)
    pointed, owners = known.pointed[places], texts[found]
    early = found - np.searchsorted(texts, owners) < 3
    columns = []
    for intent in range(INTENTS):
        points = pointed >> intent & 1 == 1
        columns.append(np.sqrt(np.bincount(owners[points], minlength=count)))
        columns.append(np.bincount(owners[points & early], minlength=count) > 0)
    return np.column_stack(columns).astype(np.float32)


def _summary(value: Floats, texts: Ints, count: int) -> Floats:
    """Favourable, unfavourable, balance, mean, last word weighed."""
    weighed = value != 0
    up = np.bincount(texts, np.maximum(value, 0), count)
    down = np.bincount(texts, np.maximum(-value, 0), count)
    seen = np.bincount(texts[weighed], minlength=count)
    last = np.zeros(count)
    last[texts[weighed]] = value[weighed]
    return np.column_stack([np.sqrt(up), np.sqrt(down), np.tanh(up - down), (up - down) / np.maximum(seen, 1), last])


def _levels(value: Floats, texts: Ints, negated: Bools, count: int) -> Floats:
    level = np.rint(value * 3)

    def number(chosen: Bools) -> Floats:
        return np.bincount(texts[chosen], minlength=count).astype(np.float32)

    columns = [np.sqrt(number((level == each) & ~negated)) for each in LEVELS]
    turned = [np.sqrt(number((level < 0) & negated)), np.sqrt(number((level > 0) & negated))]
    mixed = (number(level < 0) > 0) & (number(level > 0) > 0)
    return np.column_stack([*columns, *turned, mixed, number(level != 0) == 0])
