"""What a message to an institution wants."""

import re
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

_NAMES = 2  # words that can stand for no more than a thing
_SHORT = 60  # code points that can hold so few
_WORD = re.compile(r"[^\W\d_]+")
_SMALL = frozenset("le la les l un une du de des d et à au aux en the a an of in and".split())
_CALL = re.compile(
    r"!|\b(?:sos|secours|aide[rz]?|feu(?! (?:rouge|vert|orange|d['’]artifice))|incendie|explosion|alerte|urgen\w+"
    r"|vite|noie|br[ûu]le|monte|d[ée]borde|coule|saigne|[ée]touffe|tire|help|fire(?! (?:station|drill))|burning"
    r"|drowning|shooting|mayday)\b",
    re.I,
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
    shares = linear.softmax(linear.shipped("intent").margins(texts))
    rows = zip(shares.argmax(axis=1).tolist(), shares.tolist(), strict=True)
    found = [Intent(LABELS[best], dict(zip(LABELS, row, strict=True))) for best, row in rows]
    return [_not_a_mere_name(*each) for each in zip(texts, found, strict=True)]


def _not_a_mere_name(text: str, read: Intent) -> Intent:
    """One or two words that name a thing (*eau*, *fuite*) call nobody: what spoke for an emergency speaks for none."""
    if read.label != "emergency" or len(text) > _SHORT or _CALL.search(text):
        return read
    if len([word for word in _WORD.findall(text) if word.lower() not in _SMALL]) > _NAMES:
        return read
    return Intent("none", {**read.scores, "emergency": read.scores["none"], "none": read.scores["emergency"]})
