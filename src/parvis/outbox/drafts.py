"""From a delivery to what a network is given."""

from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage

from parvis.govern.rulebook.checks import Item
from parvis.networks.base import Captions, Draft, Media, Poll
from parvis.outbox.fetched import address_of
from parvis.outbox.models import Delivery
from parvis.outbox.words import MEDIA_LOST, refusal


class MediaLost(Exception):
    """A picture of this delivery is not in the data folder; `refusal` says so."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.refusal = refusal("media_lost", *MEDIA_LOST)


def item_of(row: Delivery, now: datetime) -> Item:
    """A delivery as the rules of the house look at it, if it went out at `now`."""
    text = "\n\n".join([row.text, *row.extras.get("parts", ())])
    return Item(text, row.act, now.astimezone(row.organisation.tz), row.language, row.media)


def draft_of(row: Delivery, with_media: bool = True) -> Draft:
    """The draft of a delivery, the same at every try; raises `MediaLost`. Without media their content stays empty."""
    return Draft(
        key=row.key,
        text=row.text,
        not_before=row.made_at,
        language=row.language,
        title=row.title,
        media=tuple(_media(each, with_media) for each in row.media),
        reply_to=row.reply_to,
        warning=row.extras.get("warning", ""),
        poll=_poll(row.extras.get("poll")),
        parts=tuple(row.extras.get("parts", ())),
    )


def _poll(told: dict[str, Any] | None) -> Poll | None:
    return Poll(tuple(told["options"]), told["seconds"], told["several"]) if told else None


def _media(each: dict[str, Any], with_content: bool) -> Media:
    content = _content(each["file"]) if with_content else b""
    captions = tuple(Captions(row["language"], row["vtt"]) for row in each.get("captions", ()))
    return Media(content, each["content_type"], each["name"], each.get("alt", ""), address_of(each), captions)


def _content(name: str) -> bytes:
    try:
        with default_storage.open(name, "rb") as file:
            content: bytes = file.read()
    except OSError:
        raise MediaLost(name) from None
    return content
