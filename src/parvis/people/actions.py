"""What is done about people and organisations."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.people.models import Invitation, Membership, Role, User


class LastLead(Exception):
    """An organisation keeps at least one lead."""


@transaction.atomic
def found(name: str, zone: str, person: dict[str, Any]) -> tuple[Organisation, User]:
    """Sets up an organisation with its first person (`email`, `password`, `name`, `language`), who leads it."""
    user = User.objects.create_user(**person)
    organisation = Organisation.objects.create(name=name, slug=free_slug(name), zone=zone, language=user.language)
    Membership.objects.create(organisation=organisation, user=user, role=Role.LEAD)
    record(organisation, user, "people.founded", about=name)
    return organisation, user


def free_slug(name: str) -> str:
    """A short name for addresses that no organisation has yet."""
    wanted = slugify(name)[:50] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if slug not in taken)


@transaction.atomic
def invite(by: User, organisation: Organisation, email: str, role: str) -> Invitation:
    """Makes a link with which one person may join."""
    invitation = Invitation.objects.create(organisation=organisation, email=email, role=role, invited_by=by)
    record(organisation, by, "people.invited", about=email or Role(role).label)
    return invitation


@transaction.atomic
def accept(invitation: Invitation, user: User, now: datetime) -> bool:
    """Makes `user` a member; False if the invitation is no longer open (used, ended or withdrawn)."""
    still_open = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    if still_open.update(accepted_at=now, accepted_by=user) != 1:
        return False
    organisation = invitation.organisation
    Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"role": invitation.role})
    record(organisation, user, "people.joined")
    return True


def join_anew(invitation: Invitation, person: dict[str, Any], now: datetime) -> User | None:
    """Makes a user and member at once; None, and no user, if the invitation is no longer open."""
    with transaction.atomic():
        user = User.objects.create_user(**person)
        if accept(invitation, user, now):
            return user
        transaction.set_rollback(True)
    return None


@transaction.atomic
def withdraw_invitation(by: User, invitation: Invitation, now: datetime) -> None:
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    record(
        invitation.organisation, by, "people.uninvited", about=invitation.email or str(invitation.get_role_display())
    )


@transaction.atomic
def change_role(by: User, membership: Membership, role: str) -> None:
    """Raises `LastLead` when nobody would lead any more."""
    _keep_a_lead(membership, stays=role == Role.LEAD)
    membership.role = role
    membership.save(update_fields=["role"])
    record(membership.organisation, by, "people.role_changed", about=str(membership), role=str(Role(role).label))


@transaction.atomic
def remove(by: User, membership: Membership) -> None:
    """Takes a person out of the organisation; raises `LastLead` when nobody would lead any more."""
    _keep_a_lead(membership, stays=False)
    record(membership.organisation, by, "people.removed", about=str(membership))
    membership.delete()


def _keep_a_lead(membership: Membership, stays: bool) -> None:
    leads = Membership.objects.select_for_update().filter(organisation=membership.organisation, role=Role.LEAD)
    if not stays and not leads.exclude(pk=membership.pk).exists():
        raise LastLead
