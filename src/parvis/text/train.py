"""Train the shipped models: `python -m parvis.text.train --data FOLDER` (needs scikit-learn, dependency group `train`).

FOLDER holds `sentiment/`, `streams/` and `lexicons/` as docs/models.md describes them. Scores come from one linear
classifier a label; a second, small regression on predictions out of fold makes probabilities of them, and is folded
into the weights, so that reading a text stays one product.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from parvis.text import corpus, features, intent, jsonl, lexicon, linear, tone, train_language, train_lexicon
from parvis.text.features import SIZE, Floats

MODELS = Path(__file__).parent / "models"
FOLDS = 5
LABELLED = 0.3  # how much a contribution that we labelled counts: they are many of one kind
OWN_POST = 0.5  # how much a post counts that was written for this project, beside one that was collected
POST_IN_MESSAGES = 0.2  # how much a public post counts for the tone of messages
MESSAGE_IN_POSTS = 0.25  # the reverse


class Example(NamedTuple):
    """A text and its label; a message to an institution, or a public post."""

    text: str
    label: str
    message: bool
    weight: float = 1.0


def matrix(texts: Sequence[str], meaning: bool) -> tuple[Any, Floats]:
    """Counts (sparse) and dense features of `texts`, with what French words mean or without."""
    blocks = [linear.read(texts[i : i + linear.BLOCK]) for i in range(0, len(texts), linear.BLOCK)]
    sparse = [csr_matrix((b.rows.counts, b.rows.columns, b.rows.ends), (len(b.dense), SIZE)) for b in blocks]
    return vstack(sparse).tocsr(), np.vstack([b.meant() if meaning else b.dense for b in blocks])


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


class Rows(NamedTuple):
    """The examples of one task, ready for the classifiers."""

    features: Any
    idf: Floats
    gold: Any
    group: Any


def prepared(examples: Sequence[Example], labels: Sequence[str], meaning: bool = False) -> Rows:
    """The features of `examples`, and which begin alike."""
    texts = [each.text for each in examples]
    counts, dense = matrix(texts, meaning)
    idf = weigh(counts)
    gold = np.array([labels.index(each.label) for each in examples])
    return Rows(design(counts, dense, idf), idf, gold, groups(texts))


def fit_intent(examples: Sequence[Example], strength: float) -> None:
    """Train the model of intents."""
    rows = prepared(examples, intent.LABELS)
    coefficients, bias = head("intent", rows, np.array([each.weight for each in examples]), strength, "balanced")
    linear.save(MODELS / "intent.npz", coefficients, rows.idf, bias)


def fit_tone(code: str, examples: Sequence[Example], strength: float) -> None:
    """Train the tone of public posts, that of messages, and the gate between the two."""
    rows = prepared(examples, tone.LABELS, meaning=code == "fr")
    message = np.array([each.message for each in examples])
    weights = np.array([each.weight for each in examples])
    posts = head(f"tone_{code}, posts", rows, np.where(message, MESSAGE_IN_POSTS * weights, weights), strength)
    messages = head(f"tone_{code}, messages", rows, np.where(message, weights, POST_IN_MESSAGES), strength)
    gate = LogisticRegression(C=1.0, solver="liblinear", dual=True, max_iter=300, random_state=0)
    gate.fit(rows.features, message, np.where(message, (~message).sum() / message.sum(), 1.0))
    parts = (posts, messages, (gate.coef_, gate.intercept_))
    coefficients, bias = (np.concatenate([part[k] for part in parts]).astype(np.float32) for k in (0, 1))
    linear.save(MODELS / f"tone_{code}.npz", coefficients, rows.idf, bias)


def head(name: str, rows: Rows, weights: Any, strength: float, prior: str | None = None) -> tuple[Floats, Floats]:
    """Calibrated weights and bias from the examples that weigh; those of full weight calibrate.

    `prior` "balanced" takes all labels as equally likely, None as likely as among the examples.
    """
    used = np.flatnonzero(weights)
    features, gold, weights = rows.features[used], rows.gold[used], weights[used].astype(float)
    margins = out_of_fold(features, gold, weights, rows.group[used], strength)
    full = weights == 1
    right = float((margins.argmax(axis=1) == gold)[full].mean())
    sys.stderr.write(f"{name}: {full.sum()} texts, {right:.3f} right out of fold\n")
    return calibrated(machines(features, gold, weights, strength), margins[full], gold[full], prior)


def groups(texts: Sequence[str]) -> Any:
    """The same number for texts that begin alike, so that near copies fall in one fold."""
    known: dict[str, int] = {}
    keys = (" ".join(features.clean(text).lower().split()[:6]) for text in texts)
    return np.array([known.setdefault(key, len(known)) for key in keys])


class Machines(NamedTuple):
    """One classifier a label, against all the others: a row of weights and a bias each."""

    weights: Floats
    bias: Floats

    def margins(self, rows: Any) -> Floats:
        """The score of every label (columns) for every row."""
        found: Floats = np.asarray(rows @ self.weights.T) + self.bias
        return found


def machines(rows: Any, gold: Any, weights: Any, strength: float) -> Machines:
    """Train a logistic regression a label on columns scaled by how much they tell (NB-SVM, Wang and Manning 2012)."""
    found, bias = [], []
    for label in range(gold.max() + 1):
        scale = telling(rows, gold == label, weights)
        machine = LogisticRegression(C=strength, solver="liblinear", dual=True, max_iter=300, random_state=0)
        machine.fit(rows.multiply(scale[None, :]).tocsr(), gold == label, weights)
        found.append(machine.coef_[0] * scale)
        bias.append(machine.intercept_[0])
    return Machines(np.array(found), np.array(bias))


def telling(rows: Any, mine: Any, weights: Any) -> Floats:
    """Per hashed column, the log-ratio of its shares among the label's rows and the others, 1 on average; dense: 1."""
    present = (rows[:, :SIZE] > 0).T.astype(np.float64)
    ours, theirs = present @ (weights * mine), present @ (weights * ~mine)
    share, rest = (1 + ours) / (1 + ours).sum(), (1 + theirs) / (1 + theirs).sum()
    ratio = np.abs(np.log(share / rest))
    ratio /= ratio[ours + theirs > 0].mean()
    return np.concatenate([ratio, np.ones(rows.shape[1] - SIZE)]).astype(np.float32)


