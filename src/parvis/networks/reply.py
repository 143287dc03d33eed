"""What a server answered, and what its status means."""

import json as jsonlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn
from urllib.parse import urlsplit

from parvis.networks import words
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, NotUnderstood, Reconnect, TryLater

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Reply:
    """An answer: `headers` with lower-case names, `url` after redirects, `moved` the address of a permanent move,

    `asked` the address before them, `received_at` on our own clock (to compare it with the server's `Date`).
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    url: str
    moved: str = ""
    was_once: bool = False
    detail: str = field(default="", repr=False)
    received_at: datetime = LONG_AGO
    asked: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON; after the irreversible call a body that cannot be read means `MaybeSent`."""
        try:
            return jsonlib.loads(self.content)
        except ValueError:
            self.unclear()

    def said(self) -> Mapping[str, Any]:
        """What a refusal holds as JSON, for its reason; empty when it holds none."""
        try:
            body = jsonlib.loads(self.content)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    def unclear(self) -> NoReturn:
        """The answer is not one that this code knows."""
        if self.was_once and not 400 <= self.status < 500:
            raise MaybeSent(words.maybe_sent(self.host), self.detail)
        raise NotUnderstood(words.not_understood(self.host), self.detail)

    def good(self, reason: str = "") -> "Reply":
        """Itself when 2xx; else the error that its status stands for. `reason`: the network's words for a person."""
        if self.ok:
            return self
        raise self.error(reason)

    def good_or(self, reason: Callable[["Reply"], str]) -> "Reply":
        """As `good`, with the reason read from this answer."""
        return self if self.ok else self.good(reason(self))

    def taken_back(self, reason: Callable[["Reply"], str]) -> None:
        """After a call that takes back: it is done, or the API itself says that it was. A page's 404 says nothing."""
        if self.status in (404, 410):
            self.json()
        else:
            self.good_or(reason)

    def error(self, reason: str = "") -> NetworkError:
        """The usual meaning of a 3xx or 4xx status. 403 is about this one act: the login still does for others."""
        match self.status:
            case 401:
                return Reconnect(words.reconnect(self.host), self.detail)
            case 403:
                return Amend(words.not_allowed(self.host), self.detail)
            case 404 | 410:
                return Gone(words.gone(self.host), self.detail)
            case 400 | 406 | 409 | 411 | 413 | 414 | 415 | 422:
                return Amend(words.refused(self.host, reason), self.detail)
            case 408 | 425:
                return self._lost()
            case status if 300 <= status < 400:
                return Reconnect(words.moved(self.host), self.detail)
            case _:
                return NotUnderstood(words.not_understood(self.host), self.detail)

    def _lost(self) -> NetworkError:
        if self.was_once:
            return MaybeSent(words.maybe_sent(self.host), self.detail)
        return TryLater(words.troubled(self.host), self.detail)
