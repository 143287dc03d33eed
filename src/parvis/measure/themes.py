"""What people talk about: topics, questions, and words chosen because they speak for many."""

from collections.abc import Set
from itertools import pairwise
from typing import Any

from parvis.measure.heard import Remark
from parvis.measure.voices import TONES, tones
from parvis.text import words

ENOUGH = 30  # characters below which a remark says too little to be quoted
MOST = 420  # and above which it is not quoted whole


def topics(
    heard: list[Remark], spoken: list[str], language: str, known: set[str], most: int = 12
) -> list[dict[str, Any]]:
    """What people raise, with tone, and how often the organisation itself spoke of it (`spoken`: its texts).

    `known` words (the house's own name, what the watches ask for everywhere) say nothing new and are left out.
    """
    heard_words = [(remark, words.tokens(remark.text)) for remark in heard]
    spoken_words = [words.tokens(text) for text in spoken]
    found = []
    for name in _telling([remark.text for remark in heard], language, known)[:most]:
        wanted = words.tokens(name)
        about = [remark for remark, given in heard_words if _speaks_of(given, wanted)]
        published = sum(_speaks_of(given, wanted) for given in spoken_words)
        found.append({"name": name, "count": len(about), "tones": tones(about), "published": published})
    return sorted(found, key=lambda topic: -topic["count"])


def _telling(texts: list[str], language: str, dull: Set[str]) -> list[str]:
    """The words that characterise `texts`, without dull ones."""
    found = words.keywords(texts, language, most=60)
    return [name for name, _ in found if not set(words.tokens(name)) <= dull]


def _speaks_of(given: list[str], wanted: list[str]) -> bool:
    """Whether `wanted` begin words of `given`, in order: plural forms count."""
    starts = [part[: max(4, len(part) - 2)] for part in wanted]
    spans = (given[at : at + len(starts)] for at in range(len(given) - len(starts) + 1))
    return any(all(word.startswith(start) for start, word in zip(starts, span, strict=True)) for span in spans)


def questions(heard: list[Remark], language: str, most: int = 8) -> list[dict[str, Any]]:
    """Questions people asked, those that speak for most others first."""
    asked = [remark for remark in heard if remark.intent in {"question", "request"} and len(remark.text) <= MOST]
    return [_quote(remark) for remark in _apart(central(asked, language), most)]


def verbatims(heard: list[Remark], language: str, most: int = 9) -> list[dict[str, Any]]:
    """Remarks that speak for many, as many of each tone as that tone has weight (one at least)."""
    said = [remark for remark in heard if ENOUGH <= len(remark.text) <= MOST]
    chosen: list[Remark] = []
    for tone in ("negative", "neutral", "positive"):
        rows = [remark for remark in said if remark.tone == tone]
        share = max(1, round(most * len(rows) / max(1, len(said))))
        chosen += _apart(central(rows, language), min(share, most - len(chosen)))
    return [_quote(remark) for remark in chosen]


def central(heard: list[Remark], language: str) -> list[Remark]:
    """Ordered by how much each says of what all say: the weight of its words among all, for its length."""
    weights = dict(words.keywords([remark.text for remark in heard], language, most=60))
    folded = {words.fold(name): weight for name, weight in weights.items()}

    def score(remark: Remark) -> float:
        tokens = words.tokens(remark.text)
        said = set(tokens) | {f"{a} {b}" for a, b in pairwise(tokens)}
        return sum(folded.get(word, 0.0) for word in said) / max(8, len(tokens)) ** 0.5

    return sorted(heard, key=lambda remark: (-score(remark), remark.at, remark.id))


def _apart(ranked: list[Remark], most: int) -> list[Remark]:
    """The first `most` that differ from each other: fewer than half of the words in common."""
    kept: list[Remark] = []
    for remark in ranked:
        if len(kept) >= most:
            break
        if all(_overlap(remark.text, other.text) < 0.5 for other in kept):
            kept.append(remark)
    return kept


def _overlap(one: str, other: str) -> float:
    a, b = set(words.tokens(one)), set(words.tokens(other))
    return len(a & b) / max(1, min(len(a), len(b)))


def _quote(remark: Remark) -> dict[str, Any]:
    return {
        "text": remark.text,
        "author": remark.author or remark.handle,
        "network": remark.network,
        "at": remark.at.isoformat(),
        "tone": remark.tone or TONES[3],
        "intent": remark.intent,
        "url": remark.url,
    }
