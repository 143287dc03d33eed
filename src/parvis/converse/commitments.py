"""What people do with commitments: kept or broken, then told to the person. Only then is one over."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.converse.audit import record
from parvis.converse.models import Commitment
from parvis.outbox.actions import Impossible
from parvis.say import Say


@transaction.atomic
def keep(person: Any, commitment: Commitment) -> None:
    """What was promised is done."""
    _settle(person, commitment, "converse.kept", kept_at=timezone.now(), broken_at=None)


@transaction.atomic
def break_(person: Any, commitment: Commitment) -> None:
    """What was promised will not be done; the person is still owed the reason."""
    _settle(person, commitment, "converse.broken", broken_at=timezone.now(), kept_at=None)


@transaction.atomic
def told(person: Any, commitment: Commitment) -> None:
    """The person knows what came of it: only now is it over."""
    if not commitment.kept_at and not commitment.broken_at:
        raise Impossible(_UNSETTLED)
    if not commitment.told_at:
        _settle(person, commitment, "converse.told", told_at=timezone.now())


@transaction.atomic
def hand_over(person: Any, commitment: Commitment, to: Any) -> None:
    """Another colleague answers for it from now on."""
    if commitment.owner_id != to.pk:
        commitment.owner = to
        commitment.save(update_fields=["owner"])
        record(commitment.conversation, person, "converse.commitment_handed_over", to=str(to))


def _settle(person: Any, commitment: Commitment, code: str, **fields: Any) -> None:
    if all(bool(getattr(commitment, name)) == bool(value) for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(commitment, name, value)
    commitment.save(update_fields=list(fields))
    record(commitment.conversation, person, code)


_UNSETTLED = Say(
    "Dites d’abord si l’engagement est tenu ou non.",
    "Say first whether the commitment was kept or not.",
)
