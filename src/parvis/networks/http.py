"""The one guarded client that every network is handed.

`call` is for what may be repeated; `once` is for the one irreversible call. Both return a `Reply` for any answer below
500 other than 429, and raise one of `errors` otherwise. What differs is what a lost answer means: after `call` nothing
is assumed (`TryLater`), after `once` it may be out (`MaybeSent`).

No connection is kept open: a server that closes an idle one without a word (snac does) would make the next irreversible
call doubtful, and a new handshake costs little at the pace of an office.
"""

import logging
import re
import ssl
import time
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpcore2
import httpx2

from parvis.networks import words
from parvis.networks.errors import Amend, MaybeSent, NetworkError, TryLater
from parvis.networks.guard import Deadline, Forbidden, Guard
from parvis.networks.pace import seconds_asked
from parvis.networks.packed import TooBigError, unpacked
from parvis.networks.reply import Reply

SEND_SECONDS = 55.0  # one `send`, all calls together; the outbox counts on 60
CALL_SECONDS = 30.0
CONNECT_SECONDS, READ_SECONDS = 10.0, 20.0
MAX_BYTES = 5_000_000
MAX_REDIRECTS = 5
AGENT = "Parvis/0.1"

_deadline: ContextVar[Deadline | None] = ContextVar("deadline", default=None)
_trip: ContextVar["Trip | None"] = ContextVar("trip", default=None)
_tls = ssl.create_default_context()
logging.getLogger("httpx2").setLevel(logging.WARNING)  # it would log addresses with what stands behind their "?"

# What may stand in a network's words and must not reach a log, whoever put it there.
_SECRET = re.compile(
    r"""(?ix) ( \b(?:bearer|basic|oauth)\s+ | ["']?\b(?:access_?token|refresh_?token|accessjwt|refreshjwt|client_secret|
    app_?password|password|api_?key|secret|sig|signature|token)["']?\s*[=:]\s*["']? ) [^\s"'&,;<>}]+ """
)

Form = Mapping[str, Any]


def tls() -> ssl.SSLContext:
    """The certificates that this process trusts, loaded once."""
    return _tls


class _Wire(httpx2.BaseTransport):
    """Carries one request over one new, guarded connection."""

    def __init__(self, guard: Guard) -> None:
        self.pool = httpcore2.ConnectionPool(ssl_context=_tls, max_keepalive_connections=0, network_backend=guard)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        core = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = self.pool.handle_request(core)
        return httpx2.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions
        )

    def close(self) -> None:
        self.pool.close()


class _Body(httpx2.SyncByteStream):
    def __init__(self, answer: httpcore2.Response) -> None:
        self.answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer.iter_stream())

    def close(self) -> None:
        self.answer.close()


@dataclass
class Trip:
    """Whether the irreversible call was begun: before that, whatever goes wrong, nothing is out."""

    begun: bool = False


@contextmanager
def trip() -> Iterator[Trip]:
    """Notes what becomes of the irreversible call that is made inside."""
    made = Trip()
    token = _trip.set(made)
    try:
        yield made
    finally:
        _trip.reset(token)


def begin() -> None:
    """From here on it may be out. `once` says so itself; who sends in another way says it before."""
    if made := _trip.get():
        made.begun = True


