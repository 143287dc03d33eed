"""Publications: what the organisation says of its own accord, on several channels at once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.channels.models import Channel
from parvis.core.scope import Scoped
from parvis.outbox.models import Delivery


class Publication(Scoped):
    """A text, perhaps with a picture, for some channels. A draft until it is sent; then its deliveries tell its life.

    `form` is made with the page on which it was begun: that page handed in twice is the same publication.
    """

    title = models.CharField(_("Titre"), max_length=200, blank=True)
    text = models.TextField(_("Texte"))
    language = models.CharField(max_length=5, default="fr")
    channels = models.ManyToManyField(Channel, related_name="+", verbose_name=_("Canaux"))
    picture = models.ImageField(_("Image"), upload_to="pictures/", blank=True)
    alt = models.CharField(_("Texte de remplacement"), max_length=1000, blank=True)
    stage = models.CharField(max_length=15, default="discovery")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    planned_at = models.DateTimeField(_("Date d’envoi"), null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    form = models.CharField(max_length=32, null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["organisation", "form"], name="form_once")]


class Variant(Scoped):
    """The publication as it goes to one channel."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="variants")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="variant")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "channel"], name="variant_once")]
