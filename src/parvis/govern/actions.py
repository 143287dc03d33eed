"""What is done about accreditations: granted, prolonged, suspended, restored."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.courses import training
from parvis.govern.models import Accreditation, Duty, Level
from parvis.govern.signals import look_again
from parvis.people.models import Membership

YEAR = timedelta(days=365)
LEFT = "A quitté l’organisation. / Left the organisation."


@transaction.atomic
def accredit(by: Any, organisation: Organisation, person: Any, grant: dict[str, Any]) -> Accreditation:
    """Gives `person` the right to speak.

    `grant` holds may_publish, may_reply, channels (empty: all), expires_at, and perhaps may_moderate, level, topics,
    reason (why before training). Raises `training.Untrained`.
    """
    training.let_in(by, organisation, person, grant["expires_at"], grant.get("reason", ""), timezone.now())
    channels = list(grant["channels"])
    row = Accreditation.objects.create(
        organisation=organisation,
        person=person,
        may_publish=grant["may_publish"],
        may_reply=grant["may_reply"],
        may_moderate=grant.get("may_moderate", False),
        level=grant.get("level", Level.AUTONOMOUS),
        topics=grant.get("topics", ""),
        expires_at=grant["expires_at"],
        granted_by=by,
    )
    row.channels.set(channels)
    record(
        organisation, by, "govern.accredited", about=str(person), acts=_acts(row), until=f"{row.expires_at:%Y-%m-%d}"
    )
    return row


@transaction.atomic
def suspend(by: Any, accreditation: Accreditation, reason: str, now: datetime) -> int | None:
    """Stops it at once, and what waits to go out with it; how many items, or None if it no longer held."""
    holding = Accreditation.objects.filter(pk=accreditation.pk, suspended_at=None)
    if holding.update(suspended_at=now, suspended_by=by, reason=reason) != 1:
        return None
    record(accreditation.organisation, by, "govern.suspended", about=str(accreditation.person), reason=reason)
    return _look_again(accreditation, now)


def _look_again(accreditation: Accreditation, now: datetime) -> int:
    stopped = look_again(accreditation.organisation, accreditation.person, now)
    if stopped:
        record(accreditation.organisation, None, "govern.stopped", about=str(accreditation.person), count=stopped)
    return stopped


@transaction.atomic
def restore(by: Any, accreditation: Accreditation) -> bool:
    """Ends a suspension; False if there was none. What was stopped stays so until a person sends it again."""
    suspended = Accreditation.objects.filter(pk=accreditation.pk).exclude(suspended_at=None)
    if suspended.update(suspended_at=None, suspended_by=None, reason="") != 1:
        return False
    record(accreditation.organisation, by, "govern.restored", about=str(accreditation.person))
    return True


@transaction.atomic
def change_level(by: Any, accreditation: Accreditation, level: str, now: datetime) -> int:
    """Promotes or demotes; what waits is looked at again at once. How many items that stopped."""
    before, after = Level(accreditation.level), Level(level)
    if before == after:
        return 0
    Accreditation.objects.filter(pk=accreditation.pk).update(level=after, level_since=now)
    facts = {"before": str(before.label), "after": str(after.label)}
    record(accreditation.organisation, by, "govern.level", about=str(accreditation.person), **facts)
    return _look_again(accreditation, now)


@transaction.atomic
def renew(by: Any, accreditation: Accreditation, now: datetime) -> bool:
    """A year more, counted from its end; False where it is suspended."""
    until = max(accreditation.expires_at, now) + YEAR
    if Accreditation.objects.filter(pk=accreditation.pk, suspended_at=None).update(expires_at=until) != 1:
        return False
    accreditation.reminders.all().delete()
    record(accreditation.organisation, by, "govern.renewed", about=str(accreditation.person), until=f"{until:%Y-%m-%d}")
    return True


@transaction.atomic
def name_on_duty(by: Any, organisation: Organisation, person: Any, starts_at: datetime, ends_at: datetime) -> Duty:
    """`person` answers for emergencies between the two."""
    row: Duty = Duty.objects.create(
        organisation=organisation, person=person, starts_at=starts_at, ends_at=ends_at, named_by=by
    )
    local = [f"{at.astimezone(organisation.tz):%Y-%m-%d %H:%M}" for at in (starts_at, ends_at)]
    record(organisation, by, "govern.on_duty", about=str(person), start=local[0], end=local[1])
    return row


@transaction.atomic
def end_duty(by: Any, duty: Duty, now: datetime) -> bool:
    """Ends it now, or before it began; False if it was over."""
    if Duty.objects.filter(pk=duty.pk, ends_at__gt=now).update(ends_at=now) != 1:
        return False
    record(duty.organisation, by, "govern.off_duty", about=str(duty.person))
    look_again(duty.organisation, duty.person, now)
    return True


def end_with_membership(instance: Membership, **_signal: Any) -> None:
    """Who leaves the house no longer speaks for it, and does not speak again by merely coming back."""
    held = Accreditation.objects.filter(
        organisation_id=instance.organisation_id, person_id=instance.user_id, suspended_at=None
    )
    now = timezone.now()
    held.update(suspended_at=now, reason=LEFT)
    Duty.objects.filter(organisation_id=instance.organisation_id, person_id=instance.user_id, ends_at__gt=now).update(
        ends_at=now
    )
    look_again(instance.organisation, instance.user, now)


def look_at_role(instance: Membership, created: bool, **_signal: Any) -> None:
    """Another role may allow less than the one before."""
    if not created:
        look_again(instance.organisation, instance.user, timezone.now())


def _acts(row: Accreditation) -> str:
    return "+".join(act for act in ("publish", "reply", "moderate") if row.allows(act))
