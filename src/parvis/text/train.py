"""Train the shipped models: `python -m parvis.text.train --data FOLDER` (needs scikit-learn, group `train`).

FOLDER holds `sentiment/` (UMSAB) and `lexicons/` as described in docs/models.md.
"""

import argparse
import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from parvis.text import corpus, features, intent, lexicon, linear, tone
from parvis.text.features import SIZE, Floats

MODELS = Path(__file__).parent / "models"


def matrix(texts: Sequence[str]) -> tuple[Any, Floats]:
    """Counts (sparse) and dense features of `texts`."""
    blocks = [linear.read(texts[i : i + linear.BLOCK]) for i in range(0, len(texts), linear.BLOCK)]
    from scipy.sparse import vstack

    sparse = [csr_matrix((b.rows.counts, b.rows.columns, b.rows.ends), (len(b.dense), SIZE)) for b in blocks]
    return vstack(sparse).tocsr(), np.vstack([b.dense for b in blocks])


def weigh(counts: Any) -> Floats:
    """Inverse document frequency, on the sixteenths that are shipped; 0 for a column seen once."""
    seen = np.bincount(counts.indices, minlength=SIZE)
    idf = np.log((1 + counts.shape[0]) / (1 + seen)) + 1
    return np.round(np.where(seen > 1, idf, 0) * 16).clip(0, 255).astype(np.float32) / np.float32(16)


def design(counts: Any, dense: Floats, idf: Floats) -> Any:
    """Rows of length one, then the dense features."""
    weighed = counts.multiply(idf[None, :]).tocsr()
    norm = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel()) + 1e-9
    return hstack([weighed.multiply(1 / norm[:, None]), csr_matrix(dense)]).tocsr()


def fit(name: str, texts: Sequence[str], gold: Sequence[str], labels: Sequence[str], strength: float) -> None:
    """Train one task and write it."""
    counts, dense = matrix(texts)
    idf = weigh(counts)
    model = LogisticRegression(C=strength, max_iter=300, class_weight="balanced")
    model.fit(design(counts, dense, idf), [labels.index(label) for label in gold])
    linear.save(MODELS / f"{name}.npz", labels, model.coef_, idf, model.intercept_)


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a `.jsonl.gz`."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def build_lexicon(folder: Path) -> None:
    """AFINN and Pattern.fr as hashes."""
    weights: dict[int, list[float]] = {}
    for column, name in enumerate(("afinn_fr", "afinn_en", "pattern_fr_sentiment")):
        for line in (folder / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
            word, *cells = line.split("\t")
            if word == "form" or not word.isalpha():
                continue
            weight = float(cells[1]) if name.startswith("pattern") else float(cells[0]) / 5
            weights.setdefault(int(features.word_hashes([word])[0]), [0.0, 0.0, 0.0])[column] = weight
    hashes = np.array(sorted(weights), dtype=np.uint64)
    table = np.array([weights[int(key)] for key in hashes])
    np.savez_compressed(MODELS / "lexicon.npz", hashes=hashes, weights=np.round(table * 100).astype(np.int8))


def main() -> None:
    """Build the lexicon, then the models of tone and intent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    MODELS.mkdir(exist_ok=True)
    build_lexicon(folder / "lexicons")
    lexicon.shipped.cache_clear()
    own = {code: corpus.load(code, "train") for code in ("fr", "en")}
    for code, messages in own.items():
        public = rows(folder / "sentiment" / f"umsab_{code}_train.jsonl.gz")
        texts = [row["text"] for row in public] + [each.text for each in messages]
        gold = [row["label"] for row in public] + [each.tone for each in messages]
        fit(f"tone_{code}", texts, gold, tone.LABELS, 3.0)
    both = own["fr"] + own["en"]
    fit("intent", [each.text for each in both], [each.intent for each in both], intent.LABELS, 10.0)


if __name__ == "__main__":
    main()
