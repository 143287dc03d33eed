"""What an answer commits the institution to, and by when."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from parvis.text.finding import Folded
from parvis.text.phrases import Sentences, phrases
from parvis.text.promises_dates import Dated, dates

_SHORTEST = 8  # code points of a sentence that can promise


@dataclass(frozen=True, slots=True)
class Promise:
    """The sentence `text` at `start:end` promises something; `due` is its last day, None when it gives no date."""

    start: int
    end: int
    text: str
    due: date | None


def find(text: str, language: str, today: date) -> list[Promise]:
    """The promises of `text`, a sentence each, in reading order. What only has dates in the past is no promise."""
    folded = Folded(text)
    places = (place for place in Sentences(folded.text).all() if place[1] - place[0] >= _SHORTEST)
    found = (_promise(text, folded, place, language, today) for place in places)
    return [promise for promise in found if promise]


def _promise(text: str, folded: Folded, place: tuple[int, int], language: str, today: date) -> Promise | None:
    sentence = folded.text[slice(*place)]
    given = dates(sentence, language, today)
    coming = [each for each in given if each.due >= today]
    verb = _commits(sentence, max((each.due for each in coming), default=None), language, today)
    if verb is None or (given and not coming):
        return None
    left = len(sentence) - len(sentence.lstrip())
    start, end = folded.span(place[0] + left, place[0] + len(sentence.rstrip()))
    return Promise(start, end, text[start:end], _due(coming, verb))


def _commits(sentence: str, due: date | None, language: str, today: date) -> int | None:
    """Where the verb that commits stands: one that promises in so many words or, with a date, that tells of an act."""
    kinds = ["promise", *(["dated"] if due else []), *(["later"] if due and due > today else [])]
    named = _patterns(language)
    if not named or named["not"].search(sentence):
        return None
    found = (named[kind].search(sentence) for kind in kinds)
    return min((match.start() for match in found if match), default=None)


def _due(coming: list[Dated], verb: int) -> date | None:
    """The first date after the verb, else the last before it."""
    after = [each.due for each in coming if each.end > verb]
    return after[0] if after else coming[-1].due if coming else None


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    return {phrase.kind: phrase.pattern for phrase in phrases("promise", language)}
