"""Quarters, as an organisation in its zone counts them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _


class BadQuarter(ValueError):
    """Not a quarter such as `2026Q3`."""


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year; `start` and `end` (exclusive) are its days in the organisation's zone."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """`2026Q3`, also `2026T3`; raises `BadQuarter`."""
        found = re.fullmatch(r"(\d{4})[QT]([1-4])", text.strip().upper())
        if not found or not 1990 <= int(found[1]) < 2200:
            raise BadQuarter(text)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def label(self) -> str:
        """« 3e trimestre 2026 »."""
        names = (_("1er trimestre"), _("2e trimestre"), _("3e trimestre"), _("4e trimestre"))
        return f"{names[self.number - 1]} {self.year}"

    @property
    def start(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end(self) -> date:
        return self.next.start

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """First moment, and first moment after."""
        return datetime.combine(self.start, time(), zone), datetime.combine(self.end, time(), zone)
