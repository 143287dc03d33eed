"""OAuth 2 as the platforms speak it: a code for tokens (RFC 6749, section 4.1, with PKCE of RFC 7636), and new tokens.

What is kept of an answer are secrets of a `Login`: `token`, `refresh`, `ends` (ISO 8601, when the token ends), `scopes`
(those that were granted, with spaces between), `client_id` and `client_secret`.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlencode

from parvis.networks.base import Login
from parvis.networks.errors import Reconnect
from parvis.networks.http import Http
from parvis.networks.reply import Reply
from parvis.say import Say

REFUSED = Say(
    "La plateforme n’a pas donné de jeton à votre application. Rien n’a changé : vérifiez l’identifiant, le secret et "
    "l’adresse de retour de l’application, puis recommencez.",
    "The platform gave your application no token. Nothing has changed: check the application’s ID, secret and redirect "
    "address, then start again.",
)


@dataclass(frozen=True)
class Door:
    """Where a platform lets an application in, and where it leaves the usual way.

    `id_name`: its word for the client's id; `by_basic`: the application signs by HTTP Basic, not in the form; `more`:
    what its page of consent wants beside; `separator`: what stands between scopes there.
    """

    ask_at: str
    token_at: str
    separator: str = " "
    has_pkce: bool = False
    id_name: str = "client_id"
    by_basic: bool = False
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Application:
    """The house's own developer application at a platform."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True)
class Place:
    """A page, board or location that a consent opened: its name, and the secrets with which it is reached."""

    name: str
    secrets: Mapping[str, str] = field(repr=False)


@runtime_checkable
class Chooses(Protocol):
    """A consent that opens several places: which. Empty when it opens none."""

    def places(self) -> tuple[Place, ...]: ...


def address(door: Door, client_id: str, scopes: tuple[str, ...], back: str, state: str, verifier: str) -> str:
    """The platform's page of consent. `back`: where it sends the person; `state` and `verifier`: made for this once."""
    asked = {
        "response_type": "code",
        door.id_name: client_id,
        "redirect_uri": back,
        "scope": door.separator.join(scopes),
        "state": state,
        **door.more,
    }
    if door.has_pkce:
        asked |= {"code_challenge": challenge(verifier), "code_challenge_method": "S256"}
    return f"{door.ask_at}?{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def exchanged(door: Door, http: Http, application: Application, code: str, back: str, verifier: str) -> dict[str, str]:
    """The secrets that a code is worth, once; raises `Reconnect` where the platform refuses it."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    form |= {"code_verifier": verifier} if door.has_pkce else {}
    reply = _asked(door, http.knowing((application.client_secret, code)), application, form)
    told = _told(reply)
    if not reply.ok or not told.get("access_token"):
        raise Reconnect(REFUSED, reply.detail)
    client = {"client_id": application.client_id, "client_secret": application.client_secret}
    return {**client, **kept(reply, told)}


def renewed(door: Door, http: Http, secrets: Mapping[str, str]) -> dict[str, str] | None:
    """The secrets with new tokens (RFC 6749, section 6); None where there are none to be had."""
    if not secrets.get("refresh"):
        return None
    application = Application(secrets.get("client_id", ""), secrets.get("client_secret", ""))
    form = {"grant_type": "refresh_token", "refresh_token": secrets["refresh"]}
    reply = _asked(door, http, application, form)
    told = _told(reply)
    return {**secrets, **kept(reply, told)} if reply.ok and told.get("access_token") else None


def _told(reply: Reply) -> Mapping[str, Any]:
    """Instagram puts its answer into a list under `data`, and calls the scopes `permissions`."""
    told = reply.said()
    rows = told.get("data")
    told = rows[0] if isinstance(rows, list) and rows else told
    return {**told, "scope": told.get("scope", told.get("permissions"))}


def _asked(door: Door, http: Http, application: Application, form: Mapping[str, str]) -> Reply:
    """A client without a secret names itself in the form, whatever the platform's way."""
    if door.by_basic and application.client_secret:
        client = (application.client_id, application.client_secret)
        return http.call("POST", door.token_at, form={**form, door.id_name: application.client_id}, basic=client)
    client_form = {door.id_name: application.client_id, "client_secret": application.client_secret}
    return http.call("POST", door.token_at, form={**form, **{k: v for k, v in client_form.items() if v}})


def kept(reply: Reply, told: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of an answer that holds a token."""
    given = {"token": told["access_token"], "refresh": told.get("refresh_token"), "scopes": _scopes(told.get("scope"))}
    if told.get("expires_in"):
        given["ends"] = (reply.received_at + timedelta(seconds=int(told["expires_in"]))).isoformat()
    return {name: str(value) for name, value in given.items() if value}


def ends_at(login: Login) -> datetime | None:
    """When the login's token ends; None where nobody said so."""
    try:
        at = datetime.fromisoformat(login.secrets.get("ends", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _scopes(told: Any) -> str:
    words = told if isinstance(told, list) else str(told or "").replace(",", " ").split()
    return " ".join(map(str, words))


GOOGLE = Door(
    "https://accounts.google.com/o/oauth2/v2/auth",
    "https://oauth2.googleapis.com/token",
    has_pkce=True,
    more={"access_type": "offline", "prompt": "consent"},
)
"""https://developers.google.com/identity/protocols/oauth2/web-server"""
