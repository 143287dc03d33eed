"""What a person needs who carries a delivery out by hand: the text, what it weighs there, the place."""

import re
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from parvis.channels import speak
from parvis.govern import rules
from parvis.govern.rulebook import reads as rulebook
from parvis.networks.base import Limits
from parvis.outbox.drafts import item_of
from parvis.outbox.models import Delivery

WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Sheet:
    """`length` of the text as its network counts; `found`: what the rules say of it now; `place`: where it goes.

    `changed`, of a correction: the old text and the new one, word by word, as `("same" | "del" | "ins", words)`.
    """

    length: int
    limits: Limits
    found: list[rules.Objection]
    place: str
    changed: list[tuple[str, str]]

    @property
    def may_go(self) -> bool:
        return not rules.blocking(self.found)


def sheet(row: Delivery, now: datetime) -> Sheet:
    """The sheet of a delivery as things stand at `now`."""
    limits = speak.limits(row.channel)
    found = rulebook.against(row.channel, item_of(row, now), limits)
    place = (row.corrects.url if row.corrects else "") or row.place or row.channel.url
    changed = changes(row.before["text"], row.text) if row.corrects_id else []
    return Sheet(limits.measure(row.text), limits, found, place, changed)


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """What differs between two texts, word by word."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        parts = [("same", old[a:b])] if what == "equal" else [("del", old[a:b]), ("ins", new[c:d])]
        for kind, words in parts:
            found += _bare(kind, "".join(words))
    return found


def _bare(kind: str, text: str) -> list[tuple[str, str]]:
    """The space after words that go or come stays as it is: a line through it says nothing."""
    words = text if kind == "same" else text.rstrip()
    return [pair for pair in ((kind, words), ("same", text[len(words) :])) if pair[1]]
