"""What a message to an institution wants."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parvis.text import linear

LABELS = (
    "question",
    "request",
    "complaint",
    "thanks",
    "praise",
    "suggestion",
    "false_information",
    "emergency",
    "none",
)


class Intent(NamedTuple):
    """The likeliest intent, and the probability of each."""

    label: str
    scores: Mapping[str, float]


def read(text: str, language: str = "fr") -> Intent:
    """The intent of `text`."""
    return read_many([text], [language])[0]


def read_many(texts: Sequence[str], languages: Sequence[str] = ()) -> list[Intent]:
    """The intent of every text; one model reads all languages, `languages` is there for a uniform call."""
    rows = linear.softmax(linear.shipped("intent").margins(texts)).tolist()
    named = (dict(zip(LABELS, row, strict=True)) for row in rows)
    return [Intent(max(scores, key=lambda each: scores[each]), scores) for scores in named]
