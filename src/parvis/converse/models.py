"""Conversations: what people said to us or of us, who answers, by when, how, with what outcome."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.channels.models import Channel
from parvis.core.life import Life
from parvis.core.scope import Scoped
from parvis.core.work import Due
from parvis.listen.models import Post
from parvis.outbox.models import Delivery

LIFE = Life({"open": {"closed", "answered"}, "answered": {"open", "closed"}, "closed": {"open", "answered"}})


class Handling(models.TextChoices):
    ANSWER = "answer", pgettext_lazy("handling", "Répondre")
    THANK = "thank", pgettext_lazy("handling", "Remercier")
    CORRECT = "correct", pgettext_lazy("handling", "Corriger")
    CRISIS = "crisis", pgettext_lazy("handling", "Gérer une crise")


class Stage(models.TextChoices):
    DISCOVERY = "discovery", _("Découverte")
    RELATION = "relation", _("Relation")
    AFTER_SERVICE = "after_service", _("Après le service")


class Outcome(models.TextChoices):
    RESOLVED = "resolved", _("Résolu")
    IMPROVED = "improved", _("Amélioré")
    TURNED = "turned", _("Retourné en occasion")
    NO_ANSWER = "no_answer", _("Sans réponse nécessaire")


class Conversation(Scoped):
    """A thread with a person of the public. `open`: we owe an answer by `due_at`; `answered`; `closed`.

    `root` is the post with which it began; `channel` the channel through which we can answer, if any.
    """

    root = models.OneToOneField(Post, null=True, on_delete=models.SET_NULL, related_name="conversation")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.SET_NULL, related_name="conversations")
    network = models.SlugField(max_length=30)
    thread = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=200, blank=True)
    author_handle = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="open")
    handling = models.CharField(_("Traitement"), max_length=10, choices=Handling.choices, blank=True)
    stage = models.CharField(_("Étape"), max_length=15, choices=Stage.choices, default=Stage.RELATION)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=pgettext_lazy("conversation", "Responsable"),
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(_("À traiter avant"), null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(
        pgettext_lazy("conversation", "Issue"), max_length=10, choices=Outcome.choices, blank=True
    )
    learnt = models.TextField(_("Ce que nous en retenons"), blank=True)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ("-last_at", "-pk")
        indexes = [
            models.Index(fields=["organisation", "state", "-last_at"]),
            models.Index(fields=["organisation", "state", "due_at"]),
            models.Index(fields=["organisation", "network", "thread"]),
        ]

    def __str__(self) -> str:
        return self.author or self.author_handle

    @property
    def label(self) -> str:
        """As the audit log knows it: without the name of anybody of the public."""
        return f"#{self.pk}"


class Message(Scoped):
    """One message of a conversation: `in` (a post), `out` (ours, with its delivery) or `note` (for colleagues).

    `came_back_at`: since when an answer of ours is known not to have arrived; it counts as none.
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=[("in", "in"), ("out", "out"), ("note", "note")])
    post = models.OneToOneField(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="message")
    delivery = models.OneToOneField(Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="message")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=["conversation", "at"]),
            models.Index(
                fields=["came_back_at"], condition=models.Q(came_back_at__isnull=False), name="converse_came_back"
            ),
        ]


class Commitment(Scoped):
    """A promise made in an answer: what, by whom, by when. Open until the person was told the result."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="commitments")
    message = models.ForeignKey(Message, null=True, on_delete=models.SET_NULL, related_name="commitments")
    text = models.CharField(_("Engagement"), max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    due_on = models.DateField(_("Échéance"))
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)
    broken_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.text

    def stands(self, today: date) -> str:
        """`kept`, `broken`, `late`, or `open` while there is time."""
        if self.kept_at:
            return "kept"
        if self.broken_at:
            return "broken"
        return "late" if self.due_on < today else "open"


MODERATION_LIFE = Life({"asked": {"done", "refused"}, "done": set(), "refused": set()})


class Measure(models.TextChoices):
    """What can be asked of a network about a message, as `networks.base.Moderates` names it."""

    HOLD = "hold", _("Mettre en attente")
    SPAM = "spam", _("Classer comme indésirable")
    REMOVE = "remove", pgettext_lazy("measure", "Retirer")
    SHOW = "show", _("Rendre visible")


class Moderation(Due, Scoped):
    """A message of the public held back, set aside, removed or shown again: who asked, by which clause, the result.

    `asked`, then `done` or `refused`; `refusal` says why in both languages, and whoever asked is told. `external_id`
    names the message there, also once it is forgotten here.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="moderations")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(_("Mesure"), max_length=10, choices=Measure.choices)
    clause = models.CharField(_("Règle en cause"), max_length=300, blank=True)
    state = models.CharField(max_length=10, default="asked")
    refusal = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True)
    deadline = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(state="asked"), name="one_moderation_at_a_time"
            )
        ]

    @property
    def can_be_undone(self) -> bool:
        """Whether the message can be shown again."""
        return self.state == "done" and self.measure in (Measure.HOLD, Measure.SPAM)


class Sorting(Due, Scoped):
    """Asks that what was heard be sorted into conversations; only its holder does that for the organisation."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="sorting_once")]
