"""PeerTube against answers made by hand."""

import json
from typing import Any

import pytest

from parvis.networks.base import Login, Sent, Waiting
from parvis.networks.errors import Amend, Reconnect
from parvis.networks.http import Http
from parvis.networks.kinds.peertube import Kind
from parvis.networks.tests.contract import LOGIN_LOST, SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
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
FILM = draft("Le déneigement en images. #neige", videos=1, title="Neige", captions=["fr"])
PLACE, FIRST = "/api/v1/videos/upload-resumable", "?upload_id=471e"
TICKET = {"upload": "471e"}
ME = {"account": ACCOUNT, "videoChannels": [{"id": 3, "name": "mairie"}, {"id": 4, "name": "musee"}]}
BEGIN = (
    step("GET", "/api/v1/users/me", ME),
    step("POST", PLACE, "", 201, headers={"location": f"//server.test{PLACE}{FIRST}"}),
)
THERE = sent("server.test/uu-9", "https://server.test/w/uu-9")
WHOLE = {"video": {"id": 9, "uuid": "uu-9", "shortUUID": "s9"}}
CAPTION = step("PUT", "/api/v1/videos/uu-9/captions/fr", "", 204)
ROW = {"uuid": "uu-9", "name": "Neige", "description": FILM["text"], "createdAt": "2026-11-02T08:00:05.000Z"}
LIST = "/api/v1/users/me/videos?sort=-createdAt&count=100"
TAPES += [
    tape("publish", "send", {"ticket": TICKET, "seconds": 1.0}, *BEGIN, draft=FILM, **TUBE),
    tape(
        "fill",
        "resume",
        THERE,
        step("PUT", PLACE + FIRST, "", 308, headers={"range": "bytes=0-99"}),
        step("PUT", PLACE + FIRST, WHOLE, makes=True),
        CAPTION,
        draft=FILM,
        after="publish",
        arguments=[TICKET],
        **TUBE,
    ),
    tape("find_publish", "find_sent", THERE, step("GET", LIST, {"data": [ROW]}), draft=FILM, **TUBE),
    tape(
        "count",
        "count",
        {"likes": 4, "shares": None, "replies": 2, "views": 90},
        step("GET", "/api/v1/videos/uu-9", {**ROW, "likes": 4, "views": 90}),
        step("GET", "/api/v1/videos/uu-9/comment-threads?count=0", {"total": 3, "totalNotDeletedComments": 2}),
        arguments=["server.test/uu-9"],
        **TUBE,
    ),
    tape(
        "withdraw",
        "withdraw",
        None,
        step("DELETE", "/api/v1/videos/uu-9", "", 204),
        arguments=["server.test/uu-9"],
        **TUBE,
    ),
]
SIGN_IN = (
    step("GET", "/api/v1/oauth-clients/local", {"client_id": "c", "client_secret": "s"}),
    step("POST", "/api/v1/users/token", {"access_token": "new", "refresh_token": "r"}),
)


class TestPeerTube(SendingContract):
    kind = Kind

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

    def resumes(self, *exchanges: dict[str, Any]) -> Any:
        return play(Kind, tape("go on", "resume", None, *exchanges, draft=FILM, arguments=[TICKET], **TUBE))

    def test_a_video_goes_up_where_it_stood_and_is_made_once(self) -> None:
        empty, half = (step("PUT", PLACE + FIRST, "", 308, headers=held) for held in ({}, {"range": "bytes=0-99"}))
        whole = step("PUT", PLACE + FIRST, WHOLE)
        assert self.resumes(empty, half, whole, CAPTION) == Sent(**THERE)
        assert self.resumes(whole, CAPTION) == Sent(**THERE)

    def test_a_place_that_is_gone_is_looked_for_among_the_videos_before_another_is_asked_for(self) -> None:
        """It is forgotten once the video is made: the answer to its last part was lost."""
        gone = step("PUT", PLACE + FIRST, "{}", 404)
        assert self.resumes(gone, step("GET", LIST, {"data": [ROW]})) == Sent(**THERE)
        assert self.resumes(gone, step("GET", LIST, {"data": []}), *BEGIN) == Waiting(TICKET, 1.0)

    def test_captions_that_are_refused_hold_nothing_up(self) -> None:
        assert self.resumes(step("PUT", PLACE + FIRST, WHOLE), {**CAPTION, "status": 400}) == Sent(**THERE)

    def test_the_channel_that_the_login_names_is_the_one(self) -> None:
        asked: list[Any] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request)
                return super().handle_request(request)

        secrets = {"access": "secret-access-of-the-test", "channel": "musee"}
        login = Login("https://server.test", "mairie", "100", secrets)
        Kind(login, Http(transport=Keeps({"exchanges": BEGIN}))).send(draft_of(FILM))
        said = json.loads(asked[1].content)
        assert (said["channelId"], said["name"], said["tags"], said["privacy"]) == (4, "Neige", ["neige"], 1)
        assert asked[1].headers["x-upload-content-length"] == str(len(draft_of(FILM).media[0].content))
        lost = Login("https://server.test", "mairie", "100", {**secrets, "channel": "sport"})
        with pytest.raises(Amend) as refused:
            Kind(lost, Http(transport=Player({"exchanges": BEGIN[:1]}))).send(draft_of(FILM))
        speaks(refused.value.say)

    def test_a_text_without_a_video_is_refused_in_words(self) -> None:
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, draft=draft("Notre vidéo"), **TUBE))
        speaks(refused.value.say)
