"""Pinterest against answers of the shape of its OpenAPI description."""

from typing import Any

import pytest

from parvis.networks.errors import Amend, Gone
from parvis.networks.kinds.pinterest import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import play, tapes
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

    def test_what_is_gone_is_said_in_the_words_of_the_description(self) -> None:
        answer = step("GET", "/v5/pins/1?pin_metrics=true", {"code": 2, "message": "AdAccount not found."}, 404)
        with pytest.raises(Gone):
            play(Kind, tape("gone", "count", None, answer, arguments=["1"]))

    def test_public_boards_are_offered(self) -> None:
        boards = {"items": [BOARD, {**BOARD, "id": "101", "privacy": "SECRET"}], "bookmark": None}
        places = play(Kind, tape("places", "places", None, step("GET", "/v5/boards?page_size=250", boards)))
        assert [(place.name, place.secrets["board"]) for place in places] == [("Marché", "100")]
