"""Subscriptions: asked for, confirmed by the hub when it calls back, renewed before they end; signed deliveries."""

import hashlib
import hmac
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from parvis.channels.speak import client
from parvis.core.links import web
from parvis.core.work import backoff
from parvis.listen.models import Source, Subscription
from parvis.networks.errors import NetworkError

log = logging.getLogger("parvis.listen")

LEASE = timedelta(days=10)
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=60)
ANSWER_WITHIN = timedelta(hours=1)
AGAIN = timedelta(days=7)  # after a hub said no
METHODS = {"sha1", "sha256", "sha384", "sha512"}  # https://www.w3.org/TR/websub/#signing-content


def wanted(source: Source, now: datetime) -> None:
    """Makes, changes or removes the subscription of a feed that was just read, as the feed names its hub."""
    hub, topic = web(str(source.cursor.get("hub", ""))), web(str(source.cursor.get("topic", "")))
    rows = Subscription.objects.filter(source=source)
    if not (hub and topic and is_reachable()):
        rows.delete()
    elif not rows.filter(hub=hub, topic=topic).exists():
        rows.delete()
        Subscription.objects.create(
            organisation_id=source.organisation_id, source=source, hub=hub, topic=topic, due_at=now
        )


def is_reachable() -> bool:
    """Whether a hub can call this house: its address is public (or, in development, all is on this machine)."""
    return not settings.HOUSE.is_private or settings.ALLOW_LOOPBACK


def rows() -> "models.QuerySet[Subscription]":
    """Those of feeds that are listened to."""
    return Subscription.objects.filter(source__paused_at=None)


def ask(row: Subscription) -> None:
    """Asks the hub for a subscription, or for more of it; the hub then calls back."""
    form = {
        "hub.mode": "subscribe",
        "hub.topic": row.topic,
        "hub.callback": settings.PUBLIC_URL + reverse("websub:callback", args=[row.key]),
        "hub.secret": row.secret,
        "hub.lease_seconds": str(int(LEASE.total_seconds())),
    }
    try:
        client().knowing([row.secret]).call("POST", row.hub, form=form).good()
    except NetworkError as error:
        log.warning("subscription %s: %s", row.pk, error.detail)
        row.put_off(backoff(row.attempts, first=600, most=86_400), error.detail)
        return
    ends = Subscription.objects.values_list("ends_at", flat=True).get(pk=row.pk)  # it may have called back already
    fresh = ends is not None and ends != row.ends_at
    row.finish(due_at=renewal(ends) if fresh and ends else timezone.now() + ANSWER_WITHIN, last_words="")


def renewal(ends: datetime) -> datetime:
    """When to ask for more: after four fifths of what is left."""
    now = timezone.now()
    return now + (ends - now) * 0.8


def confirm(row: Subscription, topic: str, lease: str) -> bool:
    """The hub asks whether we wanted this; what we did not ask for is refused."""
    if topic != row.topic:
        return False
    seconds = timedelta(seconds=int(lease)) if lease.isdecimal() and len(lease) < 10 else LEASE
    ends = timezone.now() + min(max(seconds, SHORTEST), LONGEST)
    Subscription.objects.filter(pk=row.pk).update(ends_at=ends, due_at=renewal(ends), attempts=0, last_words="")
    return True


def deny(row: Subscription, reason: str) -> None:
    """The hub does not want to; it is asked again a week later."""
    due, clean = timezone.now() + AGAIN, reason.replace("\0", "")  # PostgreSQL keeps no NUL
    Subscription.objects.filter(pk=row.pk).update(ends_at=None, due_at=due, last_words=f"denied: {clean}"[:2000])


def is_signed(row: Subscription, header: str, body: bytes) -> bool:
    """Whether the delivery was made with the secret that the hub alone shares with us."""
    method, _, signature = header.partition("=")
    if method not in METHODS:
        return False
    made = hmac.new(row.secret.encode(), body, getattr(hashlib, method)).hexdigest()
    return hmac.compare_digest(made.encode(), signature.strip().lower().encode())


def told(row: Subscription) -> None:
    """Something is new: the feed itself is read at once, so what a hub sends is never taken for the feed's word."""
    Source.objects.filter(pk=row.source_id, paused_at=None).update(due_at=timezone.now())
