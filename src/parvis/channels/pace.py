"""The pace of each server and of each account there, seen by all workers.

A server that asks us to wait is left alone by everybody for at most `SHARED_MOST`; the account that met its limit is
left alone for as long as was asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone

from parvis.channels.models import Channel, Pace
from parvis.channels.speak import servers_of
from parvis.networks import words
from parvis.networks.errors import TryLater

SHARED_MOST, MOST = 900.0, 86_400.0


def wait_for(server: str, now: datetime) -> float:
    """Seconds to wait before `server` may be called; 0.0 when it may be now."""
    row = Pace.objects.filter(server=server).first()
    return row.seconds_left(now) if row else 0.0


def wait_of(channel: Channel, now: datetime) -> float:
    """Seconds to wait before anything is asked for `channel`: those of its servers or of its account."""
    rows = Pace.objects.filter(server__in=[*servers_of(channel), _account(channel)])
    return max((row.seconds_left(now) for row in rows), default=0.0)


def _account(channel: Channel) -> str:
    """The name under which an account's own wait is kept; no host has such a one."""
    return f"account {channel.pk}"


def slow_down(server: str, seconds: float, most: float = SHARED_MOST) -> None:
    """Nobody calls `server` for the next `seconds`; never shortens a wait."""
    until = timezone.now() + timedelta(seconds=min(seconds, most))
    _, made = Pace.objects.get_or_create(server=server, defaults={"not_before": until})
    if not made:
        Pace.objects.filter(server=server, not_before__lt=until).update(not_before=until)


def turn(server: str, gap: float) -> float:
    """Takes a turn at `server`, leaving `gap` seconds before the next; returns 0.0, or the seconds to wait for one."""
    now = timezone.now()
    after = now + timedelta(seconds=gap)
    _, made = Pace.objects.get_or_create(server=server, defaults={"not_before": after})
    if made or Pace.objects.filter(server=server, not_before__lte=now).update(not_before=after):
        return 0.0
    return max(wait_for(server, now), 0.1)


class NotOurTurn(TryLater):
    """Nothing was asked: the server is being left alone for another `seconds`."""


@contextmanager
def paced(channel: Channel) -> Iterator[None]:
    """Around calls for a channel: `NotOurTurn` while we are asked to wait, and all workers know when we are."""
    if wait := wait_of(channel, timezone.now()):
        server = servers_of(channel)[0]
        raise NotOurTurn(words.too_fast(server), f"{server}: paced", wait)
    try:
        yield
    except TryLater as error:
        if not error.alone:
            for server in servers_of(channel):
                slow_down(server, error.seconds)
            slow_down(_account(channel), error.seconds, MOST)
        raise


@contextmanager
def paced_server(server: str, gap: float = 0) -> Iterator[None]:
    """As `paced`, by host name; with `gap` seconds between two calls of any worker."""
    wait = turn(server, gap) if gap else wait_for(server, timezone.now())
    if wait:
        raise NotOurTurn(words.too_fast(server), f"{server}: paced", wait)
    try:
        yield
    except TryLater as error:
        slow_down(server, error.seconds)
        raise
