"""The phrases that are pointed at, kept as data: one TOML file for each reader and language.

An entry holds `kind`, `find` (regular expressions over folded text: lower case, no accents, straight apostrophes),
`fr` and `en` (what to write instead) and, where wanted, `severity = "block"` (should stop the sending), `unless`
(an expression that excuses the whole sentence) and `unless_dated` (a date in the sentence excuses it).
"""

import re
import tomllib
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from parvis.say import Say
from parvis.text.finding import Severity


class Phrase(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    suggestion: Say
    severity: Severity
    unless: re.Pattern[str] | None
    unless_dated: bool


_LANGUAGES = ("fr", "en")
# A full stop ends a sentence unless it follows an initial or a common abbreviation
_SENTENCE_END = re.compile(
    r"(?:(?<!\bm)(?<!\bmr)(?<!\bmme)(?<!\bmrs)(?<!\bdr)(?<!\bav)(?<!\bart)(?<!\bst)\.|[!?…])+(?=\s|$)|\n"
)


@cache
def phrases(reader: str, language: str) -> tuple[Phrase, ...]:
    """The phrases of `reader` (`wooden`, `jargon`) in a language; none for a language that has no file."""
    code = language[:2].lower() or "fr"
    if code not in _LANGUAGES:
        return ()
    entries = tomllib.loads(files(__package__).joinpath(f"{reader}_{code}.toml").read_text("utf-8"))["phrase"]
    return tuple(
        Phrase(
            each["kind"],
            whole_words(each["find"]),
            Say(each["fr"], each["en"]),
            each.get("severity", "warn"),
            re.compile(each["unless"]) if "unless" in each else None,
            each.get("unless_dated", False),
        )
        for each in entries
    )


def whole_words(alternatives: list[str]) -> re.Pattern[str]:
    """One expression for all."""
    return re.compile(rf"(?<!\w)(?:{spaced('|'.join(alternatives))})(?!\w)")


def spaced(pattern: str) -> str:
    """`pattern` whose spaces, outside brackets, also stand for a line's end."""
    return re.sub(r" (?![^\[]*\])", r"[ \n]", pattern)


class Sentences:
    """Where the sentences of a text begin and end."""

    def __init__(self, text: str) -> None:
        self._cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text) + 1]

    def around(self, place: int) -> tuple[int, int]:
        """Start and end of the sentence that holds `place`."""
        index = bisect_right(self._cuts, place)
        return self._cuts[index - 1], self._cuts[index]

    def all(self) -> list[tuple[int, int]]:
        return list(zip(self._cuts, self._cuts[1:], strict=False))
