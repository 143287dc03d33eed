"""Rules that a machine checks before anything is sent. A rule is never deleted: it ends, and the log says by whom."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.channels.models import Channel
from parvis.core.scope import Scoped
from parvis.govern.charter.models import Policy

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What a rule looks at."""

    WORDS = "words", _("Mots à éviter")
    MENTION = "mention", _("Mention obligatoire")
    PRIVACY = "privacy", _("Données personnelles")
    SILENCE = "silence", _("Période de silence")
    QUIET = "quiet", _("Heures calmes")
    LANGUAGE = "language", pgettext_lazy("rule", "Langue")
    LINKS = "links", _("Liens permis")
    DESCRIPTION = "description", _("Images décrites, vidéos sous-titrées")


class Rule(Scoped):
    """One rule. It blocks, or warns; it holds for the acts ticked, on the channels listed (none: all).

    `terms`, by kind: words {query} · mention {query, picture, wanted: [any of]} · privacy {allowed: [our own]} ·
    silence {start, end: ISO days, both included, query} · quiet {start, end: HH:MM, sundays} · language {languages} ·
    links {sites} · description {least, captions}. `clause_key` is that of a clause of `policy`.
    """

    kind = models.CharField(max_length=12, choices=Kind.choices, editable=False)
    name = models.CharField(_("Nom de la règle"), max_length=120)
    blocks = models.BooleanField(_("Bloque l’envoi"), default=True)
    on_publish = models.BooleanField(_("Publications"), default=True)
    on_reply = models.BooleanField(_("Réponses"), default=True)
    channels: Any = models.ManyToManyField(Channel, blank=True, related_name="+", verbose_name=_("Canaux"))
    terms = models.JSONField(default=dict)
    advice = models.CharField(_("Ce qu’il faut faire"), max_length=300, blank=True)
    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    clause_key = models.UUIDField(null=True, blank=True)
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("kind", "name", "pk")
        indexes = [models.Index(fields=["organisation", "ended_at"])]

    def __str__(self) -> str:
        return self.name

    def is_about(self, act: str) -> bool:
        return {"publish": self.on_publish, "reply": self.on_reply}.get(act, False)
