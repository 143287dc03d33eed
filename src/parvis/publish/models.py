"""Publications: what the organisation says of its own accord, on several channels at once."""

import re

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.scope import Scoped
from parvis.outbox.models import Delivery

BETWEEN_PARTS = re.compile(r"\n[ \t]*-{3,}[ \t]*\n")


class Publication(Scoped):
    """A text, perhaps with pictures, for some channels. A draft until it is sent; then its deliveries tell its life.

    `more` are further posts of a thread, parted by a line of `---`; `poll` has an answer a line. The first picture
    stands in `picture`, others in `files`. `form` is made with the page on which it was begun: that page handed in
    twice is the same publication. `replaces`: the refused delivery that gives way once this is handed to the outbox.
    """

    title = models.CharField(_("Titre"), max_length=200, blank=True)
    text = models.TextField(_("Texte"))
    language = models.CharField(max_length=5, default="fr")
    channels = models.ManyToManyField(Channel, related_name="+", verbose_name=_("Canaux"))
    picture = models.ImageField(_("Image"), upload_to="pictures/", blank=True)
    alt = models.CharField(_("Texte de remplacement"), max_length=1000, blank=True)
    warning = models.CharField(_("Avertissement"), max_length=200, blank=True)
    more = models.TextField(_("Suite, en plusieurs messages"), blank=True)
    poll = models.TextField(_("Réponses du sondage"), blank=True)
    poll_days = models.PositiveSmallIntegerField(_("Durée du sondage"), default=1)
    poll_several = models.BooleanField(_("Plusieurs réponses possibles"), default=False)
    stage = models.CharField(max_length=15, default="discovery")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    planned_at = models.DateTimeField(_("Date d’envoi"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField(
        Delivery, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="replacement"
    )
    form = models.CharField(max_length=32, null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["organisation", "form"], name="form_once")]

    @property
    def parts(self) -> tuple[str, ...]:
        """The posts that follow the text in a thread."""
        parts = BETWEEN_PARTS.split("\n" + self.more.replace("\r\n", "\n") + "\n")
        return tuple(part.strip() for part in parts if part.strip())

    @property
    def options(self) -> tuple[str, ...]:
        """The answers of the poll."""
        return tuple(line.strip() for line in self.poll.splitlines() if line.strip())


class File(Scoped):
    """One more picture, or a video, of a publication. `captions` are WebVTT in the language of the text."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(_("Image ou vidéo"), upload_to="pictures/")
    alt = models.CharField(_("Texte de remplacement"), max_length=1000, blank=True)
    captions = models.TextField(_("Sous-titres"), blank=True, editable=False)
    seconds = models.PositiveIntegerField(_("Durée"), default=0, editable=False)

    class Meta:
        ordering = ("pk",)

    @property
    def is_video(self) -> bool:
        return (self.file.name or "").endswith(".mp4")


class Variant(Scoped):
    """The publication as it goes to one channel."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="variants")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="variant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "channel"], name="variant_once")]
