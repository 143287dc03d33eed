"""Tokens with which a program speaks for a member: never more than the member may, nor longer."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer

from parvis.core.audit import record
from parvis.core.counting import times
from parvis.people.models import ApiToken, Membership, User

PREFIX = "parvis_"
WRONG_TRIES, WITHIN = 20, 300
"""So many wrong tokens from one address in so many seconds are answered; then 429."""
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def make(membership: Membership, name: str, scopes: list[str], days: int, now: datetime) -> tuple[ApiToken, str]:
    """The row, and the token itself, which is kept nowhere."""
    text = PREFIX + secrets.token_urlsafe(32)
    row: ApiToken = ApiToken.objects.create(
        organisation=membership.organisation,
        membership=membership,
        name=name,
        digest=_digest(text),
        scopes=scopes,
        expires_at=now + timedelta(days=days),
    )
    record(membership.organisation, membership.user, "people.token_made", about=name, scopes=", ".join(scopes))
    return row, text


@transaction.atomic
def revoke(by: User, row: ApiToken, now: datetime) -> None:
    """Twice is once."""
    if ApiToken.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now):
        record(row.organisation, by, "people.token_revoked", about=row.name, of=str(row.membership))


def known(text: str, now: datetime) -> ApiToken | None:
    """The token that holds at `now`; notes that it was used."""
    rows = ApiToken.objects.select_related("membership__user", "organisation")
    row: ApiToken | None = rows.filter(digest=_digest(text), membership__user__is_active=True).first()
    if row is None or not row.holds(now):
        return None
    if row.last_used_at is None or now - row.last_used_at > SEEN_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row


def _digest(text: str) -> str:
    """256 bits of chance need no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class Bearer(HttpBearer):
    """`Authorization: Bearer …`: sets `request.api_token` and its member as `request.user`, or ends in 401."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        row = known(token, timezone.now())
        if row is None:
            raise _refused(request.META.get("REMOTE_ADDR", ""))
        request.user = row.membership.user
        request.api_token = row  # type: ignore[attr-defined]
        return row


def _refused(address: str) -> HttpError:
    key = f"wrong-token:{address}"
    if times(key, WITHIN) > WRONG_TRIES:
        return HttpError(429, "Too many wrong tokens: wait five minutes.")
    return HttpError(401, "This token is unknown, revoked or has ended.")


def allow(request: HttpRequest, membership: Membership, scope: str) -> None:
    """404 for a token of another house, 403 for one without `scope`; without a token nothing is asked."""
    row: ApiToken | None = getattr(request, "api_token", None)
    if row is None:
        return
    if row.membership_id != membership.pk:
        raise HttpError(404, "Not Found")
    if scope not in row.scopes:
        raise HttpError(403, f"This token does not hold the scope “{scope}”.")
