"""Numbers and times as a reader of French or English writes them. The language is the active one."""

import re
from datetime import date, datetime, timedelta, tzinfo

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import get_language, override

NNBSP = "\u202f"
NBSP = "\u00a0"
_HARD = re.compile("(?<=«) | (?=[;:!?»])")


def is_english() -> bool:
    return (get_language() or "fr").startswith("en")


def colon() -> str:
    """The colon between a word and what it stands for; French sets it apart."""
    return ": " if is_english() else f"{NBSP}: "


def labelled(word: object, value: str) -> str:
    """« tenus : 12 »."""
    return f"{word}{colon()}{value}"


def spaced(sentence: str) -> str:
    """The sentence with the spaces that French never breaks at made hard."""
    return sentence if is_english() else _HARD.sub(NBSP, sentence)


def number(value: float | None, digits: int | None = None) -> str:
    """`12480` → « 12 480 », `0.5` → « 0,5 »; None → « – ». At most one decimal unless `digits` says how many."""
    if value is None:
        return "–"
    places = digits if digits is not None else (0 if float(value).is_integer() else 1)
    text = f"{value:,.{places}f}".replace("-", "−")
    return text if is_english() else text.replace(",", NNBSP).replace(".", ",")


def percent(share: float) -> str:
    """`0.42` → « 42 % »."""
    text = number(round(share * 100))
    return f"{text}%" if is_english() else f"{text}{NBSP}%"


def day(value: date, *, weekday: bool = True, year: bool = False) -> str:
    """« mardi 24 novembre », « dimanche 1er mars 2026 »."""
    return _english_day(value, weekday, year) if is_english() else _french_day(value, weekday, year)


def _french_day(value: date, weekday: bool, year: bool) -> str:
    number_ = "1er" if value.day == 1 else str(value.day)
    with override("fr"):
        parts = [str(WEEKDAYS[value.weekday()])] if weekday else []
        return " ".join([*parts, f"{number_}{NBSP}{MONTHS[value.month]}", *([str(value.year)] if year else [])])


def _english_day(value: date, weekday: bool, year: bool) -> str:
    with override("en"):
        parts = [str(WEEKDAYS[value.weekday()])] if weekday else []
        return " ".join([*parts, f"{value.day}{NBSP}{MONTHS[value.month]}", *([str(value.year)] if year else [])])


def short_day(value: date) -> str:
    """« 24 nov. », for axes and narrow columns."""
    month = _SHORT_EN[value.month - 1] if is_english() else _SHORT_FR[value.month - 1]
    number_ = "1er" if value.day == 1 and not is_english() else value.day
    return f"{number_}{NBSP}{month}"


_SHORT_FR = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
_SHORT_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def hour(value: datetime) -> str:
    """« 20 h », « 20 h 05 »; in English `20:05`."""
    if is_english():
        return f"{value:%H:%M}"
    minutes = f"{NBSP}{value:%M}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def full(value: datetime, zone: tzinfo | None = None) -> str:
    """« mardi 24 novembre 2026, 20 h »."""
    local = timezone.localtime(value, zone)
    return f"{day(local, year=True)}, {hour(local)}"


def moment(value: datetime, now: datetime, zone: tzinfo | None = None) -> str:
    """As a colleague would say it: « il y a 12 min », « hier, 20 h », « mardi 24 novembre, 20 h »."""
    gap = value - now
    if abs(gap) < timedelta(hours=1):
        return _minutes(round(gap.total_seconds() / 60))
    local, today = timezone.localtime(value, zone), timezone.localtime(now, zone).date()
    return f"{_near_day(local.date(), today)}, {hour(local)}"


def _minutes(minutes: int) -> str:
    if minutes == 0:
        return "just now" if is_english() else "à l’instant"
    count = f"{abs(minutes)}{NBSP}min"
    if is_english():
        return f"in {count}" if minutes > 0 else f"{count} ago"
    return f"dans {count}" if minutes > 0 else f"il y a {count}"


def _near_day(value: date, today: date) -> str:
    named = {-1: ("hier", "yesterday"), 0: ("aujourd’hui", "today"), 1: ("demain", "tomorrow")}
    distance = (value - today).days
    if distance in named:
        return named[distance][is_english()]
    return day(value, weekday=abs(distance) < 60, year=value.year != today.year)
