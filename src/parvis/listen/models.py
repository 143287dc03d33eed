"""Listening: where we listen, what was found, what we watch for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.scope import Scoped
from parvis.core.work import Due


class SourceKind(models.TextChoices):
    FEED = "feed", _("Flux d’un site")
    CHANNEL = "channel", _("Un de vos canaux")
    SEARCH = "search", _("Recherche sur un réseau")
    IMPORT = "import", _("Fichier importé")


class Source(Due, Scoped):
    """A place where we listen; due when it is to be read next.

    `feed`: `address`. `channel`: what is addressed to `channel`. `search`: `words` on the network of `channel`.
    `import`: a file, read once. `cursor` is the network's own mark of what was read.
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

    def __str__(self) -> str:
        return self.name


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
    first post of which this is a near copy. `by_us` marks what the organisation said itself.
    """

    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts")
    network = models.SlugField(max_length=30)
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
    by_us = models.BooleanField(default=False)
    unread = models.BooleanField(default=True)
    tone = models.CharField(max_length=10, choices=Tone.choices, blank=True)
    tone_confidence = models.FloatField(default=0)
    tone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    intent = models.CharField(max_length=20, choices=Intent.choices, blank=True)
    copy_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies")

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "network", "external_id"], name="post_once"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-published_at"]),
            models.Index(fields=["unread"], condition=models.Q(unread=True), name="post_unread"),
        ]


class Watch(Scoped):
    """A standing query over all that is found. `asks` makes each new mention a conversation to be sorted."""

    name = models.CharField(_("Nom"), max_length=120)
    query = models.TextField(_("Requête"))
    asks = models.BooleanField(_("Ouvrir un échange quand une réponse est attendue"), default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "watches"

    def __str__(self) -> str:
        return self.name


class Mention(Scoped):
    """A post that a watch caught, and where in its text. `sorted_at` null: triage has not looked at it yet."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="mentions")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    spans = models.JSONField(default=list)
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


class Import(Due, Scoped):
    """A file of remarks being taken in: its columns, how far it is, what was refused."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="imports")
    file = models.FileField(upload_to="imports/")
    mapping = models.JSONField(default=dict)
    position = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
