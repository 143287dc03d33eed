"""What the page of sign-in offers."""

from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from parvis.people.provider import SSO

register = template.Library()


@register.simple_tag
def password_sign_in() -> bool:
    """Whether passwords and passkeys of Parvis itself lead in."""
    return bool(settings.PASSWORD_SIGN_IN)


@register.simple_tag(takes_context=True)
def provider_url(context: template.Context) -> dict[str, str] | None:
    """The organisation's own sign-in: `label` and `url`, which leads on to where the reader was going."""
    if not settings.OIDC:
        return None
    request: Any = context["request"]
    onward = request.GET.get("next", "")
    url = reverse("openid_connect_login", args=[SSO])
    return {"label": settings.OIDC.label, "url": f"{url}?{urlencode({'next': onward})}" if onward else url}
