"""Signatures: a version comes into force when every function that the house named has signed its very text."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.charter.models import Function, Signature, Version
from parvis.people.models import Membership, Role
from parvis.say import Say

DEFAULT_FUNCTIONS = [
    Say("Relations publiques", "Public relations"),
    Say("Marketing", "Marketing"),
    Say("Ressources humaines", "Human resources"),
    Say("Juridique", "Legal"),
]
DATA_PROTECTION = Say("Délégué à la protection des données", "Data protection officer")


class NotNow(Exception):
    """The act is not possible as things stand; `say` tells why and what to do."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.en)
        self.say = say


@dataclass(frozen=True)
class Named:
    """A function as the settings page names it; `function` None: a new one."""

    function: Function | None
    name: str
    signers: list[Membership]


@transaction.atomic
def name_functions(by: Any, organisation: Organisation, named: Iterable[Named], now: datetime) -> None:
    """These functions sign from now on, in this order; those left out no longer do."""
    named = list(named)
    present = Function.objects.of(organisation)
    present.exclude(pk__in=[each.function.pk for each in named if each.function]).delete()
    for row in present:  # names may change places
        Function.objects.filter(pk=row.pk).update(name=f"was {row.pk}")
    kept = [_name(organisation, position, each) for position, each in enumerate(named, 1)]
    record(organisation, by, "charter.functions", about=", ".join(row.name for row in kept))
    for version in Version.objects.of(organisation).filter(submitted_at__isnull=False, in_force_at=None):
        _settle(version, now)


def _name(organisation: Organisation, position: int, named: Named) -> Function:
    row = named.function or Function(organisation=organisation)
    row.name, row.position = named.name, position
    row.save()
    row.signers.set(named.signers)
    return row


def functions(organisation: Organisation) -> list[Function]:
    """The functions that sign, those of the start where the house has named none yet."""
    rows = list(Function.objects.of(organisation).prefetch_related("signers__user"))
    return rows or [Function(name=say.to(organisation.language)) for say in DEFAULT_FUNCTIONS]


def hands(organisation: Organisation) -> int:
    """How many members may sign at all."""
    members = Membership.objects.of(organisation).filter(user__is_active=True)
    return members.exclude(role=Role.READER).count()


def are_too_few(organisation: Organisation) -> bool:
    """Whether the house has fewer people than functions, so that somebody must sign for two."""
    return hands(organisation) < Function.objects.of(organisation).count()


@transaction.atomic
def submit(by: Any, version: Version, now: datetime) -> bool:
    """Hands the text to those who sign; False if it was handed over already. Raises `NotNow`."""
    row = Version.objects.select_for_update().get(pk=version.pk)
    if not row.is_draft:
        return False
    if not row.clauses.exists():
        raise NotNow(EMPTY)
    nobody = [each.name for each in functions(row.organisation) if not each.pk or not each.signers.exists()]
    if nobody:
        raise NotNow(_nobody(nobody))
    Version.objects.filter(pk=row.pk).update(submitted_at=now, submitted_by=by)
    record(row.organisation, by, "charter.submitted", about=str(version))
    _settle(row, now)
    return True


@transaction.atomic
def take_back(by: Any, version: Version) -> bool:
    """Opens the text again; signatures hold only if it comes back word for word. False if nobody was to sign."""
    waiting = Version.objects.filter(pk=version.pk, in_force_at=None).exclude(submitted_at=None)
    if waiting.update(submitted_at=None, submitted_by=None) != 1:
        return False
    record(version.organisation, by, "charter.taken_back", about=str(version))
    return True


@transaction.atomic
def sign(signer: Membership, version: Version, function: Function, seen: str, now: datetime) -> Signature:
    """Signs for `function` the text that the signer has `seen` (its fingerprint). Twice is once. Raises `NotNow`."""
    row = _to_sign(signer, version, function, seen)
    mine = standing(row)
    given = mine.get(function.pk)
    if given:
        return given
    again = any(each.person_id == signer.user_id for each in mine.values())
    if again and not are_too_few(row.organisation):
        raise NotNow(_other_function(signer, mine))
    signature = _answer(signer, row, function, seen, now, alone=again)
    code = "charter.signed_again" if again else "charter.signed"
    record(row.organisation, signer.user, code, about=str(version), function=function.name)
    _settle(row, now)
    return signature


