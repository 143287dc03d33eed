"""Where a text holds links, mentions and tags, in code points, as most networks see them; dialects differ beside."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import regex  # type: ignore[import-untyped]


class Span(NamedTuple):
    """`start` and `end` in code points; `value` is what it stands for (an address, a name, a tag without its sign)."""

    start: int
    end: int
    value: str


@dataclass(frozen=True)
class Spans:
    """All that stands out of a text."""

    links: tuple[Span, ...] = ()
    mentions: tuple[Span, ...] = ()
    tags: tuple[Span, ...] = ()


LINK = regex.compile(r"https?://[^\s<>\"“”«»]+", regex.I)
MENTION = regex.compile(r"(?<![\w/@.])@([\w][\w.-]*\w|\w)(?:@([\w-]+(?:\.[\w-]+)+))?")
TAG = regex.compile(r"(?<![\w&/#])[#＃]([\p{L}\p{M}\p{N}_]*[\p{L}][\p{L}\p{M}\p{N}_]*)")


def graphemes(text: str) -> int:
    """Characters as a reader counts them."""
    return len(regex.findall(r"\X", text))


@cache
def top_domains() -> frozenset[str]:
    """The top-level domains of the Internet."""
    lines = (files("parvis.networks") / "data" / "top_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def trimmed(link: str) -> str:
    """A link without the punctuation of the sentence around it."""
    while link and (link[-1] in ".,;:!?…'’" or (link[-1] == ")" and link.count("(") < link.count(")"))):
        link = link[:-1]
    return link


def usual(text: str) -> Spans:
    """Links with their scheme, @names, #words."""
    links = tuple(Span(m.start(), m.start() + len(t := trimmed(m[0])), t) for m in LINK.finditer(text))

    def is_free(at: int) -> bool:
        return not any(link.start <= at < link.end for link in links)

    mentions = tuple(Span(m.start(), m.end(), m[0][1:]) for m in MENTION.finditer(text) if is_free(m.start()))
    tags = tuple(Span(m.start(), m.end(), m[1]) for m in TAG.finditer(text) if is_free(m.start()))
    return Spans(links, mentions, tags)
