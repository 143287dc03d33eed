"""What is done with a version in force: read by each person, shown to the public."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.audit import record
from parvis.govern.charter.models import Acknowledgement, Policy, Version


@transaction.atomic
def acknowledge(person: Any, version: Version, now: datetime) -> bool:
    """« J’ai lu »; False if it was said already, or the version is not in force."""
    if not version.is_in_force:
        return False
    facts = {"organisation": version.organisation, "at": now}
    _row, first = Acknowledgement.objects.get_or_create(version=version, person=person, defaults=facts)
    if first:
        record(version.organisation, person, "charter.acknowledged", about=str(version))
    return first


@transaction.atomic
def publish(by: Any, policy: Policy, now: datetime) -> bool:
    """Gives what is in force a public address; False if it had one, or nothing is in force."""
    in_force = policy.versions.filter(in_force_at__isnull=False, ended_at=None)
    if not in_force.exists():
        return False
    if Policy.objects.filter(pk=policy.pk, published_at=None).update(published_at=now, published_by=by) != 1:
        return False
    record(policy.organisation, by, "charter.published", about=str(policy))
    return True


@transaction.atomic
def hide(by: Any, policy: Policy) -> bool:
    """Takes the public address away; False if there was none."""
    public = Policy.objects.filter(pk=policy.pk).exclude(published_at=None)
    if public.update(published_at=None, published_by=None) != 1:
        return False
    record(policy.organisation, by, "charter.hidden", about=str(policy))
    return True
