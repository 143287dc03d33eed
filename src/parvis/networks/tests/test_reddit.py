"""Reddit against answers that it gave to another client's test suite, and some made by hand."""

from typing import Any

import pytest

from parvis.networks.base import Login, Sent
from parvis.networks.errors import Amend, Gone, NetworkError, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.reddit import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
from parvis.networks.tests.told import draft, step, tape

REPLY = draft("Merci, demain matin.", {"id": "t1_a"})
POST = draft("Les rues du centre sont faites.")


class TestReddit(SendingContract):
    kind = Kind

    @pytest.mark.parametrize(
        ("code", "error"),
        [("RATELIMIT", TryLater), ("SUBREDDIT_NOTALLOWED", Amend), ("DELETED_COMMENT", Gone), ("TOO_LONG", Amend)],
    )
    def test_a_refusal_comes_with_200(self, code: str, error: type[NetworkError]) -> None:
        told = {"json": {"errors": [[code, "Take a break.", "ratelimit"]], "ratelimit": 412.5}}
        refusal = step("POST", "/api/comment", told, once=True)
        with pytest.raises(error) as refused:
            play(Kind, tape("no", "send", None, refusal, draft=REPLY))
        speaks(refused.value.say)
        if isinstance(refused.value, TryLater):
            assert refused.value.seconds == 412.5

    def test_a_title_that_the_community_refuses(self) -> None:
        """Reddit's own words, of 10 February 2020 (praw, TestSubreddit.test_submit__verify_invalid)."""
        told = {
            "fields": ["title"],
            "explanation": 'You may not have "dfgfdgfdgdf" in your title. ',
            "error_type": "SUBMIT_VALIDATION_ERROR",
            "message": "Bad Request",
            "reason": "SUBMIT_VALIDATION_TITLE_BLACKLISTED_STRING",
        }
        refusal = step("POST", "/api/submit", told, 400, once=True)
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, refusal, draft=POST, secrets=["token", "community"]))
        assert "You may not have" in refused.value.say.fr

    def test_what_cannot_go_says_why_before_any_call(self) -> None:
        cases: list[tuple[dict[str, Any], list[str]]] = [
            (POST, ["token"]),
            ({**POST, "pictures": 1}, ["token", "community"]),
            ({**REPLY, "text": "x" * 10_001}, ["token"]),
        ]
        for row, secrets in cases:
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row, secrets=secrets))
            speaks(refused.value.say)

    def test_other_words_are_put_in_the_same_place(self) -> None:
        told = {"json": {"errors": [], "data": {"things": [{"data": {"name": "t3_a"}}]}}}
        login = Login(handle="mairie", secrets={"token": "secret-token-of-the-test"})
        network = Kind(login, Http(transport=Player({"exchanges": [step("POST", "/api/editusertext", told)]})))
        assert network.correct("t3_a", draft_of(POST)) == Sent("t3_a", "")
        errors = {"json": {"errors": [["TOO_OLD", "that's a piece of history", "parent"]]}}
        network = Kind(login, Http(transport=Player({"exchanges": [step("POST", "/api/editusertext", errors)]})))
        with pytest.raises(Gone):
            network.correct("t3_a", draft_of(POST))

    def test_what_was_deleted_is_gone(self) -> None:
        row = {"kind": "t3", "data": {"name": "t3_a", "author": "[deleted]", "score": 1}}
        answer = step("GET", "/api/info?id=t3_a&raw_json=1", {"data": {"children": [row]}})
        with pytest.raises(Gone):
            play(Kind, tape("gone", "count", None, answer, arguments=["t3_a"]))

    def test_a_search_reads_posts_after_the_cursor(self) -> None:
        row = {"name": "t3_b", "title": "Neige", "selftext": "", "created_utc": 20.0, "permalink": "/r/a/comments/b/x/"}
        old = {**row, "name": "t3_a", "created_utc": 10.0}
        listing = {"data": {"children": [{"kind": "t3", "data": row}, {"kind": "t3", "data": old}]}}
        answer = step("GET", "/search?q=neige&sort=new&type=link&limit=100&raw_json=1", listing)
        batch = play(Kind, tape("find", "search", None, answer, arguments=["neige", {"at": 10.0, "id": "t3_a"}]))
        assert [(found.external_id, found.text, found.thread) for found in batch.found] == [("t3_b", "Neige", "t3_b")]
        assert batch.cursor["id"] == "t3_b"
