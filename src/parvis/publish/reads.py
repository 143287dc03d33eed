"""What pages ask about publications."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.networks.base import Can
from parvis.outbox.actions import can_withdraw
from parvis.outbox.models import TROUBLED, Delivery, State
from parvis.publish.models import Publication, Variant

WAITS = (State.HELD, State.READY, State.BY_HAND, *TROUBLED)  # what has not gone out, and need not


def publications(organisation: Organisation, words: str = "", state: str = "") -> "QuerySet[Publication]":
    """All of them, newest first; `state`: draft, planned, sent, trouble or empty."""
    rows = Publication.objects.of(organisation).select_related("author")
    rows = rows.prefetch_related(
        "variants__delivery__channel", "variants__delivery__corrections", "variants__channel", "channels", "files"
    )
    if words:
        rows = rows.filter(Q(text__icontains=words) | Q(title__icontains=words))
    troubled = ["refused", "login_lost", "given_up"]
    filters: dict[str, Q] = {
        "draft": Q(sent_at=None),
        "planned": Q(variants__delivery__state__in=["held", "ready", "sending", "waiting", "unsure"]),
        "sent": Q(variants__delivery__state="sent"),
        "trouble": Q(variants__delivery__state__in=troubled),
    }
    return rows.filter(filters[state]).distinct() if state in filters else rows


def open_channels(organisation: Organisation) -> list[Channel]:
    """Live channels on which one can publish."""
    return [row for row in Channel.objects.of(organisation).filter(state="live") if speak.can(row, Can.PUBLISH)]


def going_out(organisation: Organisation, start: datetime, end: datetime) -> list[Any]:
    """Publications whose copies go out, or went out, between `start` and `end`."""
    rows = publications(organisation).filter(variants__delivery__due_at__range=(start, end))
    sent = publications(organisation).filter(variants__delivery__sent_at__range=(start, end))
    return list((rows | sent).distinct())


def fates(publication: Publication, variant: str = "") -> list[tuple[Variant, str]]:
    """What withdrawing does at each place: `cancel`, `withdraw`, `by_hand`, `stays` (not by program), `over`."""
    rows = publication.variants.select_related("delivery__channel", "channel")
    rows = rows.filter(pk=int(variant)) if variant.isdecimal() and len(variant) < 19 else rows
    return [(row, _fate(row.delivery)) for row in rows]


def _fate(delivery: Delivery) -> str:
    if delivery.state in WAITS:
        return "cancel"
    if can_withdraw(delivery):
        return "by_hand" if delivery.channel.by_hand else "withdraw"
    return "over" if delivery.state in (State.CANCELLED, State.WITHDRAWING, State.WITHDRAWN) else "stays"


def withdrawal(publication: Publication) -> tuple[int, int] | None:
    """How many of its places it is gone from, of how many; None where nobody asked for it to be withdrawn."""
    states = [variant.delivery.state for variant in publication.variants.all()]
    if not {State.WITHDRAWING, State.WITHDRAWN} & set(states):
        return None
    return sum(state in (State.WITHDRAWN, State.CANCELLED) for state in states), len(states)
