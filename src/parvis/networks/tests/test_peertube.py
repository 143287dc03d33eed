"""PeerTube against answers made by hand."""

from typing import Any

import pytest

from parvis.networks.errors import Amend, Reconnect
from parvis.networks.kinds.peertube import Kind
from parvis.networks.tests.contract import LOGIN_LOST, SendingContract, speaks
from parvis.networks.tests.tapes import play
from parvis.networks.tests.told import draft, sent, step, tape

TUBE: dict[str, Any] = {"login": {"address": "https://server.test"}, "secrets": ["password", "access"]}
REPLY = draft("Merci, demain matin.", {"video": "uu-1", "comment": 8, "thread": 7})
HERE = sent("server.test/uu-1/9", "https://server.test/w/uu-1;threadId=7")
ACCOUNT = {"id": 100, "name": "mairie", "host": "server.test", "displayName": "Mairie", "url": "https://server.test/a"}
ANA = {**ACCOUNT, "id": 5, "name": "ana", "displayName": "Ana"}


def comment(number: int, text: str, account: dict[str, Any], above: int | None) -> dict[str, Any]:
    row = {"id": number, "text": text, "threadId": 7, "inReplyToCommentId": above, "account": account}
    return {**row, "createdAt": "2026-11-02T08:00:05.000Z", "video": {"uuid": "uu-1", "name": "Neige"}}


MINE = comment(9, f"<p>{REPLY['text']}</p>", ACCOUNT, 8)
TREE = {
    "comment": comment(7, "Et ma rue ?", ANA, None),
    "children": [
        {"comment": comment(8, "Alors ?", ANA, 7), "children": [{"comment": MINE, "children": []}]},
        {"comment": comment(10, REPLY["text"], ACCOUNT, 7), "children": []},
    ],
}
POST = step("POST", "/api/v1/videos/uu-1/comments/8", {"comment": MINE}, once=True)
TAPES = [
    tape("reply", "send", HERE, POST, draft=REPLY, **TUBE),
    tape(
        "find_reply",
        "find_sent",
        HERE,
        step("GET", "/api/v1/videos/uu-1/comment-threads/7", TREE),
        draft=REPLY,
        **TUBE,
    ),
]
SIGN_IN = (
    step("GET", "/api/v1/oauth-clients/local", {"client_id": "c", "client_secret": "s"}),
    step("POST", "/api/v1/users/token", {"access_token": "new", "refresh_token": "r"}),
)


class TestPeerTube(SendingContract):
    kind = Kind
    wanted = {"reply", "find_reply"}

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    def test_a_lost_login_stops_the_sending(self) -> None:
        """A refused token is tried with the password first; a refused password is the end."""
        stale = step("POST", "/api/v1/videos/uu-1/comments/8", "{}", 401, once=True)
        assert play(Kind, tape("again", "send", HERE, stale, *SIGN_IN, POST, draft=REPLY, **TUBE)).url == HERE["url"]
        with pytest.raises(Reconnect) as lost:
            play(Kind, tape("lost", "send", None, stale, *SIGN_IN, draft=REPLY, **TUBE), 2, LOGIN_LOST)
        speaks(lost.value.say)

    def test_comments_are_read_after_the_cursor(self) -> None:
        path = "/api/v1/users/me/videos/comments?sort=-createdAt&start=0&count=100"
        rows = {"total": 2, "data": [comment(8, "<p>Alors&nbsp;?</p>", ANA, 7), comment(7, "vu", ANA, None)]}
        batch = play(Kind, tape("read", "addressed", None, step("GET", path, rows), arguments=[{"id": 7}], **TUBE))
        assert [(found.author, found.title, found.reply_to) for found in batch.found] == [
            ("Ana", "Neige", "server.test/uu-1/7")
        ]
        assert batch.cursor == {"id": 8}

    def test_what_was_removed_already_is_taken_back(self) -> None:
        for status, body in ((204, ""), (404, {"status": 404, "detail": "Not found"}), (409, "")):
            gone = step("DELETE", "/api/v1/videos/uu-1/comments/9", body, status)
            assert play(Kind, tape("back", "withdraw", None, gone, arguments=[HERE["external_id"]], **TUBE)) is None

    def test_a_video_is_not_promised(self) -> None:
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, draft=draft("Notre vidéo"), **TUBE))
        speaks(refused.value.say)