class Http:
    """See the module. `allow_loopback` is for development and tests, `transport` for recorded answers."""

    def __init__(
        self,
        *,
        allow_loopback: bool = False,
        transport: httpx2.BaseTransport | None = None,
        agent: str = AGENT,
    ) -> None:
        self.allow_loopback, self.transport, self.agent = allow_loopback, transport, agent
        self._secrets: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Http(allow_loopback={self.allow_loopback})"

    def knowing(self, secrets: Sequence[str]) -> "Http":
        """The same client, which never lets these values into an error's `detail`."""
        other = copy(self)
        other._secrets = self._secrets | {s for s in secrets if len(s) >= 4}
        return other

    @contextmanager
    def within(self, seconds: float = SEND_SECONDS) -> Iterator[None]:
        """All calls made inside end before `seconds` are over; an outer limit stays in force."""
        outer = _deadline.get()
        inner = Deadline(seconds)
        token = _deadline.set(outer if outer and outer.at < inner.at else inner)
        try:
            yield
        finally:
            _deadline.reset(token)

    def get(self, url: str, **how: Any) -> Reply:
        """A `call` of GET."""
        return self.call("GET", url, **how)

    def call(self, method: str, url: str, **how: Any) -> Reply:
        """A call that may be repeated: after a lost answer `TryLater`."""
        return self._ask(method, url, False, **how)

    def once(self, method: str, url: str, **how: Any) -> Reply:
        """The irreversible call: after a lost answer `MaybeSent`; never redirected."""
        begin()
        return self._ask(method, url, True, **how)

    def _ask(
        self,
        method: str,
        url: str,
        once: bool,
        *,
        headers: Mapping[str, str] | None = None,
        params: Form | None = None,
        json: Any = None,
        form: Form | None = None,
        content: bytes | None = None,
        files: Any = None,
        basic: tuple[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        seconds: float = CALL_SECONDS,
    ) -> Reply:
        sent = self._headers(headers or {}, basic)
        self._check(url, "authorization" in sent)
        ask = _Ask(self, method, url, once, sent)
        deadline = Deadline(seconds)
        outer = _deadline.get()
        deadline.at = min(deadline.at, outer.at) if outer else deadline.at
        body = {"params": params, "json": json, "data": form, "content": content, "files": files}
        return ask.run(deadline, {k: v for k, v in body.items() if v is not None}, max_bytes)

    def _headers(self, headers: Mapping[str, str], basic: tuple[str, str] | None) -> dict[str, str]:
        sent = {"user-agent": self.agent, "accept-encoding": "gzip, deflate", "connection": "close"}
        sent |= {name.lower(): value for name, value in headers.items()}
        if basic:
            sent["authorization"] = "Basic " + b64encode(":".join(basic).encode()).decode()
        return sent

    def _check(self, url: str, has_login: bool) -> None:
        """A full web address, and no login in the clear."""
        try:
            parsed = httpx2.URL(url)
        except httpx2.InvalidURL:
            raise Amend(words.bad_address(self.clean(url)[:80])) from None
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise Amend(words.bad_address(self.clean(url)[:80]))
        if has_login and parsed.scheme == "http" and not self.allow_loopback:
            raise Amend(words.needs_https(parsed.host))

    def clean(self, text: str) -> str:
        """The text with every secret replaced."""
        for secret in self._secrets:
            text = text.replace(secret, "•••")
        return _SECRET.sub(r"\1•••", text)

    def wire(self, deadline: Deadline) -> httpx2.BaseTransport:
        return self.transport or _Wire(Guard(deadline, self.allow_loopback))


class _Ask:
    """One request on its way: what was asked, to tell it in errors."""

    def __init__(self, http: Http, method: str, url: str, once: bool, headers: dict[str, str]) -> None:
        self.method, self.url, self.once, self.headers = method, url, once, headers
        login = headers.get("authorization", "").partition(" ")[2]
        self.http = http.knowing([login]) if login else http
        self.host = httpx2.URL(url).host

    def run(self, deadline: Deadline, body: dict[str, Any], max_bytes: int) -> Reply:
        try:
            return self._go(deadline, body, max_bytes)
        except Forbidden as error:
            raise Amend(words.not_public(self.host), self._detail(repr(error))) from None
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout, httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise TryLater(words.unreachable(self.host), self._detail(repr(error))) from None
        except httpx2.TooManyRedirects:
            raise Amend(words.redirected_too_often(self.host), self._detail("too many redirects")) from None
        except (httpx2.UnsupportedProtocol, httpcore2.UnsupportedProtocol) as error:
            raise Amend(words.not_public(self.host), self._detail(repr(error))) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, zlib.error, *_CORE) as error:
            raise self._lost(repr(error)) from None
        except TooBigError:
            raise self._too_big(max_bytes) from None

    def _go(self, deadline: Deadline, body: dict[str, Any], max_bytes: int) -> Reply:
        timeout = httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        with (
            httpx2.Client(
                transport=self.http.wire(deadline),
                trust_env=False,
                follow_redirects=not self.once and self.method in ("GET", "HEAD") and not self._has_own_key(),
                max_redirects=MAX_REDIRECTS,
                timeout=timeout,
            ) as client,
            client.stream(self.method, self.url, headers=self.headers, **body) as answer,
        ):
            content = unpacked(answer.iter_raw(), answer.headers.get("content-encoding", "").lower(), max_bytes)
            return self._judge(answer, content)

    def _has_own_key(self) -> bool:
        """A key in a header of the network's own would go wherever a redirect points; `Authorization` does not."""
        others = (value for name, value in self.headers.items() if name != "authorization")
        return any(secret in value for value in others for secret in self.http._secrets)

    def _judge(self, answer: httpx2.Response, content: bytes) -> Reply:
        detail = self._detail(f"{answer.status_code} {content[:800].decode('utf-8', 'replace')}")
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code == 429:
            raise TryLater(words.too_fast(self.host), detail, seconds_asked(headers, time.time()))
        if answer.status_code >= 500:
            raise self._server_fault(detail, headers)
        return Reply(
            answer.status_code,
            headers,
            content,
            str(answer.url),
            _moved(answer),
            was_once=self.once,
            detail=detail,
            received_at=datetime.now(UTC),
            asked=self.url,
        )

    def _server_fault(self, detail: str, headers: dict[str, str]) -> NetworkError:
        if self.once:
            return MaybeSent(words.maybe_sent(self.host), detail)
        return TryLater(words.troubled(self.host), detail, seconds_asked(headers, time.time()))

    def _lost(self, what: str) -> NetworkError:
        if self.once:
            return MaybeSent(words.maybe_sent(self.host), self._detail(what))
        return TryLater(words.unreachable(self.host), self._detail(what))

    def _too_big(self, limit: int) -> NetworkError:
        detail = self._detail(f"more than {limit} bytes")
        return MaybeSent(words.maybe_sent(self.host), detail) if self.once else Amend(words.too_big(self.host), detail)

    def _detail(self, what: str) -> str:
        address = self.url.partition("?")[0].rpartition("@")[2]
        return self.http.clean(f"{self.method} {address}: {what}")


# What the wire may raise beside the errors of connecting.
_CORE = (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectionNotAvailable)


def _moved(answer: httpx2.Response) -> str:
    """Where to ask from now on, when every redirect on the way was permanent (301, 308)."""
    history = answer.history
    return str(answer.url) if history and all(step.status_code in (301, 308) for step in history) else ""