def out_of_fold(rows: Any, gold: Any, weights: Any, group: Any, strength: float) -> Floats:
    """The margins each text gets from classifiers that have not seen it."""
    margins = np.zeros((len(gold), gold.max() + 1), dtype=np.float32)
    for seen, held in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(gold, gold, group):
        margins[held] = machines(rows[seen], gold[seen], weights[seen], strength).margins(rows[held])
    return margins


def calibrated(found: Machines, margins: Floats, gold: Any, prior: str | None) -> tuple[Floats, Floats]:
    """Weights and bias whose softmax is a probability: a regression on the margins, folded in."""
    second = LogisticRegression(C=1.0, max_iter=1000, class_weight=prior).fit(margins, gold)
    coefficients, bias = second.coef_ @ found.weights, second.intercept_ + second.coef_ @ found.bias
    return coefficients.astype(np.float32), bias.astype(np.float32)


def public(folder: Path, code: str) -> Iterator[Example]:
    """The training half of UMSAB, and for French the posts in its manner written for this project."""
    for row in jsonl.rows(folder / "sentiment" / f"umsab_{code}_train.jsonl.gz"):
        yield Example(row["text"], row["label"], message=False)
    if code == "fr":
        yield from (Example(each.text, each.tone, False, OWN_POST) for each in corpus.load("fr", "posts"))


def labelled(folder: Path) -> list[corpus.Message]:
    """Contributions of citizens that we labelled; the texts are looked up in the streams, by id."""
    text = (files("parvis.text.corpus") / "labels_streams.tsv").read_text(encoding="utf-8")
    labels = {key: (one, two) for key, one, two in (line.split("\t") for line in text.splitlines())}
    rows = jsonl.rows(folder / "streams" / "untimed.jsonl.gz")
    return [corpus.Message(*labels[row["id"]], row["text"]) for row in rows if row["id"] in labels]


def main() -> None:
    """Build the lexicon, then the models of tone and intent."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder: Path = parser.parse_args().data
    MODELS.mkdir(exist_ok=True)
    train_lexicon.build(folder / "lexicons", MODELS / "lexicon.npz")
    lexicon.shipped.cache_clear()
    train_language.build(MODELS / "language.npz")
    own = {code: [_example(each) for each in corpus.load(code, "train")] for code in ("fr", "en")}
    own["fr"] += [_example(each, LABELLED) for each in labelled(folder)]
    fit_intent([example for example, _ in own["fr"] + own["en"]], strength=10.0)
    for code, messages in own.items():
        fit_tone(code, [*public(folder, code), *(example for _, example in messages)], strength=3.0)


def _example(each: corpus.Message, weight: float = 1.0) -> tuple[Example, Example]:
    """The message as an example of its intent and of its tone."""
    return Example(each.text, each.intent, True, weight), Example(each.text, each.tone, True, weight)


if __name__ == "__main__":
    main()
