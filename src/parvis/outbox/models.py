"""Deliveries: what goes out, once. The only rows from which anything is sent.

ready → sending → sent                      sending → waiting → sent
sending → unsure → sent | ready             sending → refused | login_lost
ready, unsure, waiting → given_up           ready → cancelled
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.life import Life
from parvis.core.scope import Scoped
from parvis.core.work import Due

LIFE = Life(
    {
        "ready": {"sending", "refused", "given_up", "cancelled", "login_lost"},
        "sending": {"sent", "waiting", "unsure", "ready", "refused", "login_lost"},
        "waiting": {"sent", "unsure", "refused", "login_lost", "given_up", "waiting"},
        "unsure": {"sent", "ready", "given_up", "login_lost", "unsure"},
        "sent": {"withdrawn"},
        "refused": {"ready", "cancelled"},
        "login_lost": {"ready", "cancelled", "given_up"},
        "given_up": {"ready", "sent", "cancelled"},
        "cancelled": set(),
        "withdrawn": set(),
    }
)


class State(models.TextChoices):
    """Where a delivery stands, in the words of the pages."""

    READY = "ready", _("Prêt à partir")
    SENDING = "sending", _("En cours d’envoi")
    WAITING = "waiting", _("Pris en charge par le réseau")
    UNSURE = "unsure", _("À vérifier")
    SENT = "sent", _("Envoyé")
    REFUSED = "refused", _("Refusé")
    LOGIN_LOST = "login_lost", _("Connexion perdue")
    GIVEN_UP = "given_up", _("Abandonné")
    CANCELLED = "cancelled", _("Annulé")
    WITHDRAWN = "withdrawn", _("Retiré")


class Delivery(Due, Scoped):
    """One item for one channel. `key` is made once and carried through every try.

    `reply_to` is the network's own handle of what is answered; `media` lists `{"file", "alt", "name", "content_type"}`.
    `due_at` is when it may go out; `deadline` when it is no use any more.
    """

    key = models.CharField(max_length=32, unique=True)
    act = models.CharField(max_length=8, choices=[("publish", "publish"), ("reply", "reply")])
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="fr")
    media = models.JSONField(default=list)
    reply_to = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READY)
    ticket = models.JSONField(default=dict)
    deadline = models.DateTimeField()
    external_id = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    refusal = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["organisation", "state", "-made_at"]), models.Index(fields=["state", "due_at"])]


class Attempt(models.Model):
    """One try of a delivery: when, what came of it, the network's own words."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
