"""The language of a short text, among those of the public of a French institution.

How common its words are in each language settles most texts. Where they leave a doubt, py3langid, which looks at groups
of letters, and the language of the account weigh in.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parvis.text import western

CODES = ("fr", "en", "nl", "de", "it", "es", "br", "pt", "ar", "hi")
LONGEST = 600  # code points read of one text
MOST = 40  # words looked at
RAREST = math.log(1e-7)  # share in writing of a word that a language's list does not have
STEPS = 8  # of a level kept, in one natural logarithm
AHEAD = 15.0  # natural logarithm; so far ahead of the second, a language is certain
LETTERS = 0.4  # weight of py3langid's logarithms: it counts overlapping groups of letters as so many proofs
FARTHEST = 30.0  # natural logarithm; how far behind the best py3langid may put a language
OWN_LANGUAGE = 4.0  # natural logarithm, for the language of the account; fades with the length of the text
EVEN = 0.15, 1.2  # words follow from each other: taken as independent proofs they make one too sure in a long text

_CARRIED, _WORDS = re.compile(r"https?\S*|@\w+"), re.compile(r"[^\W\d_]+")


class Language(NamedTuple):
    """An ISO 639-1 code ("" when nothing can be said) and how sure, 0 to 1."""

    code: str
    confidence: float


def detect(text: str, prior: str = "") -> Language:
    """The language of `text`; `prior`, the language of the account, counts where the text says little."""
    return detect_many([text], [prior])[0]


def detect_many(texts: Sequence[str], priors: Sequence[str] = ()) -> list[Language]:
    """`detect` for every text; `priors` has one code a text, or none at all."""
    priors = priors or [""] * len(texts)
    words = [_words(text) for text in texts]
    found = [Language(prior, 0.5 if prior else 0.0) for prior in priors]
    told = [place for place, some in enumerate(words) if some]
    if told:
        scores = _common([words[place] for place in told])
        top = np.sort(scores, axis=1)
        for row in np.flatnonzero(top[:, -1] - top[:, -2] < AHEAD).tolist():
            scores[row] = _weighed(scores[row], words[told[row]], priors[told[row]])
        lengths = np.array([len(words[place]) for place in told])
        for place, answer in zip(told, _best(scores, lengths), strict=True):
            found[place] = answer
    return found


def bare(text: str) -> str:
    """`text` without links, accounts, signs and figures."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    text = text[:LONGEST]
    if "http" in text or "@" in text:
        text = _CARRIED.sub(" ", text)
    found = western.words(text, _in_words())
    return _WORDS.findall(text) if found is None else found


@cache
def _in_words() -> bytes:
    return western.table(_WORDS)


def _common(texts: Sequence[Sequence[str]]) -> NDArray[Any]:
    """For each text, of at least a word, and each of `CODES`: the logarithm of how likely its writers are to use these
    words."""
    known, starts, places = _known(), [], list[int]()
    for words in texts:
        starts.append(len(places))
        places += map(known.places.get, " ".join(words[:MOST]).lower().split(" "), repeat(0))
    steps = known.steps.take(places, axis=0).astype(np.float64)
    scores: NDArray[Any] = np.add.reduceat(steps, starts, axis=0) / -STEPS
    return scores


def _weighed(scores: NDArray[Any], words: Sequence[str], prior: str) -> NDArray[Any]:
    """The scores of a text that leaves a doubt, with what its letters and its author's language say."""
    scores = scores + LETTERS * _letters(" ".join(words))
    if prior in CODES:
        scores[CODES.index(prior)] += OWN_LANGUAGE * 4 / max(4, len(words))
    return scores


def _letters(text: str) -> NDArray[Any]:
    """For each of `CODES`, what py3langid makes of `text`, as logarithms under the best; it scores the lowest number
    there is for all languages when it knows none of the letters' groups."""
    ranked = dict(_identifier().rank(text))
    best = max(ranked.values())
    return np.array([max(ranked[code] - best, -FARTHEST) for code in CODES])


def _best(scores: NDArray[Any], words: NDArray[Any]) -> list[Language]:
    """The likeliest of each row; nothing can be said of a text whose languages are all as likely."""
    least, one = EVEN
    places, behind = scores.argmax(axis=1), scores - scores.max(axis=1, keepdims=True)
    even = np.maximum(least, np.minimum(1.0, one / words))[:, None]
    sure = 1 / np.exp(even * behind).sum(axis=1)
    alike = behind.min(axis=1) == 0
    rows = zip(places.tolist(), sure.tolist(), alike.tolist(), strict=True)
    return [Language("", 0.0) if same else Language(CODES[place], share) for place, share, same in rows]


class _Known(NamedTuple):
    """The words that are known; a row of levels each, in steps, a column for each of `CODES`.

    Row 0 is for words that are not known.
    """

    places: dict[str, int]
    steps: NDArray[np.uint8]


@cache
def _known() -> _Known:
    with (files("parvis.text") / "models" / "language.npz").open("rb") as stream, np.load(stream) as kept:
        words = kept["words"].tobytes().decode().split("\n")
        steps = np.vstack([np.zeros((1, len(CODES)), np.uint8), kept["steps"]])
        return _Known({word: place for place, word in enumerate(words, 1)}, steps)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(list(CODES))
    return found
