"""Answering: the gate, the rules, then message, delivery and commitments in one transaction."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels import speak
from parvis.converse.audit import record
from parvis.converse.models import LIFE, Commitment, Conversation, Handling, Message
from parvis.govern import gate, rules
from parvis.govern.rulebook import reads as rulebook
from parvis.govern.rulebook.checks import Item
from parvis.govern.rules import Objected, Objection
from parvis.listen.models import Post
from parvis.networks.base import Can
from parvis.outbox import actions as outbox
from parvis.outbox.actions import Impossible
from parvis.say import Say
from parvis.text import promises

CRISIS = "Crise / Crisis"
UNDATED = timedelta(days=14)


@dataclass(frozen=True)
class Answer:
    """What a person wrote. `key` (32 hex digits) is made with the form: the same one twice is one answer.

    `emergency`: why it cannot wait to be read; a crisis needs no other reason.
    `anyway`: warnings were read. `promised_on`: the date of promises that name none. `tells`: commitments whose result
    this answer tells the person.
    """

    text: str
    key: str
    anyway: bool = False
    promised_on: date | None = None
    tells: Collection[int] = field(default_factory=tuple)
    emergency: str = ""


def objections(conversation: Conversation, text: str, now: datetime) -> list[Objection]:
    """What stands against sending `text` in this conversation."""
    if conversation.channel is None:
        return []
    channel = conversation.channel
    item = Item(text, "reply", now.astimezone(conversation.organisation.tz), channel.language)
    return rulebook.against(channel, item, speak.limits(channel))


def cannot_reply(conversation: Conversation) -> Say | None:
    """Why nobody can answer from here, whoever they are; None when one can."""
    if conversation.channel is None:
        return _NO_CHANNEL
    return None if speak.can(conversation.channel, Can.REPLY) else _NO_REPLY


def reply(person: Any, conversation: Conversation, answer: Answer) -> Message:
    """Hands an answer to the outbox: message, delivery and commitments at once.

    Raises `gate.Refused`, `Objected` or `Impossible`; nothing is written then.
    """
    if known := Message.objects.of(conversation.organisation).filter(delivery__key=answer.key).first():
        return known
    if closed := cannot_reply(conversation):
        raise Impossible(closed)
    now = timezone.now()
    gate.require(person, conversation.organisation, "reply", conversation.channel, now)
    found = objections(conversation, answer.text, now)
    if rules.blocking(found) or (found and not answer.anyway):
        raise Objected(found)
    with transaction.atomic():
        message = _say(person, conversation, answer, now)
        if found:
            record(conversation, person, "converse.sent_anyway", warnings=", ".join(sorted({o.code for o in found})))
    return message


def _say(person: Any, conversation: Conversation, answer: Answer, now: datetime) -> Message:
    delivery = outbox.deliver(
        person,
        conversation.channel,
        "reply",
        answer.text,
        answer.key,
        reply_to=_handle(conversation),
        place=_place(conversation),
        emergency=answer.emergency or (CRISIS if conversation.handling == Handling.CRISIS else ""),
    )
    message, made = Message.objects.get_or_create(
        delivery=delivery,
        defaults={
            "organisation": conversation.organisation,
            "conversation": conversation,
            "direction": "out",
            "person": person,
            "text": answer.text,
            "at": now,
        },
    )
    if made:
        _answered(person, conversation, now)
        _promise(person, message, answer, now)
        _tell(person, conversation, answer, now)
        record(conversation, person, "converse.replied")
    return message


def _handle(conversation: Conversation) -> dict[str, Any]:
    """The network's handle of what is answered: the last thing the person said there."""
    posts = Post.objects.filter(message__conversation=conversation).exclude(reply_handle={})
    last = posts.order_by("published_at", "pk").last()
    if last is None:
        raise Impossible(_NO_CHANNEL)
    return dict(last.reply_handle)


def _place(conversation: Conversation) -> str:
    """Where the last thing the person said can be seen."""
    posts = Post.objects.filter(message__conversation=conversation).exclude(url="")
    last = posts.order_by("published_at", "pk").last()
    return last.url if last else ""


def _answered(person: Any, conversation: Conversation, now: datetime) -> None:
    fields = {"answered_at": conversation.answered_at or now, "last_at": now, "owner": conversation.owner or person}
    Conversation.objects.filter(pk=conversation.pk).update(**fields)
    conversation.refresh_from_db()
    if conversation.state != "answered":
        LIFE.move(conversation, "answered", due_at=None, closed_at=None, closed_by=None, outcome="")


def _promise(person: Any, message: Message, answer: Answer, now: datetime) -> None:
    conversation = message.conversation
    today = now.astimezone(conversation.organisation.tz).date()
    for each in promises.find(message.text, conversation.channel.language, today):
        due = each.due or answer.promised_on or today + UNDATED
        Commitment.objects.create(
            organisation=message.organisation,
            conversation=conversation,
            message=message,
            text=each.text[:300],
            owner=conversation.owner or person,
            due_on=due,
            made_at=now,
        )
        record(conversation, person, "converse.promised", due=due.isoformat())


def _tell(person: Any, conversation: Conversation, answer: Answer, now: datetime) -> None:
    for commitment in conversation.commitments.filter(pk__in=list(answer.tells), told_at=None):
        if not commitment.broken_at:
            commitment.kept_at = commitment.kept_at or now
        commitment.told_at = now
        commitment.save()
        record(conversation, person, "converse.told")


_NO_CHANNEL = Say(
    "Aucun de vos canaux ne permet de répondre ici. Répondez sur place ; vous pourrez ensuite clore l’échange.",
    "None of your channels can answer here. Answer there; you can then close the conversation.",
)
_NO_REPLY = Say(
    "Ce réseau ne permet pas à Parvis de répondre. Répondez sur place ; vous pourrez ensuite clore l’échange.",
    "This network does not let Parvis reply. Answer there; you can then close the conversation.",
)
