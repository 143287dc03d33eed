"""What pages ask about deliveries."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from parvis.core.scope import Organisation
from parvis.govern.growth import Record
from parvis.outbox import reviewing
from parvis.outbox.models import TROUBLED, Act, Delivery, Review, State, Verdict, stopped

GROUPS: dict[str, tuple[str, ...]] = {
    "troubled": TROUBLED,
    "held": (State.HELD,),
    "by_hand": (State.BY_HAND,),
    "going": (State.READY, State.SENDING, State.WAITING, State.UNSURE, State.WITHDRAWING),
    "sent": (State.SENT, State.CORRECTED),
    "over": (State.CANCELLED, State.WITHDRAWN),
}
MORE = {"by_hand": Q(state=State.WITHDRAWING, channel__by_hand=True), "troubled": stopped()}
OUT = (State.SENT, State.WITHDRAWING, State.WITHDRAWN)
KINDS = {
    State.HELD: "attention",
    State.READY: "plain",
    State.SENDING: "accent",
    State.WAITING: "accent",
    State.UNSURE: "late",
    State.BY_HAND: "accent",
    State.SENT: "kept",
    State.REFUSED: "broken",
    State.LOGIN_LOST: "broken",
    State.GIVEN_UP: "broken",
    State.CANCELLED: "plain",
    State.WITHDRAWING: "late",
    State.WITHDRAWN: "plain",
    State.CORRECTED: "kept",
    State.UNDELIVERED: "broken",
}


def deliveries(
    organisation: Organisation, group: str = "", words: str = "", channel: str = "", act: str = ""
) -> "models.QuerySet[Delivery]":
    """The deliveries of a house, newest first. `group`: troubled, held, going, sent, over, or empty for all."""
    rows = Delivery.objects.of(organisation).select_related("channel", "person", "organisation")
    if group in GROUPS:
        rows = rows.filter(_in_group(group))
    if words := words.replace("\0", ""):
        rows = rows.filter(Q(text__icontains=words) | Q(title__icontains=words))
    if channel:
        rows = rows.filter(channel_id=row_key(channel))
    return rows.filter(act=act) if act in Act.values else rows


def _in_group(group: str) -> Q:
    """With what a person is to take away, or to look for."""
    return Q(state__in=GROUPS[group]) | MORE.get(group, Q())


def row_key(text: str) -> int:
    """The key of a row as an address gives it; 0, which no row has, for anything else or larger than keys are."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def by_hand(organisation: Organisation) -> "models.QuerySet[Delivery]":
    """What a person is to put out, or to take away, by hand: for the start page and the list of things to do."""
    return deliveries(organisation, "by_hand")


def troubled(organisation: Organisation) -> "models.QuerySet[Delivery]":
    """Deliveries that stand still until a person decides: for the start page."""
    return deliveries(organisation, "troubled")


def to_read(organisation: Organisation, person: Any, now: datetime) -> list[Delivery]:
    """What is held and `person` may let go, oldest first."""
    rows = deliveries(organisation, "held").order_by("made_at", "pk")
    asked: dict[Any, bool] = {}
    found = []
    for row in rows:
        key = (row.act, row.channel_id, row.person_id)
        if key not in asked:
            asked[key] = reviewing.release_refusal(person, row, now) is None
        if asked[key]:
            found.append(row)
    return found


def to_check(organisation: Organisation) -> "models.QuerySet[Delivery]":
    """What went out unread in an emergency and that no referent has read since, oldest first."""
    return reviewing.unread(deliveries(organisation)).order_by("made_at", "pk")


def to_check_by(organisation: Organisation, person: Any, now: datetime) -> list[Delivery]:
    """Those of them that `person` may read."""
    return [row for row in to_check(organisation) if reviewing.release_refusal(person, row, now) is None]


def record_of(organisation: Organisation, person: Any, since: datetime, **_signal: Any) -> Record:
    """What became of what `person` wrote since then."""
    rows = Delivery.objects.of(organisation).filter(person=person)
    read = Review.objects.filter(delivery__organisation=organisation, author=person, at__gte=since)
    withdrawn = rows.filter(made_at__gte=since, state__in=(State.WITHDRAWING, State.WITHDRAWN))
    return Record(
        sent=rows.filter(state=State.SENT, sent_at__gte=since).count(),
        released=read.filter(verdict=Verdict.RELEASED).count(),
        returned=read.filter(verdict=Verdict.RETURNED).count(),
        withdrawn=withdrawn.count(),
    )


def counts(organisation: Organisation) -> dict[str, int]:
    """How many deliveries in each group."""
    each = {group: models.Count("pk", filter=_in_group(group)) for group in GROUPS}
    found: dict[str, int] = Delivery.objects.of(organisation).aggregate(**each)
    return found
