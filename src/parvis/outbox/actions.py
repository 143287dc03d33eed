"""What people do with deliveries. Each verb asks the gate, acts and writes the audit log in one transaction."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.core import audit
from parvis.core.links import web
from parvis.govern import gate
from parvis.govern.levels import needs_release, who_reads
from parvis.outbox.models import LIFE, TROUBLED, Act, Delivery, State
from parvis.outbox.returning import anew
from parvis.outbox.reviewing import Impossible, must_wait
from parvis.outbox.words import MOVED_ON, PARTLY_OUT, REPLACED
from parvis.people.models import Membership
from parvis.say import Say

USEFUL_FOR = {Act.PUBLISH: timedelta(hours=24), Act.REPLY: timedelta(days=3)}

DOUBTFUL = (State.GIVEN_UP, State.CANCELLED)
TICKABLE = (State.READY, State.BY_HAND, State.WAITING, State.UNSURE, *TROUBLED)


def deliver(
    person: Any,
    channel: Channel,
    act: str,
    text: str,
    key: str,
    *,
    title: str = "",
    language: str = "",
    media: Sequence[Mapping[str, Any]] = (),
    reply_to: Mapping[str, Any] | None = None,
    place: str = "",
    emergency: str = "",
    extras: Mapping[str, Any] | None = None,
    due_at: datetime | None = None,
    deadline: datetime | None = None,
) -> Delivery:
    """Puts an item in the outbox; raises `gate.Refused`. The same `key` (32 hex digits) again gives the first one back;
    `Impossible` where that is something else, of whatever house.

    `place`: the address of what is answered, for whoever does it by hand.
    It goes out at `due_at` (now) and is given up at `deadline` (a day later for a publication, three for a reply).

    What a supervised person wrote is held until a referent lets it go. In an `emergency` (the reason), what the person
    on duty wrote goes out at once and is read afterwards.
    """
    if not re.fullmatch("[0-9a-f]{32}", key):
        raise ValueError(f"a delivery key is 32 hex digits, not {key!r}")
    now = timezone.now()
    gate.require(person, channel.organisation, act, channel, now)
    due_at = due_at or now
    fields = {
        "organisation": channel.organisation,
        "channel": channel,
        "person": person,
        "act": act,
        "text": text,
        "title": title,
        "language": language or channel.language,
        "media": [dict(each) for each in media],
        "reply_to": dict(reply_to or {}),
        "extras": dict(extras or {}),
        "start_at": due_at,
        "place": web(place or channel.url),
        "deadline": deadline or due_at + USEFUL_FOR[Act(act)],
    }
    if needs_release(person, channel.organisation, act, channel, now):
        fields["emergency"] = emergency[:300]
    held = must_wait(Delivery(**fields), now)
    fields |= {"state": State.HELD, "due_at": now} if held else {"due_at": due_at}
    with transaction.atomic():
        delivery, made = Delivery.objects.get_or_create(key=key, defaults=fields)
        if made and delivery.emergency and not held:
            write_down(person, "outbox.emergency", delivery, reason=delivery.emergency)
    if (delivery.channel_id, delivery.act) != (channel.pk, act):
        raise Impossible(_OTHER_KEY)
    return delivery


@transaction.atomic
def retry(person: Any, delivery: Delivery) -> None:
    """Lets it go again, in the name of `person`. What may be out already is looked for first.

    What a referent did not read yet waits for one.
    """
    now = timezone.now()
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, now)
    check_state(delivery, *TROUBLED)
    delivery.person = person
    _let_go(delivery, now, now)
    write_down(person, "outbox.retried", delivery)


@transaction.atomic
def take_up(person: Any, delivery: Delivery) -> None:
    """As it was before it was cancelled, in its author's name still; whoever may cancel may do this.

    What had stopped stands still again; the rest goes out at its time.
    """
    if closed := cancelling_refused(person, delivery):
        raise gate.Refused(closed)
    check_state(delivery, State.CANCELLED)
    if is_replaced(delivery):
        raise Impossible(REPLACED[1])
    now = timezone.now()
    try:
        with transaction.atomic():
            _as_it_was(delivery, now)
    except IntegrityError:  # a correction that another one has replaced
        raise Impossible(MOVED_ON) from None
    write_down(person, "outbox.taken_up", delivery)


def is_replaced(delivery: Delivery) -> bool:
    """Whether a changed text took its place."""
    return bool(delivery.refusal.get("code") == "replaced")


def _as_it_was(delivery: Delivery, now: datetime) -> None:
    if stopped := delivery.refusal.get("state"):
        turn(delivery, stopped, due_at=now)
    else:
        _let_go(delivery, max(delivery.start_at or now, now), now)


def _let_go(delivery: Delivery, start: datetime, now: datetime) -> None:
    held = State.HELD if must_wait(delivery, now) else State.READY
    fields = {"person": delivery.person, "due_at": start, "start_at": start, "refusal": {}, "told_at": None}
    fields |= {"deadline": start + USEFUL_FOR[Act(delivery.act)], "unwanted": False, **anew(delivery)}
    turn(delivery, State.UNSURE if may_be_out(delivery) else held, **fields)


def may_be_out(delivery: Delivery) -> bool:
    """Whether the network was asked and nobody knows what came of it: it is looked for before it goes again."""
    asked = delivery.tries.filter(what__in=("send", "resume"))
    return delivery.state in DOUBTFUL and not (delivery.channel.by_hand or anew(delivery)) and asked.exists()


@transaction.atomic
def cancel(person: Any, delivery: Delivery) -> None:
    """It will not go out. Raises `Impossible` once it is on its way."""
    if closed := cancelling_refused(person, delivery):
        raise gate.Refused(closed)
    check_state(delivery, State.HELD, State.READY, State.BY_HAND, *TROUBLED)
    if delivery.partly_out:
        raise Impossible(PARTLY_OUT)
    stopped = {"refusal": {**delivery.refusal, "state": delivery.state}} if delivery.state in TROUBLED else {}
    turn(delivery, State.CANCELLED, due_at=None, **stopped)
    write_down(person, "outbox.cancelled", delivery)


def can_cancel(person: Any, delivery: Delivery) -> bool:
    """Whether it can still be kept from going out, by `person`."""
    return stands(delivery) and not cancelling_refused(person, delivery)


def stands(delivery: Delivery) -> bool:
    """Whether nothing of it is out or under way."""
    return LIFE.allows(delivery.state, State.CANCELLED) and not delivery.partly_out


def cancelling_refused(person: Any, delivery: Delivery) -> gate.Refusal | None:
    """What keeps `person` from cancelling.

    Holding back is not speaking: a lead, and the person in whose name it would go, need no accreditation for it, and
    the channel may be closed.
    """
    own = Membership.objects.of(delivery.organisation).filter(user_id=person.pk, user__is_active=True).first()
    if own and (own.is_lead or (own.may_work and delivery.person_id == person.pk)):
        return None
    return gate.refusal(person, delivery.organisation, delivery.act, delivery.channel, timezone.now())


@transaction.atomic
def mark_sent(person: Any, delivery: Delivery, url: str) -> None:
    """It is out, here is the link: a person saw it there, or put it there by hand.

    Only a channel that is held by hand does without the link: not every place has one.
    """
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, timezone.now())
    if delivery.corrects_id:
        raise Impossible(MOVED_ON)
    if url or not delivery.channel.by_hand:
        _check_link(url)
    check_state(delivery, *TICKABLE)
    if closed := _unread(person, delivery):
        raise gate.Refused(closed)
    # The ticket stays: unticked, what the network still works on is waited for, not begun again.
    turn(delivery, State.SENT, url=url, sent_at=timezone.now(), due_at=None, refusal={})
    delivery.tries.create(what="hand", outcome="sent", words=url)
    write_down(person, "outbox.marked_sent", delivery, url=url)


def _unread(person: Any, delivery: Delivery) -> gate.Refusal | None:
    """What keeps a supervised person from putting out by hand what a referent did not let go, or sent back."""
    now, house, channel = timezone.now(), delivery.organisation, delivery.channel
    tried = delivery.tries.filter(what__in=("send", "resume")).exists()
    if tried or not needs_release(person, house, delivery.act, channel, now) or not must_wait(delivery, now):
        return None
    return gate.Refusal("not_read", _NOT_READ, who_reads(house, delivery.act, channel, person, now))


@transaction.atomic
def untick(person: Any, delivery: Delivery) -> None:
    """It is not out after all: a person had said so by mistake. By hand it is to be done again, else looked for."""
    now = timezone.now()
    gate.require(person, delivery.organisation, delivery.act, delivery.channel, now)
    check_state(delivery, State.SENT)
    if not was_ticked(delivery):
        raise Impossible(_SENT_BY_US)
    again = {"url": "", "sent_at": None, "told_at": None, "due_at": now}
    again["deadline"] = max(delivery.deadline, now + USEFUL_FOR[Act(delivery.act)])
    turn(delivery, State.BY_HAND if delivery.channel.by_hand else State.UNSURE, **again)
    delivery.tries.create(what="hand", outcome="undone")
    write_down(person, "outbox.unticked", delivery)


def was_ticked(delivery: Delivery) -> bool:
    """Whether a person said that it is out, and not the network."""
    last = delivery.tries.last()
    return delivery.state == State.SENT and last is not None and (last.what, last.outcome) == ("hand", "sent")


def turn(delivery: Delivery, after: str, **fields: Any) -> None:
    """A person's move; `Impossible` where the row has left its state meanwhile."""
    if not delivery.turn(after, **fields):
        raise Impossible(MOVED_ON)


def check_state(delivery: Delivery, *states: str) -> None:
    """`Impossible` in any other state."""
    if delivery.state not in states:
        raise Impossible(MOVED_ON)


def _check_link(url: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise Impossible(_NO_LINK) from None


def write_down(person: Any, code: str, delivery: Delivery, **data: Any) -> None:
    """An entry of the audit log about a delivery."""
    audit.record(delivery.organisation, person, code, delivery.label, channel=delivery.channel.name, **data)


_OTHER_KEY = Say(
    "Cette clé est déjà celle d’un autre envoi. Rien n’est parti : donnez à celui-ci une clé à lui.",
    "This key is already that of something else. Nothing went out: give this a key of its own.",
)
_NO_LINK = Say(
    "Ce n’est pas un lien. Collez l’adresse complète de la page où l’envoi est visible, avec https://.",
    "This is not a link. Paste the full address of the page where it can be seen, with https://.",
)
_NOT_READ = Say("Un référent doit d’abord relire ce texte.", "A referent has to read this text first.")
_SENT_BY_US = Say(
    "Le réseau lui-même a confirmé cet envoi. Pour qu’il disparaisse, retirez-le.",
    "The network itself confirmed this. To make it disappear, withdraw it.",
)
