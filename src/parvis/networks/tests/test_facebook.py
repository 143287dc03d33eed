"""Facebook Pages against answers made by hand."""

import json
import re
from typing import Any
from urllib.parse import parse_qs

import pytest

from parvis.networks.base import Login, Sent, Waiting
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.facebook import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
from parvis.networks.tests.told import draft, sent, step, tape

TOKEN = "access_token=secret-token-of-the-test"
POST = draft("Les rues du centre sont faites.", pictures=1)
REPLY = draft("Merci, demain matin.", {"id": "100_1_2"})
OUT, ANSWER = sent("100_1", "https://www.facebook.com/100_1"), sent("1_3", "https://www.facebook.com/1_3")
FEED = f"/v25.0/100/published_posts?fields=id%2Cmessage%2Ccreated_time&limit=100&{TOKEN}"
UNDER = (
    "/v25.0/100_1_2/comments?fields=id%2Cmessage%2Ccreated_time%2Cfrom&order=reverse_chronological&limit=100&" + TOKEN
)
MINE = {
    "id": "1_3",
    "message": "Merci, demain matin.",
    "created_time": "2026-11-02T08:00:05+0000",
    "from": {"id": "100"},
}
COMMENTS = {"data": [{**MINE, "id": "1_9", "from": {"id": "7"}}, MINE]}
TAPES = [
    tape(
        "publish",
        "send",
        OUT,
        step("POST", "/v25.0/100/photos", {"id": "555"}),
        step("POST", "/v25.0/100/feed", {"id": "100_1"}, once=True),
        draft=POST,
    ),
    tape("reply", "send", ANSWER, step("POST", "/v25.0/100_1_2/comments", {"id": "1_3"}, once=True), draft=REPLY),
    tape(
        "find_publish",
        "find_sent",
        OUT,
        step(
            "GET",
            FEED,
            {
                "data": [
                    {"id": "100_0", "message": "Autre chose", "created_time": "2026-11-02T09:00:00+0000"},
                    {"id": "100_1", "message": POST["text"], "created_time": "2026-11-02T08:00:05+0000"},
                ]
            },
        ),
        draft=POST,
    ),
    tape("find_reply", "find_sent", ANSWER, step("GET", UNDER, COMMENTS), draft=REPLY),
    tape(
        "find_old",
        "find_sent",
        None,
        step("GET", UNDER, {"data": [{**MINE, "created_time": "2026-11-01T08:00:05+0000"}]}),
        draft=REPLY,
    ),
]
FILM = draft("Le déneigement en images.", videos=1, title="Neige", captions=["fr"])
SHELF = f"/v25.0/100/videos?type=uploaded&fields=id%2Cdescription%2Ccreated_time%2Cpublished&limit=100&{TOKEN}"
STATUS = f"/v25.0/777?fields=status%2Cpermalink_url&{TOKEN}"
BEGUN = {"video": "777", "session": "s1", "start": 0, "end": 200}
WHOLE, CLOSED = {**BEGUN, "start": 324, "end": 324}, {"video": "777", "closed": True}
OUT_THERE = sent("777", "https://www.facebook.com/mairie/videos/777/")


def wants(start: int, end: int, **more: Any) -> dict[str, Any]:
    return step("POST", "/v25.0/100/videos", {"start_offset": str(start), "end_offset": str(end), **more})


def film_is(state: str) -> dict[str, Any]:
    told = {"status": {"video_status": state}, "permalink_url": "/mairie/videos/777/", "id": "777"}
    return step("GET", STATUS, told)


BEGIN = wants(0, 200, upload_session_id="s1", video_id="777")
BRINGS = [wants(200, 324), wants(324, 324)]
CLOSES = step("POST", "/v25.0/100/videos", {"success": True}, once=True)
CAPTION = step("POST", "/v25.0/777/captions", "")  # whatever it answers holds nothing up
ROW = {
    "id": "777",
    "description": FILM["text"],
    "created_time": "2026-11-02T08:00:05+0000",
    "published": True,
}
TAPES += [
    tape("publish_video", "send", {"ticket": BEGUN, "seconds": 1.0}, BEGIN, draft=FILM),
    tape(
        "fill_video",
        "resume",
        {"ticket": WHOLE, "seconds": 1.0},
        *BRINGS,
        draft=FILM,
        after="publish_video",
        arguments=[BEGUN],
    ),
    tape(
        "close_video",
        "resume",
        {"ticket": CLOSED, "seconds": 15.0},
        CLOSES,
        draft=FILM,
        after="publish_video",
        arguments=[WHOLE],
    ),
    tape(
        "see_video",
        "resume",
        OUT_THERE,
        film_is("ready"),
        CAPTION,
        draft=FILM,
        after="publish_video",
        arguments=[CLOSED],
    ),
    tape(
        "find_publish_video",
        "find_sent",
        sent("777", "https://www.facebook.com/777"),
        step("GET", SHELF, {"data": [{**ROW, "id": "776", "published": False}, ROW]}),
        draft=FILM,
    ),
    tape(
        "count_video",
        "count",
        {"likes": 4, "shares": None, "replies": 2, "views": 90},
        step(
            "GET",
            "/v25.0/777?fields=likes.summary%28total_count%29.limit%280%29%2C"
            f"comments.summary%28total_count%29.limit%280%29%2Cviews&{TOKEN}",
            {"likes": {"summary": {"total_count": 4}}, "comments": {"summary": {"total_count": 2}}, "views": 90},
        ),
        arguments=["777"],
    ),
]


