"""The rows are the queue: a due time, a lease, attempts, last words.

A claim is an UPDATE that changes exactly one row. What a worker writes at the end is fenced: it counts only while the
lease is still its own. A row whose worker died is free again when its lease ends.
"""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, models
from django.db.models import Q
from django.utils import timezone

log = logging.getLogger("parvis.work")


class Due(models.Model):
    """A row that asks for work at `due_at` (UTC); null: nothing to do."""

    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    lease_by = models.CharField(max_length=32, blank=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    last_words = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def finish(self, **fields: Any) -> bool:
        """Writes `fields` and gives the lease back; False, and nothing written, if the lease is no longer ours."""
        return self._fenced({"lease_until": None, "lease_by": "", **fields})

    def keep(self, seconds: float) -> bool:
        """Prolongs the lease; False if it is no longer ours."""
        return self._fenced({"lease_until": timezone.now() + timedelta(seconds=seconds)})

    def put_off(self, seconds: float, words: str = "", **fields: Any) -> bool:
        """Tries again in `seconds`."""
        due = timezone.now() + timedelta(seconds=seconds)
        return self.finish(due_at=due, last_words=words[:2000], **fields)

    def _fenced(self, fields: dict[str, Any]) -> bool:
        mine = type(self)._base_manager.filter(pk=self.pk, lease_by=self.lease_by)
        if not self.lease_by or mine.update(**fields) != 1:
            return False
        for name, value in fields.items():
            setattr(self, name, value)
        return True


def free(now: datetime) -> Q:
    """Rows that are due and leased by nobody."""
    return Q(due_at__lte=now) & (Q(lease_until=None) | Q(lease_until__lte=now))


def claim(rows: "models.QuerySet[Any]", now: datetime, seconds: float) -> Any | None:
    """Takes one due row of `rows` for `seconds` and returns it as it is now, or None."""
    for pk in rows.filter(free(now)).order_by("due_at").values_list("pk", flat=True)[:8]:
        token = secrets.token_hex(16)
        taken = rows.model._base_manager.filter(free(now), pk=pk).update(
            lease_until=now + timedelta(seconds=seconds), lease_by=token, attempts=models.F("attempts") + 1
        )
        if taken == 1:
            return rows.model._base_manager.filter(lease_by=token).first()
    return None


def backoff(attempts: int, first: float = 15, most: float = 3600) -> float:
    """Seconds before the next try: doubles each time up to `most`, with jitter."""
    return float(min(most, first * 2 ** min(attempts - 1, 20)) * random.uniform(0.75, 1.25))  # noqa: S311


@dataclass(frozen=True)
class Step:
    """What a worker looks for, and what it does with one such row.

    `rows` gives candidates (due or not: the claim looks at that); `do` gets the claimed row and gives its lease back.
    An exception puts the row off with backoff, and the next row goes. `crew` says which process does it:
    `work` (short and urgent) or `listen` (waits for the world).
    """

    name: str
    rows: Callable[[], "models.QuerySet[Any]"]
    do: Callable[[Any], None]
    lease: float = 120
    crew: str = "work"


@dataclass(frozen=True)
class Beside:
    """What a process of `crew` does beside its rows, in a thread of its own: `run` blocks until its event is set.

    `megabytes` is what it needs of the memory while it does so.
    """

    run: Callable[[threading.Event], None]
    crew: str
    megabytes: Callable[[], float] = float


def run_one(step: Step) -> bool:
    """Does one due row of `step`; False when there was none."""
    row = claim(step.rows(), timezone.now(), step.lease)
    if row is None:
        return False
    try:
        with _heartbeat(row, step.lease):
            step.do(row)
    except Exception as error:
        log.exception("%s failed on %s %s", step.name, type(row).__name__, row.pk)
        row.put_off(backoff(row.attempts), f"{type(error).__name__}: {error}")
    return True


def drain(steps: Sequence[Step], most: int = 10_000) -> int:
    """Does what is due now until nothing is; returns how many rows. For tests, commands and journeys."""
    done = 0
    while done < most and any(run_one(step) for step in steps):
        done += 1
    return done


@contextmanager
def _heartbeat(row: Due, lease: float) -> Iterator[None]:
    """Keeps the lease alive while a long row is at work, from a thread of its own."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(lease / 3):
            if not row.keep(lease):
                break
        close_old_connections()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()


class Worker:
    """Runs steps in `threads` threads until told to stop; an idle round costs one light query a step."""

    def __init__(self, steps: Sequence[Step], threads: int = 2, idle: float = 0.7) -> None:
        self.steps, self.threads, self.idle = steps, threads, idle
        self.over = threading.Event()
        self._last = time.monotonic()

    def idle_for(self) -> float:
        """Seconds since a row was last done."""
        return time.monotonic() - self._last

    def run(self) -> None:
        """Blocks until `stop()`; lets rows at work end."""
        crew = [threading.Thread(target=self._loop, name=f"work-{i}") for i in range(self.threads)]
        for thread in crew:
            thread.start()
        for thread in crew:
            thread.join()

    def stop(self) -> None:
        self.over.set()

    def _loop(self) -> None:
        while not self.over.is_set():
            try:
                close_old_connections()
                busy = sum(run_one(step) for step in self.steps) > 0  # every step has its turn in a round
            except Exception:
                log.exception("A round failed; the next one starts in 5 s")
                busy = self.over.wait(5)
            if busy:
                self._last = time.monotonic()
            else:
                self.over.wait(self.idle)


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.2) -> bool:
    """Whether `condition` came true within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(every)
    return condition()
