"""Pictures and videos of what is about to go out, at a public address: some platforms take no upload, they fetch.

The address is signed and good for a week; nobody can guess one, and it opens that one file only.
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.views.decorators.http import require_GET

SALT, LASTS = "outbox.fetched", 7 * 86_400


def address_of(each: dict[str, Any]) -> str:
    """Where a file of a delivery can be fetched; empty where Parvis is not reached by https."""
    if not settings.PUBLIC_URL.startswith("https://"):
        return ""
    token = signing.dumps([each["file"], each["content_type"]], salt=SALT)
    return settings.PUBLIC_URL.rstrip("/") + reverse("fetched", args=[token, each["name"]])


@require_GET
def fetched(request: HttpRequest, token: str, name: str) -> FileResponse:
    """The file, to whoever holds the address; `name` is for people and counts for nothing."""
    try:
        file, content_type = signing.loads(token, salt=SALT, max_age=LASTS)
        content = default_storage.open(file, "rb")
    except (signing.BadSignature, OSError, ValueError):
        raise Http404(name) from None
    return FileResponse(content, content_type=content_type, headers={"Cache-Control": "private, no-store"})
