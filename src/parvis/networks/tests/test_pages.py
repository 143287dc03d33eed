"""Readings that go back page by page to what was read before, and say where they stop."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from parvis.networks.base import Batch, Login
from parvis.networks.http import Http
from parvis.networks.registry import get

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def at(number: int) -> datetime:
    """Comment `number` was written as many minutes after noon."""
    return NOON + timedelta(minutes=number)


class Place(httpx2.BaseTransport):
    """One post with `total` comments, told a page at a time, the newest first, as each network names its pages."""

    def __init__(self, slug: str, total: int = 0) -> None:
        self.slug, self.total, self.asked = slug, total, []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url)
        body = getattr(self, self.slug)(request.url.path, request.url.params)
        return httpx2.Response(200, stream=httpx2.ByteStream(json.dumps(body).encode()))

    def page(self, size: int, start: int) -> tuple[range, bool]:
        newest = self.total - start
        return range(newest, max(0, newest - size), -1), newest > size

    def meta(self, path: str, query: Any, row: Any) -> dict[str, Any]:
        start, size = int(query.get("after", "0")), int(query["limit"])
        numbers, more = self.page(size, start)
        paging = {"cursors": {"after": str(start + size)}} | ({"next": "https://next.test"} if more else {})
        return {"data": [row(n) for n in numbers], "paging": paging}

    def facebook(self, path: str, query: Any) -> dict[str, Any]:
        if path.endswith("/feed"):
            counted = {"summary": {"total_count": self.total}}
            return {"data": [{"id": "100_1", "created_time": "2026-11-01T08:00:00+0000", "comments": counted}]}
        assert (path, query["filter"], query["order"]) == ("/v25.0/100_1/comments", "stream", "reverse_chronological")
        return self.meta(path, query, lambda n: {"id": str(n), "created_time": at(n).isoformat(), "message": "Et ?"})

    def instagram(self, path: str, query: Any) -> dict[str, Any]:
        if path.endswith("/media"):
            return {"data": [{"id": "17", "permalink": "https://i.test/17", "comments_count": self.total}]}
        return self.meta(path, query, lambda n: {"id": str(n), "timestamp": at(n).isoformat(), "text": "Et ?"})

    def threads(self, path: str, query: Any) -> dict[str, Any]:
        if path.endswith("/mentions"):
            return {"data": []}
        if path.endswith("/threads"):
            return {"data": [{"id": "7", "has_replies": True}, {"id": "8", "has_replies": False}]}
        assert path == "/v1.0/7/conversation"
        return self.meta(path, query, lambda n: {"id": str(n), "timestamp": at(n).isoformat(), "text": "Et ?"})

    def linkedin(self, path: str, query: Any) -> dict[str, Any]:
        if path.endswith("/posts"):
            return {"elements": [{"id": "urn:li:share:7"}]}
        numbers, _ = self.page(int(query["count"]), int(query.get("start", "0")))
        rows = [
            {"id": n, "actor": "urn:li:person:a", "created": {"time": int(at(n).timestamp() * 1000)}} for n in numbers
        ]
        return {"elements": [{**row, "message": {"text": "Et ?"}} for row in rows], "paging": {"total": self.total}}

    def youtube(self, path: str, query: Any) -> dict[str, Any]:
        start = int(query.get("pageToken", "0"))
        numbers, more = self.page(100, start)
        about = {"authorDisplayName": "Ana", "textOriginal": "Et ?"}
        rows = [{"id": str(n), "snippet": {**about, "publishedAt": at(n).isoformat()}} for n in numbers]
        items = [{"id": row["id"], "snippet": {"videoId": "v", "topLevelComment": row}} for row in rows]
        return {"items": items} | ({"nextPageToken": str(start + 100)} if more else {})

    def x(self, path: str, query: Any) -> dict[str, Any]:
        start, since = int(query.get("pagination_token", "0")), int(query.get("since_id", "0"))
        numbers, more = self.page(100, start)
        rows = [{"id": str(n), "author_id": "7", "text": "Et ?", "created_at": at(n).isoformat()} for n in numbers]
        rows = [row for row in rows if int(row["id"]) > since]
        is_end = not more or len(rows) < 100
        return {"data": rows, "meta": {} if is_end else {"next_token": str(start + 100)}}

    def reddit(self, path: str, query: Any) -> dict[str, Any]:
        start = int(query.get("after", "t1_0").partition("_")[2])
        numbers, more = self.page(100, start)
        rows = [{"name": f"t1_{n}", "author": "ana", "body": "Et ?", "created_utc": at(n).timestamp()} for n in numbers]
        children = [{"kind": "t1", "data": row} for row in rows]
        return {"data": {"children": children, "after": f"t1_{start + 100}" if more else None}}

    def tumblr(self, path: str, query: Any) -> dict[str, Any]:
        until = float(query.get("before", at(self.total + 1).timestamp()))
        numbers = [n for n in range(self.total, 0, -1) if at(n).timestamp() <= until][:20]
        rows = [{"id": str(n), "type": "reply", "reply_text": "Et ?", "timestamp": at(n).timestamp()} for n in numbers]
        links = {"_links": {"next": {"href": "/next"}}} if numbers and numbers[-1] > 1 else {}
        return {"response": {"notifications": rows, **links}}

    def discourse(self, path: str, query: Any) -> dict[str, Any]:
        if path.startswith("/posts/"):
            number = int(path.removeprefix("/posts/").removesuffix(".json"))
            row = {"id": number, "topic_id": 1, "post_number": number, "username": "ana", "raw": "Et ?"}
            return {**row, "created_at": at(number).isoformat()}
        numbers, _ = self.page(60, int(query.get("offset", "0")))
        rows = [{"id": n, "notification_type": 2, "data": {"original_post_id": n}} for n in numbers]
        return {"notifications": rows}


MOST = {"facebook": 500, "instagram": 250, "threads": 250, "linkedin": 500, "youtube": 500, "x": 800, "reddit": 500}
SILENT = ("threads", "tumblr", "discourse")  # what tells no time or no kind is none of what is asked for
SLUGS = ["facebook", "instagram", "threads", "linkedin", "youtube", "x", "reddit", "tumblr", "discourse"]


def read(place: Place, cursor: dict[str, Any]) -> Batch:
    secrets = {"token": "t", "key": "k", "community": "mairie"}
    network = get(place.slug)(Login("https://server.test", "mairie", "100", secrets), Http(transport=place))
    batch: Batch = network.addressed(cursor)
    return batch


@pytest.mark.parametrize("slug", SLUGS)
def test_all_that_came_since_the_last_reading_is_read(slug: str) -> None:
    place = Place(slug, 10)
    first = read(place, {})
    assert len(first.found) == 10
    place.total = 10 + 230
    batch, cursor = read(place, dict(first.cursor)), {}
    found = list(batch.found)
    while batch.cursor != cursor and batch.found:  # some take several readings
        cursor = dict(batch.cursor)
        batch = read(place, cursor)
        found += batch.found
    assert len({each.external_id for each in found}) == len(found) == 230
    assert [each.published_at for each in found] == [at(n) for n in range(11, 241)]
    assert not batch.missed


@pytest.mark.parametrize("slug", SLUGS)
def test_when_nothing_is_new_nothing_is_found(slug: str) -> None:
    place = Place(slug, 10)
    cursor = dict(read(place, {}).cursor)
    again = read(place, cursor)
    assert (again.found, dict(again.cursor), again.missed) == ((), cursor, ())


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug in MOST])
def test_where_it_stops_it_says_so(slug: str) -> None:
    place = Place(slug, 10)
    cursor = dict(read(place, {}).cursor)
    place.total = 2000
    batch = read(place, cursor)
    assert len(batch.found) == MOST[slug]
    assert len(batch.missed) == 1


@pytest.mark.parametrize("slug", ["facebook", "instagram"])
def test_a_post_with_no_new_comment_is_not_read_again(slug: str) -> None:
    place = Place(slug, 10)
    cursor = dict(read(place, {}).cursor)
    before = len(place.asked)
    read(place, cursor)
    assert len(place.asked) == before + 1


@pytest.mark.parametrize("slug", ["facebook", "instagram", "threads", "linkedin", "youtube"])
def test_a_cursor_of_before_goes_on(slug: str) -> None:
    place = Place(slug, 12)
    known = int(at(10).timestamp() * 1000) if slug == "linkedin" else at(10).isoformat()
    assert [each.published_at for each in read(place, {"at": known, "id": "10"}).found] == [at(11), at(12)]


class Odd(Place):
    """As `Place`, but of comment 5 only the name came."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(super().handle_request(request).read())
        return httpx2.Response(200, stream=httpx2.ByteStream(json.dumps(_shortened(body)).encode()))


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(each) for each in value]
    if not isinstance(value, dict):
        return value
    name = next((name for name in ("id", "name") if str(value.get(name)) in ("5", "t1_5")), "")
    return {name: value[name]} if name else {key: _shortened(each) for key, each in value.items()}


@pytest.mark.parametrize("slug", SLUGS)
def test_one_row_of_an_unknown_shape_costs_no_other(slug: str) -> None:
    batch = read(Odd(slug, 10), {})
    assert len(batch.found) == 9
    assert len(batch.missed) == (slug not in SILENT)
