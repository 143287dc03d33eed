"""Listening: where we listen, what was found, what we watch for."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.scope import Organisation, Scoped
from parvis.core.secret import SealedField
from parvis.core.work import Due

FAILED_OFTEN = 3
SETTLED = timedelta(minutes=2)  # what a line told of can be read within that
AGAIN = 2.0, 60.0  # seconds between two looks for it


class SourceKind(models.TextChoices):
    FEED = "feed", _("Flux d’un site")
    CHANNEL = "channel", _("Un de vos canaux")
    SEARCH = "search", _("Recherche sur un réseau")
    STREAM = "stream", _("Tout un réseau, en direct")
    IMPORT = "import", _("Fichier importé")


class Source(Due, Scoped):
    """A place where we listen; due when it is to be read next.

    `feed`: `address`. `channel`: what is addressed to `channel`. `search`: `words` on the network of `channel`.
    `stream`: every post of Bluesky passes before the watches, and stays where one asks for it. `import`: a file, read
    once. `cursor` is the network's own mark of what was read.
    """

    kind = models.CharField(max_length=8, choices=SourceKind.choices)
    name = models.CharField(_("Nom"), max_length=200)
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.CASCADE, related_name="sources")
    address = models.URLField(_("Adresse"), max_length=1000, blank=True)
    words = models.CharField(_("Mots cherchés"), max_length=300, blank=True)
    cursor = models.JSONField(default=dict)
    every = models.PositiveIntegerField(default=900)
    paused_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    trouble = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["channel"], condition=models.Q(kind="channel"), name="channel_heard_once"),
            models.UniqueConstraint(
                fields=["organisation", "address"], condition=models.Q(kind="feed"), name="feed_read_once"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(kind="stream"), name="stream_heard_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def minutes(self) -> int:
        """Between two readings, where nothing is told live."""
        return max(1, -(-self.every // 60))

    @property
    def lacks(self) -> bool:
        """Whether it answers, but something there could not be read."""
        return self.failing_since is None and "at" in self.trouble

    @property
    def ails(self) -> bool:
        """Whether it could not be read lately."""
        return self.paused_at is None and (self.failing_since is not None or self.attempts >= FAILED_OFTEN)


class Following(Due, Scoped):
    """That a source is followed live: due when its line is to be opened, held by whoever holds the line.

    `since`: open since then, null while it is not. `told_at`: when the line last said that something came. `trouble`:
    why it is not open. What came is read like everything else; the line only makes the source due.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="following")
    since = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    trouble = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"following {self.source_id}"

    @property
    def live_since(self) -> datetime | None:
        """Since when it is followed without a break; None when it is not, or its holder gave no sign of life."""
        return self.since if self.lease_until and self.lease_until > timezone.now() else None

    def look_again(self, began: datetime, now: datetime, has_news: bool) -> float | None:
        """Seconds after which the source, read from `began` to `now`, is to be read again; None: at its usual pace.

        At once where the line spoke meanwhile; and where nothing was found of what it told, in as long again as that is
        ago: Bluesky tells before its own list does.
        """
        if self.live_since is None:
            return None
        if max(filter(None, (self.since, self.told_at))) > began:
            return AGAIN[0]
        if has_news or self.told_at is None or now - self.told_at > SETTLED:
            return None
        return min(max((now - self.told_at).total_seconds(), AGAIN[0]), AGAIN[1])


def new_key() -> str:
    return secrets.token_urlsafe(12)


class ContactForm(Scoped):
    """A form by which the public writes to the mail address of `channel`; `key` is its public address.

    `sites` are the origins, one a line, that may show it inside their pages. `consent` is read before sending.
    """

    key = models.SlugField(max_length=24, unique=True, default=new_key, editable=False)
    name = models.CharField(_("Titre"), max_length=150)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", verbose_name=_("Adresse"))
    intro = models.TextField(_("Accueil"), blank=True, max_length=1000)
    consent = models.TextField(_("Ce que deviennent les informations"), max_length=2000)
    sites = models.TextField(_("Sites"), blank=True)
    language = models.CharField(max_length=5, default="fr")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


def new_secret() -> str:
    return secrets.token_urlsafe(32)


