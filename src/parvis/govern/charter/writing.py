"""What is done with a text in preparation: begun, its clauses written and put in order, thrown away."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Max

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.charter.models import Clause, Policy, Version


class Frozen(Exception):
    """The text waits for signatures, is in force or past: it does not change."""


class Meanwhile(Exception):
    """Somebody else changed the clause since it was opened; `now` is what it says at present."""

    def __init__(self, now: Clause) -> None:
        super().__init__(str(now))
        self.now = now


@dataclass(frozen=True)
class Written:
    """A clause as it is written, not yet a row."""

    title: str
    text: str
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def begin(by: Any, organisation: Organisation, kind: str, title: str, clauses: list[Written]) -> Version:
    """A new version of the policy of this `kind`; the one in preparation where there is one already."""
    policy, _new = Policy.objects.get_or_create(organisation=organisation, kind=kind, defaults={"title": title})
    open_one = policy.versions.filter(in_force_at=None).first()
    if open_one:
        return open_one
    last = policy.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(organisation=organisation, policy=policy, number=last + 1, written_by=by)
    rows = [
        Clause(organisation=organisation, version=version, position=n, key=each.key, title=each.title, text=each.text)
        for n, each in enumerate(clauses, 1)
    ]
    Clause.objects.bulk_create(rows)
    record(organisation, by, "charter.begun", about=str(version))
    return version


@transaction.atomic
def describe(by: Any, version: Version, title: str, note: str, grace_days: int) -> None:
    """What the text is called, what this version changes, and how long people have to read it."""
    _open(version)
    Version.objects.filter(pk=version.pk).update(note=note, grace_days=grace_days)
    Policy.objects.filter(pk=version.policy_id).update(title=title)
    version.policy.title = title
    record(version.organisation, by, "charter.described", about=str(version))


@transaction.atomic
def add_clause(by: Any, version: Version, title: str, text: str) -> Clause:
    """Puts a clause at the end."""
    _open(version)
    number = version.clauses.count() + 1
    clause = Clause.objects.create(
        organisation=version.organisation, version=version, position=number, title=title, text=text
    )
    record(version.organisation, by, "charter.clause_added", about=str(version), number=number)
    return clause


@transaction.atomic
def change_clause(by: Any, clause: Clause, title: str, text: str, seen: tuple[str, str]) -> None:
    """Rewrites it; `seen`: the title and text on which the change was made. Raises `Meanwhile` when it left them."""
    _open(clause.version)
    present = Clause.objects.select_for_update().get(pk=clause.pk)
    if (present.title, present.text) == (title, text):
        return
    if (present.title, present.text) != seen:
        raise Meanwhile(present)
    Clause.objects.filter(pk=clause.pk).update(title=title, text=text)
    record(clause.organisation, by, "charter.clause_changed", about=str(clause.version), number=present.position)


@transaction.atomic
def move_clause(by: Any, clause: Clause, step: int) -> int:
    """Moves it by `step` places (-1: up); its number afterwards."""
    _open(clause.version)
    rows = list(clause.version.clauses.all())
    at = rows.index(clause)
    to = min(max(at + step, 0), len(rows) - 1)
    if to == at:
        return at + 1
    rows.insert(to, rows.pop(at))
    for number, row in enumerate(rows, 1):
        Clause.objects.filter(pk=row.pk).update(position=number)
    record(clause.organisation, by, "charter.clause_moved", about=str(clause.version), number=at + 1, to=to + 1)
    return to + 1


@transaction.atomic
def remove_clause(by: Any, clause: Clause) -> None:
    """Takes it out; those after it move up."""
    _open(clause.version)
    number = Clause.objects.get(pk=clause.pk).position
    clause.version.clauses.filter(position__gt=number).update(position=F("position") - 1)
    Clause.objects.filter(pk=clause.pk).delete()
    record(clause.organisation, by, "charter.clause_removed", about=str(clause.version), number=number)


@transaction.atomic
def discard(by: Any, version: Version) -> None:
    """Throws a text in preparation away, and the policy with its first version."""
    _open(version)
    record(version.organisation, by, "charter.discarded", about=str(version))
    version.delete()
    if not version.policy.versions.exists():
        version.policy.delete()


def copied(version: Version) -> list[Written]:
    """Its clauses, for the next version."""
    return [Written(clause.title, clause.text, clause.key) for clause in version.clauses.all()]


def _open(version: Version) -> None:
    """Holds the version's row until the transaction ends; raises `Frozen` unless its text may change."""
    if not Version.objects.select_for_update().get(pk=version.pk).is_draft:
        raise Frozen(str(version))
