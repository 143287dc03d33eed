"""Bluesky's stream of the whole network, told in JSON over a WebSocket (Jetstream, version 1 of its protocol).

The shape of the events is the one that Bluesky's own client reads (`src/jetstream/service.ts` of the npm package
@atproto/ozone 0.1.136). A post that is changed or removed is not told further.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from parvis.networks.http import Http
from parvis.networks.wire import line, some

HOST = "wss://jetstream2.us-east.bsky.network"
POST = "app.bsky.feed.post"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def posts(address: str, cursor: Mapping[str, Any], http: Http) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
    """New posts about once a second, shaped as the application view shows them, with the cursor to go on from.

    The cursor is `{"us": microseconds}`. Raises `TryLater` when the stream breaks or ends.
    """
    since = int(cursor.get("us", 0))
    query = {"wantedCollections": POST} | ({"cursor": since} if since else {})
    with line(f"{address}/subscribe?{urlencode(query)}", http) as opened:
        while True:
            events = [event for event in some(opened) if _at(event) > since]
            since = max(map(_at, events), default=since)
            yield [row for event in events if (row := _row(event))], {"us": since} if since else {}


def _at(event: Mapping[str, Any]) -> int:
    at = event.get("time_us")
    return at if isinstance(at, int) else 0


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
