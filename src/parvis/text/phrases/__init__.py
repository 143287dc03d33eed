"""The phrases that are pointed at, kept as data: one TOML file for each reader and language.

An entry holds `kind`, `find` (regular expressions over folded text: lower case, no accents, straight apostrophes),
`fr` and `en` (what to write instead) and, where wanted, `severity = "block"` (should stop the sending), `unless`
(an expression that excuses the whole sentence) and `unless_dated` (a date in the sentence excuses it). `find` may
hold `{name}`: the expression of that name in the file's table `words`.
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


_NEAR = 400  # code points
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
    data = tomllib.loads(files(__package__).joinpath(f"{reader}_{code}.toml").read_text("utf-8"))
    words = data.get("words", {})
    return tuple(
        Phrase(
            each["kind"],
            whole_words([_filled(find, words) for find in each["find"]]),
            Say(each["fr"], each["en"]),
            each.get("severity", "warn"),
            re.compile(each["unless"]) if "unless" in each else None,
            each.get("unless_dated", False),
        )
        for each in data["phrase"]
    )


def _filled(pattern: str, words: dict[str, str]) -> str:
    """`pattern` with each `{name}` replaced by the expression of that name."""
    return re.sub(r"\{([a-z]+)\}", lambda name: _filled(words[name[1]], words), pattern)


def whole_words(alternatives: list[str]) -> re.Pattern[str]:
    """One expression for all; their spaces also stand for several, and for a line's end."""
    joined = spaced("|".join(alternatives), r"(?:[ \n]{1,3})")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)")


def spaced(pattern: str, space: str = r"[ \n]") -> str:
    """`pattern` with its spaces, those in brackets apart, replaced by the expression `space`."""
    return re.sub(r" (?![^\[]*\])", lambda _: space, pattern)


class Sentences:
    """Where the sentences of a text begin and end."""

    def __init__(self, text: str) -> None:
        self._cuts = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text) + 1]

    def around(self, start: int, end: int) -> slice:
        """The sentence that holds `start:end`, no further than `_NEAR` to either side."""
        index = bisect_right(self._cuts, start)
        return slice(max(self._cuts[index - 1], start - _NEAR), min(self._cuts[index], end + _NEAR))

    def all(self) -> list[tuple[int, int]]:
        return list(zip(self._cuts, self._cuts[1:], strict=False))
