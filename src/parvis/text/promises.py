"""What an answer commits the institution to, and by when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise

from parvis.text.finding import Folded
from parvis.text.phrases import Sentences, phrases
from parvis.text.promises_dates import Dated, dates

_SHORTEST = 8  # code points of a sentence that can promise
_CLAUSE_END = re.compile(r"[,;:] | (?:et|mais|puis|car|and|but|then|so) ")
_OR = (" ou ", " or ", " voire ")
# What somebody else wrote: between quotation marks, or in the mail that is answered
_QUOTED = re.compile(r"«[^»]{0,500}»|“[^”]{0,500}”|^>.*$", re.MULTILINE)
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")


@dataclass(frozen=True, slots=True)
class Promise:
    """The sentence `text` at `start:end` promises something; `due` is its last day, None when it gives no date."""

    start: int
    end: int
    text: str
    due: date | None


def find(text: str, language: str, today: date) -> list[Promise]:
    """The promises of `text`, a sentence each, in reading order. What only has dates in the past is no promise."""
    own = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    folded = Folded(own)
    places = (place for place in Sentences(folded.text).all() if place[1] - place[0] >= _SHORTEST)
    found = (_promise(own, folded, place, language, today) for place in places)
    return [replace(promise, text=text[promise.start : promise.end]) for promise in found if promise]


def _promise(text: str, folded: Folded, place: tuple[int, int], language: str, today: date) -> Promise | None:
    whole = folded.text[slice(*place)]
    start, end = folded.span(place[0], place[0] + len(whole))
    sentence = _ours(whole, _written(text[start:end], whole), language)
    given = dates(sentence, language, today)
    coming = [each for each in given if each.due >= today]
    verb = _commits(sentence, max((each.due for each in coming), default=None), language, today)
    if verb is None or (given and not coming):
        return None
    start, end = folded.span(place[0] + len(whole) - len(whole.lstrip()), place[0] + len(whole.rstrip()))
    return Promise(start, end, text[start:end], _due(coming, verb, sentence))


def _written(original: str, whole: str) -> str:
    """The sentence in small letters with its accents, which tell *a* from *à*; place for place like `whole`."""
    written = original.lower().translate(_APOSTROPHES)
    return written if len(written) == len(whole) else whole


def _ours(whole: str, written: str, language: str) -> str:
    """The sentence with blanks for the clauses that tell the past, ask the reader or promise nothing."""
    named = _patterns(language)
    if not named:
        return whole
    cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(whole)), len(whole)]
    spared = [_spared(whole[slice(*each)], written[slice(*each)], named) for each in pairwise(cuts)]
    if whole.rstrip().endswith("?"):
        spared[-1] = cuts[-1] - cuts[-2]  # what is asked is not promised
    kept, last = "", next((each for each in spared if each is not None), 0)
    for (start, end), blank in zip(pairwise(cuts), spared, strict=True):
        last = blank if blank is not None else last and end - start
        kept += " " * last + whole[start + last : end]
    return kept


def _spared(clause: str, written: str, named: Mapping[str, re.Pattern[str]]) -> int | None:
    """How much of a clause commits to nothing; None when it has no verb to tell, so that it goes with its neighbour."""
    found = [match.end() for kind in ("past", "yours") for match in named[kind].finditer(written)]
    if found or named["not"].search(clause):
        future = named["future"].search(clause, max(found, default=len(clause)))
        return future.start() if future else len(clause)
    return 0 if any(named[kind].search(clause) for kind in ("promise", "dated", "later")) else None


def _commits(sentence: str, due: date | None, language: str, today: date) -> int | None:
    """Where the verb that commits stands: one that promises in so many words or, with a date, that tells of an act."""
    kinds = ["promise", *(["dated"] if due else []), *(["later"] if due and due > today else [])]
    named = _patterns(language)
    if not named or named["if"].search(sentence):
        return None
    found = (named[kind].search(sentence) for kind in kinds)
    return min((match.start() for match in found if match), default=None)


def _due(coming: list[Dated], verb: int, sentence: str) -> date | None:
    """The first date after the verb, else the last before it; of several with *or* between them, the last."""
    given = [each for each in coming if each.end > verb] or coming[-1:]
    for each, after in pairwise(given):
        if sentence[each.end : after.start] not in _OR:
            return each.due
    return given[-1].due if given else None


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    return {phrase.kind: phrase.pattern for phrase in phrases("promise", language)}
