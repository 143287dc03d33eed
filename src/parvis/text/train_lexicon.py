"""Build `models/lexicon.npz` from the open lists and our own weights."""

import bisect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from parvis.text import features, intent
from parvis.text.features import Hashes
from parvis.text.lexicon import SOURCES

Weights = dict[str, float]

_PLAIN = re.compile(r"[^\W\d_]+")
# Endings that a star in our own lists stands for, accents folded: gender, number, verbs, the commonest derivations.
_ENDING = re.compile(
    r"(?:[esxtu]|es|ee|ees|ts|tes|te|er|ez|ent|ant|antes?|ants|ais?|ait|aient|ons|ions|iez|ir|ies?|i[st]?|iss\w+"
    r"|er[ao]\w*|ir[ao]\w*|ues?|us|eux|euses?|eusement|eurs?|rices?|ements?|ment|[ae]mment|tions?|ions?|ations?"
    r"|s?sions?|ateurs?|teurs?|ures?|ages?|ances?|ences?|[ai]bles?|ifs?|ives?|ivement|iques?|istes?|isme|ites?"
    r"|al|ales?|aux|els?|elles?|iens?|iennes?|eries|oires?|ses?|ser|sent|tifs?|tives?|g?e|ges|geant|ger|gent|ces?"
    r"|res?|rs?|que[er]?|quent|isation|is[eé]\w*|n|ne|nes|nel|nees?|ner|nement|ds?|p|l|les?|ct|cte|ines?|in|onnees?"
    r"|onner?|onnes|rer|rez|rees?)?"
)


def fold(word: str) -> str:
    """`word` as `features` sees it."""
    folded, _, _ = features._tables()
    return "".join(chr(folded[ord(sign)]) if ord(sign) < len(folded) else sign for sign in word)


def build(folder: Path, target: Path) -> None:
    """Read the lists in `folder`, write the hashed table to `target`."""
    own = _own()
    lists = {
        "afinn": _afinn(folder),
        "pattern": _pattern(folder),
        "own": {w: v for w, v in own.items() if "_" not in w},
    }
    words = sorted(set().union(*lists.values()))
    table = np.array([[lists[source].get(word, 0.0) for source in SOURCES] for word in words])
    hashes, weights = _in_order(features.word_hashes(words), table)
    doubles = {tuple(pair.split("_")): weight for pair, weight in own.items() if re.fullmatch(r"[^_]+_[^_]+", pair)}
    joined = features.pair_hashes(*(features.word_hashes(side) for side in zip(*doubles, strict=True)))
    pairs, pair_weights = _in_order(joined, np.array(list(doubles.values())))
    cues, pointed = _cues()
    np.savez_compressed(
        target, words=hashes, weights=weights, pairs=pairs, pair_weights=pair_weights, cues=cues, pointed=pointed
    )


def _in_order(hashes: Hashes, weights: np.ndarray) -> tuple[Hashes, NDArray[Any]]:
    order = np.argsort(hashes)
    return hashes[order], np.rint(weights[order] * 60).clip(-127, 127).astype(np.int8)


def _afinn(folder: Path) -> Weights:
    lines = [line for name in ("afinn_en", "afinn_fr") for line in _lines(folder / f"{name}.tsv")]
    return {fold(word): float(score) / 5 for word, score in (line.split("\t")[:2] for line in lines) if word.isalpha()}


def _pattern(folder: Path) -> Weights:
    cells = (line.split("\t") for line in _lines(folder / "pattern_fr_sentiment.tsv")[1:])
    return {fold(form): float(polarity) for form, _, polarity, *_ in cells if form.isalpha()}


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _cues() -> tuple[Hashes, NDArray[Any]]:
    forms, bits = _known_forms(), dict[int, int]()
    for line in (files("parvis.text.corpus") / "cues.txt").read_text(encoding="utf-8").splitlines():
        label, *entries = line.split()
        if label != "#":
            for cue in entries:
                for key in _cue_hashes(cue, forms):
                    bits[key] = bits.get(key, 0) | 1 << intent.LABELS.index(label)
    keys = sorted(bits)
    return np.array(keys, dtype=np.uint64), np.array([bits[key] for key in keys], dtype=np.uint16)


def _cue_hashes(cue: str, forms: list[str]) -> list[int]:
    if "_" in cue:
        first, second = features.word_hashes(cue.split("_"))
        return [int(features.pair_hashes(np.array([first]), np.array([second]))[0])]
    return [int(key) for key in features.word_hashes(form for form, _ in _forms(cue, forms))]


@cache
def _known_forms() -> list[str]:
    return sorted({fold(form) for form in _dictionary() if _PLAIN.fullmatch(form)})


def _own() -> Weights:
    forms = _known_forms()
    found: dict[str, tuple[int, float]] = {}
    for code in ("en", "fr"):
        for entry, weight in _entries(code):
            for form, length in _forms(entry, forms):
                if length >= found.get(form, (0, 0.0))[0]:
                    found[form] = (length, weight / 3)
    return {form: weight for form, (_, weight) in found.items()}


def _dictionary() -> Iterable[str]:
    kept = DefaultDictionaryFactory().get_dictionary("fr")
    return (form.decode() if isinstance(form, bytes) else form for form in kept)


def _entries(code: str) -> Iterator[tuple[str, float]]:
    text = (files("parvis.text.corpus") / f"weights_{code}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            weight, *entries = line.split()
            yield from ((entry, float(weight)) for entry in entries)


def _forms(entry: str, forms: list[str]) -> Iterator[tuple[str, int]]:
    """The forms an entry stands for, and how much of each it spells out: the longer one decides."""
    stem = fold(entry.rstrip("*"))
    if stem == fold(entry):
        yield stem, 99
        return
    place = bisect.bisect_left(forms, stem)
    while place < len(forms) and forms[place].startswith(stem):
        if _ENDING.fullmatch(forms[place][len(stem) :]):
            yield forms[place], len(stem)
        place += 1
