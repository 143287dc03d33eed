"""Moderating a message of the public: behind the gate, with the clause, carried out by a worker."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels import pace, speak
from parvis.channels.actions import speaking
from parvis.converse.audit import record
from parvis.converse.models import MODERATION_LIFE, Measure, Message, Moderation
from parvis.core.audit import in_both
from parvis.core.scope import Organisation
from parvis.core.work import backoff
from parvis.govern import gate, levels
from parvis.govern.gate import Refusal
from parvis.networks.base import Can
from parvis.networks.errors import Amend, Gone, NetworkError, TryLater
from parvis.networks.http import SEND_SECONDS
from parvis.outbox.actions import Impossible
from parvis.outbox.words import refusal
from parvis.say import Say

USEFUL_FOR = timedelta(days=1)
TELL = timedelta(seconds=20)  # what fails together is told together


def cannot_moderate(message: Message) -> Say | None:
    """Why nobody can moderate it from here, whoever they are; None when one can."""
    post = message.post
    if message.direction != "in" or post is None or not post.addressed or post.channel is None:
        return _NOT_OURS
    if post.channel.by_hand or not speak.can(post.channel, Can.MODERATE):
        return _BY_HAND
    return None


def moderation_refusal(person: Any, message: Message, measure: str, now: datetime) -> Refusal | None:
    """What keeps `person` from this measure; what cannot be undone is not for a supervised person."""
    channel, house = message.post.channel, message.organisation
    if closed := gate.refusal(person, house, "moderate", channel, now):
        return closed
    if measure == Measure.REMOVE and levels.needs_release(person, house, "moderate", channel, now):
        return _FOR_A_REFERENT
    return None


@transaction.atomic
def moderate(person: Any, message: Message, measure: str, clause: str) -> Moderation:
    """Asks for it, once; a worker does it. Raises `gate.Refused` or `Impossible`; nothing is written then."""
    measure, clause, now = Measure(measure), " ".join(clause.split())[:300], timezone.now()
    if closed := cannot_moderate(message):
        raise Impossible(closed)
    if refused := moderation_refusal(person, message, measure, now):
        raise gate.Refused(refused)
    if measure != Measure.SHOW and not clause:
        raise Impossible(_NO_CLAUSE)
    fields = {
        "organisation": message.organisation,
        "channel": message.post.channel,
        "external_id": message.post.external_id,
        "person": person,
        "measure": measure,
        "clause": clause,
        "due_at": now,
        "deadline": now + USEFUL_FOR,
    }
    row, made = Moderation.objects.get_or_create(message=message, state="asked", defaults=fields)
    if not made and row.measure != measure:
        raise Impossible(_UNDER_WAY)
    if made:
        _log(row, person, "converse.moderation_asked", clause=clause or "–")
    return row


def carry_out(row: Moderation) -> None:
    """The gate again, then the network: asking twice for the same is asking once, so a lost answer does no harm."""
    now = timezone.now()
    if closed := moderation_refusal(row.person, row.message, row.measure, now):
        _end(row, "refused", closed.as_json())
    elif now >= row.deadline:
        _end(row, "refused", refusal("too_late", _TOO_LATE))
    elif wait := pace.wait_of(row.channel, now):
        row.put_off(wait)
    else:
        _ask(row)


def _ask(row: Moderation) -> None:
    try:
        with speak.client().within(SEND_SECONDS), speaking(row.channel) as network:
            network.moderate(row.external_id, row.measure)
    except Gone as gone:
        removed = row.measure in (Measure.REMOVE, Measure.SPAM)
        _end(row, "done") if removed else _end(row, "refused", refusal("network", gone.say))
    except Amend as error:
        _end(row, "refused", refusal("network", error.say))
    except NetworkError as error:
        asked = error.seconds if isinstance(error, TryLater) else 0.0
        row.put_off(max(asked, backoff(row.attempts)), error.say.en, refusal=refusal("network", error.say))
    else:
        _end(row, "done")


def _end(row: Moderation, state: str, why: dict[str, Any] | None = None) -> None:
    MODERATION_LIFE.check(row.state, state)
    with transaction.atomic():
        now = timezone.now()
        if row.finish(state=state, refusal=why or {}, due_at=now + TELL if why else None, done_at=now):
            _log(row, None, f"converse.moderation_{state}")


def look_again(organisation: Organisation, person: Any, now: datetime, **_signal: Any) -> int:
    """Stops what `person` asked for and may no longer ask; how many."""
    rows = Moderation.objects.of(organisation).filter(person=person, state="asked")
    return sum(_stop(row, now) for row in rows.select_related("message__post__channel", "message__organisation"))


def _stop(row: Moderation, now: datetime) -> bool:
    closed = gate.refusal(row.person, row.organisation, "moderate", row.channel, now)
    fields = {"due_at": None, "lease_until": None, "lease_by": "", "done_at": now}
    if closed is None or not MODERATION_LIFE.move(row, "refused", refusal=closed.as_json(), **fields):
        return False
    _log(row, None, "converse.moderation_refused")
    return True


def _log(row: Moderation, person: Any, code: str, **data: Any) -> None:
    record(row.message.conversation, person, code, measure=in_both(Measure(row.measure).label), **data)


_NOT_OURS = Say(
    "Ce message n’est pas sur l’un de vos canaux : vous ne pouvez pas le modérer, mais vous pouvez y répondre.",
    "This message is not on one of your channels: you cannot moderate it, but you can answer it.",
)
_BY_HAND = Say(
    "Ce réseau ne permet pas à Parvis de modérer. Faites-le sur place, puis laissez une note dans l’échange.",
    "This network does not let Parvis moderate. Do it there, then leave a note in the conversation.",
)
_NO_CLAUSE = Say(
    "Dites quelle règle de la nétiquette est en cause. Rien n’a été fait.",
    "Say which rule of the netiquette is at stake. Nothing was done.",
)
_UNDER_WAY = Say(
    "Une autre mesure est déjà en cours pour ce message. Attendez qu’elle soit faite.",
    "Another measure is already under way for this message. Wait until it is done.",
)
_TOO_LATE = Say(
    "Le réseau n’a pas confirmé la mesure de la journée. Regardez sur place où en est le message, ou redemandez.",
    "The network did not confirm this all day. Look there how the message stands, or ask again.",
)
_FOR_A_REFERENT = Refusal(
    "for_a_referent",
    Say(
        "Retirer un message ne se défait pas : c’est à une personne autonome de le décider.",
        "Removing a message cannot be undone: that is for an autonomous person to decide.",
    ),
    Say("Mettez-le en attente et demandez-lui.", "Hold it back and ask one."),
)
