"""A post becomes a message of a conversation: the one it belongs to, or a new one. Twice is once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.converse.audit import record
from parvis.converse.models import LIFE, Conversation, Handling, Message
from parvis.core.scope import Organisation
from parvis.listen.models import Intent, Post
from parvis.networks.base import Can
from parvis.people.models import Membership

CRISIS_WITHIN = timedelta(hours=1)
PROMISED_HOURS = 48
NAMELESS = ("", "Anonyme", "anonyme", "Anonymous", "anonymous")
HANDLINGS = {
    Intent.EMERGENCY: Handling.CRISIS,
    Intent.FALSE_INFORMATION: Handling.CORRECT,
    Intent.THANKS: Handling.THANK,
    Intent.PRAISE: Handling.THANK,
}


@transaction.atomic
def take_in(post: Post, now: datetime, person: Any = None) -> Conversation:
    """The conversation of `post`, made, joined or opened again as needed. `person` None: triage does it."""
    Organisation.objects.select_for_update().get(pk=post.organisation_id)
    known = Message.objects.filter(post=post).select_related("conversation").first()
    if known:
        return known.conversation
    conversation = going_on(post) or _new(post, now, person)
    _add(conversation, post, now)
    return conversation


def going_on(post: Post) -> Conversation | None:
    """The conversation that `post` goes on with: the same person in the same thread, or an answer to what we said."""
    rows = Conversation.objects.filter(organisation=post.organisation_id, network=post.network)
    if post.reply_to:
        above = Q(messages__post__external_id=post.reply_to) | Q(messages__delivery__external_id=post.reply_to)
        anybody = Q() if post.automatic else _by_the_same(post)
        answered = rows.filter(above, anybody).order_by("-last_at").first()
        if answered:
            return answered
    if not post.thread or (post.author_handle or post.author) in NAMELESS:
        return None
    return rows.filter(_by_the_same(post), thread=post.thread).order_by("-last_at").first()


def _by_the_same(post: Post) -> Q:
    return Q(author_handle=post.author_handle) if post.author_handle else Q(author_handle="", author=post.author)


def _new(post: Post, now: datetime, person: Any) -> Conversation:
    channel = answering_channel(post)
    handling = HANDLINGS.get(Intent(post.intent or Intent.NONE), Handling.ANSWER)
    conversation = Conversation.objects.create(
        organisation=post.organisation,
        root=post,
        channel=channel,
        network=post.network,
        thread=post.thread,
        author=post.author,
        author_handle=post.author_handle,
        handling=handling,
        owner=person or _owner(channel),
        opened_at=now,
        due_at=due(handling, channel, post.published_at, now),
        last_at=post.published_at,
    )
    record(conversation, person, "converse.opened")
    return conversation


def _add(conversation: Conversation, post: Post, now: datetime) -> None:
    Message.objects.create(
        organisation=post.organisation,
        conversation=conversation,
        direction="in",
        post=post,
        text=post.text,
        at=post.published_at,
    )
    conversation.last_at = max(conversation.last_at, post.published_at)
    conversation.save(update_fields=["last_at"])
    if conversation.state != "open" and not post.automatic:
        again = due(conversation.handling, conversation.channel, post.published_at, now)
        LIFE.move(conversation, "open", due_at=again, closed_at=None, closed_by=None, outcome="")
        record(conversation, None, "converse.came_back")


def due(handling: str, channel: Channel | None, written_at: datetime, now: datetime) -> datetime:
    """When the answer is owed: what the channel promises, counted from when the person wrote; a crisis within the hour.

    Never less than an hour from now: what is found late is not late at once.
    """
    soonest = now + CRISIS_WITHIN
    hours = channel.promised_hours if channel else PROMISED_HOURS
    return soonest if handling == Handling.CRISIS else max(written_at + timedelta(hours=hours), soonest)


def answering_channel(post: Post) -> Channel | None:
    """Through which of our channels `post` can be answered; None when none can."""
    if not post.reply_handle:
        return None
    if post.channel and _replies(post.channel):
        return post.channel
    rows = Channel.objects.filter(organisation=post.organisation_id, network=post.network, state="live")
    same_server = [row for row in rows if _replies(row) and (not post.channel or row.address == post.channel.address)]
    return same_server[0] if same_server else None


def _replies(channel: Channel) -> bool:
    return channel.state != "closed" and speak.can(channel, Can.REPLY)


def _owner(channel: Channel | None) -> Any:
    """Whoever answers for the channel, while still here and working."""
    if channel is None or channel.owner_id is None:
        return None
    here = Membership.objects.filter(organisation=channel.organisation_id, user=channel.owner_id, user__is_active=True)
    return channel.owner if any(member.may_work for member in here) else None
