"""Following live: rows that say who holds which line, and what becomes of a source when its line speaks or breaks.

A line never brings anything itself. It makes its source due, and `collecting` reads there from its cursor: also when a
line has just opened, for what came while there was none. So nothing is lost or doubled, whatever happens to a line.
"""

import logging
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import close_old_connections, models, transaction
from django.db.models import F
from django.utils import timezone

from parvis.channels.actions import speaking
from parvis.channels.speak import can
from parvis.core.work import backoff, free
from parvis.listen.collecting import readable
from parvis.listen.models import Following, Source, SourceKind
from parvis.networks.base import Can, Line
from parvis.networks.errors import NetworkError, TryLater

log = logging.getLogger("parvis.listen")

LEASE = 45.0
LOOK = 2.0  # seconds between two looks for lines to open
STEADY = timedelta(minutes=1)  # a line that held so long begins anew with short pauses
FIRST, MOST = 5.0, 600.0  # pauses after a line broke
PAUSE = 30.0
LINE_MEGABYTES = 0.1  # what a line of TLS keeps, measured with 300 of them
SELDOM = 6 * 3600.0  # after a server said that it has none, or not for this login


def run(over: threading.Event) -> None:
    """Holds lines until `over`. What holds them is loaded with the first: a house without any does without it."""
    while not over.wait(LOOK) and settings.FOLLOW_LIVE:
        try:
            close_old_connections()
            if wanted().filter(free(timezone.now())).exists():
                from parvis.listen import lines

                lines.hold(over)
        except Exception:
            log.exception("Lines could not be held; the next look is in %s s", PAUSE)
            over.wait(PAUSE)


_held = 0


def holds(lines: int) -> None:
    """How many lines this process holds now."""
    global _held
    _held = lines


def megabytes() -> float:
    return _held * LINE_MEGABYTES


def wanted() -> "models.QuerySet[Following]":
    """Those whose source may be read."""
    return Following.objects.filter(source__in=readable())


def follow_all(now: datetime) -> None:
    """Every source that is read, of a network that can be followed, has its row."""
    rows = readable().exclude(kind=SourceKind.FEED).filter(following=None)
    followable = [row for row in rows.select_related("channel") if row.channel and can(row.channel, Can.FOLLOW)]
    made = [Following(organisation_id=row.organisation_id, source=row, due_at=now) for row in followable]
    Following.objects.bulk_create(made, ignore_conflicts=True)


def claim(holder: str, most: int) -> list[Following]:
    """Takes at most `most` due rows for `holder`; no two holders get the same."""
    now = timezone.now()
    due = list(wanted().filter(free(now)).order_by("due_at").values_list("pk", flat=True)[:most])
    taken = {"lease_until": now + timedelta(seconds=LEASE), "lease_by": holder, "attempts": F("attempts") + 1}
    Following.objects.filter(free(now), pk__in=due).update(**taken)
    rows = Following.objects.filter(pk__in=due, lease_by=holder)
    return list(rows.select_related("source__channel__organisation"))


def keep(holder: str) -> set[int]:
    """Prolongs what `holder` holds; the rows that are still its own and still wanted."""
    now = timezone.now()
    mine = Following.objects.filter(lease_by=holder)
    mine.filter(since__lt=now - STEADY).update(attempts=0)
    mine.update(lease_until=now + timedelta(seconds=LEASE))
    return set(wanted().filter(lease_by=holder).values_list("pk", flat=True))


def line_of(row: Following) -> tuple[Line | None, Callable[[bytes], bool]]:
    """The line of a source and what of it concerns the source; raises a `NetworkError`."""
    words = row.source.words
    assert row.source.channel is not None  # noqa: S101
    with speaking(row.source.channel) as network:
        return network.follow(words), partial(network.concerns, words=words)


def opened(holder: str, pks: Collection[int]) -> None:
    """The line is open: what came before is read now."""
    now = timezone.now()
    _wake(holder, pks, now, since=now, trouble={}, last_words="")


def told(holder: str, pks: Collection[int]) -> None:
    """Something came."""
    now = timezone.now()
    _wake(holder, pks, now, told_at=now)


def _wake(holder: str, pks: Collection[int], now: datetime, **fields: object) -> None:
    """The row first: a reading that is about to end holds it, and what it writes of the source comes before ours."""
    with transaction.atomic():
        Following.objects.filter(pk__in=pks, lease_by=holder).update(**fields)
        rows = Source.objects.filter(following__in=pks, failing_since=None)
        Source.objects.filter(pk__in=list(rows.values_list("pk", flat=True)), due_at__gt=now).update(due_at=now)


def broken(holder: str, pks: Collection[int], error: NetworkError) -> None:
    """The line is gone, or never was: who tries again when, and why it is not open."""
    for row in Following.objects.filter(pk__in=pks, lease_by=holder):
        wait = backoff(max(row.attempts, 1), FIRST, MOST)
        wait = max(wait, error.seconds) if isinstance(error, TryLater) else SELDOM
        log.info("line of source %s: %s: %s", row.source_id, type(error).__name__, error.detail)
        row.put_off(wait, error.detail, since=None, trouble=error.say._asdict())


def rest(holder: str, pks: Collection[int]) -> None:
    """What they look for is told nowhere: they are read at intervals for good."""
    fields = {"lease_until": None, "lease_by": "", "due_at": None}
    Following.objects.filter(pk__in=pks, lease_by=holder).update(**fields)


def let_go(holder: str, pks: Collection[int]) -> None:
    """Given back for whoever comes next; `holder` follows no longer."""
    fields = {"since": None, "lease_until": None, "lease_by": "", "due_at": timezone.now()}
    Following.objects.filter(pk__in=pks, lease_by=holder).update(**fields)
