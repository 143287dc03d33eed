"""Rows of an answer: one that is misshapen is noted and the others read; what shows late is not lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parvis.networks.base import Found, FoundMedia
from parvis.networks.rows import Since, checked, moment, sound

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def row(number: int, minutes: float = 0) -> dict[str, Any]:
    return {"id": str(number), "at": (NOON + timedelta(minutes=minutes)).isoformat(), "text": f"n° {number}"}


def found(each: dict[str, Any]) -> Found:
    return Found(each["id"], "", each["text"], moment(each["at"]))


def mark(each: dict[str, Any]) -> tuple[datetime, str]:
    return moment(each["at"]), each["id"]


def ids(batch: Any) -> list[str]:
    return [each.external_id for each in batch.found]


def test_the_new_ones_come_oldest_first_and_once() -> None:
    batch = Since({}, mark).batch([row(2, 2), row(1, 1), row(2, 2)], found)
    assert ids(batch) == ["1", "2"]
    again = Since(batch.cursor, mark).batch([row(2, 2), row(1, 1), row(3, 3)], found)
    assert ids(again) == ["3"]
    assert Since(again.cursor, mark).batch([], found).cursor == again.cursor


def test_a_row_that_shows_a_little_late_is_not_lost() -> None:
    batch = Since({}, mark).batch([row(1, 0), row(3, 5)], found)
    late = Since(batch.cursor, mark).batch([row(1, 0), row(2, 1), row(3, 5)], found)
    assert ids(late) == ["2"]
    assert ids(Since(late.cursor, mark).batch([row(1, 0), row(2, 1), row(3, 5), row(0, -60)], found)) == []


def test_the_ids_that_are_kept_are_those_around_the_cursor() -> None:
    cursor: Any = {}
    for n in range(100):
        cursor = Since(cursor, mark).batch([row(n, n)], found).cursor
    assert list(cursor["seen"]) == [str(n) for n in range(89, 100)]


def test_one_row_that_is_misshapen_is_noted_and_the_others_are_read() -> None:
    odd = [{"id": "8"}, None, {"id": "9", "at": row(9)["at"]}, {"id": "7", "at": "?"}, {**row(6), "text": {"a": 1}}]
    since = Since({}, mark)
    batch = since.batch([row(1, -1), *odd, row(2, -1)], found)
    assert ids(batch) == ["1", "2"]
    assert len(batch.missed) == len(odd)
    assert any("9: KeyError 'text'" in line for line in batch.missed)
    assert batch.cursor["id"] == "9"


@pytest.mark.parametrize("cursor", [{"at": NOON.isoformat(), "id": "2"}, {"at": 1795867200000, "id": "2"}])
def test_a_cursor_of_before_goes_on(cursor: dict[str, Any]) -> None:
    rows = [row(1), row(2), row(3), row(4, 1), row(0, -1)]
    assert ids(Since(cursor, mark).batch(rows, found)) == ["3", "4"]


def test_a_page_that_goes_back_to_what_was_read() -> None:
    since = Since({"at": NOON.isoformat(), "id": "2", "seen": {}}, mark)
    assert since.reached([row(3, 1), row(1, -11)])
    assert not since.reached([row(3, 1), row(1, -9)])
    assert not since.reached([row(1, -11), row(3, 1)])
    assert not since.reached([])
    assert not Since({}, mark).reached([row(3, 1), row(1, -11)])


def test_a_null_is_no_text_and_a_time_has_its_zone() -> None:
    nothing: Any = None
    media = (FoundMedia("https://a.test/p.png"), FoundMedia(nothing))
    got = checked(Found("1", nothing, nothing, NOON, tags=("a", nothing), media=media))
    assert (got.url, got.text, got.tags, got.media) == ("", "", ("a",), media[:1])
    missed: list[str] = []
    naive = NOON.replace(tzinfo=None)
    assert list(sound([{"id": "1"}], lambda _: Found("1", "", "", naive), missed)) == []
    assert missed


@pytest.mark.parametrize(
    "told", ["2026-11-28T12:00:00+0000", "2026-11-28T13:00:00+01:00", "2026-11-28T12:00:00Z", "2026-11-28T12:00:00"]
)
def test_times_are_read_in_every_zone(told: str) -> None:
    assert moment(told) == NOON
    assert moment(NOON.timestamp()) == moment(int(NOON.timestamp() * 1000)) == NOON
