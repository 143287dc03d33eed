"""What pages ask about publications."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.networks.base import Can
from parvis.outbox.models import WAITS, Delivery, State
from parvis.outbox.taking import can_withdraw, stands_still, will_withdraw
from parvis.publish.models import Publication, Variant


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
    """What withdrawing does there: `cancel`, `withdraw`, `follow` (once it is out), `by_hand`, `stays`, `over`."""
    rows = publication.variants.select_related("delivery__channel", "channel")
    rows = rows.filter(pk=int(variant)) if variant.isdecimal() and len(variant) < 19 else rows
    return [(row, _fate(row.delivery)) for row in rows]


def _fate(delivery: Delivery) -> str:
    if delivery.state in WAITS and not delivery.partly_out:
        return "cancel"
    if can_withdraw(delivery):
        return "by_hand" if delivery.channel.by_hand else "withdraw"
    if will_withdraw(delivery):
        return "over" if delivery.unwanted else "follow"
    if stands_still(delivery) and not delivery.channel.by_hand:
        return "withdraw"
    return "over" if delivery.state in (State.CANCELLED, State.WITHDRAWING, State.WITHDRAWN) else "stays"


@dataclass(frozen=True)
class Withdrawal:
    """How far it has come: the number of places, and those where it may still be read."""

    places: int
    left: list[Variant]

    @property
    def gone(self) -> int:
        return self.places - len(self.left)


def withdrawal(publication: Publication) -> Withdrawal | None:
    """None where nobody asked for it to be withdrawn."""
    variants = list(publication.variants.all())
    asked = {State.WITHDRAWING, State.WITHDRAWN} & {each.delivery.state for each in variants}
    if not asked and not any(each.delivery.unwanted for each in variants):
        return None
    gone = (State.WITHDRAWN, State.CANCELLED)
    return Withdrawal(len(variants), [each for each in variants if each.delivery.state not in gone])
