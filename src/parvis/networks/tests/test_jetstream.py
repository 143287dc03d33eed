"""Bluesky's stream, from a loopback server that tells events of the shape that Jetstream tells them in."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.sync.server import ServerConnection, serve

from parvis.networks.base import Batch, Login
from parvis.networks.errors import Amend, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.bluesky import Kind
from parvis.networks.tests.contract import speaks

ME, ANA = "did:plc:eguuoc5zrts3wkr7jwuvhwll", "did:plc:7kkrlijn4quy7ucxwhw2kc2v"
AT = 1_793_606_400_000_000


def event(number: int, text: str = "Il neige", operation: str = "create", **record: Any) -> dict[str, Any]:
    commit = {"rev": "3n2", "operation": operation, "collection": "app.bsky.feed.post", "rkey": f"3n2suzcx2mx{number}"}
    if operation == "create":
        told = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-02T08:00:00Z", "langs": ["fr"]}
        commit |= {"record": {**told, **record}, "cid": "bafy"}
    return {"did": ANA, "time_us": AT + number, "kind": "commit", "commit": commit}


MENTION = [
    {
        "index": {"byteStart": 0, "byteEnd": 11},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": ME}],
    }
]
PARENT = {"uri": f"at://{ME}/app.bsky.feed.post/1", "cid": "bafy1"}


@contextmanager
def telling(*messages: str) -> Iterator[tuple[str, list[str]]]:
    """A server that tells these and closes; its address, and the paths it was asked for."""
    asked: list[str] = []

    def tell(line: ServerConnection) -> None:
        asked.append(line.request.path if line.request else "")
        for message in messages:
            line.send(message)

    with serve(tell, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def following(address: str, allow_loopback: bool = True) -> Kind:
    network = Kind(
        Login(external_id=ME, secrets={"password": "hidden-of-the-test"}), Http(allow_loopback=allow_loopback)
    )
    network.stream = address
    return network


def heard(address: str, cursor: dict[str, Any]) -> list[Batch]:
    """All batches until the stream breaks, which it says as any other fault."""
    batches: list[Batch] = []
    with pytest.raises(TryLater) as broken:
        batches.extend(following(address).follow(cursor))
    speaks(broken.value.say)
    assert "of-the-test" not in broken.value.detail
    return batches


def test_new_posts_are_told_and_nothing_else() -> None:
    rows = [
        event(1),
        event(2, operation="delete"),
        {"did": ANA, "time_us": AT + 3, "kind": "identity", "identity": {"did": ANA, "handle": "ana.test"}},
        event(4, "@mairie Et ma rue ?", facets=MENTION),
        event(5, "Merci", reply={"root": PARENT, "parent": PARENT}),
    ]
    with telling(*map(json.dumps, rows)) as (address, asked):
        found = [each for batch in heard(address, {}) for each in batch.found]
    assert [(each.text, each.addressed) for each in found] == [
        ("Il neige", False),
        ("@mairie Et ma rue ?", True),
        ("Merci", True),
    ]
    assert found[0].external_id == f"at://{ANA}/app.bsky.feed.post/3n2suzcx2mx1"
    assert (found[0].author_id, found[0].author_handle, found[0].language) == (ANA, "", "fr")
    assert found[2].reply_to == found[2].thread == PARENT["uri"]
    assert parse_qs(urlsplit(asked[0]).query) == {"wantedCollections": ["app.bsky.feed.post"]}


def test_the_cursor_goes_on_after_the_last_event_that_was_told() -> None:
    with telling(json.dumps(event(6)), json.dumps(event(7, operation="delete"))) as (address, _):
        assert heard(address, {})[-1].cursor == {"us": AT + 7}
    with telling(json.dumps(event(6)), json.dumps(event(8, "Plus tard"))) as (address, asked):
        texts = [each.text for batch in heard(address, {"us": AT + 6}) for each in batch.found]
    assert texts == ["Plus tard"]
    assert parse_qs(urlsplit(asked[0]).query)["cursor"] == [str(AT + 6)]


@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[]",
        '{"time_us": "soon"}',
        json.dumps({**event(1), "commit": None}),
        json.dumps(event(1, text=7)),  # type: ignore[arg-type]
        json.dumps(event(1, facets=["x"])),
        json.dumps(event(1, reply={"root": 1, "parent": 2})),
        json.dumps(event(1, langs=3, createdAt=None)),
    ],
)
def test_what_is_not_as_it_should_be_stops_nothing(message: str) -> None:
    with telling(message, json.dumps(event(9, "Suite"))) as (address, _):
        found = [each.text for batch in heard(address, {}) for each in batch.found]
    assert found == ["Suite"]


def test_a_message_that_is_too_big_breaks_the_stream() -> None:
    with telling("x" * 1_100_000) as (address, _):
        assert not [each for batch in heard(address, {}) for each in batch.found]


def test_nothing_inside_is_reached() -> None:
    with telling() as (address, asked), pytest.raises(Amend) as refused:
        next(following(address, allow_loopback=False).follow({}))
    speaks(refused.value.say)
    assert asked == []
    with pytest.raises(TryLater):
        next(following("ws://127.0.0.1:9").follow({}))
