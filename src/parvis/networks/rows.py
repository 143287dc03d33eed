"""Rows of an answer, read one by one: one that is not as it should be is passed over and noted, the others are kept.

The cursor of most networks is `{"at", "id", "seen"}`: the time and id of the newest row (ISO 8601), and of the rows
around it their times by their ids. Rows are written while others are read, and some show late: what lies a little
before the cursor and was not seen is new too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from parvis.networks.base import Batch, Found, FoundMedia

MISSHAPEN = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)
SLACK = timedelta(minutes=10)
MOST_SEEN = 2000
MILLISECONDS_FROM = 100_000_000_000  # a number above this is a date in milliseconds

Row = Mapping[str, Any]
Mark = tuple[datetime, str]
T = TypeVar("T")


def sound(rows: Iterable[Any], read: Callable[[Any], T], missed: list[str]) -> Iterator[T]:
    """What `read` makes of each row; of one that it cannot read `missed` gets a line for the log."""
    for row in rows:
        try:
            value = read(row)
            yield checked(value) if isinstance(value, Found) else value  # type: ignore[misc]
        except MISSHAPEN as error:
            missed.append(f"{_name(row)}: {type(error).__name__} {error}"[:200])


def _name(row: Any) -> str:
    names = ("id", "uri", "name", "commentUrn") if isinstance(row, Mapping) else ()
    return next((str(row[name])[:80] for name in names if row.get(name)), "a row")


TEXTS = tuple(field.name for field in fields(Found) if field.type in ("str", str))


def checked(found: Found) -> Found:
    """A remark whose texts are texts: a null counts as none; raises TypeError or ValueError where it holds else."""
    empty: dict[str, Any] = {name: "" for name in TEXTS if getattr(found, name) is None}
    found = replace(found, **empty) if empty else found
    if not found.external_id or not all(isinstance(getattr(found, name), str) for name in TEXTS):
        raise TypeError("a text is none")
    if found.published_at.tzinfo is None:
        raise ValueError("a time without its zone")
    tags = tuple(tag for tag in found.tags if isinstance(tag, str))
    return replace(found, tags=tags, media=tuple(filter(_is_sound, found.media)))


def _is_sound(media: FoundMedia) -> bool:
    return all(isinstance(text, str) for text in (media.url, media.alt, media.content_type))


class Since:
    """What came after a cursor. `mark(row)` is the row's time (aware) and id.

    `missed` collects what was there and could not be read, for the log.
    """

    def __init__(self, cursor: Mapping[str, Any], mark: Callable[[Any], Mark]) -> None:
        self.cursor, self.mark = cursor, mark
        self.missed: list[str] = []
        self.at = moment(cursor["at"]) if "at" in cursor else None
        seen = cursor.get("seen")
        self.seen: Mapping[str, str] | None = dict.fromkeys(seen, cursor["at"]) if isinstance(seen, list) else seen

    @property
    def first(self) -> bool:
        """Whether nothing was read before."""
        return self.at is None

    @property
    def start(self) -> datetime:
        """From when on rows may be new."""
        slack = timedelta(0) if self.seen is None else SLACK
        return datetime.min.replace(tzinfo=UTC) if self.at is None else self.at - slack

    def reached(self, page: Sequence[Row]) -> bool:
        """Whether a page whose newest row comes first goes back to what was read before."""
        times = [time for time, _ in sound(page, self.mark, [])]
        return bool(times) and times == sorted(times, reverse=True) and times[-1] < self.start

    def is_new(self, mark: Mark) -> bool:
        if self.at is None:
            return True
        if self.seen is None:  # a cursor of before, when no ids were kept
            return mark > (self.at, str(self.cursor.get("id", "")))
        return mark[0] >= self.start and mark[1] not in self.seen

    def batch(self, rows: Iterable[Row], read: Callable[[Any], Found], **more: Any) -> Batch:
        """The new ones among the rows, oldest first; `more` is kept in the cursor beside."""
        marked = {mark[1]: (mark, row) for mark, row in sound(rows, lambda row: (self.mark(row), row), self.missed)}
        new = sorted((pair for pair in marked.values() if self.is_new(pair[0])), key=lambda pair: pair[0])
        found = tuple(sound((row for _, row in new), read, self.missed))
        marks = sorted(mark for mark, _ in marked.values())
        return Batch(found, {**self.cursor, **self._after(marks), **more}, missed=tuple(self.missed))

    def _after(self, marks: list[Mark]) -> dict[str, Any]:
        known = [(moment(at), number) for number, at in (self.seen or {}).items()]
        known += [(self.at, str(self.cursor.get("id", "")))] if self.at else []
        all_marks = sorted({*known, *marks})
        if not all_marks:
            return {}
        at, number = all_marks[-1]
        kept = [mark for mark in all_marks if mark[0] >= at - SLACK][-MOST_SEEN:]
        return {"at": at.isoformat(), "id": number, "seen": {name: time.isoformat() for time, name in kept}}


def moment(told: Any) -> datetime:
    """A time as the networks tell it: ISO 8601, seconds or milliseconds since 1970; in UTC."""
    if isinstance(told, str):
        at = datetime.fromisoformat(told)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return datetime.fromtimestamp(told / 1000 if told > MILLISECONDS_FROM else told, UTC)
