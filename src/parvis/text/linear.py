"""Linear scores over the features of `parvis.text.features`: numpy only, weights on 8 bits."""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from parvis.text import features, lexicon, vectors
from parvis.text.features import SIZE, Floats, Ints

BLOCK = 400  # texts read at a time: bounds memory, and the arrays stay in the processor's cache


class Read(NamedTuple):
    """A block of texts as features."""

    rows: features.Rows
    dense: Floats
    cut: features.Tokens

    def meant(self) -> Floats:
        """The dense features, and what the words mean (French only)."""
        return np.hstack([self.dense, vectors.rows(self.cut, len(self.dense))])


def read(texts: Sequence[str]) -> Read:
    """The features of `texts`; the last blocks are kept, as one model reads them after another."""
    return _read(tuple(texts))


@lru_cache(maxsize=4)
def _read(texts: tuple[str, ...]) -> Read:
    batch = features.batch(texts)
    cut = features.tokens(batch)
    dense = np.hstack([features.surface(batch, cut), lexicon.rows(cut, len(texts))])
    return Read(features.sparse(batch, cut), dense, cut)


class Model(NamedTuple):
    """Weights: a column an output; a row a hashed column that was seen in training, or a dense feature.

    `places` has the row of each hashed column, 0 for those never seen: the table stays small enough for the processor's
    cache. `weights` has columns of zeros after those of the outputs: rows of 8 or 16 bytes are copied fastest.
    """

    places: np.ndarray[Any, Any]
    weights: np.ndarray[Any, np.dtype[np.int8]]
    scale: Floats
    idf: Floats
    dense: Floats
    bias: Floats

    def margins(self, texts: Sequence[str], chosen: Ints | None = None) -> Floats:
        """The linear score of every output (columns) for every text (rows), or for the texts at `chosen` places."""
        places = np.arange(len(texts)) if chosen is None else chosen
        margins = np.zeros((len(places), len(self.bias)), np.float32)
        for start in range(0, len(texts), BLOCK):
            here = np.flatnonzero((places >= start) & (places < start + BLOCK))
            if len(here):
                margins[here] = self._block(read(texts[start : start + BLOCK]), places[here] - start)
        return margins

    def _block(self, block: Read, chosen: Ints) -> Floats:
        """The margins of the texts at these places."""
        dense = (block.meant() if block.dense.shape[1] < len(self.dense) else block.dense)[chosen]
        sums = np.empty((len(chosen), self.weights.shape[1]), np.float32)
        lengths = np.empty((len(chosen), 1), np.float32)
        for row, part in enumerate(block.rows.at(chosen)):
            places = self.places.take(block.rows.columns[part]).astype(np.intp)
            values = block.rows.counts[part] * self.idf.take(places)
            np.dot(values, self.weights.take(places, axis=0).astype(np.float32), out=sums[row])
            lengths[row] = np.dot(values, values)
        hashed = sums[:, : len(self.bias)] / (np.sqrt(lengths) + np.float32(1e-9))
        margins: Floats = hashed * self.scale + dense @ self.dense + self.bias
        return margins.astype(np.float32)


def softmax(margins: Floats) -> Floats:
    """Rows that add up to one."""
    raised = np.exp(margins - margins.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def load(path: Path | Any) -> Model:
    """The model in an `.npz` that `save` wrote."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        known = np.flatnonzero(kept["idf"])
        places = np.zeros(SIZE, np.uint16 if len(known) < 1 << 16 else np.uint32)
        places[known] = np.arange(1, len(known) + 1)
        idf = np.append(np.float32(0), kept["idf"][known].astype(np.float32) / 16)
        return Model(places, _padded(kept["weights"][known]), kept["scale"], idf, kept["dense"], kept["bias"])


def _padded(weights: np.ndarray[Any, np.dtype[np.int8]]) -> np.ndarray[Any, np.dtype[np.int8]]:
    """With a row of zeros before, and columns of zeros after."""
    padded = np.zeros((len(weights) + 1, 8 if weights.shape[1] <= 8 else 16), np.int8)
    padded[1:, : weights.shape[1]] = weights
    return padded


@cache
def shipped(name: str) -> Model:
    """The model that comes with the package."""
    return load(files("parvis.text") / "models" / f"{name}.npz")


def save(path: Path, coefficients: Floats, idf: Floats, bias: Floats) -> None:
    """Write a model: `coefficients` has a row an output, `SIZE` hashed columns then the dense ones."""
    hashed, dense = coefficients[:, :SIZE], coefficients[:, SIZE:]
    scale = np.abs(hashed).max(axis=1) / 127
    np.savez_compressed(
        path,
        weights=np.round(hashed / scale[:, None]).astype(np.int8).T,
        scale=scale.astype(np.float32),
        idf=np.round(idf * 16).clip(0, 255).astype(np.uint8),
        dense=dense.T.astype(np.float32),
        bias=bias.astype(np.float32),
    )
