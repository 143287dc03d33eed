"""Facebook Pages against answers made by hand."""

from typing import Any

import pytest

from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.kinds.facebook import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import play
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
