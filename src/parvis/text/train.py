"""Train the shipped models: `python -m parvis.text.train --data FOLDER` (needs scikit-learn, dependency group `train`).

FOLDER holds `sentiment/`, `streams/` and `lexicons/` as docs/models.md describes them. Scores come from one linear
classifier a label; a second, small regression on predictions out of fold makes probabilities of them, and is folded
into the weights, so that reading a text stays one product.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from parvis.text import corpus, features, intent, lexicon, linear, tone, train_lexicon
from parvis.text.features import SIZE, Floats

MODELS = Path(__file__).parent / "models"
FOLDS = 5


class Example(NamedTuple):
    """A text, its label and how much it counts."""

    text: str
    label: str
    weight: float


def matrix(texts: Sequence[str]) -> tuple[Any, Floats]:
    """Counts (sparse) and dense features of `texts`."""
    blocks = [linear.read(texts[i : i + linear.BLOCK]) for i in range(0, len(texts), linear.BLOCK)]
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


def fit(name: str, examples: Sequence[Example], labels: Sequence[str], strength: float) -> None:
    """Train one task and write it."""
    texts = [each.text for each in examples]
    gold = np.array([labels.index(each.label) for each in examples])
    weights = np.array([each.weight for each in examples])
    counts, dense = matrix(texts)
    idf = weigh(counts)
    rows = design(counts, dense, idf)
    margins = out_of_fold(rows, gold, weights, groups(texts), strength)
    coefficients, bias = calibrated(machines(rows, gold, weights, strength), margins, gold, weights)
    linear.save(MODELS / f"{name}.npz", labels, coefficients, idf, bias)
    right = float((margins.argmax(axis=1) == gold).mean())
    sys.stderr.write(f"{name}: {len(texts)} texts, {right:.3f} right out of fold\n")


def groups(texts: Sequence[str]) -> Any:
    """The same number for texts that begin alike, so that near copies fall in one fold."""
    known: dict[str, int] = {}
    keys = (" ".join(features.clean(text).lower().split()[:6]) for text in texts)
    return np.array([known.setdefault(key, len(known)) for key in keys])


def machines(rows: Any, gold: Any, weights: Any, strength: float) -> list[Any]:
    """One classifier a label, against all the others."""
    found = []
    for label in range(gold.max() + 1):
        machine = LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=300, random_state=0)
        found.append(machine.fit(rows, gold == label, weights))
    return found


def out_of_fold(rows: Any, gold: Any, weights: Any, group: Any, strength: float) -> Floats:
    """The margins each text gets from classifiers that have not seen it."""
    margins = np.zeros((len(gold), gold.max() + 1), dtype=np.float32)
    for seen, held in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(gold, gold, group):
        found = machines(rows[seen], gold[seen], weights[seen], strength)
        margins[held] = np.column_stack([machine.decision_function(rows[held]) for machine in found])
    return margins


def calibrated(found: list[Any], margins: Floats, gold: Any, weights: Any) -> tuple[Floats, Floats]:
    """Weights and bias whose softmax is a probability: a regression on the margins, folded in."""
    second = LogisticRegression(C=1.0, max_iter=1000).fit(margins, gold, weights)
    coefficients = second.coef_ @ np.vstack([machine.coef_ for machine in found])
    bias = second.intercept_ + second.coef_ @ np.concatenate([machine.intercept_ for machine in found])
    return coefficients.astype(np.float32), bias.astype(np.float32)


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The lines of a `.jsonl.gz`."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def public(folder: Path, code: str) -> Iterator[Example]:
    """The training half of UMSAB."""
    for row in rows_of(folder / "sentiment" / f"umsab_{code}_train.jsonl.gz"):
        yield Example(row["text"], row["label"], 1.0)


def main() -> None:
    """Build the lexicon, then the models of tone and intent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    MODELS.mkdir(exist_ok=True)
    train_lexicon.build(folder / "lexicons", MODELS / "lexicon.npz")
    lexicon.shipped.cache_clear()
    own = {code: corpus.load(code, "train") for code in ("fr", "en")}
    for code, messages in own.items():
        written = [Example(each.text, each.tone, 1.0) for each in messages]
        fit(f"tone_{code}", [*public(folder, code), *written], tone.LABELS, 2.0)
    both = [Example(each.text, each.intent, 1.0) for each in own["fr"] + own["en"]]
    fit("intent", both, intent.LABELS, 10.0)


if __name__ == "__main__":
    main()
