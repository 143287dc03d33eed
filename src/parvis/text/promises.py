"""What an answer commits the institution to, and by when."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from parvis.text.finding import Folded
from parvis.text.phrases import Sentences, phrases
from parvis.text.promises_dates import dates


@dataclass(frozen=True, slots=True)
class Promise:
    """The sentence `text` at `start:end` promises something; `due` is its last day, None when it gives no date."""

    start: int
    end: int
    text: str
    due: date | None


def find(text: str, language: str, today: date) -> list[Promise]:
    """The promises of `text`, a sentence each, in reading order. Past dates and events that are only announced do not count."""
    folded = Folded(text)
    found = (_promise(text, folded, place, language, today) for place in Sentences(folded.text).all())
    return [promise for promise in found if promise]


def _promise(text: str, folded: Folded, place: tuple[int, int], language: str, today: date) -> Promise | None:
    sentence = folded.text[slice(*place)]
    given = [each.due for each in dates(sentence, language, today)]
    due = min((day for day in given if day >= today), default=None)
    if (given and not due) or not _commits(sentence, due is not None, language):
        return None
    left = len(sentence) - len(sentence.lstrip())
    start, end = folded.span(place[0] + left, place[0] + len(sentence.rstrip()))
    return Promise(start, end, text[start:end], due)


def _commits(sentence: str, dated: bool, language: str) -> bool:
    """A promise in so many words, or with a date also an act in the present or by a service."""
    named = _patterns(language)
    if not named or named["not"].search(sentence):
        return False
    return bool(named["promise"].search(sentence) or (dated and named["dated"].search(sentence)))


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    return {phrase.kind: phrase.pattern for phrase in phrases("promise", language)}
