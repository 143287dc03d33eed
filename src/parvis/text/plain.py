"""Plain words: jargon, unexplained acronyms and sentences that are too long, each with what to write instead."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from simplemma import is_known

from parvis.say import Say
from parvis.text.finding import LONGEST, Finding, Folded, apart
from parvis.text.phrases import Sentences, phrases

LONG = 35  # words in a sentence; a reader takes in fewer at once

_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_ACRONYM = re.compile(r"(?<![\w#@&./-])(?:[A-Z]{2,8}[a-z]?|[A-Z]{1,3}[a-z][A-Z]{1,3}|(?:[A-Z]\.){2,6})(?![\w@/-]|\.\w)")
_IN_BRACKETS = re.compile(r"\((\w{2,9})\)")
_ROMAN = re.compile(r"[IVXLC]+")
_SAY_JARGON = Say("Ce mot est du jargon.", "This is jargon.")
_SAY_ACRONYM = Say("Ce sigle n’est pas expliqué.", "This acronym is not explained.")


def find(text: str, language: str = "fr") -> list[Finding]:
    """Findings of kinds `jargon`, `acronym` and `long`, in reading order; all are warnings."""
    folded = Folded(text)
    words = apart([*_jargon(folded, language), *_acronyms(text[:LONGEST], folded, language)])
    return sorted([*words, *_long(folded)], key=lambda each: each.start)


def _jargon(folded: Folded, language: str) -> Iterator[Finding]:
    for phrase in phrases("jargon", language):
        for match in phrase.pattern.finditer(folded.text):
            yield Finding("jargon", *folded.span(*match.span()), _SAY_JARGON, phrase.suggestion, "warn")


def _acronyms(text: str, folded: Folded, language: str) -> Iterator[Finding]:
    """The first use of each acronym that neither everybody knows nor the text explains."""
    if language[:2] not in ("", "fr", "en") or _shouted(text):
        return
    seen = {acronym.upper() for acronym in _IN_BRACKETS.findall(text)}
    for match in _ACRONYM.finditer(text):
        acronym = match[0].replace(".", "").upper()
        if acronym not in seen and not _plain(acronym, language) and not _explained(acronym, text, match.end(), folded):
            yield Finding("acronym", match.start(), match.end(), _SAY_ACRONYM, _spell_out(acronym), "warn")
        seen.add(acronym)


def _shouted(text: str) -> bool:
    """Whether capitals are the writer's habit here, so that they mark no acronym."""
    lower, upper = (sum(map(test, text)) for test in (str.islower, str.isupper))
    return upper > 2 * lower


def _plain(acronym: str, language: str) -> bool:
    """Whether it needs no explanation: known to all, a Roman numeral, or a word in capitals."""
    if acronym in _meanings():
        return False
    return (
        acronym in _known() or bool(_ROMAN.fullmatch(acronym)) or is_known(acronym.lower(), lang=language[:2] or "fr")
    )


def _explained(acronym: str, text: str, end: int, folded: Folded) -> bool:
    """`CCAS (centre communal d’action sociale)`, or the meaning anywhere in the text."""
    meaning = _meanings().get(acronym)
    return text[end : end + 2].lstrip().startswith("(") or bool(meaning and Folded(meaning).text in folded.text)


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


def _long(folded: Folded) -> Iterator[Finding]:
    for start, end in Sentences(folded.text).all():
        words = [match.span() for match in _WORD.finditer(folded.text, start, end)]
        if len(words) > LONG:
            say = Say(f"Cette phrase compte {len(words)} mots.", f"This sentence has {len(words)} words.")
            cut = Say(
                f"Coupez-la : moins de {LONG} mots se lisent d’un trait.",
                f"Cut it: under {LONG} words reads in one go.",
            )
            yield Finding("long", *folded.span(words[0][0], words[-1][1]), say, cut, "warn")
