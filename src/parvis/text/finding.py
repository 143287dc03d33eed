"""What a reader of texts points at: a place, what is wrong there, what to write instead."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from parvis.say import Say

Severity = Literal["block", "warn"]

LONGEST = 100_000
_MARKS = range(0x300, 0x370)  # combining diacritical marks


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on `text[start:end]` (code points). `block` should stop the sending, `warn` only says so."""

    kind: str
    start: int
    end: int
    say: Say
    suggestion: Say
    severity: Severity


class _Folds(dict[int, int | None]):
    """Code point → its lower-case base letter: one code point for one, so that places do not move."""

    def __missing__(self, code: int) -> int | None:
        self[code] = folded = _fold(code)
        return folded


def _fold(code: int) -> int | None:
    if code in _MARKS:
        return None
    char = chr(code)
    if char in "’‘ʼ`´":
        return ord("'")
    if char in "‐‑‒–−":
        return ord("-")
    if char.isspace() and char not in "\n\r":
        return ord(" ")
    base = unicodedata.normalize("NFKD", char)[:1].lower()
    return ord(base) if len(base) == 1 else code


_folds = _Folds()


class Folded:
    """A text without case, accents and typographic apostrophes, that still knows where it came from.

    Its first `LONGEST` code points, that is: no answer is longer, and the time to read it stays bounded.
    """

    __slots__ = ("_places", "text")

    def __init__(self, original: str) -> None:
        original = original[:LONGEST]
        self.text = original.translate(_folds)
        self._places: list[int] | None = None
        if len(self.text) != len(original):
            self._places = [i for i, char in enumerate(original) if ord(char) not in _MARKS]
            self._places.append(len(original))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `self.text[start:end]` stands in the original."""
        return (start, end) if self._places is None else (self._places[start], self._places[end])


def apart(findings: Iterable[Finding]) -> list[Finding]:
    """In reading order; of two that overlap, the one that starts first, then the longer."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda each: (each.start, -each.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept
