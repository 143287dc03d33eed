"""What pages ask about who may speak."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from parvis.core.scope import Organisation
from parvis.govern.models import Accreditation, Duty
from parvis.text.words import tokens


def accreditations(organisation: Organisation) -> "QuerySet[Accreditation]":
    """All of them, people in alphabetical order, newest first for each."""
    rows = Accreditation.objects.of(organisation).select_related("person", "granted_by", "suspended_by")
    return rows.prefetch_related("channels")


def who_knows(organisation: Organisation, text: str, now: datetime) -> list[tuple[Any, str]]:
    """Who may reply and has a topic that this text names, with that topic."""
    rows = Accreditation.objects.of(organisation).filter(suspended_at=None, expires_at__gt=now, may_reply=True)
    said = f" {' '.join(tokens(text))} "
    found: dict[Any, str] = {}
    for row in rows.exclude(topics="").select_related("person").order_by("person__name"):
        for topic in row.topic_list:
            if f" {' '.join(tokens(topic))}" in said:
                found.setdefault(row.person, topic)
    return list(found.items())


def duties(organisation: Organisation, now: datetime) -> "QuerySet[Duty]":
    """Who is on duty, now or later; the soonest first."""
    rows = Duty.objects.of(organisation).filter(ends_at__gt=now, starts_at__lt=F("ends_at"))
    return rows.select_related("person", "named_by").order_by("starts_at", "pk")


def voices(organisation: Organisation, now: datetime) -> int:
    """How many people may speak now."""
    holding = Accreditation.objects.of(organisation).filter(suspended_at=None, expires_at__gt=now)
    return holding.values("person").distinct().count()
