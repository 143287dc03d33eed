"""New words for what is out: asked for here, put there by the worker as a delivery of its own, one at a time."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from parvis.channels import speak
from parvis.govern import gate, rules
from parvis.govern.rulebook import reads as rulebook
from parvis.govern.rules import Objected, Objection
from parvis.networks.base import Can
from parvis.outbox.actions import USEFUL_FOR, turn, write_down
from parvis.outbox.drafts import item_of
from parvis.outbox.models import TROUBLED, Act, Delivery, State
from parvis.outbox.outcome import corrected
from parvis.outbox.reviewing import Impossible, must_wait
from parvis.outbox.words import MOVED_ON
from parvis.say import Say

KEPT = ("organisation", "channel", "act", "language", "media", "reply_to", "place", "extras")


def can_correct(delivery: Delivery) -> bool:
    """Whether its words can be changed there: by hand, or by a network that knows it. A thread has no one place."""
    known = bool(delivery.external_id) or delivery.channel.by_hand
    is_one = delivery.state == State.SENT and not delivery.corrects_id and not delivery.extras.get("parts")
    return is_one and known and speak.can(delivery.channel, Can.CORRECT)


def under_way(delivery: Delivery) -> Delivery | None:
    """The correction of this item that has not come to an end."""
    return delivery.corrections.exclude(state__in=(State.CORRECTED, State.CANCELLED)).first()


def objections(correction: Delivery) -> list[Objection]:
    """What stands against these words now, as against any that go out."""
    item = item_of(correction, timezone.now())
    return rulebook.against(correction.channel, item, speak.limits(correction.channel))


def correct(person: Any, delivery: Delivery, text: str, key: str, *, title: str = "", anyway: bool = False) -> Delivery:
    """Asks for other words in the place of those that are out; returns the delivery that carries them.

    Raises `gate.Refused`, `Impossible` or `Objected`; nothing is written then. The same `key` again gives the first one
    back. What stopped before it got there gives way. A supervised person's waits for a referent.
    """
    known: Delivery | None = delivery.corrections.filter(key=key).first()
    if known:
        return known
    now = timezone.now()
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, now)
    _check(delivery, text, title)
    row = Delivery(person=person, corrects=delivery, key=key, text=text, title=title, due_at=now, start_at=now)
    for name in KEPT:
        setattr(row, name, getattr(delivery, name))
    row.before = {"text": delivery.text, "title": delivery.title}
    row.deadline = now + USEFUL_FOR[Act(delivery.act)]
    row.state = State.HELD if must_wait(row, now) else State.READY
    found = objections(row)
    if rules.blocking(found) or (found and not anyway):
        raise Objected(found)
    _keep(person, delivery, row, found)
    return row


@transaction.atomic
def mark_corrected(person: Any, correction: Delivery) -> None:
    """A person put the new words there by hand."""
    now, item = timezone.now(), correction.corrects
    gate.require(person, correction.organisation, correction.act, correction.channel, now)
    if item is None or not can_tick(correction):
        raise Impossible(MOVED_ON)
    turn(correction, State.CORRECTED, due_at=None, refusal={}, sent_at=now)
    correction.tries.create(what="hand", outcome="corrected")
    corrected(correction, item, person=person)


def can_tick(correction: Delivery) -> bool:
    """Whether it is for a person to change the words there, and what they replace is still out."""
    item = correction.corrects
    waits = correction.channel.by_hand and correction.state in (State.BY_HAND, State.GIVEN_UP)
    return item is not None and item.state == State.SENT and waits and not must_wait(correction, timezone.now())


def _check(delivery: Delivery, text: str, title: str) -> None:
    if not can_correct(delivery):
        raise Impossible(_CANNOT)
    if (text.strip(), title.strip()) == (delivery.text.strip(), delivery.title.strip()):
        raise Impossible(_SAME)


def _keep(person: Any, delivery: Delivery, row: Delivery, found: list[Objection]) -> None:
    """One row at a time: the database holds it, whoever else asks at the same moment."""
    try:
        with transaction.atomic():
            for stopped in delivery.corrections.filter(state__in=TROUBLED):
                stopped.turn(State.CANCELLED, due_at=None)
            row.save()
            write_down(person, "outbox.correcting", delivery)
            if found:
                write_down(
                    person, "outbox.corrected_anyway", delivery, warnings=", ".join(sorted({o.code for o in found}))
                )
    except IntegrityError:
        raise Impossible(_ONE_AT_A_TIME) from None


_CANNOT = Say(
    "Cet envoi ne peut pas être corrigé depuis Parvis. Rien n’a changé. Corrigez-le sur place, ou retirez-le puis "
    "publiez de nouveau.",
    "This cannot be corrected from Parvis. Nothing has changed. Correct it there, or withdraw it and publish again.",
)
_SAME = Say(
    "Ce texte est déjà celui qui est en ligne. Rien n’a changé.",
    "This is the text that is out already. Nothing changed.",
)
_ONE_AT_A_TIME = Say(
    "Une autre correction de cet envoi est en cours. Attendez qu’elle aboutisse, ou annulez-la. Rien n’a changé.",
    "Another correction of this is under way. Wait until it is done, or cancel it. Nothing has changed.",
)
