"""The tone of a short text: negative, neutral or positive, and *unsure* where the model does not know."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from parvis.text import linear
from parvis.text.features import Floats

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
    """The tone of every text; `languages` has one code a text, or none for French throughout."""
    answers: dict[int, Tone] = {}
    codes = ["en" if code == "en" else "fr" for code in languages] or ["fr"] * len(texts)
    for code in sorted(set(codes)):
        places = [place for place, own in enumerate(codes) if own == code]
        scores = _scores(code, [texts[place] for place in places])
        answers.update(zip(places, _tones(scores, force), strict=True))
    return [answers[place] for place in range(len(texts))]


def _scores(code: str, texts: Sequence[str]) -> Floats:
    """The tone as a public post and as a message, in the share that the text looks like either.

    Where `PARVIS_TONE_MODEL` names a folder, the larger model in it answers; raises `tone_onnx.ModelError`.
    """
    if folder := os.environ.get("PARVIS_TONE_MODEL"):
        from parvis.text import tone_onnx

        return tone_onnx.from_folder(folder, LABELS).scores(texts)
    margins = linear.shipped(f"tone_{code}").margins(texts)
    message = 1 / (1 + np.exp(-margins[:, 6:]))
    mixed = (1 - message) * linear.softmax(margins[:, :3]) + message * linear.softmax(margins[:, 3:6])
    return mixed.astype(np.float32)


def _tones(scores: Floats, force: bool) -> list[Tone]:
    return [_tone(dict(zip(LABELS, row, strict=True)), force) for row in scores.tolist()]


def _tone(scores: dict[str, float], force: bool) -> Tone:
    label = max(scores, key=lambda each: scores[each])
    sure = force or scores[label] >= SURE
    return Tone(label if sure else "unsure", scores[label], scores)
