"""`/healthz`: whether the database answers and the worker lives."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from parvis.core import heartbeat


def health(request: HttpRequest) -> JsonResponse:
    """200 `{"ok": true}`, or 503 with the reason."""
    try:
        lives = heartbeat.is_fresh("work", timezone.now())
    except DatabaseError as error:
        return _unwell(f"database: {type(error).__name__}")
    return JsonResponse({"ok": True}) if lives else _unwell("worker: no heartbeat")


def _unwell(reason: str) -> JsonResponse:
    answer = JsonResponse({"ok": False, "reason": reason}, status=503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django would log each probe as an error
    return answer
