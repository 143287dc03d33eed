"""Build `models/language.npz`: how common words are in each language, from wordfreq (dependency group `train`)."""

import math
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
from wordfreq import get_frequency_dict

from parvis.text.language import CODES, RAREST, STEPS

KEPT = 15_000  # the commonest words of each language
BRETON = math.log(1e-3)  # for every word of our list, which has no counts


def build(target: Path) -> None:
    """Count the words of every language in `CODES`, write their levels to `target`."""
    counts = {code: _common(code) for code in CODES if code != "br"}
    counts["br"] = dict.fromkeys(_breton(), BRETON)
    words = sorted(set().union(*(sorted(each, key=lambda w: -each[w])[:KEPT] for each in counts.values())))
    levels = [[counts[code].get(word, RAREST) for code in CODES] for word in words]
    steps = np.rint(-STEPS * np.maximum(levels, RAREST)).astype(np.uint8)
    text = np.frombuffer("\n".join(words).encode(), dtype=np.uint8)
    np.savez_compressed(target, words=text, steps=steps)


def _common(code: str) -> dict[str, float]:
    """The natural logarithm of each word's share in writing; words as `language` cuts them."""
    shares = get_frequency_dict(code, wordlist="best")
    return {word: math.log(share) for word, share in shares.items() if re.fullmatch(r"\w+", word)}


def _breton() -> set[str]:
    text = (files("parvis.text.corpus") / "breton_words.txt").read_text(encoding="utf-8")
    parts = (part for line in text.splitlines()[1:] for part in re.split(r"\W+", line))
    return {part for part in parts if len(part) > 1}
