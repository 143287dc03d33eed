"""Pinterest against answers of the shape of its OpenAPI description."""

import json
from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Login, Media, Sent, Waiting
from parvis.networks.errors import Amend, Gone
from parvis.networks.http import Http
from parvis.networks.kinds.pinterest import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, film, play, tapes
from parvis.networks.tests.told import draft, sent, step, tape

NUMBER = "813744226420795884"
HERE = sent(NUMBER, f"https://www.pinterest.com/pin/{NUMBER}/")
POST = draft("Le marché de Noël ouvre samedi : https://mairie.fr/noel", pictures=1)
MADE_AT = {"created_at": "2026-11-02T08:00:05"}
PIN = {"id": NUMBER, **MADE_AT, "description": POST["text"], "board_id": "100", "alt_text": "La place"}
PINS = "/v5/boards/100/pins?page_size=250"
PAGES = [
    step("GET", PINS, {"items": [{**PIN, "id": "1", "description": None}], "bookmark": "next"}),
    step("GET", PINS + "&bookmark=next", {"items": [PIN], "bookmark": None}),
]
BOARD = {"id": "100", "name": "Marché", "privacy": "PUBLIC"}
ME = {"username": "mairie", "account_type": "BUSINESS", "business_name": "Mairie", "id": "2783136121146311751"}
ACCOUNT = {
    "external_id": "100",
    "handle": "mairie",
    "name": "Mairie · Marché",
    "url": "https://www.pinterest.com/mairie/",
}
FILM = draft(POST["text"], videos=1)
UPLOAD = {
    "media_id": "12345",
    "media_type": "video",
    "upload_url": "https://pinterest-media-upload.s3-accelerate.amazonaws.com/",
    "upload_parameters": {"key": "uploads/11/aa/22/3:video", "policy": "eyJ==", "Content-Type": "multipart/form-data"},
}
BROUGHT = [step("POST", "/v5/media", UPLOAD, 201), step("POST", "/", "", 204)]


def state(status: str) -> dict[str, Any]:
    return step("GET", "/v5/media/12345", {"media_id": "12345", "media_type": "video", "status": status})


class TestPinterest(SendingContract):
    kind = Kind
    wanted = {"publish", "find_publish"}

    def tapes(self) -> list[dict[str, Any]]:
        return [
            *tapes("pinterest"),
            tape("publish", "send", HERE, step("POST", "/v5/pins", PIN, 201, once=True), draft=POST),
            tape(
                "carousel", "send", HERE, step("POST", "/v5/pins", PIN, 201, once=True), draft={**POST, "pictures": 3}
            ),
            tape("find_publish", "find_sent", HERE, *PAGES, draft=POST),
            tape("publish_video", "send", {"ticket": {"video": "12345"}, "seconds": 10.0}, *BROUGHT, draft=FILM),
            tape(
                "resume_publish_video",
                "resume",
                HERE,
                state("succeeded"),
                step("POST", "/v5/pins", PIN, 201, once=True),
                draft=FILM,
                after="publish_video",
                arguments=[{"video": "12345"}],
            ),
            tape("withdraw", "withdraw", None, step("DELETE", f"/v5/pins/{NUMBER}", "", 204), arguments=[NUMBER]),
            tape(
                "connect",
                "connect",
                ACCOUNT,
                step("GET", "/v5/user_account", ME),
                step("GET", "/v5/boards/100", BOARD),
            ),
        ]

    def test_what_cannot_go_says_why_before_any_call(self) -> None:
        for row in (
            draft("Sans image"),
            {**POST, "pictures": 6},
            {**POST, "text": "x" * 801},
            {**POST, "reply_to": {"a": 1}},
        ):
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row))
            speaks(refused.value.say)

    def test_a_video_is_brought_without_the_token_and_pinned_once_it_is_ready(self) -> None:
        asked: list[Any] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request)
                return super().handle_request(request)

        ready = [state("processing"), state("succeeded"), step("POST", "/v5/pins", PIN, 201, once=True)]
        login = Login(external_id="100", secrets={"token": "secret-token-of-the-test"})
        network = Kind(login, Http(transport=Keeps({"exchanges": [*BROUGHT, *ready]})))
        wait = network.send(draft_of(FILM))
        assert network.resume(draft_of(FILM), wait.ticket) == wait == Waiting({"video": "12345"}, 10.0)
        assert network.resume(draft_of(FILM), wait.ticket) == Sent(**HERE)
        assert "authorization" not in asked[1].headers
        assert b'name="policy"\r\n\r\neyJ==' in asked[1].content
        assert b'name="file"; filename="place.mp4"' in asked[1].content
        made = json.loads(asked[-1].content)
        source = {"source_type": "video_id", "media_id": "12345", "cover_image_key_frame_time": 1}
        assert (made["media_source"], made["alt_text"]) == (source, "La place de la mairie sous la neige")

    def test_a_video_that_cannot_be_processed_or_lasts_too_long_is_refused(self) -> None:
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "resume", None, state("failed"), draft=FILM, arguments=[{"video": "12345"}]))
        speaks(refused.value.say)
        for seconds in (3, 901):
            filmed = replace(draft_of(FILM), media=(Media(film(seconds, 4, 4), "video/mp4", "long.mp4"),))
            with pytest.raises(Amend) as refused:
                Kind(Login(external_id="100"), Http()).send(filmed)
            speaks(refused.value.say)

    def test_what_is_gone_is_said_in_the_words_of_the_description(self) -> None:
        answer = step("GET", "/v5/pins/1?pin_metrics=true", {"code": 2, "message": "AdAccount not found."}, 404)
        with pytest.raises(Gone):
            play(Kind, tape("gone", "count", None, answer, arguments=["1"]))

    def test_public_boards_are_offered(self) -> None:
        boards = {"items": [BOARD, {**BOARD, "id": "101", "privacy": "SECRET"}], "bookmark": None}
        places = play(Kind, tape("places", "places", None, step("GET", "/v5/boards?page_size=250", boards)))
        assert [(place.name, place.secrets["board"]) for place in places] == [("Marché", "100")]