@transaction.atomic
def refuse(signer: Membership, version: Version, function: Function, seen: str, word: str, now: datetime) -> Signature:
    """Sends the text back to those who write it, with the word that says what must change. Raises `NotNow`."""
    row = _to_sign(signer, version, function, seen)
    signature = _answer(signer, row, function, seen, now, refused=True, word=word)
    Version.objects.filter(pk=row.pk).update(submitted_at=None, submitted_by=None)
    record(row.organisation, signer.user, "charter.refused", about=str(version), function=function.name, word=word)
    return signature


def given(version: Version) -> "QuerySet[Signature]":
    """The signatures under the text as it is now."""
    return version.signatures.filter(refused=False, fingerprint=version.fingerprint())


def standing(version: Version) -> dict[int, Signature]:
    """Function → its signature under the text as it is now."""
    return {row.function_id: row for row in given(version).exclude(function=None)}


def _to_sign(signer: Membership, version: Version, function: Function, seen: str) -> Version:
    """The version, held until the transaction ends, if this member may answer for this function and this text."""
    row = Version.objects.select_for_update().select_related("policy", "organisation").get(pk=version.pk)
    if not row.is_waiting:
        raise NotNow(NOT_WAITING)
    if not signer.may_work or not function.signers.filter(pk=signer.pk).exists():
        raise NotNow(_not_yours(function))
    if row.fingerprint() != seen:
        raise NotNow(CHANGED)
    return row


def _answer(
    signer: Membership, version: Version, function: Function, seen: str, now: datetime, **more: Any
) -> Signature:
    return Signature.objects.create(
        organisation=version.organisation,
        version=version,
        function=function,
        function_name=function.name,
        person=signer.user,
        person_name=str(signer.user),
        at=now,
        fingerprint=seen,
        **more,
    )


def _settle(version: Version, now: datetime) -> None:
    """Brings the version into force when no signature is missing; the one before it ends at that moment."""
    needed = set(Function.objects.of(version.organisation).values_list("pk", flat=True))
    if not needed or needed - standing(version).keys():
        return
    before = Version.objects.filter(policy_id=version.policy_id, in_force_at__isnull=False, ended_at=None)
    before.update(ended_at=now)
    Version.objects.filter(pk=version.pk).update(in_force_at=now)
    record(version.organisation, None, "charter.in_force", about=str(version))


def _nobody(names: list[str]) -> Say:
    listed = ", ".join(names)
    return Say(
        f"Personne ne peut signer pour : {listed}. Nommez d’abord les signataires.",
        f"Nobody can sign for: {listed}. Name those who sign first.",
    )


def _not_yours(function: Function) -> Say:
    return Say(
        f"Vous ne signez pas pour la fonction « {function} ».", f"You do not sign for the function “{function}”."
    )


def _other_function(signer: Membership, given: dict[int, Signature]) -> Say:
    names = ", ".join(each.function_name for each in given.values() if each.person_id == signer.user_id)
    return Say(
        f"Vous avez déjà signé cette version pour : {names}. Une autre personne signe pour cette fonction.",
        f"You have already signed this version for: {names}. Somebody else signs for this function.",
    )


EMPTY = Say(
    "Ce texte n’a encore aucune clause. Écrivez-en une d’abord.", "This text has no clause yet. Write one first."
)
NOT_WAITING = Say(
    "Cette version n’est pas à la signature. Relisez-la : elle a pu être reprise ou entrer en vigueur.",
    "This version is not out for signature. Read it again: it may have been taken back or come into force.",
)
CHANGED = Say(
    "Le texte a changé depuis que vous l’avez ouvert. Rien n’est signé : relisez-le d’abord.",
    "The text has changed since you opened it. Nothing is signed: read it again first.",
)
