"""What pages ask about who may speak."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from parvis.core.audit import AuditEntry
from parvis.core.scope import Organisation
from parvis.govern.models import Accreditation


def accreditations(organisation: Organisation) -> "QuerySet[Accreditation]":
    """All of them, people in alphabetical order, newest first for each."""
    rows = Accreditation.objects.of(organisation).select_related("person", "granted_by", "suspended_by")
    return rows.prefetch_related("channels")


def voices(organisation: Organisation, now: datetime) -> int:
    """How many people may speak now."""
    holding = Accreditation.objects.of(organisation).filter(suspended_at=None, expires_at__gt=now)
    return holding.values("person").distinct().count()


def journal(organisation: Organisation, words: str, person: str) -> "QuerySet[Any]":
    """The audit log, newest first, filtered by words and by the id of who acted."""
    rows = AuditEntry.objects.of(organisation)
    if person.isdecimal() and len(person) < 19:
        rows = rows.filter(person_id=int(person))
    if words:
        rows = rows.filter(Q(about__icontains=words) | Q(person_name__icontains=words) | Q(code__icontains=words))
    return rows