def refused(code: int, status: int = 400, **more: Any) -> type[NetworkError]:
    body = {"error": {"message": "No", "type": "OAuthException", "code": code, **more}}
    exchange = step("POST", "/v25.0/100_1_2/comments", body, status, once=True)
    with pytest.raises(NetworkError) as error:
        play(Kind, tape("refused", "send", None, exchange, draft=REPLY))
    speaks(error.value.say)
    return type(error.value)


class TestFacebook(SendingContract):
    kind = Kind

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    def test_a_video_is_brought_in_the_parts_that_facebook_wants_and_closed_once(self) -> None:
        asked: list[Any] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request)
                return super().handle_request(request)

        steps = [BEGIN, *BRINGS, CLOSES, film_is("processing"), film_is("ready"), CAPTION]
        login = Login(external_id="100", secrets={"token": "secret-token-of-the-test"})
        network = Kind(login, Http(transport=Keeps({"exchanges": steps})))
        post, seen = draft_of(FILM), []
        answer: Any = network.send(post)
        while isinstance(answer, Waiting):
            seen.append(json.loads(json.dumps(answer.ticket)))
            answer = network.resume(post, seen[-1])
        assert answer == Sent(**OUT_THERE)
        assert seen == [BEGUN, WHOLE, CLOSED, CLOSED]
        assert {request.url.host for request in asked[:4]} == {"graph-video.facebook.com"}
        parts = [re.findall(rb"octet-stream\r\n\r\n(.*)\r\n--", request.content, re.S)[0] for request in asked[1:3]]
        assert b"".join(parts) == post.media[0].content
        closing = parse_qs(asked[3].content.decode())
        assert (closing["description"], closing["title"]) == ([FILM["text"]], ["Neige"])
        assert b'filename="captions.fr_FR.srt"' in asked[-1].content
        assert b"00:00:01,000 --> 00:00:02,500\nLes rues du centre" in asked[-1].content

    def test_other_words_are_put_in_the_same_place(self) -> None:
        asked: list[bytes] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request.content)
                return super().handle_request(request)

        login = Login(external_id="100", secrets={"token": "secret-token-of-the-test"})
        for number, field in (("100_1", "message"), ("777", "description")):
            done = step("POST", f"/v25.0/{number}", {"success": True})
            network = Kind(login, Http(transport=Keeps({"exchanges": [done]})))
            assert network.correct(number, draft_of(POST)).external_id == number
            assert parse_qs(asked[-1].decode())[field] == [POST["text"]]

    def test_facebook_may_want_another_part(self) -> None:
        error = {"code": 6001, "error_subcode": 1363037, "error_data": {"start_offset": 100, "end_offset": 324}}
        other = step("POST", "/v25.0/100/videos", {"error": error}, 400)
        filled = tape("other", "resume", None, other, wants(324, 324), draft=FILM, arguments=[BEGUN])
        assert play(Kind, filled) == Waiting(WHOLE, 1.0)

    @pytest.mark.parametrize("is_out", [True, False])
    def test_a_session_that_was_closed_before_is_seen_by_its_video(self, is_out: bool) -> None:
        over = {"error": {"code": 6000, "message": "The upload session is over"}}
        steps = [
            step("POST", "/v25.0/100/videos", over, 400, once=True),
            step("GET", f"/v25.0/777?fields=published&{TOKEN}", {"id": "777", "published": is_out}),
        ]
        again = tape("again", "resume", None, *steps, draft=FILM, arguments=[WHOLE])
        if is_out:
            assert play(Kind, again) == Waiting(CLOSED, 15.0)
            return
        with pytest.raises(Amend):
            play(Kind, again)

    def test_a_video_that_facebook_cannot_use_is_refused_and_refused_captions_hold_nothing_up(self) -> None:
        with pytest.raises(Amend) as error:
            play(Kind, tape("no", "resume", None, film_is("error"), draft=FILM, arguments=[CLOSED]))
        speaks(error.value.say)
        no = step("POST", "/v25.0/777/captions", {"error": {"code": 100}}, 400)
        seen = tape("out", "resume", None, film_is("ready"), no, draft=FILM, arguments=[CLOSED])
        assert play(Kind, seen) == Sent(**OUT_THERE)

    @pytest.mark.parametrize(
        ("code", "more", "error"),
        [
            (190, {"error_subcode": 460}, Reconnect),
            (341, {}, TryLater),
            (3, {}, Amend),
            (200, {}, Amend),
            (10, {}, Amend),
            (4, {}, TryLater),
            (32, {}, TryLater),
            (368, {}, TryLater),
            (506, {}, Amend),
            (100, {}, Amend),
            (100, {"error_subcode": 33}, Gone),
            (2, {"is_transient": True}, MaybeSent),
        ],
    )
    def test_the_codes_of_meta(self, code: int, more: dict[str, Any], error: type[NetworkError]) -> None:
        assert refused(code, **more) is error
