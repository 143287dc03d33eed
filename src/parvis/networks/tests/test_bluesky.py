"""Bluesky against the recorded answers of a real server."""

import json
from typing import Any

import httpx2

from parvis.networks.base import Login
from parvis.networks.http import Http
from parvis.networks.kinds.bluesky import Kind
from parvis.networks.tests.contract import SendingContract


class TestBluesky(SendingContract):
    kind = Kind
    found_by_key = {"find_publish", "find_reply"}


def test_a_found_post_that_shows_after_a_later_one_is_not_lost() -> None:
    """A search goes by the time that a post tells of itself; the reading before came between that and its showing."""
    asked: list[Any] = []

    def post(name: str, at: str) -> dict[str, Any]:
        author = {"did": "did:plc:ana", "handle": "ana.test"}
        record = {"text": name, "createdAt": at}
        return {"uri": f"at://did:plc:ana/app.bsky.feed.post/{name}", "cid": "c", "author": author, "record": record}

    first = {**post("b", "2026-11-28T12:00:01Z"), "indexedAt": "2026-11-28T12:00:01.500Z"}
    late = {**post("a", "2026-11-28T12:00:00Z"), "indexedAt": "2026-11-28T12:00:02.000Z"}
    odd = {"uri": "at://did:plc:ana/app.bsky.feed.post/c"}

    class Server(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            asked.append(request.url.params.get("since", ""))
            rows = [first, odd] if len(asked) == 1 else [first, late]
            rows = [each for each in rows if each.get("record", {}).get("createdAt", "9") >= asked[-1]]
            return httpx2.Response(200, stream=httpx2.ByteStream(json.dumps({"posts": rows}).encode()))

    login = Login("https://server.test", "mairie.test", "did:plc:me", {"access": "a", "refresh": "r"})
    network = Kind(login, Http(transport=Server()))
    batch = network.search("neige", {})
    assert [found.text for found in batch.found] == ["b"]
    assert len(batch.missed) == 1
    again = network.search("neige", batch.cursor)
    assert [found.text for found in again.found] == ["a"]
    assert network.search("neige", again.cursor).found == ()
    old = {"at": first["indexedAt"], "seen": [first["uri"]]}
    assert [found.text for found in network.search("neige", old).found] == ["a"]
