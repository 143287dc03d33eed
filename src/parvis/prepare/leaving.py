"""Somebody leaves: every door that Parvis holds, what stands open behind each, and shutting them all at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from parvis.channels import actions as channels
from parvis.channels.models import Channel
from parvis.converse import actions as converse
from parvis.converse import commitments
from parvis.converse.models import Commitment, Conversation
from parvis.core.audit import record
from parvis.govern import actions as govern
from parvis.govern.ambassadors import actions as ambassadors
from parvis.govern.ambassadors.models import Ambassador
from parvis.govern.models import Accreditation, Duty
from parvis.govern.register import actions as register
from parvis.govern.register.models import Account, Departure, Password
from parvis.outbox.models import Delivery
from parvis.people import actions as people
from parvis.people.models import Invitation, Membership
from parvis.say import Say


@dataclass(frozen=True)
class Door:
    """`rows(membership)`: what stands open; `shut(by, membership, successor, now)` hands it over or ends it."""

    code: str
    name: Say
    what: Say
    rows: Callable[[Membership], Any]
    shut: Callable[[Any, Membership, Any, datetime], None]


def open_doors(membership: Membership) -> list[tuple[Door, int]]:
    """Every door with how much stands open behind it."""
    return [(door, door.rows(membership).count()) for door in DOORS]


@transaction.atomic
def leave(by: Any, membership: Membership, successor: Any, now: datetime) -> Departure:
    """Hands everything over to `successor` and shuts every door; raises `people.LastLead`, and nothing is done then.

    Passwords that the person may know are listed: they are changed at the networks, by hand.
    """
    house, person = membership.organisation, membership.user
    counts = {door.code: count for door, count in open_doors(membership)}
    departure = Departure.objects.create(
        organisation=house, person=person, person_name=str(person), successor=successor, opened_by=by, closed_at=now,
        doors=counts,
    )  # fmt: skip
    for account in _accounts(membership):
        Password.objects.create(organisation=house, departure=departure, account=account)
    for door in DOORS:
        door.shut(by, membership, successor, now)
    told = ", ".join(f"{code} {count}" for code, count in counts.items() if count)
    record(house, by, "register.left", about=str(person), doors=told or "–")
    return departure


def _conversations(membership: Membership) -> Any:
    return Conversation.objects.of(membership.organisation).filter(owner=membership.user).exclude(state="closed")


def _give_conversations(by: Any, membership: Membership, to: Any, _now: datetime) -> None:
    for row in list(_conversations(membership)):
        converse.assign(by, row, to)


def _commitments(membership: Membership) -> Any:
    return Commitment.objects.of(membership.organisation).filter(owner=membership.user, kept_at=None, broken_at=None)


def _give_commitments(by: Any, membership: Membership, to: Any, _now: datetime) -> None:
    for row in list(_commitments(membership)):
        commitments.hand_over(by, row, to)


def _channels(membership: Membership) -> Any:
    return Channel.objects.of(membership.organisation).filter(owner=membership.user).exclude(state="closed")


def _give_channels(by: Any, membership: Membership, to: Any, _now: datetime) -> None:
    for row in list(_channels(membership)):
        channels.describe(by, row, owner=to)


def _accounts(membership: Membership) -> Any:
    mine = Q(owner=membership.user) | Q(deputy=membership.user)
    return Account.objects.of(membership.organisation).filter(mine, closed_on=None)


def _give_accounts(by: Any, membership: Membership, to: Any, _now: datetime) -> None:
    register.hand_over(by, membership.organisation, membership.user, to)


def _waiting(membership: Membership) -> Any:
    return Delivery.objects.of(membership.organisation).filter(person=membership.user, state__in=("ready", "held"))


def _accreditations(membership: Membership) -> Any:
    return Accreditation.objects.of(membership.organisation).filter(person=membership.user, suspended_at=None)


def _invitations(membership: Membership) -> Any:
    return Invitation.objects.of(membership.organisation).filter(
        invited_by=membership.user, accepted_at=None, withdrawn_at=None
    )


def _withdraw_invitations(by: Any, membership: Membership, _to: Any, now: datetime) -> None:
    for row in list(_invitations(membership)):
        people.withdraw_invitation(by, row, now)


def _duties(membership: Membership) -> Any:
    return Duty.objects.of(membership.organisation).filter(person=membership.user, ends_at__gt=timezone.now())


def _end_duties(by: Any, membership: Membership, _to: Any, now: datetime) -> None:
    for row in list(_duties(membership)):
        govern.end_duty(by, row, now)


def _ambassadors(membership: Membership) -> Any:
    return Ambassador.objects.of(membership.organisation).filter(person=membership.user, withdrawn_at=None)


def _end_ambassadors(by: Any, membership: Membership, _to: Any, now: datetime) -> None:
    for row in list(_ambassadors(membership)):
        ambassadors.withdraw(row, now, by=by)


def _membership(membership: Membership) -> Any:
    return Membership.objects.filter(pk=membership.pk)


def _end_membership(by: Any, membership: Membership, _to: Any, _now: datetime) -> None:
    """Accreditations end with it, and what waits is stopped; whoever is in no house can no longer sign in."""
    user = membership.user
    people.remove(by, membership)
    if not Membership.objects.filter(user=user).exists():
        user.is_active = False
        user.save(update_fields=["is_active"])


def _with_membership(*_: Any) -> None:
    """Ends with the membership, which is the last door."""


_GIVEN = Say("confiés à qui reprend", "given to whoever takes over")
_PASSWORDS = Say(
    "confiés à qui reprend ; leurs mots de passe sont à changer",
    "given to whoever takes over; their passwords have to change",
)
_STOPPED = Say("arrêtés ; un collègue habilité peut les reprendre", "stopped; an accredited colleague can take them up")
_ERASED = Say("terminée ; ses comptes et ses liens sont effacés", "ended; their accounts and links are erased")
_ENDED = Say("on y met fin", "ended")
DOORS = (
    Door(
        "conversations",
        Say("échanges à son nom", "conversations in their name"),
        _GIVEN,
        _conversations,
        _give_conversations,
    ),
    Door("commitments", Say("engagements à tenir", "commitments to keep"), _GIVEN, _commitments, _give_commitments),
    Door(
        "channels",
        Say("canaux dont cette personne répond", "channels this person answers for"),
        _GIVEN,
        _channels,
        _give_channels,
    ),
    Door("accounts", Say("comptes du registre", "accounts of the register"), _PASSWORDS, _accounts, _give_accounts),
    Door("duties", Say("astreintes", "turns of duty"), _ENDED, _duties, _end_duties),
    Door(
        "invitations",
        Say("invitations envoyées, pas encore acceptées", "invitations sent, not accepted yet"),
        _ENDED,
        _invitations,
        _withdraw_invitations,
    ),
    Door(
        "ambassadors",
        Say("participation comme ambassadeur", "part as an ambassador"),
        _ERASED,
        _ambassadors,
        _end_ambassadors,
    ),
    Door("accreditations", Say("habilitations", "accreditations"), _ENDED, _accreditations, _with_membership),
    Door(
        "deliveries",
        Say("envois qui attendent de partir en son nom", "deliveries waiting to go out in their name"),
        _STOPPED,
        _waiting,
        _with_membership,
    ),
    Door("membership", Say("accès à la maison", "access to the house"), _ENDED, _membership, _end_membership),
)
