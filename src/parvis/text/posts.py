"""A post as the text library reads it: what was written, by whom, where."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from parvis.say import Say


class PostError(ValueError):
    """A line that is not a post; `say` tells why."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.en)
        self.say = say


class Post(NamedTuple):
    """One post. `lang` is a code such as `fr-CA`, `source` a network's slug; `published_at` is aware, in UTC."""

    id: str
    text: str
    author: str = ""
    lang: str = ""
    source: str = ""
    url: str = ""
    published_at: datetime | None = None
    tags: tuple[str, ...] = ()
    has_media: bool = False
    is_reply: bool = False

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> "Post":
        """The post of one JSON line; raises `PostError` when `id` or `text` is missing or a date is none."""
        get = line.get
        key, text = get("id"), get("text")
        if type(key) is int:
            key = str(key)
        if not isinstance(key, str) or not key:
            raise PostError(Say("« id » manque ou n’est pas un texte.", "“id” is missing or is not a text."))
        if not isinstance(text, str):
            raise PostError(Say("« text » manque ou n’est pas un texte.", "“text” is missing or is not a text."))
        when, tags = get("published_at"), get("tags")
        return cls(
            key,
            text,
            _word(get("author")),
            _word(get("lang")),
            _word(get("source")),
            _word(get("url")),
            _moment(when) if when else None,
            tuple(map(_word, tags)) if isinstance(tags, list) else (),
            get("has_media") is True,
            get("is_reply") is True,
        )


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def _moment(value: object) -> datetime:
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        when = None
    if when is None:
        raise PostError(Say("« published_at » n’est pas une date ISO 8601.", "“published_at” is not an ISO 8601 date."))
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)