class Subscription(Due, Scoped):
    """Our standing with the hub of a feed; due when it is to be asked. `ends_at`: confirmed until then.

    `key` is the address that the hub calls; with `secret` it signs.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="subscription")
    hub = models.URLField(max_length=1000)
    topic = models.URLField(max_length=1000)
    key = models.SlugField(max_length=48, unique=True, default=new_secret)
    secret = SealedField(default=new_secret)
    ends_at = models.DateTimeField(null=True, blank=True)


class Tone(models.TextChoices):
    NEGATIVE = "negative", _("négatif")
    NEUTRAL = "neutral", _("neutre")
    POSITIVE = "positive", _("positif")
    UNSURE = "unsure", _("incertain")


class Intent(models.TextChoices):
    QUESTION = "question", _("question")
    REQUEST = "request", _("demande")
    COMPLAINT = "complaint", _("réclamation")
    THANKS = "thanks", _("remerciement")
    PRAISE = "praise", _("éloge")
    SUGGESTION = "suggestion", _("suggestion")
    FALSE_INFORMATION = "false_information", _("fausse information")
    EMERGENCY = "emergency", _("urgence")
    NONE = "none", _("sans demande")


class Post(Scoped):
    """One remark, as found on a network; unique by organisation, network and the network's own id.

    `unread` posts wait to be matched and read; tone, intent and language are then filled in. `copy_of` points at the
    first post of which this is a near copy. `by_us` marks what the organisation said itself,
    `automatic` what a machine wrote or a list sent on.
    """

    # Columns that lead an index, and those mostly empty, have no other of their own: each costs a write a post.
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")
    channel = models.ForeignKey(
        Channel, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts", db_index=False
    )
    network = models.SlugField(max_length=30, db_index=False)
    external_id = models.CharField(max_length=500)
    url = models.URLField(max_length=1000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    author = models.CharField(max_length=200, blank=True)
    author_handle = models.CharField(max_length=200, blank=True)
    author_url = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField()
    collected_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=8, blank=True)
    tags = models.JSONField(default=list)
    media = models.JSONField(default=list)
    thread = models.CharField(max_length=500, blank=True)
    reply_to = models.CharField(max_length=500, blank=True)
    reply_handle = models.JSONField(default=dict)
    addressed = models.BooleanField(default=False)
    automatic = models.BooleanField(default=False)
    by_us = models.BooleanField(default=False)
    unread = models.BooleanField(default=True)
    tone = models.CharField(max_length=10, choices=Tone.choices, blank=True)
    tone_confidence = models.FloatField(default=0)
    tone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    intent = models.CharField(max_length=20, choices=Intent.choices, blank=True)
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies", db_index=False
    )

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "network", "external_id"], name="post_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-published_at"]),
            models.Index(fields=["unread"], condition=models.Q(unread=True), name="post_unread"),
            *(
                models.Index(fields=[name], condition=models.Q((f"{name}__isnull", False)), name=f"post_{name}")
                for name in ("channel", "tone_by", "copy_of")
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    @property
    def files(self) -> list[dict[str, Any]]:
        """Attachments, of which only name, kind and size are known here."""
        return [each for each in self.media if each.get("name") and not each["url"]]

    @property
    def headline(self) -> str:
        """Its own title; a comment carries that of the article above it, and some titles only repeat the text."""
        return "" if self.reply_to or self.text.startswith(self.title) else self.title


class Reading(Due, Scoped):
    """Asks that the unread posts of an organisation be matched and read; only its holder does that."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="reading_once")]

    def __str__(self) -> str:
        return f"reading of {self.organisation_id}"


class Watch(Due, Scoped):
    """A standing query over all that is found. `asks` makes each new mention a conversation to be sorted.

    Due when stored posts are to be matched anew, newest first: those below `below` (a post's key) are still to come.
    """

    name = models.CharField(_("Nom"), max_length=120)
    query = models.TextField(_("Requête"))
    asks = models.BooleanField(_("Ouvrir un échange quand une réponse est attendue"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    below = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "watches"

    def __str__(self) -> str:
        return self.name


class Mention(Scoped):
    """A post that a watch caught. `spans` lie in the post's text, `title_spans` in its headline (code points).

    `sorted_at` null: triage has not looked at it yet.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+", db_index=False)
    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    spans = models.JSONField(default=list)
    title_spans = models.JSONField(default=list)
    published_at = models.DateTimeField()
    found_at = models.DateTimeField(auto_now_add=True)
    sorted_at = models.DateTimeField(null=True, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["watch", "post"], name="mention_once")]
        indexes = [
            models.Index(fields=["organisation", "-published_at"]),
            models.Index(fields=["watch", "-published_at"]),
            models.Index(fields=["sorted_at"], condition=models.Q(sorted_at=None), name="mention_unsorted"),
        ]

    def __str__(self) -> str:
        return f"{self.watch_id}: {self.post_id}"


class Import(Due, Scoped):
    """A file of remarks being taken in.

    `mapping` says how the file is written and which column is what (`files.Shape`, and `fields`). `position` is how far
    it is read, in bytes of its unpacked content, of which there are `size`; `line` is the same as numbered. The file is
    removed when all of it is in.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imports")
    file = models.FileField(upload_to="imports/")
    mapping = models.JSONField(default=dict)
    position = models.BigIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.source)


class RefusedLine(models.Model):
    """A line of a file that could not be taken in: its number, why (`fr`, `en`), and what it said."""

    taking = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refused_lines")
    number = models.PositiveIntegerField()
    reason = models.JSONField(default=dict)
    content = models.TextField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["taking", "number"], name="line_refused_once")]

    def __str__(self) -> str:
        return f"{self.taking_id}: {self.number}"
