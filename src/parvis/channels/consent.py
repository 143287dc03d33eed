"""A platform's consent to the house's own application: what is kept between leaving for it and coming back.

It stays in the person's session, encrypted, for a quarter of an hour, and serves once.
"""

import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import InvalidToken

from parvis.core.secret import seal, unseal

KEY, LASTS = "consent", timedelta(minutes=15)


@dataclass(frozen=True)
class Consent:
    """`house`, `channel`: primary keys, 0 for a new channel; `places`: name and secrets, once they are known."""

    house: int
    network: str
    channel: int
    until: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)
    places: tuple[tuple[str, dict[str, str]], ...] = field(default=(), repr=False)


def begin(house: int, network: str, channel: int, now: datetime) -> Consent:
    """A new one, with a state and a PKCE verifier that nobody can guess."""
    until = (now + LASTS).isoformat()
    return Consent(house, network, channel, until, secrets.token_urlsafe(32), secrets.token_urlsafe(64))


def keep(session: MutableMapping[str, Any], consent: Consent) -> None:
    session[KEY] = seal(asdict(consent))


def kept(session: MutableMapping[str, Any], house: int, now: datetime) -> Consent | None:
    """The one that is under way in this house; None where there is none, or it took too long."""
    try:
        row = unseal(session.get(KEY, ""))
    except (InvalidToken, ValueError):
        return None
    consent = Consent(**{**row, "places": tuple((name, given) for name, given in row["places"])})
    return consent if consent.house == house and now < datetime.fromisoformat(consent.until) else None


def is_answer(consent: Consent, state: str) -> bool:
    """Whether what came back answers this very question (RFC 6749, section 10.12)."""
    return secrets.compare_digest(consent.state.encode(), state.encode())


def forget(session: MutableMapping[str, Any]) -> None:
    session.pop(KEY, None)
