"""People: who signs in, in which organisations, invited by whom."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.core.scope import Scoped

NOWHERE = "@erased.invalid"
"""Where the address of an erased person leads."""


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is compared in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address; may belong to several organisations."""

    email = models.EmailField(_("Adresse électronique"), unique=True)
    name = models.CharField(_("Nom"), max_length=120)
    language = models.CharField(
        _("Langue"), max_length=5, default="fr", choices=[("fr", "Français"), ("en", "English")]
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_erased(self) -> bool:
        return self.email.endswith(NOWHERE)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


class Role(models.TextChoices):
    """What a member may arrange; speaking is another matter, and takes an accreditation."""

    LEAD = "lead", _("Responsable")
    OFFICER = "officer", _("Chargé de communication")
    SIGNATORY = "signatory", _("Signataire")
    READER = "reader", _("Lecteur")


class Membership(Scoped):
    """A person's place in an organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rôle"), max_length=12, choices=Role.choices, default=Role.OFFICER)
    function = models.CharField(_("Fonction"), max_length=80, blank=True)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        unique_together = [("organisation", "user")]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_lead(self) -> bool:
        return self.role == Role.LEAD

    @property
    def may_work(self) -> bool:
        """Whether this member may write at all (a reader only reads)."""
        return self.role != Role.READER


def _in_two_weeks() -> datetime:
    return timezone.now() + timedelta(days=14)


class Invitation(Scoped):
    """A link that makes whoever opens it a member, once, until it ends."""

    token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)
    email = models.EmailField(_("Adresse électronique"), blank=True)
    role = models.CharField(_("Rôle"), max_length=12, choices=Role.choices, default=Role.OFFICER)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(default=_in_two_weeks)
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def is_open(self, now: datetime) -> bool:
        return not self.accepted_at and not self.withdrawn_at and now < self.expires_at


class Scope(models.TextChoices):
    """What a token may be used for; what its person may not do, it may not either."""

    READ = "read", _("lire")
    HANDLE = "handle", _("suivre les échanges")
    REPLY = "reply", _("répondre")
    PUBLISH = "publish", _("publier")


class ApiToken(Scoped):
    """A program's way in, for one member of one organisation. The token itself is not kept, only its digest."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("Nom"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def holds(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    @property
    def scope_words(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.scopes]
