"""What is done with incidents: opened, answered, closed, erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern import actions as govern
from parvis.govern.incidents import reads
from parvis.govern.incidents.models import Incident, Kind, Tally
from parvis.govern.models import Accreditation

REASON = "Décision d’une personne responsable. / A lead’s decision."


class NoReason(Exception):
    """A grade is passed over, and nobody said why."""


@transaction.atomic
def open_incident(by: Any, organisation: Organisation, fields: Mapping[str, Any], now: datetime) -> Incident:
    """`fields` as `Incident` has them. Raises `NoReason`; to suspend suspends every accreditation at once."""
    if reads.skips(organisation, fields["person"], fields["kind"]) and not fields.get("skipped"):
        raise NoReason
    row = Incident.objects.create(organisation=organisation, opened_by=by, **fields)
    record(organisation, by, "incidents.opened", number=row.pk)
    if row.kind == Kind.SUSPEND:
        for held in Accreditation.objects.of(organisation).filter(person=row.person, suspended_at=None):
            govern.suspend(by, held, REASON, now)
    return row


@transaction.atomic
def answer(by: Any, row: Incident, word: str, now: datetime) -> bool:
    """The person's own word, which only they write, while it is open; False else."""
    mine = Incident.objects.filter(pk=row.pk, person_id=by.pk, closed_at=None)
    if mine.update(word=word, word_at=now) != 1:
        return False
    record(row.organisation, None, "incidents.answered", number=row.pk)
    return True


@transaction.atomic
def close(by: Any, row: Incident, now: datetime) -> bool:
    """It no longer counts for the next grade; False if it was closed."""
    if Incident.objects.filter(pk=row.pk, closed_at=None).update(closed_at=now, closed_by=by) != 1:
        return False
    record(row.organisation, by, "incidents.closed", number=row.pk)
    return True


@transaction.atomic
def erase(row: Incident) -> bool:
    """Keeps one more in a count without a name; False if it was gone."""
    gone, _which = Incident.objects.filter(pk=row.pk).delete()
    if not gone:
        return False
    year = row.opened_at.astimezone(row.organisation.tz).year
    tally, _made = Tally.objects.get_or_create(organisation=row.organisation, kind=row.kind, year=year)
    Tally.objects.filter(pk=tally.pk).update(count=F("count") + 1)
    record(row.organisation, None, "incidents.erased", number=row.pk)
    return True
