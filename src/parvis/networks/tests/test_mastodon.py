"""Mastodon against the recorded answers of a real server, and its stream against the examples of its documentation."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from parvis.networks.base import Batch, Draft, Login, Media, Poll
from parvis.networks.errors import Amend, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.mastodon import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of
from parvis.networks.tests.told import draft, step

TOKEN = "hidden-of-the-test"
# Of docs.joinmastodon.org/methods/streaming/ and /entities/Status/, shortened to what is read.
STATUS = {
    "id": "108913983692647032",
    "created_at": "2022-08-30T21:38:22.000Z",
    "in_reply_to_id": "108913981098896721",
    "spoiler_text": "",
    "visibility": "public",
    "language": "en",
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
    return json.dumps({"stream": ["user"], "event": kind, "payload": json.dumps(payload)})


TOLD = (
    event("update", STATUS),
    event("notification", {"id": "34975861", "type": "mention", "status": STATUS}),
    event("notification", {"id": "34975862", "type": "favourite", "status": STATUS}),
    json.dumps({"stream": ["user"], "event": "delete", "payload": "108913983692647032"}),
    event("update", {"id": 5}),
    "not json",
)


@contextmanager
def streaming(*messages: str, status: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """A server that tells these and closes; `status`: it refuses the line with this."""
    asked: list[Any] = []

    def ask(line: ServerConnection, request: Request) -> Response | None:
        asked.append((request.path, request.headers.get("authorization")))
        return line.respond(HTTPStatus(status), "no") if status else None

    def tell(line: ServerConnection) -> None:
        for message in messages:
            line.send(message)

    with serve(tell, "127.0.0.1", 0, process_request=ask) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def account(*steps: dict[str, Any]) -> Kind:
    login = Login("https://server.test", "mairie", "42", {"token": TOKEN})
    return Kind(login, Http(allow_loopback=True, transport=Player({"exchanges": list(steps)})))


def instance(**configuration: Any) -> dict[str, Any]:
    return step("GET", "/api/v2/instance", {"configuration": configuration})


class TestMastodon(SendingContract):
    kind = Kind

    def test_what_comes_home_and_what_names_us_is_followed(self) -> None:
        with streaming(*TOLD) as (address, asked):
            network = account(instance(urls={"streaming": address}))
            batches: list[Batch] = []
            with pytest.raises(TryLater) as ended:
                batches.extend(network.follow({}))
        assert asked == [("/api/v1/streaming?stream=user", f"Bearer {TOKEN}")]
        found = [found for batch in batches for found in batch.found]
        assert [(f.text, f.author, f.addressed) for f in found] == [
            ("@mairie Et ma rue ?", "Ana", False),
            ("@mairie Et ma rue ?", "Ana", True),
        ]
        speaks(ended.value.say)

    def test_a_stream_that_refuses_the_token_asks_for_a_new_one(self) -> None:
        with streaming(status=401) as (address, _), pytest.raises(Reconnect) as refused:
            next(account(instance(urls={"streaming": address})).follow({}))
        assert TOKEN not in repr(refused.value) + refused.value.detail

    def test_the_servers_own_limits_count(self) -> None:
        told = instance(
            statuses={"max_characters": 5000, "max_media_attachments": 6},
            media_attachments={"image_size_limit": 8_000_000, "video_size_limit": 40_000_000, "description_limit": 900},
            polls={"max_options": 8, "max_characters_per_option": 100},
        )
        limits = account(told).own_limits()
        assert (limits.length, limits.pictures, limits.picture_bytes) == (5000, 6, 8_000_000)
        assert (limits.video_bytes, limits.alt_length, limits.options, limits.option_length) == (
            40_000_000,
            900,
            8,
            100,
        )

    def test_the_warning_counts_with_the_text(self) -> None:
        told = instance(statuses={"max_characters": 500})
        with pytest.raises(Amend) as refused:
            account(told).send(_draft(text="é" * 450, warning="é" * 51))
        assert "501" in refused.value.say.fr

    @pytest.mark.parametrize(
        "more",
        [
            {"poll": Poll(("oui",))},
            {"poll": Poll(("oui", "non", "peut-être", "demain", "jamais"))},
            {"poll": Poll(("oui", "n" * 51))},
            {"poll": Poll(("oui", "non")), "media": (Media(b"x", "video/mp4", "a.mp4"),)},
            {"media": (Media(b"x", "video/mp4", "a.mp4"), Media(b"x", "image/png", "a.png"))},
        ],
    )
    def test_what_the_server_would_refuse_is_not_sent(self, more: dict[str, Any]) -> None:
        with pytest.raises(Amend) as refused:
            account(instance()).send(_draft(text="Neige ?", **more))
        speaks(refused.value.say)

    def test_a_correction_names_files_and_answers_again(self) -> None:
        poll = {
            "options": [{"title": "oui"}, {"title": "non"}],
            "multiple": False,
            "expires_at": "2099-01-01T00:00:00Z",
        }
        old = {**STATUS, "id": "7", "media_attachments": [{"id": "m1"}], "poll": poll}
        player = Player(
            {"exchanges": [step("GET", "/api/v1/statuses/7", old), step("PUT", "/api/v1/statuses/7", STATUS)]}
        )
        bodies: list[str] = []
        handle = player.handle_request
        player.handle_request = lambda request: (bodies.append(request.read().decode()), handle(request))[1]  # type: ignore[method-assign]
        network = Kind(Login("https://server.test", "mairie", "42", {"token": TOKEN}), Http(transport=player))
        network.correct("https://server.test/users/mairie/statuses/7", _draft(text="Neige mardi", warning="Météo"))
        for part in ("status=Neige+mardi", "spoiler_text=M%C3%A9t%C3%A9o", "=m1", "=oui", "=non"):
            assert part in bodies[-1]


def _draft(**more: Any) -> Draft:
    from dataclasses import replace

    return replace(draft_of(draft("x")), **more)
