"""Taking back what is out: asked for here, done by the worker, or by a person where no program can."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels import speak
from parvis.govern import gate
from parvis.networks.base import Can
from parvis.outbox.actions import check_state, turn, write_down
from parvis.outbox.models import ON_ITS_WAY, PARTLY, TROUBLED, Delivery, State
from parvis.outbox.reviewing import Impossible
from parvis.outbox.words import MOVED_ON
from parvis.say import Say

TOGETHER = timedelta(seconds=20)  # what a person is to remove is told in one letter


@transaction.atomic
def withdraw(person: Any, delivery: Delivery) -> None:
    """Asks the network to take it back; a worker does it, as often as it takes. By hand a person does, then ticks.

    What is still on its way is taken back once the network has it, and not sent where it has not. Where the network
    said no, it is asked again.
    """
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, timezone.now())
    if will_withdraw(delivery):
        _let_it_follow(delivery)
    else:
        _ask(person, delivery)
    write_down(person, "outbox.withdrawing", delivery)


def _ask(person: Any, delivery: Delivery) -> None:
    again = stands_still(delivery) and not delivery.channel.by_hand
    check_state(delivery, State.SENT, *PARTLY, *([State.WITHDRAWING] if again else []))
    if not again and not can_withdraw(delivery):
        raise Impossible(_BY_HAND)
    _drop_corrections(person, delivery)
    soon = timezone.now() + (TOGETHER if delivery.channel.by_hand else timedelta())
    turn(delivery, State.WITHDRAWING, due_at=soon, refusal={}, told_at=None)


def _let_it_follow(delivery: Delivery) -> None:
    """The worker may have it in its hands: only the wish is written."""
    same = Delivery.objects.filter(pk=delivery.pk, state=delivery.state, unwanted=False)
    if same.update(unwanted=True) != 1:
        raise Impossible(MOVED_ON)
    delivery.unwanted = True


@transaction.atomic
def mark_withdrawn(person: Any, delivery: Delivery) -> None:
    """It is gone from there: a person took it away, or saw that it is."""
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, timezone.now())
    check_state(delivery, State.WITHDRAWING)
    turn(delivery, State.WITHDRAWN, due_at=None, refusal={})
    delivery.tries.create(what="hand", outcome="withdrawn")
    write_down(person, "outbox.marked_withdrawn", delivery)


@transaction.atomic
def leave(person: Any, delivery: Delivery) -> None:
    """It stays out after all, where surely nothing has taken it away yet."""
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, timezone.now())
    check_state(delivery, State.WITHDRAWING)
    if not can_leave(delivery):
        raise Impossible(MOVED_ON)
    turn(delivery, State.SENT, due_at=None, refusal={}, unwanted=False)
    write_down(person, "outbox.left_out", delivery)


def can_leave(delivery: Delivery) -> bool:
    """Whether it is out for certain: the network was not asked yet, or said no, or people do it by hand."""
    if delivery.state != State.WITHDRAWING or delivery.sent_at is None:  # of a thread perhaps only the beginning
        return False
    return stands_still(delivery) or not delivery.tries.filter(what="withdraw").exists()


def stands_still(delivery: Delivery) -> bool:
    """Whether its withdrawal is for a person to do: by hand, or since the network said no."""
    refused = delivery.refusal.get("code") == "not_withdrawn"
    return delivery.state == State.WITHDRAWING and (delivery.channel.by_hand or refused)


def can_withdraw(delivery: Delivery) -> bool:
    """Whether the network takes back what it was sent, and knows this item by an id."""
    by_hand = delivery.channel.by_hand and delivery.state == State.SENT
    is_out = delivery.state in (State.SENT, *PARTLY) and (bool(delivery.external_id) or by_hand)
    return is_out and speak.can(delivery.channel, Can.WITHDRAW)


def will_withdraw(delivery: Delivery) -> bool:
    """Whether it is on its way to a network that takes back what it was sent."""
    open_to_it = not delivery.corrects_id and not delivery.channel.by_hand
    return open_to_it and delivery.state in ON_ITS_WAY and speak.can(delivery.channel, Can.WITHDRAW)


def _drop_corrections(person: Any, delivery: Delivery) -> None:
    """What is taken back needs no other words."""
    waiting = delivery.corrections.filter(state__in=(State.HELD, State.READY, State.BY_HAND, *TROUBLED))
    for row in waiting.select_related("channel", "organisation"):
        turn(row, State.CANCELLED, due_at=None)
        write_down(person, "outbox.cancelled", row)


_BY_HAND = Say(
    "Ce réseau ne permet pas de retirer un envoi depuis Parvis. Retirez-le sur place, en suivant son lien.",
    "This network does not let Parvis take an item back. Remove it there, by following its link.",
)
