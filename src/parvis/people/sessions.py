"""Where a person is signed in: each session with its browser, address and time."""

import re
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

SEEN_AT = "seen_at"
SECONDS = 300
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


class Seen:
    """Notes every five minutes that a session is still in use."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = request.session.get(SEEN_AT, 0)
        if seen and request.user.is_authenticated and timezone.now().timestamp() - seen > SECONDS:
            note(request)
        return self.get_response(request)


def note(request: Any) -> None:
    UserSession.objects.create_from_request(request)
    request.session[SEEN_AT] = int(timezone.now().timestamp())


def came_in(request: Any, **_: Any) -> None:
    """After every sign-in."""
    if request is not None and request.META.get("REMOTE_ADDR"):
        note(request)


def browser(agent: str) -> str:
    """« Firefox, Windows », as far as the browser says so itself; empty when it says nothing known."""
    name = next((word for mark, word in BROWSERS if re.search(mark, agent)), "")
    system = next((word for mark, word in SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (name, system)))
