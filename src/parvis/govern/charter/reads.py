"""What pages, the gate and the rules ask about the charter and the policies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from parvis.core.scope import Organisation
from parvis.govern.charter import signing
from parvis.govern.charter.models import Clause, Function, Kind, Policy, Signature, Version
from parvis.people.models import Membership, Role


@dataclass(frozen=True)
class Standing:
    """Where one policy stands: its version in force, the one in preparation, how many of its signatures are given."""

    kind: Kind
    policy: Policy | None = None
    in_force: Version | None = None
    coming: Version | None = None
    signed: int = 0


@dataclass(frozen=True)
class Place:
    """One function under a version: its signature, and whether the reader may give it now."""

    function: Function
    signature: Signature | None
    is_mine: bool


@dataclass(frozen=True)
class Unread:
    """A version in force that a person has not read; `until`: the end of their time to do so (UTC)."""

    version: Version
    until: datetime


def versions(organisation: Organisation) -> "QuerySet[Version]":
    """All versions of the house."""
    return Version.objects.of(organisation).select_related("policy", "organisation", "written_by", "submitted_by")


def in_force(organisation: Organisation) -> "QuerySet[Version]":
    """Every version in force, in the order in which the texts were begun."""
    return versions(organisation).filter(in_force_at__isnull=False, ended_at=None).order_by("policy")


def clause_in_force(organisation: Organisation, key: UUID) -> Clause | None:
    """The clause with this key as it is in force; None where it is not, or no longer."""
    rows = Clause.objects.of(organisation).filter(key=key, version__in_force_at__isnull=False, version__ended_at=None)
    return rows.select_related("version__policy").first()


def clause_choices(organisation: Organisation) -> Iterator[tuple[str, str]]:
    """Clauses of the versions that are in force, and of those in preparation where none is."""
    rows = Clause.objects.of(organisation).filter(version__ended_at=None).select_related("version__policy")
    seen = set()
    for row in sorted(rows, key=lambda row: (row.version.policy_id, not row.version.is_in_force, row.position)):
        value = f"{row.version.policy_id}:{row.key}"
        if value not in seen:
            seen.add(value)
            yield value, f"{row.version.policy} — {row.number}. {row.title}"


def standings(organisation: Organisation) -> list[Standing]:
    """Each kind of text, written or not."""
    current = {row.policy.kind: row for row in in_force(organisation)}
    coming = {row.policy.kind: row for row in versions(organisation).filter(in_force_at=None)}
    policies = {row.kind: row for row in Policy.objects.of(organisation)}
    return [_standing(kind, policies.get(kind), current.get(kind), coming.get(kind)) for kind in Kind]


def _standing(kind: Kind, policy: Policy | None, current: Version | None, coming: Version | None) -> Standing:
    signed = len(signing.standing(coming)) if coming and coming.is_waiting else 0
    return Standing(kind, policy, current, coming, signed)


def places(version: Version, reader: Membership) -> list[Place]:
    """Every function with its signature under the text as it is now."""
    given = signing.standing(version)
    mine = set(reader.signs_for.values_list("pk", flat=True)) if reader.may_work else set()
    has_signed = any(row.person_id == reader.user_id for row in given.values())
    if has_signed and not signing.are_too_few(version.organisation):
        mine = set()
    return [
        Place(each, given.get(each.pk), version.is_waiting and each.pk in mine and each.pk not in given)
        for each in signing.functions(version.organisation)
    ]


def refusals(version: Version) -> "QuerySet[Signature]":
    """Words of those who refused this version, newest first."""
    return version.signatures.filter(refused=True).order_by("-at")


def may_write(membership: Membership) -> bool:
    """Whether this member may write the texts: leads, and those who sign them."""
    return membership.is_lead or (membership.may_work and membership.signs_for.exists())


def to_sign(membership: Membership) -> list[Version]:
    """Versions that wait for this member's signature."""
    if not membership.may_work or not membership.signs_for.exists():
        return []
    waiting = versions(membership.organisation).filter(submitted_at__isnull=False, in_force_at=None)
    return [row for row in waiting if any(place.is_mine for place in places(row, membership))]


def to_acknowledge(person: Any, organisation: Organisation) -> list[Unread]:
    """Versions in force that `person`, a member who may work, has not read yet."""
    unread = list(in_force(organisation).exclude(acknowledgements__person_id=person.pk))
    if not unread:
        return []
    membership = Membership.objects.of(organisation).filter(user_id=person.pk).exclude(role=Role.READER).first()
    return [Unread(row, row.read_by(membership)) for row in unread] if membership else []


def unacknowledged(person: Any, organisation: Organisation, now: datetime) -> list[Version]:
    """Versions in force that `person` has not read, though the time to do so is over: the gate stays closed."""
    return [each.version for each in to_acknowledge(person, organisation) if each.until <= now]


def readers(version: Version) -> list[tuple[Membership, datetime | None]]:
    """Every member who may work, with when they read this version; those who have not, first."""
    read = dict(version.acknowledgements.values_list("person_id", "at"))
    members = Membership.objects.of(version.organisation).filter(user__is_active=True).exclude(role=Role.READER)
    rows = [(each, read.get(each.user_id)) for each in members.select_related("user").order_by("user__name")]
    return sorted(rows, key=lambda row: row[1] is not None)


def published(organisation: Organisation) -> "QuerySet[Version]":
    """Versions in force of the texts that the house shows to all."""
    return in_force(organisation).exclude(policy__published_at=None)


def past(policy: Policy) -> "QuerySet[Version]":
    """Versions that were in force, newest first."""
    return policy.versions.exclude(ended_at=None)
