"""Discourse against answers made by hand."""

import json
from typing import Any

import pytest

from parvis.networks.base import Login
from parvis.networks.errors import Amend
from parvis.networks.http import Http
from parvis.networks.kinds.discourse import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
from parvis.networks.tests.told import KEY, draft, sent, step, tape

FORUM: dict[str, Any] = {
    "login": {"address": "https://server.test", "handle": "mairie"},
    "secrets": ["key"],
}
ROW = {"id": 71, "topic_id": 12, "topic_slug": "neige", "post_number": 3, "created_at": "2026-11-02T08:00:05.000Z"}
HERE = sent("server.test/p/71", "https://server.test/t/neige/12/3")
POST = draft("Les rues du centre sont faites.", pictures=1, title="Neige")
REPLY = draft("Merci, demain matin.", {"topic": 12, "post": 2})
FILE = {"url": "/a.png", "short_url": "upload://a.png", "width": 32, "height": 20}
ACTIONS = "/user_actions.json?username=mairie&filter=5&limit=60"
ACTED = {"user_actions": [{"post_id": 71, "topic_id": 12, "created_at": ROW["created_at"], "excerpt": "Merci…"}]}
MOVED = step("GET", f"/t/external_id/{KEY}.json", "", 301, headers={"location": "https://server.test/t/neige/12"})
TAPES = [
    tape(
        "publish",
        "send",
        HERE,
        step("POST", "/uploads.json", FILE),
        step("POST", "/posts.json", ROW, once=True),
        draft=POST,
        **FORUM,
    ),
    tape("reply", "send", HERE, step("POST", "/posts.json", ROW, once=True), draft=REPLY, **FORUM),
    tape(
        "find_publish",
        "find_sent",
        HERE,
        MOVED,
        step("GET", "/t/12.json", {"post_stream": {"posts": [ROW]}}),
        draft=POST,
        **FORUM,
    ),
    tape(
        "find_reply",
        "find_sent",
        HERE,
        step("GET", ACTIONS, ACTED),
        step("GET", "/posts/71.json", {**ROW, "raw": REPLY["text"]}),
        draft=REPLY,
        **FORUM,
    ),
]
FILM = {**POST, "pictures": 0, "videos": 1}
SHOWN = {"url": "/a.mp4", "short_url": "upload://a.mp4", "width": None, "height": None}
TAPES.append(
    tape(
        "publish_video",
        "send",
        HERE,
        step("POST", "/uploads.json", SHOWN),
        step("POST", "/posts.json", ROW, once=True),
        draft=FILM,
        **FORUM,
    )
)


class TestDiscourse(SendingContract):
    kind = Kind
    found_by_key = {"find_publish"}

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    def test_a_topic_that_was_never_made_is_not_found(self) -> None:
        absent = step("GET", f"/t/external_id/{KEY}.json", "{}", 404)
        assert play(Kind, tape("none", "find_sent", None, absent, draft=POST, **FORUM)) is None

    def test_answers_are_read_and_removed_ones_passed_over(self) -> None:
        rows = [{"id": n, "notification_type": 2, "data": {"original_post_id": 70 + n}} for n in (1, 2)]
        post = {**ROW, "username": "ana", "name": "Ana", "raw": "Et ma rue ?", "cooked": "", "reply_to_post_number": 2}
        read = tape(
            "read",
            "addressed",
            None,
            step("GET", "/notifications.json?limit=60", {"notifications": rows}),
            step("GET", "/posts/71.json", post),
            step("GET", "/posts/72.json", "{}", 404),
            arguments=[{}],
            **FORUM,
        )
        batch = play(Kind, read)
        assert [found.text for found in batch.found] == ["Et ma rue ?"]
        assert (batch.found[0].reply_to, batch.cursor) == ("server.test/t/12/2", {"id": 2})

    def test_a_video_stands_in_the_post_as_the_forum_itself_writes_it(self) -> None:
        asked: list[bytes] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request.content)
                return super().handle_request(request)

        player = Keeps({"exchanges": TAPES[-1]["exchanges"]})
        login = Login("https://server.test", "mairie", "1", {"key": "secret-key-of-the-test"})
        Kind(login, Http(transport=player)).send(draft_of(FILM))
        raw = json.loads(asked[1])["raw"]
        assert raw == POST["text"] + "\n\n![La place de la mairie sous la neige|video](upload://a.mp4)"

    def test_a_forum_without_videos_says_so_in_its_words(self) -> None:
        told = {"errors": ["Sorry, the file you are trying to upload is not authorized"], "error_type": "x"}
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, step("POST", "/uploads.json", told, 422), draft=FILM, **FORUM))
        assert "not authorized" in refused.value.say.en
        speaks(refused.value.say)

    def test_a_correction_keeps_the_pictures(self) -> None:
        row = {**ROW, "post_number": 1, "raw": "Faites.\n\n![Place|32x20](upload://a.png)"}
        steps = [
            step("GET", "/posts/71.json", row),
            step("PUT", "/posts/71.json", {"post": row}),
            step("PUT", "/t/-/12.json", {}),
        ]
        player = Player({"exchanges": steps})
        login = Login("https://server.test", "mairie", "1", {"key": "secret-key-of-the-test"})
        sent_again = Kind(login, Http(transport=player)).correct("server.test/p/71", draft_of(POST))
        assert sent_again.external_id == "server.test/p/71"
        assert player.step == 3
