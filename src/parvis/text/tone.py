"""The tone of a short text: negative, neutral or positive, and *unsure* where the model does not know."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from parvis.text import linear
from parvis.text.features import Floats, Ints

LABELS = ("negative", "neutral", "positive")
SURE = 0.5  # below this probability the answer is "unsure"


class Tone(NamedTuple):
    """`label` is negative, neutral, positive or unsure; `confidence` the calibrated probability of the likeliest."""

    label: str
    confidence: float
    scores: Mapping[str, float]


def read(text: str, language: str = "fr", *, force: bool = False) -> Tone:
    """The tone of `text`; `force` picks one of the three labels however unsure."""
    return read_many([text], [language], force=force)[0]


def read_many(texts: Sequence[str], languages: Sequence[str] = (), *, force: bool = False) -> list[Tone]:
    """The tone of every text; `languages` has one code a text, or none for French throughout.

    Where `PARVIS_TONE_MODEL` names a folder, the larger model in it answers; raises `tone_onnx.ModelError`.
    """
    folder = os.environ.get("PARVIS_TONE_MODEL")
    rows = _large(folder, texts) if folder else _small(texts, languages or ["fr"] * len(texts))
    return [_tone(dict(zip(LABELS, row, strict=True)), force) for row in rows]


def _large(folder: str, texts: Sequence[str]) -> list[list[float]]:
    from parvis.text import tone_onnx

    found: list[list[float]] = tone_onnx.from_folder(folder, LABELS).scores(texts).tolist()
    return found


def _small(texts: Sequence[str], languages: Sequence[str]) -> list[list[float]]:
    """Every text by the model of its language, which for all but English is that of French."""
    english = np.array([code == "en" for code in languages], bool)
    scores = np.empty((len(texts), len(LABELS)), np.float32)
    for code, chosen in (("en", np.flatnonzero(english)), ("fr", np.flatnonzero(~english))):
        if len(chosen):
            scores[chosen] = _scores(code, texts, chosen)
    rows: list[list[float]] = scores.tolist()
    return rows


def _scores(code: str, texts: Sequence[str], chosen: Ints) -> Floats:
    """The tone as a public post and as a message, in the share that the text looks like either."""
    margins = linear.shipped(f"tone_{code}").margins(texts, chosen)
    message = 1 / (1 + np.exp(-margins[:, 6:]))
    mixed = (1 - message) * linear.softmax(margins[:, :3]) + message * linear.softmax(margins[:, 3:6])
    return mixed.astype(np.float32)


def _tone(scores: dict[str, float], force: bool) -> Tone:
    label = max(scores, key=scores.__getitem__)
    sure = force or scores[label] >= SURE
    return Tone(label if sure else "unsure", scores[label], scores)
