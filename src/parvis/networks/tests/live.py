"""A loopback server made by hand: a little of Mastodon's API with its streams, and Jetstream's events on the same port.

Shapes of docs.joinmastodon.org/methods/streaming/, /entities/Status/ and github.com/bluesky-social/jetstream.
"""

import itertools
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

STATUS = {
    "id": "108913983692647032",
    "created_at": "2022-08-30T21:38:22.000Z",
    "in_reply_to_id": None,
    "spoiler_text": "",
    "visibility": "public",
    "language": "fr",
    "uri": "https://social.example/users/ana/statuses/108913983692647032",
    "url": "https://social.example/@ana/108913983692647032",
    "content": "<p>@mairie Et ma rue ?</p>",
    "account": {
        "id": "1081104",
        "acct": "ana@social.example",
        "display_name": "Ana",
        "url": "https://social.example/@ana",
    },
    "media_attachments": [],
    "mentions": [],
    "tags": [],
}


def event(kind: str, payload: Any) -> str:
    """An event of a stream of Mastodon."""
    return json.dumps({"stream": ["user"], "event": kind, "payload": json.dumps(payload)})


def post(author: str, text: str = "Il neige", **record: Any) -> str:
    """A new post as Jetstream tells it."""
    told = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-02T08:00:00Z", "langs": ["fr"]}
    commit = {"rev": "3n2", "operation": "create", "collection": "app.bsky.feed.post", "rkey": "3n2suzcx2mx2z"}
    commit |= {"record": told | record, "cid": "bafy"}
    row = {"did": author, "time_us": 1_793_606_400_000_000, "kind": "commit", "commit": commit}
    return json.dumps(row, separators=(",", ":"))


class Live:
    """`refuses`: the status with which it opens no line, 0 while it does. `asked`: paths and tokens of lines."""

    def __init__(self) -> None:
        self.lines: set[ServerConnection] = set()
        self.asked: list[tuple[str, str | None]] = []
        self.mentions: list[dict[str, Any]] = []
        self.reads, self.refuses, self.address = 0, 0, ""
        self._numbers = itertools.count(1)

    def mention(self, text: str, is_told: bool = True) -> None:
        """Somebody names the account; `is_told`: also on its line."""
        number = next(self._numbers)
        status = {**STATUS, "id": str(500 + number), "uri": f"https://social.example/s/{number}"}
        status["created_at"] = datetime.now(UTC).isoformat()
        row = {"id": str(number), "type": "mention", "status": {**status, "content": f"<p>{text}</p>"}}
        self.mentions.append(row)
        if is_told:
            self.tell(event("notification", row))

    def tell(self, message: str | bytes) -> None:
        for line in list(self.lines):
            try:
                line.send(message)
            except ConnectionClosed:
                self.lines.discard(line)

    def cut(self) -> None:
        """Every line breaks without a word."""
        for line in list(self.lines):
            self.lines.discard(line)
            line.socket.shutdown(socket.SHUT_RDWR)

    # --- what a server does

    def ask(self, line: ServerConnection, request: Request) -> Response | None:
        path = urlsplit(request.path).path
        if path.endswith(("/streaming", "/subscribe")):
            self.asked.append((request.path, request.headers.get("authorization")))
            return line.respond(HTTPStatus(self.refuses), "no") if self.refuses else None
        return line.respond(HTTPStatus.OK, json.dumps(self._answer(path, parse_qs(urlsplit(request.path).query))))

    def _answer(self, path: str, query: dict[str, list[str]]) -> Any:
        if path.endswith("/notifications"):
            self.reads += 1
            since = int(query.get("min_id", ["0"])[0])
            return [row for row in reversed(self.mentions) if int(row["id"]) > since]
        return {}

    def hold(self, line: ServerConnection) -> None:
        self.lines.add(line)
        with suppress(ConnectionClosed):
            for _ in line:
                pass
        self.lines.discard(line)


@contextmanager
def living() -> Iterator[Live]:
    live = Live()
    with serve(lambda line: live.hold(line), "127.0.0.1", 0, process_request=live.ask, compression=None) as server:
        live.address = f"127.0.0.1:{server.socket.getsockname()[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield live
        finally:
            _end(live, server)
            thread.join()


def _end(live: Live, server: Server) -> None:
    for line in list(live.lines):
        line.close()
    server.shutdown()
