"""What every request passes: the first run, and the reader's language and zone."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from parvis.core.scope import Organisation

OPEN = ("/healthz", "/welcome/", "/static/", "/i18n/", "/web/")


class FirstRun:
    """Sends everybody to the first-run page until there is an organisation."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response
        self.done = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.done and not request.path.startswith(OPEN):
            self.done = Organisation.objects.exists()
            if not self.done:
                return redirect("people:welcome")
        return self.get_response(request)


class ReaderPreferences:
    """Speaks the language the reader chose, and shows times in the organisation's zone (set by the door)."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


class SecurePages:
    """Sends the strict policy with every page: nothing from elsewhere, nothing inline."""

    POLICY = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


PASSED_ON = {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"}


def is_local(request: HttpRequest) -> bool:
    """Whether the request came from this very machine, through no proxy, to a house that is for it alone."""
    near = request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
    return near and settings.HOUSE.is_private and not PASSED_ON & request.META.keys()
