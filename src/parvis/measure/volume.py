"""How much was said, day by day, and what made it rise."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from parvis.measure.heard import Remark
from parvis.text import bursts, words

HOUR = timedelta(hours=1)
BEFORE = timedelta(days=35)  # what a burst is compared with
MOST = 6


def per_day(heard: list[Remark], start: date, end: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Each day from `start` to `end` (exclusive) with its count of remarks."""
    counts = Counter(remark.at.astimezone(zone).date() for remark in heard)
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    return [{"day": day.isoformat(), "count": counts[day]} for day in days]


def peaks(heard: list[Remark], since: datetime, until: datetime, language: str) -> list[dict[str, Any]]:
    """The bursts between `since` and `until`, largest first, each named by the words that rose.

    `heard` begins `BEFORE` earlier, so that what is usual is known.
    """
    if not heard:
        return []
    counts = Counter(remark.at.replace(minute=0, second=0, microsecond=0) for remark in heard)
    first = since - BEFORE
    hours = [first + HOUR * n for n in range(int((min(until, heard[-1].at + HOUR) - first) / HOUR) + 1)]
    start = hours[0].replace(minute=0, second=0, microsecond=0)
    series = [(start + HOUR * n, counts.get(start + HOUR * n, 0)) for n in range(len(hours))]
    found = [burst for burst in bursts.find(series, HOUR) if burst.end > since and burst.start < until]
    ranked = sorted(found, key=lambda burst: burst.expected - burst.size)[:MOST]
    return [_told(burst, heard, language) for burst in sorted(ranked, key=lambda burst: burst.start)]


def _told(burst: bursts.Burst, heard: list[Remark], language: str) -> dict[str, Any]:
    during = [remark for remark in heard if burst.start <= remark.at < burst.end]
    before = [remark for remark in heard if burst.start - BEFORE <= remark.at < burst.start]
    return {
        "start": burst.start.isoformat(),
        "end": burst.end.isoformat(),
        "count": len(during),
        "expected": round(burst.expected, 1),
        "cause": cause(before, during, language),
        "example": _example(during),
    }


def cause(before: list[Remark], during: list[Remark], language: str) -> str:
    """The topics that explain a rise, two at most: among what was said then, what was hardly said before."""
    risen = bursts.risen(_said(before), _said(during), most=12)
    topics = [name for name, _ in words.keywords([remark.text for remark in during], language, most=12)]
    telling = [name for name in topics if any(word in risen for word in words.tokens(name))]
    return ", ".join(telling[:2] or risen[:1])


def _said(heard: list[Remark]) -> list[str]:
    """Every word said, once a remark."""
    return [word for remark in heard for word in set(words.tokens(remark.text)) if len(word) > 3]


def _example(during: list[Remark]) -> str:
    """The text that was repeated most in a rise, else the first."""
    if not during:
        return ""
    roots = Counter(remark.copy_of or remark.id for remark in during)
    root = roots.most_common(1)[0][0]
    return next((remark.text for remark in during if (remark.copy_of or remark.id) == root), during[0].text)
