"""Ambassadors, the kit they may share from, and what they say they shared.

Life of an ambassador, told by its dates: invited → taking part (`consented_at`) → withdrawn (`withdrawn_at`). Of who
withdrew, that day alone is kept. An invitation ends at `expires_at`.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.core.scope import Scoped

PERSON = settings.AUTH_USER_MODEL


def _in_a_month() -> datetime:
    return timezone.now() + timedelta(days=30)


class Ambassador(Scoped):
    """A colleague who is asked to speak, or speaks, on their own accounts.

    `intro`: what the house proposes they say of themselves. `tells`: the house may see and count what they mark as
    shared. The two addresses (to consent; their own page) are made from `nonce` and the secret key, and kept nowhere.
    """

    person: Any = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("Membre de la maison")
    )
    name = models.CharField(_("Nom"), max_length=120, blank=True)
    email = models.EmailField(_("Adresse électronique"), blank=True)
    intro = models.CharField(_("Comment se présenter"), max_length=300, blank=True)
    accounts = models.TextField(_("Vos comptes"), blank=True, max_length=1000)
    tells = models.BooleanField(default=False)
    nonce = models.CharField(max_length=43, default=secrets.token_urlsafe, editable=False)
    invited_by: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=_in_a_month)
    consented_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=models.Q(withdrawn_at=None), name="ambassador_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("une personne qui s’est retirée"))

    @property
    def takes_part(self) -> bool:
        return self.consented_at is not None and self.withdrawn_at is None

    def is_invited(self, now: datetime) -> bool:
        """Whether the invitation can still be accepted."""
        return self.consented_at is None and self.withdrawn_at is None and now < self.expires_at

    @property
    def account_list(self) -> list[str]:
        return [line.strip() for line in self.accounts.splitlines() if line.strip()]

    @property
    def invitation_path(self) -> str:
        return self._path("invitation")

    @property
    def own_path(self) -> str:
        return self._path("own")

    def opens(self, token: str) -> str:
        """What `token` opens: `invitation`, `own`, or nothing."""
        return next((use for use in ("invitation", "own") if constant_time_compare(token, self.token(use))), "")

    def token(self, use: str) -> str:
        return salted_hmac(f"parvis.ambassadors.{use}", f"{self.pk}:{self.nonce}", algorithm="sha256").hexdigest()

    def _path(self, use: str) -> str:
        return reverse("ambassadors_public:page", args=[self.organisation.slug, self.pk, self.token(use)])


class Item(Scoped):
    """Something ready to be shared. Whoever prepared it answers for it, as long as they may publish."""

    title = models.CharField(pgettext_lazy("kit", "Titre"), max_length=120)
    text = models.TextField(_("Texte"), max_length=3000)
    link = models.URLField(_("Lien"), max_length=500, blank=True)
    picture = models.ImageField(_("Image"), upload_to="kit/", blank=True)
    alt = models.CharField(_("Texte de remplacement"), max_length=1000, blank=True)
    prepared_by: Any = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-prepared_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def whole(self) -> str:
        """The text with its link."""
        return f"{self.text}\n{self.link}".strip()


class Share(Scoped):
    """An ambassador says: I shared this, perhaps there."""

    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="shares")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="shares")
    link = models.URLField(_("Lien vers votre message"), max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")
        constraints = [models.UniqueConstraint(fields=["ambassador", "item"], name="share_once")]
