"""The audit log: who did what, when. Rows are only ever added, each chained to the one before (see `core.chain`).

Each slice has `audit.py` with `WORDS`: code → sentence in both languages, with `{about}` and `{person}`.
"""

import re
import secrets
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils.translation import override

from parvis.core.chain import REWORDED, START
from parvis.core.scope import Organisation, Scoped, ScopedQuerySet
from parvis.say import Say

SOMEBODY = re.compile(r"‹([0-9a-f]{6})›")
"""What stands where the name of an erased person stood."""
OWN_WORDS = {
    REWORDED: Say(
        "{about} a été effacé du journal : {count} actes redits sans son nom.",
        "{about} was erased from the log: {count} acts told again without the name.",
    )
}


class OnlyAdded(Exception):
    """Rows of the audit log are neither changed nor deleted."""


class AuditRows(ScopedQuerySet):
    """Refuses what would change the past."""

    def update(self, **fields: Any) -> NoReturn:
        raise OnlyAdded

    def delete(self) -> NoReturn:
        raise OnlyAdded

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        raise OnlyAdded


class AuditHead(models.Model):
    """The end of an organisation's chain: whoever adds to the chain holds this row."""

    organisation = models.OneToOneField(Organisation, primary_key=True, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)


def new_salt() -> str:
    return secrets.token_hex(16)


class AuditEntry(Scoped):
    """One act. `person_name` and `about` survive the person and the thing; `number` is empty until it is chained."""

    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)
    number = models.PositiveIntegerField(null=True, editable=False)
    salt = models.CharField(max_length=32, default=new_salt, editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[Any] = AuditRows.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = [
            models.Index(fields=["organisation", "-at"]),
            models.Index(fields=["organisation", "number"], name="core_audit_number"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise OnlyAdded
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        raise OnlyAdded

    def words(self, language: str) -> str:
        """The act in a sentence."""
        say = words().get(self.code, Say(self.code, self.code))
        told = {name: _told(value, language) for name, value in self.data.items()}
        sentence = say.to(language).format(about=self.about, person=self.person_name, **told)
        return SOMEBODY.sub(Say(r"une personne effacée (\1)", r"an erased person (\1)").to(language), sentence)


def _told(value: Any, language: str) -> Any:
    """A word that is kept in both languages, in the reader's."""
    return Say(**value).to(language) if isinstance(value, dict) and value.keys() == set(Say._fields) else value


def in_both(label: Any) -> dict[str, str]:
    """A label of the pages as the log keeps it, whoever reads it."""
    told = {}
    for language in Say._fields:
        with override(language):
            told[language] = str(label)
    return told


def record(organisation: Organisation, person: Any | None, code: str, about: str = "", **data: Any) -> AuditEntry:
    """Adds an act to the log. `person` None: the house itself (a worker). `code` must have words."""
    if code not in words():
        raise KeyError(f"audit code {code!r} has no words")
    name = str(person) if person else ""
    with transaction.atomic():
        entry: AuditEntry = AuditEntry.objects.create(
            organisation=organisation, person=person, person_name=name, code=code, about=about[:300], data=data
        )
        _chain_soon(organisation)
    return entry


def _chain_soon(organisation: Organisation) -> None:
    """SQLite has one writer at a time: at once. Elsewhere after the commit, so that no act waits for another's end."""
    from parvis.core.journal import chain

    if connection.features.has_select_for_update:
        transaction.on_commit(lambda: chain(organisation), robust=True)
    else:
        chain(organisation)


@lru_cache
def words() -> dict[str, Say]:
    """Every code with its sentence, gathered from the slices."""
    found = dict(OWN_WORDS)
    for app in apps.get_app_configs():
        module = f"{app.name}.audit"
        if app.name.startswith("parvis.") and app.name != "parvis.core" and find_spec(module):
            found |= import_module(module).WORDS
    return found
