"""Whether a reader still owes an organisation a second factor."""

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.utils import timezone

from parvis.core.scope import Organisation
from parvis.people.provider import SECOND_FACTOR

COUNTS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def owed_from(request: Any, house: Organisation) -> date | None:
    """The day from which `house` asks its reader for a second factor that is not there yet; None: nothing is owed."""
    if not house.second_factor_from or request.session.get(SECOND_FACTOR) or is_mfa_enabled(request.user, COUNTS):
        return None
    return house.second_factor_from


def is_shut(request: Any, house: Organisation) -> bool:
    """Whether the reader sees nothing of `house` before setting one up."""
    owed = owed_from(request, house)
    return bool(owed and owed <= timezone.now().astimezone(house.tz).date())
