"""Channels: the organisation's accounts on networks."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.core.life import Life
from parvis.core.scope import Scoped
from parvis.core.secret import SealedField
from parvis.core.work import Due

LIFE = Life({"prepared": {"live", "closed"}, "live": {"prepared", "closed"}, "closed": {"prepared"}})


class Channel(Scoped):
    """An account of the organisation on a network. It is prepared, then live; only a live channel sends.

    `secrets` is the login's secret part, encrypted. `login_lost_at` is set when the network no longer accepts it.
    `own_limits`: limits by which its server differs from the network's card, as it last announced them.
    `by_hand`: nothing is read or sent by program; a person carries out what is to go out. `url` is then the place.
    """

    network = models.SlugField(max_length=30)
    name = models.CharField(_("Nom"), max_length=120)
    address = models.URLField(_("Adresse du serveur"), max_length=300, blank=True)
    handle = models.CharField(_("Compte"), max_length=200, blank=True)
    external_id = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    secrets = SealedField(default=dict)
    own_limits = models.JSONField(default=dict)
    by_hand = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="prepared")
    purpose = models.TextField(_("Raison d’être"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=pgettext_lazy("channel", "Responsable"),
    )
    promised_hours = models.PositiveIntegerField(_("Délai de réponse promis (heures)"), default=48)
    language = models.CharField(_("Langue"), max_length=5, default="fr")
    login_lost_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.state == "live"


class Health(Due):
    """The daily try of a channel's login: when it last came to an answer, and what the network said against it.

    `findings`: the usual mistakes that were found in it, as `{"code", "is_broken", "say": {"fr", "en"}}`.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="health")
    tested_at = models.DateTimeField(null=True, blank=True)
    trouble = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "health"

    def __str__(self) -> str:
        return f"login of {self.channel_id}"


class Application(Scoped):
    """The organisation's own developer application at a network; `secrets` holds its secret, encrypted."""

    network = models.SlugField(max_length=30)
    client_id = models.CharField(_("Identifiant de l’application"), max_length=300)
    secrets = SealedField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organisation", "network"], name="one_application_a_network"),)

    def __str__(self) -> str:
        return f"{self.network} {self.client_id}"


class Pace(models.Model):
    """How long everybody has to wait before calling a server again; seen by all workers."""

    server = models.CharField(primary_key=True, max_length=255)
    not_before = models.DateTimeField()

    def __str__(self) -> str:
        return self.server

    def seconds_left(self, now: datetime) -> float:
        return max(0.0, (self.not_before - now).total_seconds())
