"""A guarded WebSocket: to public addresses only, past the environment's proxies, read about once a second."""

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpcore2
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from parvis.networks import words
from parvis.networks.errors import Amend, Reconnect, TryLater
from parvis.networks.guard import Deadline, Forbidden, Guard
from parvis.networks.http import AGENT, Http

CONNECT_SECONDS, BATCH_SECONDS, BATCH_ROWS = 10.0, 1.0, 500
MESSAGE_BYTES = 1_000_000
BROKEN = (WebSocketException, OSError, httpcore2.ConnectError, httpcore2.TimeoutException)


@contextmanager
def line(url: str, http: Http, headers: Mapping[str, str] | None = None) -> Iterator[ClientConnection]:
    """An open line; whatever breaks it, also later, is one of `errors`."""
    host = urlsplit(url).hostname or ""
    try:
        with _open(url, http, headers or {}) as opened:
            yield opened
    except Forbidden as error:
        raise Amend(words.not_public(host), http.clean(repr(error))) from None
    except InvalidStatus as error:
        if error.response.status_code in (401, 403):
            raise Reconnect(words.reconnect(host), http.clean(repr(error))) from None
        raise TryLater(words.unreachable(host), http.clean(repr(error))) from None
    except BROKEN as error:
        raise TryLater(words.unreachable(host), http.clean(repr(error))) from None


def _open(url: str, http: Http, headers: Mapping[str, str]) -> ClientConnection:
    """No login in the clear, as with `Http`."""
    parts = urlsplit(url)
    is_safe, host = parts.scheme == "wss", parts.hostname or ""
    if headers and not is_safe and not http.allow_loopback:
        raise Amend(words.needs_https(host))
    port = parts.port or (443 if is_safe else 80)
    plain = Guard(Deadline(CONNECT_SECONDS), http.allow_loopback).socket(host, port, CONNECT_SECONDS)
    plain.settimeout(None)
    return connect(
        url,
        sock=plain,
        ssl=ssl.create_default_context() if is_safe else None,
        server_hostname=host if is_safe else None,
        proxy=None,
        open_timeout=CONNECT_SECONDS,
        max_size=MESSAGE_BYTES,
        user_agent_header=AGENT,
        additional_headers=dict(headers),
    )


def some(opened: ClientConnection) -> list[dict[str, Any]]:
    """The objects that come within a second, at most `BATCH_ROWS`; other messages are passed over."""
    rows: list[dict[str, Any]] = []
    until = time.monotonic() + BATCH_SECONDS
    while len(rows) < BATCH_ROWS and (left := until - time.monotonic()) > 0:
        try:
            row = json.loads(opened.recv(timeout=left))
        except TimeoutError:
            break
        except ConnectionClosed:
            if not rows:
                raise
            break  # what came is told first; the next call finds the line closed
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows
