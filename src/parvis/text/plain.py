"""Plain words: jargon, unexplained acronyms and sentences that are too long, each with what to write instead."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from parvis.say import Say
from parvis.text.finding import Finding, Folded, apart
from parvis.text.phrases import Sentences, phrases

LONGEST = 35  # words in a sentence that a reader still takes in at once

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_ACRONYM = re.compile(r"(?<![\w#@&./'-])(?:[A-Z]{2,6}|(?:[A-Z]\.){2,6})(?![\w@/-]|\.\w)")
_ROMAN = re.compile(r"[IVXLC]+")
_SAY_JARGON = Say("Ce mot est du jargon.", "This is jargon.")
_SAY_ACRONYM = Say("Ce sigle n’est pas expliqué.", "This acronym is not explained.")


def find(text: str, language: str = "fr") -> list[Finding]:
    """Findings of kinds `jargon`, `acronym` and `long`, in reading order; all are warnings."""
    folded = Folded(text)
    return apart([*_jargon(folded, language), *_acronyms(text, language), *_long(text, folded, language)])


def _jargon(folded: Folded, language: str) -> Iterator[Finding]:
    for phrase in phrases("jargon", language):
        for match in phrase.pattern.finditer(folded.text):
            yield Finding("jargon", *folded.span(*match.span()), _SAY_JARGON, phrase.suggestion, "warn")


def _acronyms(text: str, language: str) -> Iterator[Finding]:
    """The first use of each acronym that neither everybody knows nor the text explains."""
    if language[:2] not in ("", "fr", "en") or _shouted(text):
        return
    seen: set[str] = set()
    for match in _ACRONYM.finditer(text):
        acronym = match[0].replace(".", "")
        if acronym in seen or acronym in _known() or _ROMAN.fullmatch(acronym) or _explained(text, match):
            continue
        seen.add(acronym)
        yield Finding("acronym", match.start(), match.end(), _SAY_ACRONYM, _spell_out(acronym), "warn")


def _shouted(text: str) -> bool:
    """Whether capitals are the writer's habit here, so that they mark no acronym."""
    letters = [char for char in text[:5000] if char.isalpha()]
    return sum(char.isupper() for char in letters) > 0.5 * len(letters)


def _explained(text: str, match: re.Match[str]) -> bool:
    """`CCAS (centre communal d’action sociale)` or the other way round."""
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    return before.endswith("(") or after.lstrip("  ").startswith("(")


def _spell_out(acronym: str) -> Say:
    meaning = _meanings().get(acronym)
    if meaning:
        return Say(f"Écrivez : « {meaning} ({acronym}) ».", f"Write: “{meaning} ({acronym})”.")
    return Say("Écrivez-le en toutes lettres la première fois.", "Spell it out the first time.")


@cache
def _meanings() -> dict[str, str]:
    """Acronym → meaning, from a list of our own."""
    lines = files("parvis.text.phrases").joinpath("acronyms.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if "\t" in line)  # type: ignore[misc]


@cache
def _known() -> frozenset[str]:
    """Acronyms that need no explanation."""
    return frozenset(files("parvis.text.phrases").joinpath("acronyms_known.txt").read_text("utf-8").split())


def _long(text: str, folded: Folded, language: str) -> Iterator[Finding]:
    for start, end in Sentences(folded.text).all():
        words = [match.span() for match in _WORD.finditer(folded.text, start, end)]
        if len(words) > LONGEST:
            say = Say(f"Cette phrase compte {len(words)} mots.", f"This sentence has {len(words)} words.")
            cut = Say(
                f"Coupez-la : moins de {LONGEST} mots se lisent d’un trait.",
                f"Cut it: under {LONGEST} words reads in one go.",
            )
            yield Finding("long", *folded.span(words[0][0], words[-1][1]), say, cut, "warn")
