"""Accreditations: who may speak for the organisation, where, how and until when."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.scope import Scoped


class Level(models.TextChoices):
    """How far a person goes alone; it grows with a good record."""

    SUPERVISED = "supervised", _("Sous relecture")
    AUTONOMOUS = "autonomous", _("Autonome")
    REFERENT = "referent", _("Référent")


class Duty(Scoped):
    """Who answers for emergencies, from when until when: their item then goes out unread, and is read afterwards."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("Personne")
    )
    starts_at = models.DateTimeField(_("Du"))
    ends_at = models.DateTimeField(_("Au"))
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-starts_at", "-pk")
        verbose_name_plural = "duties"


class Accreditation(Scoped):
    """A person's right to speak. No channels listed: all of the organisation's.

    It ends at `expires_at`, or at once when suspended. `topics`: what the person knows best, in the house's own words;
    they help to choose who answers and close no door.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accreditations")
    channels = models.ManyToManyField(Channel, blank=True, related_name="+", verbose_name=_("Canaux"))
    may_publish = models.BooleanField(_("Publier"), default=False)
    may_reply = models.BooleanField(_("Répondre"), default=True)
    may_moderate = models.BooleanField(_("Modérer"), default=False)
    level = models.CharField(_("Niveau"), max_length=10, choices=Level.choices, default=Level.AUTONOMOUS)
    level_since = models.DateTimeField(null=True, blank=True)
    topics = models.CharField(_("Sujets"), max_length=300, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("Jusqu’au"))
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("Motif"), max_length=300, blank=True)

    class Meta:
        ordering = ("person__name", "-granted_at")

    def holds(self, now: datetime) -> bool:
        return self.suspended_at is None and now < self.expires_at

    def allows(self, act: str) -> bool:
        """Whether it covers `act`: `publish`, `reply` or `moderate`."""
        return {"publish": self.may_publish, "reply": self.may_reply, "moderate": self.may_moderate}[act]

    def covers(self, channel: Channel) -> bool:
        listed = self.channels.all()
        return not listed or channel in listed

    @property
    def since(self) -> datetime:
        """Since when it stands at its level."""
        return max(self.granted_at, self.level_since or self.granted_at)

    @property
    def topic_list(self) -> list[str]:
        return [word.strip() for word in self.topics.split(",") if word.strip()]


class Reminder(models.Model):
    """The person and the leads were told, so many days before the end."""

    accreditation = models.ForeignKey(Accreditation, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["accreditation", "days"], name="reminded_once")]
