"""Somebody of the public is erased: what they wrote, their name and address go; that something was said stays."""

from typing import Any

from django.db import transaction
from django.db.models import Q

from parvis.converse.models import Conversation, Message
from parvis.core import forget
from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Post
from parvis.outbox.models import Delivery

NOTHING = "[…]"
"""What stands where a name stood in an answer of the house."""


def posts(network: str, handle: str, house: Organisation | None = None) -> Any:
    """What this author wrote, in one house or in all."""
    return _of(Post.objects.filter(network=network).filter(_by(handle)), house)


def conversations(network: str, handle: str, house: Organisation | None = None) -> Any:
    return _of(Conversation.objects.filter(network=network).filter(_by(handle)), house)


def _of(rows: Any, house: Organisation | None) -> Any:
    return rows.filter(organisation=house) if house else rows


def _by(handle: str) -> Q:
    """Networks without handles know their authors by name."""
    return Q(author_handle=handle) | Q(author_handle="", author=handle)


@transaction.atomic
def forget_author(by: Any, network: str, handle: str, house: Organisation | None = None) -> int:
    """Empties what this author wrote and takes their name out of the answers; how many posts were emptied.

    An emptied post keeps its day, tone, subject and the network's own id: figures stay, and it is not collected anew.
    """
    said, talks = list(posts(network, handle, house)), list(conversations(network, handle, house))
    names = _names(said, talks)
    _empty(said)
    _forget_talks(talks, names)
    forget.sweep([name for name in names if not forget.is_one_word(name)], NOTHING, house)
    for organisation in {each.organisation for each in [*said, *talks]}:
        count = sum(each.organisation_id == organisation.pk for each in said)
        record(organisation, by, "converse.forgotten", about=network, count=count)
    forget.overwrite_soon()
    return len(said)


def _names(said: list[Post], talks: list[Conversation]) -> list[str]:
    authors: list[Any] = [*said, *talks]
    found = {name for each in authors for name in (each.author, each.author_handle)}
    return sorted(found - {"", NOTHING})


def _empty(said: list[Post]) -> None:
    keys = [each.pk for each in said]
    Post.objects.filter(pk__in=keys).update(
        text="", title="", url="", author=NOTHING, author_handle="", author_url="", media=[], tags=[], reply_handle={},
        unread=False,
    )  # fmt: skip
    Mention.objects.filter(post__in=keys).update(spans=[], title_spans=[])
    Message.objects.filter(post__in=keys).update(text="")


def _forget_talks(talks: list[Conversation], names: list[str]) -> None:
    """The name goes from every message, answer and note of these conversations."""
    told = forget.without(names, NOTHING, anywhere=True)
    for talk in talks:
        for message in talk.messages.select_related("delivery"):
            forget.rewrite(message, [Message._meta.get_field("text")], told)
            if message.delivery:
                forget.rewrite(message.delivery, _DELIVERED, told)
        for commitment in talk.commitments.all():
            forget.rewrite(commitment, [commitment._meta.get_field("text")], told)
        forget.rewrite(talk, [Conversation._meta.get_field("learnt")], told)
    Conversation.objects.filter(pk__in=[each.pk for each in talks]).update(author=NOTHING, author_handle="")


_DELIVERED = [field for field in Delivery._meta.concrete_fields if forget.is_text(field)]
