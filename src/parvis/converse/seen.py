"""A remark that a person saw where Parvis reads nothing: noted, it is a post and a conversation like any other."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from parvis.channels.models import Channel
from parvis.converse.audit import record
from parvis.converse.models import Conversation
from parvis.converse.opening import take_in
from parvis.core.scope import Organisation
from parvis.listen.models import Post
from parvis.listen.storing import store
from parvis.networks.base import Found
from parvis.outbox.actions import Impossible
from parvis.say import Say


@dataclass(frozen=True)
class Remark:
    """What was seen; `url` and `author` may be empty, `at` is when it was written there, in UTC."""

    text: str
    url: str
    author: str
    at: datetime


def places(organisation: Organisation) -> "models.QuerySet[Channel]":
    """Channels where nothing is read by program, so that people note what they see."""
    return Channel.objects.of(organisation).filter(by_hand=True).exclude(state="closed")


@transaction.atomic
def note_seen(person: Any, channel: Channel, remark: Remark, now: datetime) -> tuple[Conversation, bool]:
    """The conversation of the remark, and whether it is new; the same link and text are the same remark.

    Raises `Impossible` where the channel is read by program, or closed.
    """
    if not channel.by_hand or channel.state == "closed":
        raise Impossible(_NOT_HERE)
    found = _found(channel, remark)
    is_new = bool(store(channel.organisation, [found], channel.network, now, None, channel).new)
    row = Post.objects.of(channel.organisation).get(network=channel.network, external_id=found.external_id)
    conversation = take_in(row, now, person)
    if is_new:
        record(conversation, person, "converse.seen", channel=channel.name)
    return conversation, is_new


def _found(channel: Channel, remark: Remark) -> Found:
    place = remark.url or f"channel {channel.pk}"
    number = "seen-" + hashlib.sha256(f"{place}\n{remark.text}".encode()).hexdigest()
    return Found(
        external_id=number,
        url=remark.url,
        text=remark.text,
        published_at=remark.at,
        author=remark.author,
        thread=place if remark.url else number,
        addressed=True,
        reply_handle={"seen": number},
    )


_NOT_HERE = Say(
    "Ce canal n’est pas tenu à la main : Parvis y lit lui-même les remarques. Rien n’a été noté.",
    "This channel is not held by hand: Parvis reads the remarks there by itself. Nothing was noted.",
)
