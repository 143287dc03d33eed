"""What every request passes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse


class FirstRun:
    """Sends everybody to the first-run page until there is an organisation."""

    def __init__(self, get_response: Callable[[Any], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class ReaderPreferences(FirstRun):
    """Language of the reader."""
