"""The words that give dates, folded (lower case, no accents), and the rules that put them together."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from parvis.text.phrases import spaced


def _ranks(first: int, *lists: str) -> dict[str, int]:
    return {word: rank for each in lists for rank, word in enumerate(each.split(), first)}


_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
}
_MONTHS = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "en": "january february march april may june july august september october november december",
}
_SHORT_MONTHS = {
    "fr": "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
}
_NUMBERS = {
    "fr": "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
}
DAYS = _ranks(0, *_DAYS.values())
MONTHS = _ranks(1, *_MONTHS.values(), *_SHORT_MONTHS.values())
NUMBERS = {
    **_ranks(0, *_NUMBERS.values()),
    **dict.fromkeys(("une", "a", "an"), 1),
    "huitaine": 8,
    "dizaine": 10,
    "fortnight": 14,
    "quinzaine": 15,
    "vingt": 20,
    "vingtaine": 20,
    "twenty": 20,
    **dict.fromkeys(("trente", "trentaine", "thirty"), 30),
}
# (the last day before it, its last day), as (month, day)
SEASONS = {
    **dict.fromkeys(("printemps", "spring"), ((3, 19), (6, 20))),
    **dict.fromkeys(("ete", "summer"), ((6, 20), (9, 21))),
    **dict.fromkeys(("automne", "autumn"), ((9, 21), (12, 20))),
    **dict.fromkeys(("hiver", "winter"), ((12, 20), (3, 19))),
    **dict.fromkeys(("noel", "christmas"), ((12, 24), (12, 25))),
    "rentree": ((8, 31), (9, 15)),
}
# Feasts: days from Easter Sunday, or (month, day)
FEASTS: dict[str, int | tuple[int, int]] = {
    **dict.fromkeys(("paques", "easter"), 1),
    "mardi gras": -47,
    **dict.fromkeys(("ascension", "ascension day"), 39),
    **dict.fromkeys(("pentecote", "pentecost", "whitsun"), 50),
    **dict.fromkeys(("nouvel an", "jour de l'an", "new year"), (1, 1)),
    "chandeleur": (2, 2),
    **dict.fromkeys(("saint-valentin", "valentine's day"), (2, 14)),
    **dict.fromkeys(("fete du travail", "labour day"), (5, 1)),
    "saint-jean": (6, 24),
    **dict.fromkeys(("fete nationale", "bastille day"), (7, 14)),
    "assomption": (8, 15),
    "halloween": (10, 31),
    "toussaint": (11, 1),
    "armistice": (11, 11),
    "saint-nicolas": (12, 6),
    **dict.fromkeys(("saint-sylvestre", "new year's eve"), (12, 31)),
}


@cache
def rules(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(name of the reckoning, expression) for `fr` or `en`; none for other languages."""
    if language not in _DAYS:
        return ()
    words = {
        "{weekday}": _any(_DAYS[language]),
        "{month}": _any(_MONTHS[language] + " " + _SHORT_MONTHS[language]),
        "{long_month}": _any(_MONTHS[language]),
        "{feast}": "|".join(sorted(FEASTS, key=len, reverse=True)),
        "{number}": "[0-9]{1,3}|" + _any(" ".join(NUMBERS)),
    }
    entries = tomllib.loads(files("parvis.text.phrases").joinpath(f"dates_{language}.toml").read_text("utf-8"))["rule"]
    return tuple((each["reads"], _expression(each["find"], words)) for each in entries)


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


def _expression(find: str, words: dict[str, str]) -> re.Pattern[str]:
    for name, alternatives in words.items():
        find = find.replace(name, alternatives)
    return re.compile(rf"(?<![\w/])(?:{spaced(find.replace(chr(10), ''))})(?![\w/])")
