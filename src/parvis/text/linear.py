"""Linear scores over the features of `parvis.text.features`: numpy only, weights on 8 bits."""

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from parvis.text import features, lexicon, vectors
from parvis.text.features import SIZE, Floats, Ints

BLOCK = 1000  # texts read at a time: bounds memory, and the arrays stay in the processor's cache


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
    """Weights: a column an output; a row a hashed column of the sparse part, or a dense feature."""

    weights: np.ndarray[Any, np.dtype[np.int8]]
    scale: Floats
    idf: Floats
    dense: Floats
    bias: Floats

    def margins(self, texts: Sequence[str]) -> Floats:
        """The linear score of every output (columns) for every text (rows)."""
        blocks = [texts[i : i + BLOCK] for i in range(0, len(texts), BLOCK)]
        return np.vstack([np.zeros((0, len(self.bias)), np.float32), *(self._block(read(block)) for block in blocks)])

    def _block(self, block: Read) -> Floats:
        rows, dense = block.rows, block.dense
        if dense.shape[1] < len(self.dense):
            dense = block.meant()
        idf = self.idf[rows.columns]
        known = np.flatnonzero(idf)
        columns, values = rows.columns[known], rows.counts[known] * idf[known]
        places = np.searchsorted(known, rows.ends)
        norm = np.sqrt(_by_row((values * values)[:, None], places)) + np.float32(1e-9)
        sums = _by_row(self.weights[columns] * values[:, None], places) / norm
        margins: Floats = sums * self.scale + dense @ self.dense + self.bias
        return margins.astype(np.float32)


def _by_row(values: Floats, places: Ints) -> Floats:
    """The sum of `values[places[i] : places[i + 1]]` for every i; of no value, 0."""
    padded = np.concatenate([values, np.zeros((1, values.shape[1]), np.float32)])
    sums: Floats = np.add.reduceat(padded, places[:-1], axis=0)
    sums[places[:-1] == places[1:]] = 0
    return sums


def softmax(margins: Floats) -> Floats:
    """Rows that add up to one."""
    raised = np.exp(margins - margins.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def load(path: Path | Any) -> Model:
    """The model in an `.npz` that `save` wrote."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as kept:
        idf = kept["idf"].astype(np.float32) / 16
        return Model(kept["weights"], kept["scale"], idf, kept["dense"], kept["bias"])


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
