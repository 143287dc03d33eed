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
        return JsonResponse({"ok": False, "reason": f"database: {type(error).__name__}"}, status=503)
    if not lives:
        return JsonResponse({"ok": False, "reason": "worker: no heartbeat"}, status=503)
    return JsonResponse({"ok": True})
