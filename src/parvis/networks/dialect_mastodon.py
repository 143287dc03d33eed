"""How Mastodon counts: characters as a reader sees them, every link as 23, of a mention only the name before the host.

Mastodon does so in `status_length_validator.rb` of mastodon/mastodon.
"""

import regex  # type: ignore[import-untyped]

from parvis.networks.spans import Spans, graphemes, trimmed, usual

LINK_LENGTH = 23
LINK = regex.compile(r"https?://[^\s<>\"]+", regex.I)
MENTION = regex.compile(r"(?<![\w/=])@([\w]+(?:[\w.-]*\w)?)@[\w.-]+\w(?::\d+)?")


def measure(text: str) -> int:
    """The length of a status."""
    shortened = LINK.sub(lambda m: "x" * LINK_LENGTH + m[0][len(trimmed(m[0])) :], text)
    return graphemes(MENTION.sub(r"@\1", shortened))


def spans(text: str) -> Spans:
    """Links with their scheme, @name and @name@host, #tags."""
    return usual(text)
