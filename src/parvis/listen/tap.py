"""The line of one process: an asyncio loop holds it, another thread alone writes to the database."""

import asyncio
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from django.db import close_old_connections, connections

from parvis.channels.speak import client, network_at
from parvis.listen import tapping
from parvis.networks.base import Line, Login
from parvis.networks.errors import NetworkError, TryLater
from parvis.networks.wire import opened


def hold(over: threading.Event) -> None:
    """Holds the line until `over`, or until nobody listens."""
    asyncio.run(_Tap(over).run())


class _Tap:
    """A loop holds the line; the database is written from one thread."""

    def __init__(self, over: threading.Event) -> None:
        self.over, self.holder = over, secrets.token_hex(16)
        self.rows, self.names = ThreadPoolExecutor(1, "tap-rows"), ThreadPoolExecutor(1, "tap-names")

    async def run(self) -> None:
        try:
            while not self.over.is_set() and (start := await self._write(tapping.claim)) is not None:
                await self._listen(start)
        finally:
            await self._write(tapping.let_go)
            await asyncio.get_running_loop().run_in_executor(self.rows, connections.close_all)
            self.rows.shutdown(wait=False)
            self.names.shutdown(wait=False)

    async def _listen(self, start: int) -> None:
        try:
            async with opened(_line(start), client(), self.names) as talk:
                while not self.over.is_set() and await self._write(tapping.keep, await _batch(talk)):
                    pass
        except Exception as error:
            await self._write(tapping.broken, _as_ours(error))

    async def _write(self, verb: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.rows, _written, verb, self.holder, *given)


def _written(verb: Callable[..., Any], *given: Any) -> Any:
    close_old_connections()
    return verb(*given)


def _line(start: int) -> Line:
    """The public line, from `start` on; from now on where that is 0."""
    line: Line = network_at("bluesky", Login()).follow()
    return replace(line, url=f"{line.url}&cursor={start}") if start else line


async def _batch(talk: Any) -> list[bytes]:
    """What is told within a moment, `AT_ONCE` lines at most."""
    lines, end = list[bytes](), time.monotonic() + tapping.AT_MOST
    while len(lines) < tapping.AT_ONCE:
        try:
            lines.append(await asyncio.wait_for(talk.recv(decode=False), end - time.monotonic()))
        except TimeoutError:
            break
    return lines


def _as_ours(error: Exception) -> NetworkError:
    if isinstance(error, NetworkError):
        return error
    tapping.log.error("the stream: %r", error)
    return TryLater(tapping.BROKEN, repr(error), 0)
