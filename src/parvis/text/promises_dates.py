"""Dates that an answer gives, in French and English, seen from the day on which it is written."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count, islice
from math import ceil
from typing import NamedTuple

from parvis.text.promises_words import DAYS, FEASTS, MONTHS, NUMBERS, SEASONS, rules


class Dated(NamedTuple):
    """A date at `start:end` of a folded text; `due` is the last day that keeps to it."""

    start: int
    end: int
    due: date


Words = dict[str, str]
_FRIDAY, _SUNDAY = 4, 6


def dates(text: str, language: str, today: date) -> list[Dated]:
    """The dates in `text` (folded), in reading order, none overlapping; nothing in a language without rules."""
    found = sorted(_all(text, language, today), key=lambda each: (each.start, -each.end))
    kept: list[Dated] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def has_date(text: str, language: str) -> bool:
    """Whether `text` (folded) gives any date."""
    return next(_all(text, language, date(2000, 1, 3)), None) is not None


def _all(text: str, language: str, today: date) -> Iterator[Dated]:
    for name, pattern in rules(language[:2].lower() or "fr"):
        for match in pattern.finditer(text):
            due = _safely(_RESOLVERS[name], match, today)
            if due:
                yield Dated(match.start(), match.end(), due)


def _safely(resolve: Callable[[Words, date], date | None], match: re.Match[str], today: date) -> date | None:
    try:
        return resolve({key: value or "" for key, value in match.groupdict().items()}, today)
    except (ValueError, OverflowError):  # 31 février, year 0, 999 years ahead
        return None


def _relative(words: Words, today: date) -> date:
    return today + timedelta(days=int((words["after"] and 2) or (words["next"] and 1) or 0))


def _full(words: Words, today: date) -> date | None:
    """`mardi 24 novembre 2026`, `3/12`, `2026-12-03`: without a year, the next time it comes."""
    day, month = int(words["day"]), MONTHS.get(words["month"]) or int(words["month"])
    if words.get("year"):
        year = int(words["year"])
        return date(year + 2000 if year < 100 else year, month, day)
    return _next_of(day, month, DAYS.get(words.get("weekday", "")), today)


def _next_of(day: int, month: int, weekday: int | None, today: date) -> date | None:
    """The next such day; the weekday decides between this year and next, unless neither fits."""
    coming = [each for each in (_date(today.year + n, month, day) for n in range(9)) if each and each >= today]
    fitting = [each for each in coming[:2] if each.weekday() == weekday]
    return next(iter(fitting or coming), None)


def _date(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _day_of_month(words: Words, today: date) -> date | None:
    """`avant le 15`, `mardi 24`: the next such day within a year."""
    day, weekday = int(words["day"]), DAYS.get(words.get("weekday", ""))
    days = (today + timedelta(days=n) for n in range(366))
    return next((each for each in days if each.day == day and weekday in (None, each.weekday())), None)


def _weekday(words: Words, today: date) -> date:
    """`vendredi` is the one that comes, never today; `en huit` is a week after it."""
    day = DAYS[words["weekday"]]
    if words["next"]:
        return today + timedelta(days=7 - today.weekday() + day)
    if words["this"] and today.weekday() == day:
        return today
    ahead = (day - today.weekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + {"huit": 7, "quinze": 14, "week": 7}.get(words.get("later", ""), 0))


def _span(words: Words, today: date) -> date | None:
    """`sous 48 heures`, `dans trois semaines`, `within 5 working days`."""
    number = words.get("most") or words["number"]
    amount = NUMBERS[number] if number in NUMBERS else int(number)
    unit = words["unit"]
    if unit.startswith(("mois", "month")):
        return _months_after(today, amount)
    if unit.startswith(("an", "year")):
        return _months_after(today, 12 * amount)
    if unit.startswith(("semaine", "week")):
        return today + timedelta(weeks=amount)
    if unit.startswith(("h", "min", "mn")):
        return today + timedelta(days=ceil(amount / 24) if amount >= 24 and unit[0] == "h" else 0)
    return _working_days_after(today, amount) if words["working"] else today + timedelta(days=amount)


def _months_after(today: date, months: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _working_days_after(today: date, amount: int) -> date:
    """Monday to Friday; public holidays are not counted out."""
    days = (today + timedelta(days=n) for n in count(1))
    return next(islice((day for day in days if day.weekday() <= _FRIDAY), max(amount - 1, 0), None))


def _period_end(words: Words, today: date) -> date:
    """Last day of this (or the next) period, or of its part; the last one before it with `avant`."""
    first, last = _period(words["unit"], 1 if words.get("next") else 0, today)
    if words.get("before"):
        return first - timedelta(days=1 if words["unit"].startswith("week-end") or first.weekday() else 3)
    part = words.get("part")
    if not part or (last - first).days < 4:
        return last
    length = (last - first).days + 1
    return first + timedelta(days=(length // 3 if part in ("debut", "early") else length // 2))


def _period(unit: str, ahead: int, today: date) -> tuple[date, date]:
    """First and last day of this (`ahead` 0) or the next week-end, week, month, quarter, half-year or year.

    A working week ends on Friday.
    """
    monday = today + timedelta(days=7 * ahead - today.weekday())
    if unit.startswith(("week-end", "weekend")):
        return monday + timedelta(days=_FRIDAY + 1), monday + timedelta(days=_SUNDAY)
    if unit.startswith(("semaine", "week")):
        return monday, monday + timedelta(days=_FRIDAY if today.weekday() <= _FRIDAY or ahead else _SUNDAY)
    length = {"m": 1, "t": 3, "q": 3, "s": 6, "h": 6}.get(unit[0], 12)
    first = (today.year * 12 + today.month - 1) // length * length + length * ahead
    after = first + length
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def _month(words: Words, today: date) -> date:
    """`fin novembre`, `mi-décembre`, `avant mars`, `en juin 2027`."""
    month = MONTHS[words["month"]]
    year = int(words["year"] or today.year + (month < today.month))
    if words["before"]:
        return date(year, month, 1) - timedelta(days=1)
    return date(
        year, month, {"debut": 10, "early": 10, "mi": 15, "mid": 15}.get(words["part"], monthrange(year, month)[1])
    )


def _quarter(words: Words, today: date) -> date:
    length = 3 if words["unit"][0] in "tq" else 6
    rank = {"p": 1, "1": 1, "f": 1, "d": 2, "2": 2, "s": 2, "t": 3, "3": 3, "q": 4, "4": 4}[words["rank"][0]]
    ends = [date(year, min(rank * length, 12), 28) for year in (int(words["year"] or today.year), today.year + 1)]
    end = ends[0] if words["year"] or ends[0] >= today else ends[1]
    return end.replace(day=monthrange(end.year, end.month)[1])


def _year(words: Words, today: date) -> date:
    year = int(words["year"])
    if words["before"]:
        return date(year - 1, 12, 31)
    ends = {"debut": (3, 31), "early": (3, 31), "mi": (6, 30), "mid": (6, 30)}
    return date(year, *ends.get(words["part"], (12, 31)))


def _week_of(words: Words, today: date) -> date | None:
    """The Friday of the week that holds the day."""
    day = _full(words, today)
    return day and day + timedelta(days=_FRIDAY - day.weekday())


def _week_number(words: Words, today: date) -> date:
    """The Friday of an ISO week, the next time it comes."""
    week = int(words["week"])
    friday = date.fromisocalendar(int(words["year"] or today.isocalendar().year), week, _FRIDAY + 1)
    return friday if words["year"] or friday >= today else date.fromisocalendar(friday.year + 1, week, _FRIDAY + 1)


def _feast(words: Words, today: date) -> date:
    """The feast, the next time it comes; the day before with `avant`."""
    when, ahead = FEASTS[words["feast"]], timedelta(days=1 if words["before"] else 0)
    years = [int(words["year"])] if words["year"] else [today.year, today.year + 1]
    days = [_easter(each) + timedelta(days=when) if isinstance(when, int) else date(each, *when) for each in years]
    return next((day - ahead for day in days if day - ahead >= today), days[-1] - ahead)


def _easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous reckoning of 1876)."""
    century, of_century = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (year % 19 + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _season(words: Words, today: date) -> date:
    start, end = SEASONS[words["season"]]
    month, day = start if words["before"] else end
    this = date(int(words["year"] or today.year), month, day)
    return this if words["year"] or this >= today else this.replace(year=today.year + 1)


_RESOLVERS: dict[str, Callable[[Words, date], date | None]] = {
    "relative": _relative, "full": _full, "day": _day_of_month, "weekday": _weekday, "span": _span,
    "period": _period_end, "month": _month, "quarter": _quarter, "year": _year, "season": _season, "week_of": _week_of,
    "week_number": _week_number, "feast": _feast,
}  # fmt: skip
