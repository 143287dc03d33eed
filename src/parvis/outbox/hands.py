"""What a person needs who carries a delivery out by hand: the text, what it weighs there, the place."""

from dataclasses import dataclass
from datetime import datetime

from parvis.channels import speak
from parvis.govern import rules
from parvis.govern.rulebook import reads as rulebook
from parvis.networks.base import Limits
from parvis.outbox.drafts import item_of
from parvis.outbox.models import Delivery


@dataclass(frozen=True)
class Sheet:
    """`length` of the text as its network counts; `found`: what the rules say of it now; `place`: where it goes."""

    length: int
    limits: Limits
    found: list[rules.Objection]
    place: str

    @property
    def may_go(self) -> bool:
        return not rules.blocking(self.found)


def sheet(row: Delivery, now: datetime) -> Sheet:
    """The sheet of a delivery as things stand at `now`."""
    limits = speak.limits(row.channel)
    found = rulebook.against(row.channel, item_of(row, now), limits)
    return Sheet(limits.measure(row.text), limits, found, row.place or row.channel.url)
