"""Erasing a person: the account and what it alone held go; what the house did stays, without the name."""

from typing import Any

from django.db import models, transaction

from parvis.core import forget, journal
from parvis.core.audit import AuditEntry, record
from parvis.core.scope import Organisation
from parvis.people.models import NOWHERE, Membership, User
from parvis.say import Say


class NotYet(Exception):
    """The person cannot be erased; `say` tells why and what to do first."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.en)
        self.say = say


def refusal(person: User, house: Organisation | None = None) -> Say | None:
    """What has to be done first; `house` asks for itself alone, None for the whole server."""
    if Membership.objects.filter(user=person).exists():
        return _MEMBER
    if person.is_erased:
        return _DONE
    return _ELSEWHERE if house and _houses(person) - {house.pk} else None


@transaction.atomic
def erase(by: User | None, person: User, house: Organisation | None = None) -> int:
    """Takes the person out of all rows and audit logs of `house`, or of all houses; how many were told again.

    Raises `NotYet`. Colleagues of the same name lose theirs in what was written, not in their account.
    """
    if closed := refusal(person, house):
        raise NotYet(closed)
    names, mark = [person.email, person.name], forget.mark()
    others = list(User.objects.filter(name=person.name).exclude(pk=person.pk))
    _end_account(person, mark)
    count = forget.sweep(names, _somebody(mark, person.language), house)
    User.objects.bulk_update(others, ["name"])
    told = {each: journal.reword(each, names, mark) for each in ([house] if house else Organisation.objects.all())}
    for each in (each for each, acts in told.items() if acts):
        record(each, by, "people.erased", about=f"‹{mark}›")
    forget.overwrite_soon()
    return count + sum(told.values())


def _houses(person: User) -> set[int]:
    """Where the person acted: an audit log of theirs says so."""
    return set(AuditEntry.objects.filter(person=person).values_list("organisation_id", flat=True))


def _end_account(person: User, mark: str) -> None:
    """What is declared to go with a person goes; the row stays, nameless, as the author of what the house said."""
    relations: Any = User._meta.get_fields(include_hidden=True)
    for relation in relations:
        if getattr(relation, "on_delete", None) is models.CASCADE:
            relation.related_model._base_manager.filter(**{relation.field.name: person}).delete()
    person.name, person.email, person.is_active = _somebody(mark, person.language), f"{mark}{NOWHERE}", False
    person.set_unusable_password()
    person.save()


def _somebody(mark: str, language: str) -> str:
    return Say(f"personne effacée ({mark})", f"erased person ({mark})").to(language)


_MEMBER = Say(
    "Cette personne est encore membre d’une maison. Faites d’abord son départ : Gouverner, Registre, Quelqu’un part.",
    "This person is still a member of a house. Have them leave first: Govern, Register, “Somebody leaves”.",
)
_DONE = Say("Cette personne est déjà effacée.", "This person is already erased.")
_ELSEWHERE = Say(
    "Cette personne a aussi agi pour une autre organisation de ce serveur. "
    "Demandez à qui tient le serveur : parvis forget person.",
    "This person also acted for another organisation on this server. "
    "Ask whoever runs the server: parvis forget person.",
)
