"""Reviews against answers made by hand."""

import json
from typing import Any

import pytest

from parvis.networks.base import Login, Sent
from parvis.networks.errors import Amend
from parvis.networks.http import Http
from parvis.networks.kinds.google_business import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
from parvis.networks.tests.told import draft, sent, step, tape

NAME = "accounts/1/locations/2/reviews/3"
PATH = f"/v4/{NAME}"
REPLY = draft("Merci de votre visite.", {"name": NAME})
HERE = sent(NAME, "")
REVIEW = {
    "name": NAME,
    "reviewer": {"displayName": "Ana"},
    "starRating": "FOUR",
    "comment": "Très bien\n\n(Translated by Google)\nVery good",
    "updateTime": "2026-11-02T08:00:05.123456Z",
}
OTHER = {**REVIEW, "reviewReply": {"comment": "Autre chose", "updateTime": "2026-11-02T09:00:00Z"}}
OURS = {**REVIEW, "reviewReply": {"comment": REPLY["text"], "updateTime": "2026-11-02T09:00:00Z"}}
PUT = step("PUT", f"{PATH}/reply", {"comment": REPLY["text"]}, once=True)
TAPES = [
    tape("reply", "send", HERE, step("GET", PATH, REVIEW), PUT, draft=REPLY),
    tape("find_reply", "find_sent", HERE, step("GET", PATH, OURS), draft=REPLY),
    tape("find_other", "find_sent", None, step("GET", PATH, OTHER), draft=REPLY),
]
PLACE = {"external_id": "accounts/1/locations/2"}
SHELF, NUMBER = "/v4/accounts/1/locations/2/localPosts", "accounts/1/locations/2/localPosts/5"
TEXT = draft("La piscine rouvre lundi.")
MADE = {
    "name": NUMBER,
    "summary": TEXT["text"],
    "state": "PROCESSING",
    "createTime": "2026-11-02T08:00:05.123Z",
    "searchUrl": "https://local.google.com/place?id=5",
}
THERE = sent(NUMBER, MADE["searchUrl"])
TAPES += [
    tape("publish", "send", THERE, step("POST", SHELF, MADE, once=True), draft=TEXT, login=PLACE),
    tape(
        "find_publish",
        "find_sent",
        THERE,
        step("GET", f"{SHELF}?pageSize=100", {"localPosts": [{**MADE, "name": "x", "summary": "Autre"}, MADE]}),
        draft=TEXT,
        login=PLACE,
    ),
    tape("withdraw", "withdraw", None, step("DELETE", f"/v4/{NUMBER}", {}), arguments=[NUMBER]),
    tape("take_back", "withdraw", None, step("DELETE", f"{PATH}/reply", {}), arguments=[NAME]),
]


class TestGoogleBusiness(SendingContract):
    kind = Kind
    found_by_key = {"find_reply"}

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    def test_a_colleagues_answer_is_not_written_over(self) -> None:
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, step("GET", PATH, OTHER), draft=REPLY))
        speaks(refused.value.say)

    def test_the_name_of_the_place_comes_from_the_api_of_places(self) -> None:
        path = "/v1/locations/2?readMask=name%2Ctitle%2Cmetadata"
        place = {"name": "locations/2", "title": "Mairie", "metadata": {"mapsUri": "https://maps.test/2"}}
        login = {"external_id": "accounts/1/locations/2"}
        account, kept = play(Kind, tape("connect", "connect", None, step("GET", path, place), login=login))
        assert (account.name, account.url) == ("Mairie", "https://maps.test/2")
        assert account.external_id == kept.external_id == "accounts/1/locations/2"

    def test_an_answer_that_google_rejects_is_not_out(self) -> None:
        no = step("PUT", f"{PATH}/reply", {"comment": REPLY["text"], "reviewReplyState": "REJECTED"}, once=True)
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, step("GET", PATH, REVIEW), no, draft=REPLY))
        speaks(refused.value.say)

    def test_a_post_takes_one_picture_from_a_public_address(self) -> None:
        asked: list[bytes] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request.content)
                return super().handle_request(request)

        shown = {**TEXT, "pictures": 1, "url": "https://mairie.fr/piscine.jpg"}
        login = Login(**PLACE, secrets={"token": "secret-token-of-the-test"})
        player = Keeps({"exchanges": [step("POST", SHELF, MADE, once=True)]})
        Kind(login, Http(transport=player)).send(draft_of(shown))
        said = json.loads(asked[0])
        assert said["media"] == [{"mediaFormat": "PHOTO", "sourceUrl": shown["url"]}]
        assert (said["summary"], said["languageCode"], said["topicType"]) == (TEXT["text"], "fr", "STANDARD")
        for row in ({**TEXT, "pictures": 1}, {**shown, "pictures": 2}, {**TEXT, "videos": 1}, draft("x" * 1501)):
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row, login=PLACE))
            speaks(refused.value.say)

    def test_a_post_that_google_rejects_is_not_out(self) -> None:
        no = step("POST", SHELF, {**MADE, "state": "REJECTED"}, once=True)
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, no, draft=TEXT, login=PLACE))
        speaks(refused.value.say)

    def test_a_post_and_an_answer_are_corrected_in_their_place(self) -> None:
        login = Login(**PLACE, secrets={"token": "secret-token-of-the-test"})
        steps = [
            step("PATCH", f"/v4/{NUMBER}?updateMask=summary", MADE),
            step("PUT", f"{PATH}/reply", {"comment": TEXT["text"]}),
        ]
        network = Kind(login, Http(transport=Player({"exchanges": steps})))
        assert network.correct(NUMBER, draft_of(TEXT)) == Sent(**THERE)
        assert network.correct(NAME, draft_of(TEXT)) == Sent(NAME, "")

    def test_a_review_is_read_in_its_own_language_with_its_stars(self) -> None:
        path = "/v4/accounts/1/locations/2/reviews?pageSize=50&orderBy=updateTime+desc"
        login = {"external_id": "accounts/1/locations/2"}
        asked = [step("GET", path, {"reviews": [REVIEW]})] * 2
        first = play(Kind, tape("read", "addressed", None, asked[0], arguments=[{}], login=login))
        assert (first.found[0].text, first.found[0].title) == ("Très bien", "★★★★☆")
        again = play(Kind, tape("read", "addressed", None, asked[1], arguments=[dict(first.cursor)], login=login))
        assert again.found == ()
