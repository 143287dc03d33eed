"""X against answers made by hand."""

from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Login, Media, Sent, Waiting
from parvis.networks.errors import Amend, Reconnect
from parvis.networks.http import Http
from parvis.networks.kinds.x import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
from parvis.networks.tests.told import draft, sent, step, tape

HERE = sent("1445880548472328192", "https://x.com/mairie/status/1445880548472328192")
MADE = {"data": {"id": "1445880548472328192", "text": "Hello world!"}}
POST = draft("Déneigement : https://mairie.fr/neige", pictures=1)
REPLY = draft("Merci, demain matin.", {"id": "1346889436626259968"})
OWN = (
    "/2/users/100/tweets?start_time=2026-11-02T07%3A50%3A00Z&max_results=100"
    "&tweet.fields=created_at%2Cconversation_id%2Clang%2Creferenced_tweets%2Cauthor_id%2Centities%2Cnote_tweet"
    "&expansions=author_id&user.fields=name%2Cusername"
)


def row(text: str, **more: Any) -> dict[str, Any]:
    base = {"id": HERE["external_id"], "text": text, "created_at": "2026-11-02T08:00:03.000Z", "author_id": "100"}
    return {**base, **more}


ANSWERED = [{"type": "replied_to", "id": "1346889436626259968"}]
LINKED = row(
    "Déneigement : https://t.co/abc https://t.co/pic",
    entities={
        "urls": [
            {"url": "https://t.co/abc", "expanded_url": "https://mairie.fr/neige"},
            {"url": "https://t.co/pic", "expanded_url": "https://x.com/mairie/status/1/photo/1", "media_key": "3_1"},
        ]
    },
)
FILM = draft("Déneigement : https://mairie.fr/neige", videos=1)
PENDING = {"data": {"id": "188", "size": 324, "processing_info": {"state": "pending", "check_after_secs": 1}}}
UPLOADED = [
    step("POST", "/2/media/upload/initialize", {"data": {"id": "188", "media_key": "13_188"}}),
    step("POST", "/2/media/upload/188/append", {"data": {"expires_at": 1793606400}}),
    step("POST", "/2/media/upload/188/finalize", PENDING),
]
STATUS = "/2/media/upload?command=STATUS&media_id=188"
TAPES = [
    tape(
        "publish",
        "send",
        HERE,
        step("POST", "/2/media/upload", {"data": {"id": "1880028106020515840", "media_key": "3_1880028106020515840"}}),
        step("POST", "/2/media/metadata", {"data": {"id": "1880028106020515840"}}),
        step("POST", "/2/tweets", MADE, 201, once=True),
        draft=POST,
    ),
    tape("reply", "send", HERE, step("POST", "/2/tweets", MADE, 201, once=True), draft=REPLY),
    tape(
        "publish_video",
        "send",
        HERE,
        *UPLOADED[:2],
        step("POST", "/2/media/upload/188/finalize", {"data": {"id": "188", "size": 324}}),
        step("POST", "/2/tweets", MADE, 201, once=True),
        draft=FILM,
    ),
    tape(
        "publish_slow_video",
        "send",
        {"ticket": {"video": "188"}, "seconds": 1.0},
        *UPLOADED,
        draft=FILM,
    ),
    tape(
        "resume_publish_slow_video",
        "resume",
        HERE,
        step("GET", STATUS, {"data": {"id": "188", "processing_info": {"state": "succeeded"}}}),
        step("POST", "/2/tweets", MADE, 201, once=True),
        draft=FILM,
        after="publish_slow_video",
        arguments=[{"video": "188"}],
    ),
    tape("find_publish", "find_sent", HERE, step("GET", OWN, {"data": [LINKED]}), draft=POST),
    tape(
        "find_reply",
        "find_sent",
        HERE,
        step("GET", OWN, {"data": [row("Merci, demain matin.", referenced_tweets=ANSWERED)]}),
        draft=REPLY,
    ),
    tape("find_nothing", "find_sent", None, step("GET", OWN, {"meta": {"result_count": 0}}), draft=REPLY),
    tape(
        "count",
        "count",
        {"likes": 2, "shares": 4, "replies": 1, "views": 90},
        step(
            "GET",
            "/2/tweets/7?tweet.fields=public_metrics",
            {
                "data": {
                    "id": "7",
                    "public_metrics": {
                        "like_count": 2,
                        "retweet_count": 3,
                        "quote_count": 1,
                        "reply_count": 1,
                        "impression_count": 90,
                    },
                }
            },
        ),
        arguments=["7"],
    ),
    tape("withdraw", "withdraw", None, step("DELETE", "/2/tweets/7", {"data": {"deleted": True}}), arguments=["7"]),
]


