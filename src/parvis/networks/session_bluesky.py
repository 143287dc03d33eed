"""The session of an account of the AT Protocol: stale tokens are renewed, and the login carries the new ones."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parvis.networks.base import Login
from parvis.networks.errors import Reconnect
from parvis.networks.http import Http
from parvis.networks.reply import Reply
from parvis.say import Say

HOME = "https://bsky.social"
STALE = {"ExpiredToken", "InvalidToken", "BadJwt", "BadJwtSignature"}

WRONG_LOGIN = Say(
    "Bluesky refuse cet identifiant ou ce mot de passe d’application. Créez un nouveau mot de passe d’application, "
    "puis reconnectez le compte.",
    "Bluesky refuses this handle or app password. Make a new app password, then connect the account again.",
)


class Session:
    """Calls with the account's token."""

    def __init__(self, login: Login, http: Http) -> None:
        self.login = replace(login, address=login.address.rstrip("/") or HOME)
        self._http = http
        self.http = http.knowing(tuple(login.secrets.values()))

    @property
    def did(self) -> str:
        """The account's lasting identifier; opens a session where it is not known yet."""
        if not self.login.external_id:
            self._open_session()
        return self.login.external_id

    def _ask(self, method: str, name: str, query: Any = None, *, once: bool = False, **how: Any) -> Reply:
        """A call with the session's token; one that is stale was refused, so the call is made again with a new one."""
        if "access" not in self.login.secrets:
            self._open_session()
        reply = self._call(method, name, self.login.secrets["access"], query, once=once, **how)
        if reply.status in (400, 401) and reply.said().get("error") in STALE:
            self._renew()
            reply = self._call(method, name, self.login.secrets["access"], query, once=once, **how)
        return reply

    def _call(self, method: str, name: str, token: str, query: Any = None, *, once: bool = False, **how: Any) -> Reply:
        headers = {**how.pop("headers", {})} | ({"authorization": f"Bearer {token}"} if token else {})
        ask = self.http.once if once else self.http.call
        return ask(method, f"{self.login.address}/xrpc/{name}", params=query, headers=headers, **how)

    def _open_session(self) -> None:
        """30 in 5 minutes and 300 a day are allowed, so the tokens are kept."""
        body = {"identifier": self.login.handle, "password": self.login.secrets.get("password", "")}
        reply = self._call("POST", "com.atproto.server.createSession", "", json=body)
        if reply.status in (400, 401):
            raise Reconnect(WRONG_LOGIN, reply.detail)
        self._keep(reply.good().json())

    def _renew(self) -> None:
        reply = self._call("POST", "com.atproto.server.refreshSession", self.login.secrets.get("refresh", ""))
        if reply.ok:
            self._keep(reply.json())
        else:
            self._open_session()

    def _keep(self, session: Mapping[str, Any]) -> None:
        tokens = {"access": session["accessJwt"], "refresh": session["refreshJwt"]}
        secrets = {**self.login.secrets, **tokens}
        self.login = replace(self.login, handle=session["handle"], external_id=session["did"], secrets=secrets)
        self.http = self._http.knowing(tuple(secrets.values()))


def said(reply: Reply) -> str:
    """The server's reason, for a person."""
    return str(reply.said().get("message", ""))[:300]
