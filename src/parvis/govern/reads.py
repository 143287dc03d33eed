"""What pages ask about who may speak."""

from datetime import datetime

from django.db.models import F, QuerySet

from parvis.core.scope import Organisation
from parvis.govern.models import Accreditation, Duty


def accreditations(organisation: Organisation) -> "QuerySet[Accreditation]":
    """All of them, people in alphabetical order, newest first for each."""
    rows = Accreditation.objects.of(organisation).select_related("person", "granted_by", "suspended_by")
    return rows.prefetch_related("channels")


def duties(organisation: Organisation, now: datetime) -> "QuerySet[Duty]":
    """Who is on duty, now or later; the soonest first."""
    rows = Duty.objects.of(organisation).filter(ends_at__gt=now, starts_at__lt=F("ends_at"))
    return rows.select_related("person", "named_by").order_by("starts_at", "pk")


def voices(organisation: Organisation, now: datetime) -> int:
    """How many people may speak now."""
    holding = Accreditation.objects.of(organisation).filter(suspended_at=None, expires_at__gt=now)
    return holding.values("person").distinct().count()
