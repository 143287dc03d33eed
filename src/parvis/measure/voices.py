"""Who talks, where, in which tone, with what intent, and what is said again and again."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from parvis.measure.heard import Remark

TONES = ("negative", "neutral", "positive", "unsure")


def tones(heard: list[Remark]) -> dict[str, int]:
    """How many of each tone; unread ones are unsure."""
    counts = Counter(remark.tone or "unsure" for remark in heard)
    return {tone: counts[tone] for tone in TONES}


def weeks(heard: list[Remark], start: date, end: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The tones of each week that begins between `start` and `end`; `day` is its first day."""
    firsts = [start + timedelta(days=7 * n) for n in range(((end - start).days + 6) // 7)]
    groups: list[list[Remark]] = [[] for _ in firsts]
    for remark in heard:
        groups[(remark.at.astimezone(zone).date() - start).days // 7].append(remark)
    return [{"day": day.isoformat(), **tones(rows)} for day, rows in zip(firsts, groups, strict=True)]


def tallies(heard: list[Remark], what: str, most: int = 12) -> list[dict[str, Any]]:
    """The most frequent values of a field, with the tones of each."""
    groups: dict[str, list[Remark]] = {}
    for remark in heard:
        groups.setdefault(getattr(remark, what) or "", []).append(remark)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [{"name": name, "count": len(rows), "tones": tones(rows)} for name, rows in ranked[:most] if name]


def talkers(heard: list[Remark], most: int = 12) -> list[dict[str, Any]]:
    """Those who talk most, with their tones and when they last did."""
    groups: dict[tuple[str, str], list[Remark]] = {}
    for remark in heard:
        if remark.person[1]:
            groups.setdefault(remark.person, []).append(remark)
    ranked = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "name": rows[-1].author or handle,
            "handle": handle,
            "network": network,
            "count": len(rows),
            "tones": tones(rows),
            "kind": sum(row.intent in {"thanks", "praise"} for row in rows),
        }
        for (network, handle), rows in ranked[:most]
    ]


def people(heard: list[Remark]) -> int:
    """How many different people."""
    return len({remark.person for remark in heard if remark.person[1]})


def chains(heard: list[Remark], least: int = 3, most: int = 8) -> list[dict[str, Any]]:
    """Texts said over and over: the first, how often, between when and when, where."""
    groups: dict[int, list[Remark]] = {}
    for remark in heard:
        groups.setdefault(remark.copy_of or remark.id, []).append(remark)
    found = sorted((rows for rows in groups.values() if len(rows) >= least), key=lambda rows: -len(rows))
    return [
        {
            "text": rows[0].text,
            "count": len(rows),
            "first": rows[0].at.isoformat(),
            "last": rows[-1].at.isoformat(),
            "networks": sorted({row.network for row in rows}),
            "people": people(rows),
            "intent": rows[0].intent,
            "url": rows[0].url,
        }
        for rows in found[:most]
    ]
