"""Deliveries: what goes out, once. The only rows from which anything is sent.

held → ready | refused | given_up           held, ready → cancelled      ready → held, where no release stands
ready → sending → sent                      sending → waiting → sending → sent
sending → unsure → sent | ready | waiting   sending → refused | login_lost   unsure → refused (never comes through)
ready, unsure, waiting → given_up           sent → withdrawing → withdrawn
ready → by_hand → sent                      sent → by_hand, unsure (it was ticked by mistake)
refused, given_up, ready, waiting → withdrawing (a thread whose beginning is out)
sent, sending, unsure, given_up → undelivered (a mail that came back) → held, ready (as a new one)
sending, by_hand → corrected (a correction: the row that it corrects stays `sent` all the while)
cancelled → as it was, or unsure (taken up again)   withdrawing → sent (left where it is), withdrawing (asked again)

`held`: a supervised person wrote it, and it goes out once a referent has let it go.
`sending` is written before the irreversible call. Whoever finds it without a living worker knows that the call may have
been made: it becomes `unsure`, and nothing unsure is sent before the network was asked whether it is there already.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.life import Life
from parvis.core.scope import Scoped
from parvis.core.work import Due

LIFE = Life(
    {
        "held": {"ready", "refused", "given_up", "cancelled"},
        "ready": {
            "held",
            "sending",
            "by_hand",
            "sent",
            "refused",
            "login_lost",
            "given_up",
            "cancelled",
            "withdrawing",
        },
        "sending": {"sent", "corrected", "waiting", "unsure", "ready", "refused", "login_lost", "undelivered"},
        "waiting": {"sending", "sent", "given_up", "withdrawing"},
        "unsure": {"sent", "ready", "waiting", "refused", "given_up", "undelivered"},
        "by_hand": {"held", "sent", "corrected", "refused", "given_up", "cancelled", "ready"},
        "sent": {"withdrawing", "by_hand", "unsure", "undelivered"},
        "undelivered": {"held", "ready", "sent", "cancelled"},
        "refused": {"held", "ready", "sent", "cancelled", "withdrawing"},
        "login_lost": {"held", "ready", "sent", "cancelled", "given_up"},
        "given_up": {"held", "ready", "unsure", "sent", "corrected", "cancelled", "withdrawing", "undelivered"},
        "withdrawing": {"withdrawn", "sent", "withdrawing"},
        "cancelled": {"held", "ready", "unsure", "refused", "login_lost", "given_up", "undelivered"},
        "withdrawn": set(),
        "corrected": set(),
    }
)


class State(models.TextChoices):
    """Where a delivery stands, in the words of the pages."""

    HELD = "held", _("À relire")
    READY = "ready", _("Prêt à partir")
    SENDING = "sending", _("En cours d’envoi")
    WAITING = "waiting", _("Pris en charge par le réseau")
    UNSURE = "unsure", _("À vérifier")
    BY_HAND = "by_hand", _("À faire à la main")
    SENT = "sent", _("Envoyé")
    REFUSED = "refused", _("Refusé")
    LOGIN_LOST = "login_lost", _("Connexion perdue")
    GIVEN_UP = "given_up", _("Abandonné")
    CANCELLED = "cancelled", _("Annulé")
    WITHDRAWING = "withdrawing", _("Retrait en cours")
    WITHDRAWN = "withdrawn", _("Retiré")
    CORRECTED = "corrected", _("Corrigé")
    UNDELIVERED = "undelivered", _("Non remis")


ON_ITS_WAY = (State.SENDING, State.WAITING, State.UNSURE)
STOPPED = (State.REFUSED, State.LOGIN_LOST, State.GIVEN_UP)
TROUBLED = (*STOPPED, State.UNDELIVERED)
WAITS = (State.HELD, State.READY, State.BY_HAND, *STOPPED)  # what has not gone out, and need not
PARTLY = (State.REFUSED, State.GIVEN_UP)  # where a thread may stand whose beginning is out
OVER = (State.SENT, State.CORRECTED, State.CANCELLED, State.WITHDRAWN)


def stopped(prefix: str = "") -> models.Q:
    """What stands still until a person decides; `prefix` leads to the delivery from another row."""
    not_taken_back = {f"{prefix}state": State.WITHDRAWING, f"{prefix}refusal__code": "not_withdrawn"}
    unknown = {f"{prefix}state": State.UNSURE, f"{prefix}refusal__code": "cannot_tell"}
    return models.Q(**{f"{prefix}state__in": TROUBLED}) | models.Q(**not_taken_back) | models.Q(**unknown)


class Act(models.TextChoices):
    """What a delivery is, as accreditations name it."""

    PUBLISH = "publish", _("Publication")
    REPLY = "reply", _("Réponse")


class Delivery(Due, Scoped):
    """One item for one channel. `key` is made once and carried through every try.

    `reply_to` is the network's own handle of what is answered; `media` lists `{"file", "alt", "name", "content_type"}`,
    of a video also `"bytes"`, `"seconds"` and `"captions"`, a list of `{"language", "vtt"}`.
    `place` is the address where it is to be put, for whoever does it by hand.
    `start_at` is when it may go out; `due_at` when a worker is to look at it; `deadline` when it is no use any more.
    `emergency`: why it could not wait to be read; it then goes out if its author is on duty, and is read afterwards.
    `extras` may hold `warning`, `parts` (posts that follow the text) and `poll` (options, seconds, several).
    `unwanted`: its withdrawal was asked for while it was on its way; it follows once the network has it.
    `corrects`: the item whose words these are to replace; `before` keeps its `text` and `title` as they were.
    `refusal` says in both languages why it did not go out: `{"code", "say", "way_out"}`.
    """

    key = models.CharField(max_length=32, unique=True)
    act = models.CharField(max_length=8, choices=Act.choices)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    title = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=5, default="fr")
    media = models.JSONField(default=list)
    reply_to = models.JSONField(default=dict)
    place = models.URLField(max_length=1000, blank=True)
    extras = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READY)
    ticket = models.JSONField(default=dict)
    start_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField()
    external_id = models.CharField(max_length=500, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    unwanted = models.BooleanField(default=False)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    before = models.JSONField(default=dict)
    refusal = models.JSONField(default=dict)
    emergency = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name_plural = "deliveries"
        indexes = [models.Index(fields=["organisation", "state", "-made_at"]), models.Index(fields=["state", "due_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["corrects"], condition=~models.Q(state__in=OVER), name="one_correction_at_a_time"
            )
        ]

    def __str__(self) -> str:
        words = self.title or " ".join(self.text.split())
        return words if len(words) <= 80 else _cut(words)

    @property
    def label(self) -> str:
        """As the audit log knows it: a reply may hold the name of somebody of the public, so it goes by its number."""
        return f"#{self.pk}" if self.act == Act.REPLY else str(self)

    @property
    def partly_out(self) -> bool:
        """A thread of which something is out and not all."""
        return "more" in self.extras and self.state not in (State.SENT, State.WITHDRAWING, State.WITHDRAWN)

    @property
    def ids(self) -> list[str]:
        """What is out of it, as the network names it: of a thread every post, the last one first."""
        return [*reversed(self.extras.get("more", ())), self.external_id]

    def step(self, after: str, **fields: Any) -> bool:
        """A worker's move: written only while the lease is its own and the row is still in the state it knows.

        Gives the lease back unless `fields` renews it.
        """
        LIFE.check(self.state, after)
        changes = {"state": after, "lease_until": None, "lease_by": "", "attempts": 0} | fields
        mine = Delivery.objects.filter(pk=self.pk, state=self.state, lease_by=self.lease_by).exclude(lease_by="")
        if mine.update(**changes) != 1:
            return False
        for name, value in changes.items():
            setattr(self, name, value)
        return True

    def turn(self, after: str, **fields: Any) -> bool:
        """A person's move; a worker that holds the row then finds that its lease is gone."""
        return LIFE.move(self, after, **({"lease_until": None, "lease_by": "", "attempts": 0} | fields))


def _cut(words: str) -> str:
    """The beginning, to the end of a word where there is one."""
    short = words[:79]
    return (short[: short.rfind(" ", 40)] if " " in short[40:] else short).rstrip(" ,;:.") + "…"


class Verdict(models.TextChoices):
    """What a referent decided after reading."""

    RELEASED = "released", _("Relu, peut partir")
    RETURNED = "returned", _("Renvoyé à son auteur")
    CHECKED = "checked", _("Relu après coup")


class Review(models.Model):
    """A referent read an item of `author`: when, what they decided, their word to the author."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    word = models.CharField(_("Votre mot"), max_length=500, blank=True)

    class Meta:
        ordering = ("at", "pk")


class LoginWarning(models.Model):
    """That people were warned of a login; `about` is when it was lost, or when it will end."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    about = models.DateTimeField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "about"], name="login_warned_once")]

    def __str__(self) -> str:
        return f"login of {self.channel_id}"


class Attempt(models.Model):
    """One try of a delivery: when, what came of it, what to say of it, the network's own words.

    `what`: send, resume, look, correct, withdraw. `outcome` stays empty while it is under way.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=20)
    outcome = models.CharField(max_length=20, blank=True)
    say = models.JSONField(default=dict)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "pk")