class TestX(SendingContract):
    kind = Kind

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    def resumes(self, state: str) -> Any:
        told = {"data": {"id": "188", "processing_info": {"state": state, "check_after_secs": 5}}}
        made = [step("POST", "/2/tweets", MADE, 201, once=True)] if state == "succeeded" else []
        again = step("GET", STATUS, told)
        return play(Kind, tape("again", "resume", None, again, *made, draft=FILM, arguments=[{"video": "188"}]))

    def test_a_video_is_posted_once_x_is_done_with_it(self) -> None:
        assert self.resumes("in_progress") == Waiting({"video": "188"}, 5.0)
        assert self.resumes("succeeded") == Sent(**HERE)
        with pytest.raises(Amend) as refused:
            self.resumes("failed")
        speaks(refused.value.say)

    def test_a_long_video_goes_up_in_parts_in_their_order(self) -> None:
        asked: list[bytes] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request.content)
                return super().handle_request(request)

        start, part, end = UPLOADED
        player = Keeps({"exchanges": [start, part, part, part, end]})
        film = Media(b"a" * 1_000_000 + b"b" * 1_000_000 + b"c", "video/mp4", "place.mp4")
        network = Kind(Login(external_id="100", secrets={"token": "t"}), Http(transport=player))
        assert isinstance(network.send(replace(draft_of(FILM), media=(film,))), Waiting)
        for number, sign in enumerate((b"a", b"b", b"c")):
            content = asked[number + 1]
            assert b'name="segment_index"\r\n\r\n%d\r\n' % number in content
            assert sign * (1 if sign == b"c" else 1000) in content

    def test_a_video_goes_alone_and_not_too_heavy(self) -> None:
        for row in ({**FILM, "pictures": 1}, {**FILM, "videos": 2}):
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row))
            speaks(refused.value.say)

    def test_a_stale_token_is_renewed_and_the_post_made_once(self) -> None:
        fresh = {"access_token": "new-token", "refresh_token": "new-refresh"}
        renewed = tape(
            "renewed",
            "send",
            HERE,
            step("POST", "/2/tweets", {"title": "Unauthorized"}, 401, once=True),
            step("POST", "/2/oauth2/token", fresh),
            step("POST", "/2/tweets", MADE, 201, once=True),
            draft=REPLY,
            secrets=["token", "refresh", "client_id"],
        )
        assert play(Kind, renewed).external_id == HERE["external_id"]

    def test_a_text_that_x_has_already_is_looked_for(self) -> None:
        refusal = step(
            "POST", "/2/tweets", {"detail": "You are not allowed to create a Tweet with duplicate content."}, 403
        )
        again = step("GET", OWN, {"data": [row("Merci, demain matin.", referenced_tweets=ANSWERED)]})
        assert play(Kind, tape("again", "send", HERE, refusal, again, draft=REPLY)).external_id == HERE["external_id"]
        with pytest.raises(Amend) as refused:
            play(Kind, tape("again", "send", HERE, refusal, step("GET", OWN, {}), draft=REPLY))
        assert "déjà" in refused.value.say.fr

    def test_the_newer_names_of_fields_are_read_too(self) -> None:
        mine = row("Merci, demain matin.", referenced_posts=ANSWERED)
        found = play(Kind, tape("newer", "find_sent", HERE, step("GET", OWN, {"data": [mine]}), draft=REPLY))
        assert found.external_id == HERE["external_id"]

    def test_a_long_mention_is_read_whole_and_as_it_was_written(self) -> None:
        plain = row("Boulangerie Roy &amp; fils : 3 &lt; 4", author_id="7")
        long = row("Le début…", id="1445880548472328193", author_id="7", note_tweet={"text": "Le début &amp; la fin"})
        path = "/2/users/100/mentions?max_results=100" + OWN.partition("max_results=100")[2]
        told = step("GET", path, {"data": [long, plain]})
        batch = play(Kind, tape("read", "addressed", None, told, arguments=[{}]))
        assert [found.text for found in batch.found] == ["Boulangerie Roy & fils : 3 < 4", "Le début & la fin"]

    def test_an_empty_purse_is_told(self) -> None:
        with pytest.raises(Reconnect) as refused:
            play(
                Kind,
                tape("poor", "send", None, step("POST", "/2/tweets", {"title": "CreditsDepleted"}, 402), draft=REPLY),
            )
        assert "crédit" in refused.value.say.fr
