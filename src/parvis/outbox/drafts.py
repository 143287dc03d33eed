"""From a delivery to what a network is given."""

from typing import Any

from django.core.files.storage import default_storage

from parvis.networks.base import Draft, Media
from parvis.outbox.models import Delivery
from parvis.outbox.words import MEDIA_LOST, refusal


class MediaLost(Exception):
    """A picture of this delivery is not in the data folder; `refusal` says so."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.refusal = refusal("media_lost", *MEDIA_LOST)


def draft_of(row: Delivery, with_media: bool = True) -> Draft:
    """The draft of a delivery, the same at every try; raises `MediaLost`."""
    return Draft(
        key=row.key,
        text=row.text,
        not_before=row.made_at,
        language=row.language,
        title=row.title,
        media=tuple(_media(each) for each in row.media) if with_media else (),
        reply_to=row.reply_to,
    )


def _media(each: dict[str, Any]) -> Media:
    try:
        with default_storage.open(each["file"], "rb") as file:
            content = file.read()
    except OSError:
        raise MediaLost(each["file"]) from None
    return Media(content, each["content_type"], each["name"], each.get("alt", ""))
