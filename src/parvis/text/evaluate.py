"""How good the models are: per-class scores, confusion, calibration, worst errors.

The corpus' own test part ships with the project, so that it can always be measured. Public sets are measured where
a folder holds them; where it does not, the figures recorded at the last measure are shown, with their date.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.say import Say
from parvis.text.evaluate_found import Bin, Class, Error, Result

BINS = 10
ERRORS = 12
DRAWS = 1000  # readers made up to see what chance alone does to a calibration error

Scores = Sequence[Mapping[str, float]]


class Set(NamedTuple):
    """Texts, their labels, and what reads them."""

    key: str
    title: Say
    goal: str
    texts: Sequence[str]
    gold: Sequence[str]
    labels: Sequence[str]
    read: Callable[[Sequence[str]], Scores]


def measure(given: Set, today: str) -> Result:
    """Read the texts of a set and compare."""
    scores = given.read(given.texts)
    found = [max(each, key=lambda label: each[label]) for each in scores]
    sure = np.array([each[label] for each, label in zip(scores, found, strict=True)])
    right = np.array([own == gold for own, gold in zip(found, given.gold, strict=True)])
    confusion = _confusion(given.gold, found, given.labels)
    classes = _classes(confusion, given.labels)
    bins = _bins(sure, right)
    errors = [Error(given.texts[i], given.gold[i], found[i], float(sure[i])) for i in np.argsort(-sure) if not right[i]]
    return Result(
        given.key,
        given.title,
        today,
        False,
        len(found),
        float(np.mean([each.f1 for each in classes if each.support])),
        float(right.mean()),
        sum(each.number / len(found) * abs(each.confidence - each.accuracy) for each in bins),
        _chance(sure),
        given.goal,
        classes,
        confusion,
        bins,
        errors[:ERRORS],
    )


def _confusion(gold: Sequence[str], found: Sequence[str], labels: Sequence[str]) -> list[list[int]]:
    """Rows: the label given by people; columns: the one found."""
    table = [[0] * len(labels) for _ in labels]
    for own, other in zip(gold, found, strict=True):
        table[labels.index(own)][labels.index(other)] += 1
    return table


def _classes(confusion: list[list[int]], labels: Sequence[str]) -> list[Class]:
    table = np.array(confusion)
    hits, given, found = table.diagonal(), table.sum(axis=1), table.sum(axis=0)
    precision, recall = hits / np.maximum(found, 1), hits / np.maximum(given, 1)
    f1 = 2 * hits / np.maximum(given + found, 1)
    columns = zip(labels, precision.tolist(), recall.tolist(), f1.tolist(), given.tolist(), strict=True)
    return [Class(*each) for each in columns]


def _bins(sure: NDArray[Any], right: NDArray[Any]) -> list[Bin]:
    place = _places(sure)
    chosen = (place == each for each in range(BINS))
    return [Bin(int(own.sum()), float(sure[own].mean()), float(right[own].mean())) for own in chosen if own.any()]


def _places(sure: NDArray[Any]) -> NDArray[Any]:
    places: NDArray[Any] = np.minimum((sure * BINS).astype(int), BINS - 1)
    return places


def _chance(sure: NDArray[Any]) -> float:
    """The calibration error that is exceeded one time in twenty by a reader who is right as often as it says."""
    dice, place = np.random.default_rng(0), _places(sure)
    draws = [np.bincount(place, (dice.random(len(sure)) < sure) - sure, BINS) for _ in range(DRAWS)]
    return float(np.quantile(np.abs(draws).sum(axis=1) / len(sure), 0.95))
