"""The language of a short text, among those of the public of a French institution.

py3langid alone decides on a long text. On a short one count too the words that give a language away and the language
of the account.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

CODES = ("fr", "en", "nl", "de", "it", "es", "br", "pt", "ar", "hi")
LONGEST = 600  # code points read of one text
FIRST = 24  # words looked at to see whether a text is plainly in one language
AHEAD = 3
FARTHEST = 30.0  # natural logarithm; farther behind the best, a language is out of question
SHORT = 6  # words
TELLING = 6.0  # how much one telling word weighs, in natural logarithm; it fades with the length of the text
OWN_LANGUAGE = 6.0  # the same for the language of the account

_NOT_WORDS = re.compile(r"https?\S*|[@#]\w+|[^\w\s'-]|\d")


class Language(NamedTuple):
    """An ISO 639-1 code ("" when nothing can be said) and how sure, 0 to 1."""

    code: str
    confidence: float


def detect(text: str, prior: str = "") -> Language:
    """The language of `text`; `prior`, the language of the account, counts where the text says little."""
    plain = bare(text)
    words = plain.lower().split()
    if not words:
        return Language(prior, 0.5 if prior else 0.0)
    if plainly := _plainly(words):
        return Language(plainly, 0.99)
    scores = _identified(plain)
    if len(words) < SHORT:
        _weigh_in(scores, words, prior)
    return _best(scores) if len(set(scores.values())) > 1 else Language("", 0.0)


def _plainly(words: Sequence[str]) -> str:
    """The language of which enough words of the text are telling, far more than of any other; "" otherwise.

    It decides for three posts in five at a fifth of the time, 99.7 % right where py3langid is 99.8 %.
    """
    counts = Counter(_telling(words[:FIRST]))
    if not counts:
        return ""
    (code, most), *others = counts.most_common(2)
    ahead = most - (others[0][1] if others else 0)
    return code if ahead >= AHEAD and most * 4 >= len(words[:FIRST]) else ""


def _identified(text: str) -> dict[str, float]:
    """What py3langid makes of `text`, as logarithms under the best; it scores the lowest number there is for all
    languages when it knows none of the letters' groups."""
    ranked = dict(_identifier().rank(text))
    best = max(ranked.values())
    return {code: max(score - best, -FARTHEST) for code, score in ranked.items()}


def bare(text: str) -> str:
    """`text` without links, accounts, hashtags, signs and figures."""
    return " ".join(_NOT_WORDS.sub(" ", text[:LONGEST].replace("’", "'")).split())


def _weigh_in(scores: dict[str, float], words: Sequence[str], prior: str) -> None:
    """Add to py3langid's `scores` what else is known of a short text."""
    fading = 4 / max(4, len(words))
    for code in _telling(words):
        scores[code] += TELLING * fading
    if prior in scores:
        scores[prior] += OWN_LANGUAGE * fading


def detect_many(texts: Sequence[str], priors: Sequence[str] = ()) -> list[Language]:
    """`detect` for every text; `priors` has one code a text, or none at all."""
    return [detect(text, prior) for text, prior in zip(texts, priors or [""] * len(texts), strict=True)]


def _best(scores: dict[str, float]) -> Language:
    code = max(scores, key=lambda each: scores[each])
    return Language(code, 1 / sum(math.exp(score - scores[code]) for score in scores.values()))


def _telling(words: Sequence[str]) -> Iterator[str]:
    known = _lists()
    for word in words:
        if word in known:
            yield from known[word]
        if "'" in word or "-" in word:
            for part in re.split(r"(?<=')|-", word):
                yield from known.get(part, ())


@cache
def _lists() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = {}
    text = (files("parvis.text.corpus") / "language_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        code, *words = line.split()
        for word in dict.fromkeys(words):
            lists.setdefault(word, []).append(code)
    return lists


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE)
    found.set_languages(list(CODES))
    return found
