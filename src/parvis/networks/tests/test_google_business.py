"""Reviews against answers made by hand."""

from typing import Any

import pytest

from parvis.networks.errors import Amend
from parvis.networks.kinds.google_business import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import play
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


class TestGoogleBusiness(SendingContract):
    kind = Kind
    wanted = {"reply", "find_reply"}
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

    def test_a_review_is_read_in_its_own_language_with_its_stars(self) -> None:
        path = "/v4/accounts/1/locations/2/reviews?pageSize=50&orderBy=updateTime+desc"
        login = {"external_id": "accounts/1/locations/2"}
        asked = [step("GET", path, {"reviews": [REVIEW]})] * 2
        first = play(Kind, tape("read", "addressed", None, asked[0], arguments=[{}], login=login))
        assert (first.found[0].text, first.found[0].title) == ("Très bien", "★★★★☆")
        again = play(Kind, tape("read", "addressed", None, asked[1], arguments=[dict(first.cursor)], login=login))
        assert again.found == ()
