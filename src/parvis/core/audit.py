"""The audit log: who did what, when. Rows are only ever added.

Each slice has `audit.py` with `WORDS`: code → sentence in both languages, with `{about}` and `{person}`.
"""

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from parvis.core.scope import Organisation, Scoped
from parvis.say import Say


class AuditEntry(Scoped):
    """One act. `person_name` and `about` survive the person and the thing."""

    at = models.DateTimeField(auto_now_add=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["organisation", "-at"])]

    def words(self, language: str) -> str:
        """The act in a sentence."""
        say = words().get(self.code, Say(self.code, self.code))
        return say.to(language).format(about=self.about, person=self.person_name, **self.data)


def record(organisation: Organisation, person: Any | None, code: str, about: str = "", **data: Any) -> AuditEntry:
    """Adds an act to the log. `person` None: the house itself (a worker). `code` must have words."""
    if code not in words():
        raise KeyError(f"audit code {code!r} has no words")
    name = str(person) if person else ""
    return AuditEntry.objects.create(
        organisation=organisation, person=person, person_name=name, code=code, about=about[:300], data=data
    )


@lru_cache
def words() -> dict[str, Say]:
    """Every code with its sentence, gathered from the slices."""
    found: dict[str, Say] = {}
    for app in apps.get_app_configs():
        module = f"{app.name}.audit"
        if app.name.startswith("parvis.") and app.name != "parvis.core" and find_spec(module):
            found |= import_module(module).WORDS
    return found
