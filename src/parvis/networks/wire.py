"""A guarded WebSocket: to public addresses only, past the environment's proxies, never a login in the clear.

It is silent for most of its life, so it is read without threads: hundreds of them are held by one loop.
"""

import asyncio
import time
from asyncio import sslproto
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpcore2
from websockets import CloseCode
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException

from parvis.networks import words
from parvis.networks.base import Line
from parvis.networks.errors import Amend, NetworkError, Reconnect, TryLater
from parvis.networks.guard import Deadline, Forbidden, Guard
from parvis.networks.http import AGENT, Http, tls
from parvis.networks.pace import seconds_asked

CONNECT_SECONDS, CLOSE_SECONDS = 10.0, 2.0
PING_SECONDS = 30.0  # a line that does not answer a ping within this is broken
MESSAGE_BYTES, MESSAGES = 1_000_000, 16  # the largest one, and how many wait to be read
sslproto.SSLProtocol.max_size = 16 * 1024  # asyncio sets 256 KiB aside a line; a record of TLS holds 16
BROKEN = (WebSocketException, OSError, TimeoutError, httpcore2.ConnectError, httpcore2.TimeoutException)


@asynccontextmanager
async def opened(line: Line, http: Http, threads: Executor) -> AsyncIterator[ClientConnection]:
    """An open line; whatever breaks it, also later, is one of `errors`. `threads`: where names are looked up."""
    host = urlsplit(line.url).hostname or ""
    try:
        talk = await _open(line, host, http, threads)
        try:
            yield talk
        finally:
            await talk.close(CloseCode.GOING_AWAY)
    except Forbidden as error:
        raise Amend(words.not_public(host), http.clean(repr(error))) from None
    except InvalidStatus as error:
        raise _refused(error, host, http) from None
    except BROKEN as error:
        raise TryLater(words.line_broken(host), http.clean(repr(error)), 0) from None


async def _open(line: Line, host: str, http: Http, threads: Executor) -> ClientConnection:
    parts = urlsplit(line.url)
    is_safe = parts.scheme == "wss"
    if line.headers and not is_safe and not http.allow_loopback:
        raise Amend(words.needs_https(host))
    guard = Guard(Deadline(CONNECT_SECONDS), http.allow_loopback)
    port = parts.port or (443 if is_safe else 80)
    loop = asyncio.get_running_loop()
    plain = await loop.run_in_executor(threads, guard.socket, host, port, CONNECT_SECONDS)
    plain.setblocking(False)
    safely: dict[str, Any] = {"ssl": tls(), "server_hostname": host} if is_safe else {}
    try:
        return await connect(
            line.url,
            sock=plain,
            proxy=None,
            compression="deflate" if line.is_busy else None,  # it keeps some 100 kB a line
            open_timeout=CONNECT_SECONDS,
            close_timeout=CLOSE_SECONDS,
            ping_interval=PING_SECONDS,
            ping_timeout=PING_SECONDS,
            max_size=MESSAGE_BYTES,
            max_queue=MESSAGES,
            user_agent_header=AGENT,
            additional_headers=line.headers,
            **safely,
        )
    except BaseException:
        plain.close()
        raise


def _refused(error: InvalidStatus, host: str, http: Http) -> NetworkError:
    """The server answered, and opened no line."""
    status, detail = error.response.status_code, http.clean(repr(error))
    if status in (401, 403):
        return Reconnect(words.line_refused(host), detail)
    if status == 429 or status >= 500:
        headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
        return TryLater(words.line_broken(host), detail, seconds_asked(headers, time.time()))
    return Amend(words.not_live(host), detail)
