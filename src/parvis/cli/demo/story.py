"""The town's stories told for an end date: every row with its own moment, and the dates in its text written out."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils.translation import override

from parvis.web import words

TOWN = Path(__file__).with_name("town")
BACK = 183  # days of talk before the end date
PARENTS = ("reply_to", "copy_of", "to")
WRITTEN = ("text", "body", "title")
DATE = re.compile(r"\{([+-])(\d+)(w)?(?::(\w{3}))?\}")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Item:
    """A post, a reply or a publication: `at` (UTC) is when it was said, `row` what the town's file says of it."""

    id: str
    kind: str
    at: datetime
    text: str
    row: Mapping[str, Any] = field(repr=False)

    @property
    def parent(self) -> str:
        """The id of what it answers, if anything."""
        return str(self.row.get("reply_to") or self.row.get("to") or "")


class Town:
    """`until`: the last day; on that very day, nothing is told that is said after `now`. `extra`: more rows."""

    def __init__(self, until: date, now: datetime, zone: tzinfo, extra: Sequence[Mapping[str, Any]] = ()) -> None:
        self.until, self.zone, self.extra = until, zone, extra
        here = now.astimezone(zone).replace(second=0, microsecond=0)
        self.end = min(self.noon, here.astimezone(UTC)) if here.date() == until else self.noon
        self._told: dict[str, Item | None] = {}

    @cached_property
    def items(self) -> dict[str, Item]:
        """All that was said, oldest first, by id."""
        told = filter(None, map(self._tell, self.rows))
        return {item.id: item for item in sorted(told, key=lambda item: (item.at, item.id))}

    @cached_property
    def rows(self) -> dict[str, Mapping[str, Any]]:
        """The rows as written, by id."""
        stories = (row for path in sorted(TOWN.glob("*.jsonl")) for row in _lines(path))
        return {row["id"]: row for row in (*stories, *self.extra)}

    @property
    def noon(self) -> datetime:
        """Noon of the last day: the stories end before it."""
        return self.moment(self.until, "12:00")

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items.values() if item.kind == kind]

    def _tell(self, name: str) -> Item | None:
        if name not in self._told:
            row = self.rows[name]
            at = self._moment(row)
            self._told[name] = self.write(row, at) if at and at <= self.end else None
        return self._told[name]

    def _moment(self, row: Mapping[str, Any]) -> datetime | None:
        """None when the row does not belong to these six months, or answers one that does not."""
        parents = [self._tell(row[name]) for name in PARENTS if name in row]
        if None in parents:
            return None
        if "after_hours" in row:
            return parents[0].at + timedelta(hours=row["after_hours"]) if parents[0] else None
        day = self._day(row)
        return self.moment(day, row["time"]) if day else None

    def _day(self, row: Mapping[str, Any]) -> date | None:
        if "day" in row:
            return self.until - timedelta(days=row["day"])
        day = date.fromisoformat(f"{self.until.year}-{row['month_day']}")
        if day > self.until:
            day = day.replace(year=day.year - 1)
        return day if (self.until - day).days <= BACK else None

    def moment(self, day: date, clock: str) -> datetime:
        """A day's local time (`HH:MM`), in UTC."""
        return datetime.combine(day, time.fromisoformat(clock), self.zone).astimezone(UTC)

    def write(self, row: Mapping[str, Any], at: datetime) -> Item:
        """The row as said at `at`, its dates written out."""
        day, language = at.astimezone(self.zone).date(), self._language(row)
        written = {name: dated(row[name], day, language) for name in WRITTEN if name in row}
        return Item(row["id"], row["kind"], at, written["text"], {**row, **written, "lang": language})

    def _language(self, row: Mapping[str, Any]) -> str:
        """A reply speaks the language of what it answers."""
        return str(row.get("lang") or (self._language(self.rows[row["to"]]) if "to" in row else "fr"))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a story; its header gives them their stage."""
    header, *rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return ({"stage": header["stage"], "story": header["story"], **row} for row in rows)


def dated(text: str, day: date, language: str) -> str:
    """`text` with its `{+4w}` written out as seen from `day`."""
    with override(language):
        return DATE.sub(lambda found: words.day(moved(day, found[0])).replace(words.NBSP, " "), text)


def moved(day: date, how: str) -> date:
    """`{+4}`: four days on; `{+4w}`: and not on a weekend; `{+4:sat}`: the first Saturday from then on."""
    found = DATE.fullmatch(how)
    if found is None:
        raise ValueError(f"{how!r} is not a date of the town")
    sign, days, working, weekday = found.groups()
    day += timedelta(days=int(sign + days))
    if weekday:
        day += timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)
    return day + timedelta(days=7 - day.weekday()) if working and day.weekday() > 4 else day
