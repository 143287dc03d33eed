"""Whether a channel's login still does: tried once a day, each at its own hour; tokens are renewed before they end."""

import logging
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.db import models, transaction
from django.utils import timezone

from parvis.channels import speak
from parvis.channels.actions import speaking
from parvis.channels.models import Channel, Health
from parvis.core import audit
from parvis.core.work import backoff
from parvis.networks.base import Finding
from parvis.networks.errors import NetworkError, Reconnect, TryLater
from parvis.networks.protocols import Examines, Renews

log = logging.getLogger("parvis.channels")

DAY = 86_400
TRY_SECONDS = 30.0
RENEW_BEFORE = timedelta(days=30)  # half the life of the longest tokens, those of Meta and LinkedIn: weeks to try again


def watched() -> "models.QuerySet[Health]":
    """Logins to be tried: those of channels that are neither closed nor held by hand."""
    return Health.objects.filter(channel__by_hand=False).exclude(channel__state="closed").select_related("channel")


def watch_all(now: datetime) -> None:
    """Every channel gets its row, first due at some moment of the next day that is its own."""
    rows = Channel.objects.filter(health=None, by_hand=False).exclude(state="closed")
    spread = [Health(channel=row, due_at=now + timedelta(seconds=crc32(b"%d" % row.pk) % DAY)) for row in rows]
    Health.objects.bulk_create(spread, ignore_conflicts=True)


def test(row: Health) -> None:
    """Asks the network whose login it is. Lost is lost until it does again; what fails otherwise is tried again."""
    channel, now = row.channel, timezone.now()
    try:
        with speak.client().within(TRY_SECONDS), speaking(channel) as network:
            account, _ = network.connect()
            _renew(channel, network, now)
            _keep_limits(channel, network)
            found = network.examine(now) if isinstance(network, Examines) else ()
    except Reconnect as error:
        _done(row, now, error)
    except NetworkError as error:
        asked = error.seconds if isinstance(error, TryLater) else 0.0
        row.put_off(max(asked, backoff(row.attempts, 300)), error.detail, trouble=error.say._asdict())
    else:
        if channel.login_lost_at and account.external_id == channel.external_id:
            login_found(channel)
        _done(row, now, found=found)


def _renew(channel: Channel, network: Any, now: datetime) -> None:
    """New tokens while the old ones still do; `speaking` keeps them."""
    ends = token_ends(channel)
    if ends and ends - now < RENEW_BEFORE and isinstance(network, Renews):
        network.renew()


def _keep_limits(channel: Channel, network: Any) -> None:
    """What its server allows now; an answer that does not come changes nothing."""
    own = speak.own_limits(network)
    if own is not None and own != channel.own_limits:
        channel.own_limits = own
        Channel.objects.filter(pk=channel.pk).update(own_limits=own)


def _done(row: Health, now: datetime, error: NetworkError | None = None, found: tuple[Finding, ...] = ()) -> None:
    trouble = error.say._asdict() if error else {}
    kept = [{"code": each.code, "is_broken": each.is_broken, "say": each.say._asdict()} for each in found]
    again = {"due_at": now + timedelta(seconds=DAY), "attempts": 0, "last_words": ""}
    row.finish(tested_at=now, trouble=trouble, findings=kept, **again)


def login_found(channel: Channel) -> None:
    """The network accepts it again; what waited goes on."""
    with transaction.atomic():
        if Channel.objects.filter(pk=channel.pk).exclude(login_lost_at=None).update(login_lost_at=None):
            audit.record(channel.organisation, None, "channels.login_found", channel.name)
    channel.login_lost_at = None


def token_ends(channel: Channel) -> datetime | None:
    """When its token ends, where the network said so."""
    try:
        ends = datetime.fromisoformat(str(channel.secrets.get("ends", "")))
    except ValueError:
        return None
    return ends if ends.tzinfo else None


def login_ends(channel: Channel) -> datetime | None:
    """When a person has to connect it again; None where nobody knows, or where Parvis renews it by itself."""
    return None if channel.secrets.get("refresh") else token_ends(channel)
