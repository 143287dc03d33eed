"""What was refused gives way to a changed text, which goes out as a delivery of its own."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.govern import gate
from parvis.outbox.actions import check_state, turn, write_down
from parvis.outbox.models import Act, Delivery, State
from parvis.outbox.reviewing import Impossible
from parvis.outbox.words import MOVED_ON, REPLACED, refusal


@transaction.atomic
def give_way(person: Any, delivery: Delivery) -> None:
    """Cancels for good what was refused: another text goes out in its place. `Impossible` once it has moved on."""
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, timezone.now())
    if delivery.state == State.CANCELLED and delivery.refusal.get("state") == State.REFUSED:
        turn(delivery, State.REFUSED)
    check_state(delivery, State.REFUSED)
    if not can_give_way(delivery):
        raise Impossible(MOVED_ON)
    turn(delivery, State.CANCELLED, due_at=None, refusal=refusal("replaced", *REPLACED))
    write_down(person, "outbox.replaced", delivery)


def can_give_way(delivery: Delivery) -> bool:
    """Whether it is a publication that was refused, and nothing of it is out."""
    whole = delivery.act == Act.PUBLISH and not delivery.corrects_id and not delivery.partly_out
    return whole and delivery.state == State.REFUSED
