"""Accounts of the organisation on networks and sites, and the departures after which passwords have to change."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.channels.models import Channel
from parvis.core.scope import Scoped
from parvis.say import Say

PERSON = settings.AUTH_USER_MODEL
OWNER = {"null": True, "blank": True, "on_delete": models.SET_NULL, "related_name": "+"}


class Account(Scoped):
    """An account that speaks for the organisation somewhere. It is open, to be closed, or closed."""

    network = models.CharField(_("Réseau ou site"), max_length=60)
    name = models.CharField(_("Nom du compte"), max_length=120)
    url = models.URLField(_("Adresse"), max_length=500, blank=True)
    channel = models.OneToOneField(Channel, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner: Any = models.ForeignKey(PERSON, verbose_name=pgettext_lazy("channel", "Responsable"), **OWNER)
    deputy: Any = models.ForeignKey(PERSON, verbose_name=_("Suppléant"), **OWNER)
    recovery = models.CharField(_("Adresse de secours"), max_length=200, blank=True)
    legal_notice = models.URLField(_("Mentions légales"), max_length=500, blank=True)
    opened_on = models.DateField(_("Ouvert le"), null=True, blank=True)
    note = models.TextField(_("À savoir"), blank=True, max_length=2000)
    close_by = models.DateField(_("À fermer avant le"), null=True, blank=True)
    close_reason = models.CharField(_("Pourquoi le fermer"), max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("network", "name", "pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.network})"

    def missing(self) -> list[Say]:
        """What an account that can be trusted has, and this one has not; nothing for a closed one."""
        if self.closed_on:
            return []
        wanted = {"owner_id": _OWNER, "deputy_id": _DEPUTY, "recovery": _RECOVERY, "legal_notice": _NOTICE}
        return [words for name, words in wanted.items() if not getattr(self, name)]

    def is_late(self, today: date) -> bool:
        """Whether it should have been closed by now."""
        return self.closed_on is None and self.close_by is not None and self.close_by < today


class Departure(Scoped):
    """Somebody leaves. `closed_at`: every door that Parvis holds was closed; `doors` says which, and how many each."""

    person: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=120)
    successor: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_by: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    doors = models.JSONField(default=dict)

    class Meta:
        ordering = ("-opened_at", "-pk")

    def __str__(self) -> str:
        return self.person_name


class Password(Scoped):
    """A password that somebody who left may know: to be changed at the network itself, by hand."""

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="passwords")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("account__network", "pk")
        constraints = [models.UniqueConstraint(fields=["departure", "account"], name="password_once")]


_OWNER = Say("un responsable", "an owner")
_DEPUTY = Say("un suppléant", "a deputy")
_RECOVERY = Say("une adresse de secours", "a recovery address")
_NOTICE = Say("les mentions légales", "the legal notice")
