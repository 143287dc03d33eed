"""Incidents and praise, seen by leads and by the person concerned alone.

Life, told by its dates: opened → closed (`closed_at`) → erased on `erase_on`, when only a count without a name is left.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.core.scope import Scoped
from parvis.govern.charter.models import Policy

PERSON = settings.AUTH_USER_MODEL


class Kind(models.TextChoices):
    """What is done; the last four are grades, in this order."""

    PRAISE = "praise", _("Féliciter")
    ENCOURAGE = "encourage", _("Encourager")
    REMIND = "remind", _("Rappeler la règle")
    TRAIN = "train", _("Former de nouveau")
    SUSPEND = "suspend", _("Suspendre l’habilitation")


GRADES = (Kind.ENCOURAGE, Kind.REMIND, Kind.TRAIN, Kind.SUSPEND)


class Incident(Scoped):
    """One incident, or praise. `word` is the person's own; `skipped`: why a grade was passed over."""

    person: Any = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+", verbose_name=_("Personne"))
    kind = models.CharField(_("Ce que vous décidez"), max_length=10, choices=Kind.choices)
    skipped = models.CharField(_("Pourquoi sauter un degré"), max_length=300, blank=True)
    policy = models.ForeignKey(Policy, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    clause_key: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True, blank=True)
    what = models.TextField(_("Ce qui s’est passé"), max_length=4000)
    address = models.CharField(_("Échange ou envoi concerné"), max_length=500, blank=True)
    course = models.SlugField(_("Parcours à refaire"), max_length=60, blank=True)
    opened_by: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)
    word = models.TextField(pgettext_lazy("incident", "Votre réponse"), max_length=4000, blank=True)
    word_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    erase_on = models.DateField(_("À effacer le"), null=True, blank=True)

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = [models.Index(fields=["erase_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.person})"


class Tally(Scoped):
    """How many of a kind were erased, by the year in which they were opened."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-year", "kind")
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "year"], name="tally_once")]
