"""What the page of the journal asks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self

from django.db.models import Q, QuerySet

from parvis.core.audit import AuditEntry, words
from parvis.core.scope import Organisation
from parvis.say import Say


@dataclass(frozen=True)
class Asked:
    """Filters of the journal, as in its address; what cannot be read filters nothing."""

    q: str = ""
    person: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        plain = {name: str(given.get(name, "")).replace("\0", "") for name in ("q", "person", "act")}
        return cls(**plain, since=_day(given.get("since")), until=_day(given.get("until")))


def _day(text: Any) -> date | None:
    try:
        day = date.fromisoformat(str(text or ""))
    except ValueError:
        return None
    return day if 1970 <= day.year < 3000 else None


def journal(organisation: Organisation, asked: Asked) -> "QuerySet[Any]":
    """The audit log, newest first; days are those of the organisation's zone."""
    rows = AuditEntry.objects.of(organisation)
    if asked.person.isdecimal() and len(asked.person) < 19:
        rows = rows.filter(person_id=int(asked.person))
    if asked.act:
        rows = rows.filter(code=asked.act)
    if asked.since:
        rows = rows.filter(at__gte=_midnight(organisation, asked.since))
    if asked.until:
        rows = rows.filter(at__lt=_midnight(organisation, asked.until + timedelta(days=1)))
    if asked.q:
        rows = rows.filter(Q(about__icontains=asked.q) | Q(person_name__icontains=asked.q) | Q(code__icontains=asked.q))
    return rows


def _midnight(organisation: Organisation, day: date) -> datetime:
    return datetime.combine(day, time(), organisation.tz)


def acts(organisation: Organisation, language: str) -> list[tuple[str, str]]:
    """The acts that this journal holds, by code, as « a habilité … »."""
    codes = AuditEntry.objects.of(organisation).order_by().values_list("code", flat=True).distinct()
    return sorted(((code, _shape(code, language)) for code in codes), key=lambda act: act[1].casefold())


def _shape(code: str, language: str) -> str:
    sentence = words().get(code, Say(code, code)).to(language).removeprefix("{person} ")
    shape = re.sub(r"\{\w+\}", "…", sentence).rstrip(".")
    return shape if len(shape) <= 28 else shape[:27].rstrip() + "…"
