"""What is publicly seen of an account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser


@dataclass(frozen=True)
class Item:
    """Something that the account published itself: how many pictures it has, how many of them are described."""

    at: datetime
    url: str
    pictures: int = 0
    described: int = 0
    is_reply: bool = False


@dataclass(frozen=True)
class Profile:
    """An account: `network` is a slug, `followers` is None where the place does not tell them.

    `items`, newest first, are all of the time asked for where `is_whole`; else there may have been more.
    """

    network: str
    name: str
    handle: str
    url: str
    items: tuple[Item, ...]
    is_whole: bool
    followers: int | None = None


def newest_first(items: Sequence[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: item.at, reverse=True))


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        is_dot = values.get("width") == "1" or re.search(r"/(pixel|stat)s?[./?]", values.get("src") or "")
        if tag == "img" and not is_dot:
            self.alts.append((values.get("alt") or "").strip())


def pictures_in(markup: str) -> tuple[int, int]:
    """How many pictures some HTML shows and how many of them are described; counting pixels are no pictures."""
    reader = _Pictures()
    reader.feed(markup)
    reader.close()
    return len(reader.alts), sum(map(bool, reader.alts))
