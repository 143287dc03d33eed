"""The lines of one process: an asyncio loop in one thread holds them all, another thread alone writes to the database.

Hundreds of lines cost a socket and a tenth of a megabyte each, and no thread. At most `most_lines()` are held; whoever
finds no room, or no line, is read at intervals as ever.
"""

import asyncio
import resource
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections, connections

from parvis.channels.speak import client
from parvis.listen import following
from parvis.listen.models import Following
from parvis.networks.base import Line
from parvis.networks.errors import NetworkError, TryLater
from parvis.networks.wire import opened
from parvis.say import Say

BEAT = following.LEASE / 3
GAP = 5.0  # seconds between two wakings of one source, however much its line says
ASKING = 4  # threads that look up names and ask where a line is
MOST_LINES, OTHER_FILES = 500, 200
UNKNOWN = Say(
    "Le suivi en direct a rencontré une panne inattendue. Rien n’est perdu : Parvis réessaiera.",
    "Something unexpected stopped the following live. Nothing is lost: Parvis will try again.",
)


def hold(over: threading.Event) -> None:
    """Holds lines until `over`, or until there is none left to hold."""
    asyncio.run(_Lines(over).run())


def most_lines() -> int:
    """As many as this process may have files open, less those that the rest of it needs."""
    return max(1, min(MOST_LINES, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OTHER_FILES))


class _Held:
    """One line and those whom it concerns; `is_open` once it is."""

    def __init__(self) -> None:
        self.concerns: dict[int, Callable[[bytes], bool]] = {}
        self.task: asyncio.Task[None] | None = None
        self.is_open = False


class _Lines:
    def __init__(self, over: threading.Event) -> None:
        self.over, self.holder = over, secrets.token_hex(16)
        self.held: dict[Line, _Held] = {}
        self.asking: dict[int, asyncio.Task[None]] = {}
        self.told: set[int] = set()
        self.woken: dict[int, float] = {}
        self.rows = ThreadPoolExecutor(1, "lines-rows")
        self.threads = ThreadPoolExecutor(ASKING, "lines-ask")

    async def run(self) -> None:
        try:
            looked = beaten = -BEAT
            while not self.over.is_set():
                now = time.monotonic()
                if now - looked > following.LOOK:
                    looked = now
                    await self._claim()
                if now - beaten > BEAT:
                    beaten = now
                    await self._keep()
                await self._wake()
                following.holds(len(self.held))
                if not self.held and not self.asking:
                    return
                await asyncio.sleep(0.5)
        finally:
            await self._end()
            following.holds(0)

    async def _claim(self) -> None:
        """Looks for more to follow while there is room; asking where a line is may take a while, so nobody waits."""
        room = most_lines() - len(self.held) - len(self.asking)
        for row in await self._write(following.claim, room) if room > 0 else ():
            self.asking[row.pk] = asyncio.create_task(self._ask(row))

    async def _ask(self, row: Following) -> None:
        try:
            line, concerns = await asyncio.get_running_loop().run_in_executor(self.threads, _asked, row)
            if line is None:
                await self._write(following.rest, [row.pk])
            else:
                await self._join(row.pk, line, concerns)
        except Exception as error:
            await self._write(following.broken, [row.pk], _as_ours(error))
        finally:
            self.asking.pop(row.pk, None)

    async def _join(self, pk: int, line: Line, concerns: Callable[[bytes], bool]) -> None:
        """Whoever comes to a line that is open already is told so."""
        held = self.held.setdefault(line, _Held())
        held.concerns[pk] = concerns
        if held.task is None:
            held.task = asyncio.create_task(self._listen(line, held))
        elif held.is_open:
            await self._write(following.opened, [pk])

    async def _listen(self, line: Line, held: _Held) -> None:
        error: NetworkError = TryLater(UNKNOWN, "the line ended", 0)
        try:
            async with opened(line, client(), self.threads) as talk:
                held.is_open = True
                await self._write(following.opened, list(held.concerns))
                while True:
                    self._heard(held, await talk.recv(decode=False))
        except Exception as broken:
            error = _as_ours(broken)
        if self.held.get(line) is held:
            del self.held[line]
        await self._write(following.broken, list(held.concerns), error)

    def _heard(self, held: _Held, message: bytes) -> None:
        self.told |= {pk for pk, concerns in held.concerns.items() if concerns(message)}

    async def _wake(self) -> None:
        """Those of whom something was told, none more often than once in `GAP`."""
        now = time.monotonic()
        ripe = {pk for pk in self.told if now - self.woken.get(pk, -GAP) >= GAP}
        if ripe:
            self.told -= ripe
            self.woken |= dict.fromkeys(ripe, now)
            await self._write(following.told, list(ripe))

    async def _keep(self) -> None:
        """Prolongs the leases; who is ours no longer, or not to be followed any more, leaves its line."""
        ours = await self._write(following.keep)
        for held in list(self.held.values()):
            gone = [pk for pk in held.concerns if pk not in ours]
            for pk in gone:
                del held.concerns[pk]
                self.woken.pop(pk, None)
            await self._write(following.let_go, gone)
            if not held.concerns and held.task:
                held.task.cancel()
        self.held = {line: held for line, held in self.held.items() if held.concerns}

    async def _end(self) -> None:
        """Closes the lines and gives everything back."""
        tasks = [held.task for held in self.held.values() if held.task] + list(self.asking.values())
        pks = [pk for held in self.held.values() for pk in held.concerns] + list(self.asking)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._write(following.let_go, pks)
        await asyncio.get_running_loop().run_in_executor(self.rows, connections.close_all)
        self.rows.shutdown(wait=False)
        self.threads.shutdown(wait=False)

    async def _write(self, verb: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self.rows, _written, verb, self.holder, *given)


def _written(verb: Callable[..., Any], *given: Any) -> Any:
    close_old_connections()
    return verb(*given)


def _asked(row: Following) -> tuple[Line | None, Callable[[bytes], bool]]:
    """No connection to the database is kept by a thread that mostly waits for others."""
    try:
        return following.line_of(row)
    finally:
        connections.close_all()


def _as_ours(error: Exception) -> NetworkError:
    if isinstance(error, NetworkError):
        return error
    following.log.error("a line: %r", error)
    return TryLater(UNKNOWN, repr(error), following.MOST)
