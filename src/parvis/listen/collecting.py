"""Reading a source: ask politely, keep what is new and the cursor in one transaction, decide when to come again."""

import logging
import random
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import DataError, IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from parvis.channels.actions import speaking
from parvis.channels.models import Channel
from parvis.channels.pace import NotOurTurn, paced_server
from parvis.channels.speak import can, feed_at, info
from parvis.core.work import backoff
from parvis.listen.leases import LeaseLost, finish
from parvis.listen.models import Following, Source, SourceKind
from parvis.listen.storing import Stored, store
from parvis.listen.websub import hubs
from parvis.networks import words
from parvis.networks.base import Batch, Can
from parvis.networks.errors import NetworkError, NotUnderstood, TryLater
from parvis.networks.rows import MISSHAPEN
from parvis.outbox.returning import came_back

log = logging.getLogger("parvis.listen")

FEED_GAP = 2.0  # seconds between two feeds of one host
PACE = {  # seconds between two readings of a source: when much is found, when nothing is
    SourceKind.FEED: (900, 6 * 3600),
    SourceKind.CHANNEL: (60, 600),
    SourceKind.SEARCH: (300, 3600),
}
NOT_READ = (SourceKind.IMPORT, SourceKind.STREAM)  # once by hand; by `tapping`, without an end
LONGEST = 86_400.0
TOLD_FOR = timedelta(days=3)


def readable() -> "QuerySet[Any]":
    """Sources that are read at times: not paused, and their channel open with a login that holds."""
    free = Q(channel=None) | Q(channel__login_lost_at=None) & ~Q(channel__state="closed")
    heard = ~Q(kind=SourceKind.CHANNEL) | Q(channel__state="live")
    return Source.objects.filter(free, heard, paused_at=None).exclude(kind__in=NOT_READ)


def collect(source: Source) -> None:
    """Reads `source`, which is ours for now, and gives it back with its next due time."""
    began = timezone.now()
    try:
        batch = _ask(source)
    except NotOurTurn as wait:
        source.put_off(wait.seconds + random.random(), attempts=source.attempts - 1)  # noqa: S311
    except NetworkError as error:
        _note(source, error)
    except Exception as error:
        _note(source, _unforeseen(source, error))
    else:
        _take(source, batch, began)


def _take(source: Source, batch: Batch, began: datetime) -> None:
    try:
        with suppress(LeaseLost), transaction.atomic():
            _keep(source, batch, began, timezone.now())
    except (DataError, IntegrityError, *MISSHAPEN) as error:  # the database is well: it is what was given
        _note(source, _unforeseen(source, error))


def _unforeseen(source: Source, error: Exception) -> NetworkError:
    """An answer of a shape that this code does not know."""
    log.error("source %s could not be read", source.pk, exc_info=error)
    where = info(source.channel.network).name if source.channel else urlsplit(source.address).hostname
    return NotUnderstood(words.not_understood(where or source.name), f"{type(error).__name__}: {error}"[:300])


def _ask(source: Source) -> Batch:
    if source.kind == SourceKind.FEED:
        with paced_server(urlsplit(source.address).hostname or source.address, FEED_GAP):
            batch: Batch = feed_at(source.address).read(source.cursor)
            return batch
    with speaking(source.channel) as network:
        if source.kind == SourceKind.CHANNEL:
            batch = network.addressed(source.cursor)
        else:
            batch = network.search(source.words, source.cursor)
    return batch


def _keep(source: Source, batch: Batch, began: datetime, now: datetime) -> None:
    network = source.channel.network if source.channel else "feed"
    stored = store(source.organisation, batch.found, network, now, source, source.channel)
    for each in batch.returned:
        came_back(source.channel, each)
    every = next_interval(source, stored)
    wait = _told_of(source, began, now, stored) or every
    wait = min(max(wait, batch.wait or 0), LONGEST) * random.uniform(0.95, 1.05)  # noqa: S311
    finish(
        source,
        cursor=dict(batch.cursor),
        address=_moved(source, batch.moved),
        every=every,
        due_at=now + timedelta(seconds=wait),
        read_at=now,
        found_at=now if stored.new else source.found_at,
        failing_since=None,
        trouble=_missed(source, batch, now),
        attempts=0,
        last_words="\n".join(batch.missed)[:2000],
    )
    if source.kind == SourceKind.FEED:
        hubs.wanted(source, now)


def _told_of(source: Source, began: datetime, now: datetime, stored: Stored) -> float | None:
    """Holds the row of the line: what it tells from now on is written after our next due time."""
    row = Following.objects.select_for_update().filter(source=source).first()
    return row.look_again(began, now, bool(stored.new)) if row else None


def _missed(source: Source, batch: Batch, now: datetime) -> dict[str, str]:
    """What people are told, for some days, where something was there and could not be read."""
    if batch.missed:
        log.warning("source %s: passed over: %s", source.pk, "; ".join(batch.missed)[:2000])
        return {**words.PASSED_OVER._asdict(), "at": now.isoformat()}
    return source.trouble if source.trouble.get("at", "") > (now - TOLD_FOR).isoformat() else {}


def next_interval(source: Source, stored: Stored) -> int:
    """Half as long where something was found, half as long again where nothing was."""
    least, most = PACE[SourceKind(source.kind)]
    wanted = source.every / 2 if stored.new else source.every * 1.5
    return int(min(max(wanted, least), most))


def _moved(source: Source, address: str) -> str:
    """The feed's new address, unless it is already read under another source."""
    taken = Source.objects.of(source.organisation).filter(kind=source.kind, address=address).exists()
    return address if address and len(address) <= 1000 and not taken else source.address


def _note(source: Source, error: NetworkError) -> None:
    """A reading that failed: what to tell people, and a longer wait each time."""
    log.warning("source %s: %s: %s", source.pk, type(error).__name__, error.detail)
    wait = backoff(source.attempts, first=max(60, source.every / 4), most=6 * 3600)
    if isinstance(error, TryLater):
        wait = max(wait, error.seconds)
    since = source.failing_since or timezone.now()
    source.put_off(wait, error.detail, failing_since=since, trouble=error.say._asdict())


def listen_to_channels(now: datetime) -> None:
    """Every live channel whose network can be heard has its source."""
    for channel in Channel.objects.filter(state="live").exclude(sources__kind=SourceKind.CHANNEL):
        if can(channel, Can.LISTEN):
            source = Source(
                organisation_id=channel.organisation_id,
                kind=SourceKind.CHANNEL,
                name=channel.name,
                channel=channel,
                every=PACE[SourceKind.CHANNEL][0],
                due_at=now,
            )
            Source.objects.bulk_create([source], ignore_conflicts=True)
