"""How sign-in behaves here: nobody signs up alone; an invitation, or the organisation's own sign-in, is the way in."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parvis.people import provider

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed to sign-up; after signing in, people go to their house."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Where only the organisation's own sign-in is open, passwords and passkeys lead nowhere."""
        if not settings.PASSWORD_SIGN_IN and "sociallogin" not in (kwargs.get("signal_kwargs") or {}):
            messages.error(request, _("Ici, on se connecte par « %(label)s ».") % {"label": settings.OIDC.label})
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts are found, made and linked by `people.provider` alone."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("people:home"))
        claims = provider.Claims.of(sociallogin.account.extra_data)
        try:
            user = provider.admit(claims, sociallogin.user if sociallogin.is_existing else None)
        except provider.Refused as refused:
            context = {"code": refused.code, "email": claims.email, "label": settings.OIDC.label}
            page = render(request, "people/not_admitted.html", context, status=403)
            raise ImmediateHttpResponse(page) from None
        if not sociallogin.is_existing:
            _link(sociallogin, user)

    def on_authentication_error(
        self, request: Any, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """The page says that it failed; the log says why."""
        log.warning("sign-in through %s failed: %s", settings.OIDC.issuer if settings.OIDC else "?", exception or error)


def _link(sociallogin: Any, user: Any) -> None:
    account: SocialAccount = sociallogin.account
    account.user = user
    account.save()
    sociallogin.user = user
