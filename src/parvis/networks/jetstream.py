"""Bluesky's stream of the whole network, told in JSON over a WebSocket (Jetstream, version 1 of its protocol).

The shape of the events is the one that Bluesky's own client reads (`src/jetstream/service.ts` of the npm package
@atproto/ozone 0.1.136). A post that is changed or removed is not told further.
"""

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore2
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

from parvis.networks import words
from parvis.networks.errors import Amend, TryLater
from parvis.networks.guard import Deadline, Forbidden, Guard
from parvis.networks.http import AGENT, Http

HOST = "wss://jetstream2.us-east.bsky.network"
POST = "app.bsky.feed.post"
CONNECT_SECONDS, BATCH_SECONDS, BATCH_ROWS = 10.0, 1.0, 500
MESSAGE_BYTES = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BROKEN = (WebSocketException, OSError, httpcore2.ConnectError, httpcore2.TimeoutException)


def posts(address: str, cursor: Mapping[str, Any], http: Http) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """New posts about once a second, shaped as the application view shows them, with the cursor to go on from.

    The cursor is `{"us": microseconds}`. Raises `TryLater` when the stream breaks or ends.
    """
    since = int(cursor.get("us", 0))
    query = {"wantedCollections": POST} | ({"cursor": since} if since else {})
    host = urlsplit(address).hostname or ""
    try:
        with _line(f"{address}/subscribe?{urlencode(query)}", http) as line:
            while True:
                events = [event for event in _some(line) if event["time_us"] > since]
                since = max((event["time_us"] for event in events), default=since)
                yield [row for event in events if (row := _row(event))], {"us": since} if since else {}
    except Forbidden as error:
        raise Amend(words.not_public(host), repr(error)) from None
    except BROKEN as error:
        raise TryLater(words.unreachable(host), repr(error)) from None


@contextmanager
def _line(url: str, http: Http) -> Iterator[ClientConnection]:
    """A guarded connection; the environment's proxies are not used."""
    parts = urlsplit(url)
    is_safe, host = parts.scheme == "wss", parts.hostname or ""
    port = parts.port or (443 if is_safe else 80)
    plain = Guard(Deadline(CONNECT_SECONDS), http.allow_loopback).socket(host, port, CONNECT_SECONDS)
    plain.settimeout(None)
    with connect(
        url,
        sock=plain,
        ssl=ssl.create_default_context() if is_safe else None,
        server_hostname=host if is_safe else None,
        proxy=None,
        open_timeout=CONNECT_SECONDS,
        max_size=MESSAGE_BYTES,
        user_agent_header=AGENT,
    ) as line:
        yield line


def _some(line: ClientConnection) -> list[dict[str, Any]]:
    """What comes within a second, at most `BATCH_ROWS`; messages that are no events are passed over."""
    events: list[dict[str, Any]] = []
    until = time.monotonic() + BATCH_SECONDS
    while len(events) < BATCH_ROWS and (left := until - time.monotonic()) > 0:
        try:
            event = json.loads(line.recv(timeout=left))
        except TimeoutError:
            break
        except ConnectionClosed:
            if not events:
                raise
            break  # what came is told first; the next call finds the line closed
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("time_us"), int):
            events.append(event)
    return events


def _row(event: Mapping[str, Any]) -> dict[str, Any] | None:
    """A new post; the stream names its author by the lasting id only."""
    commit, did = event.get("commit"), event.get("did")
    if not isinstance(commit, dict) or commit.get("operation") != "create" or commit.get("collection") != POST:
        return None
    record = commit.get("record")
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return None
    return {
        "uri": f"at://{did}/{POST}/{commit.get('rkey')}",
        "cid": commit.get("cid", ""),
        "author": {"did": did, "handle": did},
        "record": record,
        "indexedAt": (EPOCH + timedelta(microseconds=event["time_us"])).isoformat(),
    }


def names(record: Mapping[str, Any], did: str) -> bool:
    """Whether a post mentions the account or answers it."""
    features = (feature for facet in record.get("facets") or () for feature in facet.get("features", ()))
    above = ((record.get("reply") or {}).get("parent") or {}).get("uri", "")
    return bool(did) and (str(above).startswith(f"at://{did}/") or any(f.get("did") == did for f in features))
