"""The charter and the policies: versions made of numbered clauses, signed off by functions, read by each person.

Life of a version, told by its dates: in preparation → handed to those who sign (`submitted_at`) → in force
(`in_force_at`, with the last signature) → past (`ended_at`, when the next one comes into force). Only a text in
preparation changes; a refusal, or whoever wrote it, takes it back there.
"""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.core.scope import Scoped
from parvis.people.models import Membership

PERSON = settings.AUTH_USER_MODEL
GRACE_DAYS = 14


class Kind(models.TextChoices):
    """What a policy is about; the value is also its name in public addresses."""

    CHARTER = "charter", _("Charte d’usage")
    EDITORIAL = "editorial", _("Ligne éditoriale")
    NETIQUETTE = "netiquette", _("Nétiquette")
    PERSONAL_DATA = "personal-data", _("Données personnelles")
    DISCLOSURE = "disclosure", _("Règles de divulgation")


class Policy(Scoped):
    """One text of the house, through all its versions. Published: what is in force is read without signing in."""

    kind = models.CharField(_("Texte"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("Titre"), max_length=120)
    opened_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("opened_at", "pk")
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="policy_once")]

    def __str__(self) -> str:
        return self.title


class Version(Scoped):
    """One version of a policy."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.TextField(_("Ce qui change"), blank=True, max_length=1000)
    grace_days = models.PositiveSmallIntegerField(_("Jours pour la lire"), default=GRACE_DAYS)
    written_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    in_force_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="version_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=models.Q(in_force_at=None), name="one_version_in_preparation"
            ),
            models.UniqueConstraint(
                fields=["policy"],
                condition=models.Q(in_force_at__isnull=False, ended_at=None),
                name="one_version_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.policy} · {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether its text may change."""
        return self.submitted_at is None and self.in_force_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for signatures."""
        return self.submitted_at is not None and self.in_force_at is None

    @property
    def is_in_force(self) -> bool:
        return self.in_force_at is not None and self.ended_at is None

    def read_by(self, membership: Membership) -> datetime | None:
        """Until when this member may wait to read it; None while it is not in force."""
        if self.in_force_at is None:
            return None
        return max(self.in_force_at, membership.since) + timedelta(days=self.grace_days)

    def fingerprint(self) -> str:
        """Names this very text: another word, another order, another fingerprint."""
        texts = self.clauses.values_list("position", "title", "text")
        return hashlib.sha256(repr(list(texts)).encode()).hexdigest()


class Clause(Scoped):
    """A numbered clause. `key` is that of the same clause in other versions; rules hang on it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(pgettext_lazy("clause", "Titre"), max_length=160)
    text = models.TextField(_("Texte"), max_length=8000)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="clause_once")]
        indexes = [models.Index(fields=["organisation", "key"])]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def number(self) -> int:
        """As readers count: from 1, without gaps."""
        return self.position


class Function(Scoped):
    """A function of the house whose signature each version needs, and the members who may give it."""

    name = models.CharField(pgettext_lazy("signature", "Fonction"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    signers: Any = models.ManyToManyField(Membership, blank=True, related_name="signs_for")

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="function_once")]

    def __str__(self) -> str:
        return self.name


class Signature(Scoped):
    """A person answered for a function: signed (`word` empty), or refused with a word.

    It stands for the text with this `fingerprint` alone. `alone`: this person had signed for another function too.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="signatures")
    function = models.ForeignKey(Function, null=True, on_delete=models.SET_NULL, related_name="+")
    function_name = models.CharField(max_length=80)
    person = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    word = models.TextField(_("Ce qui doit changer"), blank=True, max_length=1000)
    refused = models.BooleanField(default=False)
    alone = models.BooleanField(default=False)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "function", "fingerprint"],
                condition=models.Q(refused=False),
                name="signature_once",
            )
        ]


class Acknowledgement(Scoped):
    """A person said: I have read this version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="acknowledgements")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="acknowledgement_once")]


class Reminder(Scoped):
    """A mail that asked a person to read a version; `stage`: 1 in force, 2 soon too late, 3 too late."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    stage = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "person", "stage"], name="reminder_once")]
