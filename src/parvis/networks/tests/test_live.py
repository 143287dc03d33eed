"""Following live: where a line is, what of it concerns an account, and how a line breaks."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from parvis.networks import wire
from parvis.networks.base import Line, Login
from parvis.networks.errors import Amend, NetworkError, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.bluesky import JETSTREAM
from parvis.networks.kinds.bluesky import Kind as Bluesky
from parvis.networks.kinds.mastodon import Kind as Mastodon
from parvis.networks.tests.contract import speaks
from parvis.networks.tests.live import STATUS, Live, event, living, post
from parvis.networks.tests.tapes import Player
from parvis.networks.tests.told import step

TOKEN = "hidden-of-the-test"
ME, ANA = "did:plc:eguuoc5zrts3wkr7jwuvhwll", "did:plc:7kkrlijn4quy7ucxwhw2kc2v"
MENTION = {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": ME}]}
PARENT = {"uri": f"at://{ME}/app.bsky.feed.post/1", "cid": "bafy1"}
HERE = Http(allow_loopback=True)


def mastodon(*urls: dict[str, Any]) -> Mastodon:
    steps = [step("GET", "/api/v2/instance", {"configuration": {"urls": each}}) for each in urls]
    login = Login("https://server.test", "mairie", "42", {"token": TOKEN})
    return Mastodon(login, Http(allow_loopback=True, transport=Player({"exchanges": steps})))


def bluesky(did: str = ME) -> Bluesky:
    return Bluesky(Login(external_id=did), HERE)


def test_where_a_server_of_mastodon_tells_of_an_account_and_of_a_tag() -> None:
    bearer = (("authorization", f"Bearer {TOKEN}"),)
    network = mastodon({"streaming": "wss://live.server.test"}, {}, {})
    assert network.follow() == Line("wss://live.server.test/api/v1/streaming?stream=user:notification", bearer)
    tag = network.follow(" #déneigement ")
    assert tag == Line("wss://server.test/api/v1/streaming?stream=hashtag&tag=d%C3%A9neigement", bearer)
    assert network.follow("pont des Arts") is None
    assert TOKEN not in repr(tag)


@pytest.mark.parametrize(
    ("message", "is_about_us"),
    [
        (event("notification", {"id": "1", "type": "mention", "status": STATUS}), True),
        (event("notification", {"id": "1", "type": "favourite", "status": STATUS}), False),
        (event("update", STATUS), False),
        (json.dumps({"stream": ["user"], "event": "delete", "payload": "108913983692647032"}), False),
        (json.dumps({"stream": ["user"], "event": "notification", "payload": 3}), False),
        ("[]", False),
        ("", False),
        ("not json", False),
    ],
)
def test_of_what_mastodon_tells_mentions_concern_the_account(message: str, is_about_us: bool) -> None:
    assert mastodon().concerns(message.encode()) is is_about_us


def test_of_a_tag_every_new_post_concerns_the_search() -> None:
    assert mastodon().concerns(event("update", STATUS).encode(), "#neige")
    assert not mastodon().concerns(event("delete", "1").encode(), "#neige")


@pytest.mark.parametrize(
    ("message", "is_about_us"),
    [
        (post(ANA), False),
        (post(ANA, facets=[MENTION]), True),
        (post(ANA, reply={"root": PARENT, "parent": PARENT}), True),
        (post(ANA, embed={"$type": "app.bsky.embed.record", "record": PARENT}), True),
        (post(ME), False),
        (post(ME, reply={"root": PARENT, "parent": PARENT}), False),
    ],
)
def test_on_bluesky_who_names_answers_or_quotes_the_account(message: str, is_about_us: bool) -> None:
    assert bluesky().concerns(message.encode()) is is_about_us


def test_one_line_serves_all_accounts_of_bluesky() -> None:
    assert bluesky().follow() == bluesky(ANA).follow()
    assert bluesky().follow() == Line(f"{JETSTREAM}/subscribe?wantedCollections=app.bsky.feed.post", is_busy=True)
    assert bluesky().follow("neige") is None
    assert not bluesky("").concerns(post(ANA).encode()), "an account that is not known yet is concerned by nothing"


def heard(line: Line, http: Http = HERE, most: int = 9) -> tuple[list[bytes], NetworkError | None]:
    """What comes, and what ends it."""

    async def listen() -> tuple[list[bytes], NetworkError | None]:
        got: list[bytes] = []
        with ThreadPoolExecutor(1) as threads:
            try:
                async with wire.opened(line, http, threads) as talk:
                    while len(got) < most:
                        got.append(await talk.recv(decode=False))
            except NetworkError as error:
                speaks(error.say)
                return got, error
        return got, None

    return asyncio.run(listen())


@pytest.fixture
def live() -> Any:
    with living() as made:
        yield made


def streaming(live: Live, *headers: tuple[str, str]) -> Line:
    return Line(f"ws://{live.address}/api/v1/streaming", headers)


def test_it_tells_until_it_breaks(live: Live) -> None:
    def hold(line: Any) -> None:
        line.send("un")
        line.send(b"deux")
        line.socket.shutdown(2)

    live.hold = hold  # type: ignore[method-assign]
    got, error = heard(streaming(live))
    assert got in ([b"un", b"deux"], [b"un"], [])
    assert isinstance(error, TryLater)
    assert error.seconds == 0, "it may be opened again at once"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Reconnect), (403, Reconnect), (404, Amend), (200, Amend), (429, TryLater), (503, TryLater)],
)
def test_a_server_that_opens_no_line(live: Live, status: int, kind: type[NetworkError]) -> None:
    live.refuses = status
    _, error = heard(streaming(live, ("authorization", f"Bearer {TOKEN}")))
    assert type(error) is kind
    assert TOKEN not in repr(error) + error.detail


def test_a_message_that_is_too_big_breaks_the_line(live: Live) -> None:
    live.hold = lambda line: line.send("x" * 1_100_000)  # type: ignore[method-assign]
    got, error = heard(streaming(live))
    assert (got, type(error)) == ([], TryLater)


def test_a_line_that_answers_no_ping_is_broken(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "PING_SECONDS", 0.2)
    frozen: list[Any] = []

    def hold(line: Any) -> None:
        line.protocol.receive_data = lambda data: None  # takes what comes, answers nothing
        frozen.append(line)
        line.recv_events_thread.join(5)

    live.hold = hold  # type: ignore[method-assign]
    got, error = heard(streaming(live))
    assert (got, type(error)) == ([], TryLater)


def test_nothing_inside_is_reached_and_no_login_goes_in_the_clear(live: Live) -> None:
    assert type(heard(streaming(live), Http())[1]) is Amend
    assert type(heard(Line("ws://social.example/", (("authorization", "x"),)), Http())[1]) is Amend
    assert live.asked == []
    assert type(heard(Line("ws://127.0.0.1:9/"))[1]) is TryLater
