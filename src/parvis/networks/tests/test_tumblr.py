"""Tumblr against the example answers of its documentation, and some made by hand."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Login, Media, Sent
from parvis.networks.errors import Amend, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.tumblr import Kind, measure
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, film, play, tapes
from parvis.networks.tests.told import draft, sent, step, tape

POST = draft("Neige : les rues du centre sont faites.\n\nMerci de votre patience.")
HERE = sent("7", "https://www.tumblr.com/mairie/7")
AT = 1793606403
TEXT = {"type": "text", "text": "Neige : les rues du centre sont faites."}
MINE = {"id_string": "7", "timestamp": AT, "content": [TEXT, {"type": "text", "text": "Merci de votre patience."}]}
OTHER = {"id_string": "6", "timestamp": AT, "content": [{"type": "image"}, TEXT]}
LIST = "/v2/blog/mairie/posts?npf=true&limit=20&offset=0"
NOTES = "/v2/blog/mairie/notes?id=7&mode=conversation"
BLOG = {"external_id": "mairie"}


def told(response: dict[str, Any]) -> dict[str, Any]:
    return {"meta": {"status": 200, "msg": "OK"}, "response": response}


MADE = [
    tape("find_publish", "find_sent", HERE, step("GET", LIST, told({"posts": [OTHER, MINE]})), draft=POST, login=BLOG),
    tape(
        "count",
        "count",
        {"likes": 4, "shares": 2, "replies": None, "views": None},
        step("GET", NOTES, told({"notes": [], "total_notes": 9, "total_likes": 4, "total_reblogs": 2})),
        arguments=["7"],
        login=BLOG,
    ),
    tape(
        "withdraw",
        "withdraw",
        None,
        step("POST", "/v2/blog/mairie/post/delete", told({}), 404),
        arguments=["7"],
        login=BLOG,
    ),
]
FILM = {**POST, "videos": 1}
MADE += [
    tape(
        "publish_video",
        "send",
        HERE,
        step("GET", LIST, told({"posts": [OTHER]})),
        step("POST", "/v2/blog/mairie/posts", told({"id": "7"}), 201, once=True),
        draft=FILM,
        login=BLOG,
    ),
]


class TestTumblr(SendingContract):
    kind = Kind
    wanted = {"publish", "find_publish"}

    def tapes(self) -> list[dict[str, Any]]:
        return [*tapes("tumblr"), *MADE]

    def test_a_refusal_says_the_reason_of_tumblr(self) -> None:
        """The example of the documentation for an error."""
        body = {
            "meta": {"msg": "Bad Request", "status": 400},
            "errors": [{"title": "'content' must be an array'", "code": 8001}],
        }
        refusal = step("POST", "/v2/blog/mairie/posts", body, 400, once=True)
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, refusal, draft=POST, login=BLOG))
        assert "must be an array" in refused.value.say.en

    def test_a_video_that_is_there_is_not_brought_again(self) -> None:
        """While Tumblr works on it nobody sees it: so it is looked for again before the next try."""
        there = step("GET", LIST, told({"posts": [OTHER, MINE]}))
        assert play(Kind, tape("again", "send", None, there, draft=FILM, login=BLOG)) == Sent(**HERE)

    def test_while_one_video_is_worked_on_the_next_one_waits(self) -> None:
        none = step("GET", LIST, told({"posts": []}))
        body = {"meta": {"msg": "Forbidden", "status": 403}, "errors": [{"title": "Forbidden", "code": 8010}]}
        busy = step("POST", "/v2/blog/mairie/posts", body, 403, once=True)
        with pytest.raises(TryLater) as later:
            play(Kind, tape("busy", "send", None, none, busy, draft=FILM, login=BLOG))
        speaks(later.value.say)

    def test_a_video_goes_alone_with_its_size(self) -> None:
        asked: list[bytes] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request.content)
                return super().handle_request(request)

        login = Login(external_id="mairie", secrets={"token": "secret-token-of-the-test"})
        filmed = replace(draft_of(FILM), media=(Media(film(12, 1080, 1920), "video/mp4", "place.mp4"),))
        Kind(login, Http(transport=Keeps({"exchanges": MADE[-1]["exchanges"]}))).send(filmed)
        body = json.loads(re.findall(rb'(\{"content".*\})\r\n', asked[1])[0])
        about = {"type": "video/mp4", "identifier": "file-0", "width": 1080, "height": 1920}
        assert body["content"][0] == {"type": "video", "media": about}
        assert b'name="file-0"; filename="place.mp4"' in asked[1]
        for row in ({**FILM, "pictures": 1}, {**FILM, "videos": 2}):
            with pytest.raises(Amend):
                play(Kind, tape("no", "send", None, draft=row, login=BLOG))

    def test_an_answer_is_not_promised(self) -> None:
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, draft=draft("Merci.", {"id": "1"}), login=BLOG))
        speaks(refused.value.say)

    def test_each_paragraph_has_its_own_length(self) -> None:
        assert measure("a" * 4096 + "\n\n" + "b" * 10) == 4096
        with pytest.raises(Amend):
            play(Kind, tape("long", "send", None, draft=draft("a" * 4097), login=BLOG))

    def test_replies_and_mentions_are_read_oldest_first(self) -> None:
        kinds = "&".join(
            f"types%5B{n}%5D={name}"
            for n, name in enumerate(("reply", "mention_in_reply", "mention_in_post", "reblog_with_content"))
        )
        rows = [
            {"id": "b", "type": "mention_in_post", "timestamp": 20, "from_tumblelog_name": "ana", "post_id": "5"},
            {
                "id": "a",
                "type": "reply",
                "timestamp": 10,
                "from_tumblelog_name": "bo",
                "reply_text": "Et ma rue ?",
                "target_post_id": "7",
            },
        ]
        asked = step("GET", f"/v2/blog/mairie/notifications?rollups=false&{kinds}", told({"notifications": rows}))
        post = step("GET", "/v2/blog/ana/posts/5", told({"content": [{"type": "text", "text": "Merci la mairie"}]}))
        batch = play(Kind, tape("read", "addressed", None, asked, post, arguments=[{}], login=BLOG))
        assert [(f.text, f.author, f.url, f.reply_to) for f in batch.found] == [
            ("Et ma rue ?", "bo", "https://www.tumblr.com/mairie/7", "7"),
            ("Merci la mairie", "ana", "https://www.tumblr.com/ana/5", ""),
        ]
        assert batch.cursor["id"] == "b"

    def test_the_blogs_of_the_account_are_offered(self) -> None:
        blogs = [{"name": "mairie", "url": "https://mairie.tumblr.com/"}, {"name": "musee", "url": "https://m.fr/"}]
        places = play(
            Kind, tape("places", "places", None, step("GET", "/v2/user/info", told({"user": {"blogs": blogs}})))
        )
        assert [(place.name, place.secrets["blog"]) for place in places] == [("mairie", "mairie"), ("musee", "musee")]
