"""LinkedIn against answers made by hand."""

import json
from typing import Any

import pytest

from parvis.networks.base import Login, Sent, Waiting
from parvis.networks.errors import Amend
from parvis.networks.http import Http
from parvis.networks.kinds.linkedin import Kind, escaped, unescaped
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play
from parvis.networks.tests.told import draft, sent, step, tape

POSTED = "urn:li:share:6844785523593134080"
AT = 1793606403000
URL = f"https://www.linkedin.com/feed/update/{POSTED}/"
COMMENT = f"urn:li:comment:({POSTED},6636062862760562688)"
ANSWER = sent(f"urn:li:comment:({POSTED},77)", URL)
ENCODED = "urn%3Ali%3Acomment%3A%28urn%3Ali%3Ashare%3A6844785523593134080%2C6636062862760562688%29"
OWN = "/rest/posts?q=author&author=urn%3Ali%3Aorganization%3A100&count=50&sortBy=LAST_MODIFIED"
POST = draft("Neige (suite) : #déneigement @tous", pictures=1)
REPLY = draft("Merci, demain matin.", {"post": POSTED, "comment": COMMENT})
PLACE = {"value": {"uploadUrl": "https://www.linkedin.com/dms-uploads/C4/uploaded-image/0", "image": "urn:li:image:C4"}}
MINE = {
    "id": "77",
    "actor": "urn:li:organization:100",
    "commentUrn": ANSWER["external_id"],
    "created": {"time": AT},
    "message": {"text": REPLY["text"]},
}
TAPES = [
    tape(
        "publish",
        "send",
        sent(POSTED, URL),
        step("POST", "/rest/images?action=initializeUpload", PLACE),
        step("PUT", "/dms-uploads/C4/uploaded-image/0", "", 201),
        step("POST", "/rest/posts", "", 201, once=True, headers={"x-restli-id": POSTED}),
        draft=POST,
    ),
    tape(
        "reply",
        "send",
        ANSWER,
        step("POST", f"/rest/socialActions/{ENCODED}/comments", MINE, 201, once=True, headers={"x-restli-id": "77"}),
        draft=REPLY,
    ),
    tape(
        "find_publish",
        "find_sent",
        sent(POSTED, URL),
        step(
            "GET",
            OWN,
            {
                "elements": [
                    {
                        "id": POSTED,
                        "createdAt": AT,
                        "commentary": r"Neige \(suite\) : {hashtag|\#|déneigement} \@tous",
                    }
                ]
            },
        ),
        draft=POST,
    ),
    tape(
        "find_reply",
        "find_sent",
        ANSWER,
        step(
            "GET",
            f"/rest/socialActions/{ENCODED}/comments?count=100",
            {"elements": [{**MINE, "actor": "urn:li:person:1"}, MINE]},
        ),
        draft=REPLY,
    ),
]


COUNTED = {
    "reactionSummaries": {"LIKE": {"count": 8}, "PRAISE": {"count": 2}},
    "commentSummary": {"count": 3, "topLevelCount": 2},
}
TAPES.append(
    tape(
        "count",
        "count",
        {"likes": 10, "shares": None, "replies": 3, "views": None},
        step("GET", "/rest/socialMetadata/urn%3Ali%3Ashare%3A6844785523593134080", COUNTED),
        arguments=[POSTED],
    )
)


PDF = draft("Le budget 2027 en dix pages.", documents=1)
PAPER = "urn:li:document:D4"
HELD = {"document": PAPER}
TAPES.append(
    tape(
        "document",
        "send",
        {"ticket": HELD, "seconds": 10.0},
        step(
            "POST",
            "/rest/documents?action=initializeUpload",
            {"value": {"uploadUrl": PLACE["value"]["uploadUrl"], **HELD}},
        ),
        step("PUT", "/dms-uploads/C4/uploaded-image/0", "", 201),
        draft=PDF,
    )
)


TAPES.append(
    tape(
        "resume_document",
        "resume",
        sent(POSTED, URL),
        step("GET", "/rest/documents/urn%3Ali%3Adocument%3AD4", {"id": PAPER, "status": "AVAILABLE"}),
        step("POST", "/rest/posts", "", 201, once=True, headers={"x-restli-id": POSTED}),
        draft=PDF,
        after="document",
        arguments=[HELD],
    )
)


FILM = draft("Le déneigement en images.", videos=1)
MOVIE = "urn:li:video:C5F"
SIGNED = "https://www.linkedin.com/dms-uploads/C5F/part"
PARTS = [[0, 199, SIGNED + "0"], [200, 4_194_303, SIGNED + "1"]]
BEGUN = {"video": MOVIE, "token": "", "parts": PARTS, "marks": []}
FILLED = {**BEGUN, "marks": ["one", "two"]}
JOINED = {**FILLED, "joined": True}
INSTRUCTIONS = [{"firstByte": first, "lastByte": last, "uploadUrl": address} for first, last, address in PARTS]
BEGIN = step(
    "POST",
    "/rest/videos?action=initializeUpload",
    {"value": {"video": MOVIE, "uploadToken": "", "uploadInstructions": INSTRUCTIONS, "uploadUrlsExpireAt": AT}},
)
BRINGS = [
    step("PUT", "/dms-uploads/C5F/part0", "", 200, headers={"etag": '"one"'}),
    step("PUT", "/dms-uploads/C5F/part1", "", 200, headers={"etag": "two"}),
]
OUT = step("POST", "/rest/posts", "", 201, once=True, headers={"x-restli-id": POSTED})


def film_is(status: str) -> dict[str, Any]:
    return step("GET", "/rest/videos/urn%3Ali%3Avideo%3AC5F", {"id": MOVIE, "status": status})


TAPES += [
    tape("publish_video", "send", {"ticket": BEGUN, "seconds": 1.0}, BEGIN, draft=FILM),
    tape(
        "fill_video",
        "resume",
        {"ticket": FILLED, "seconds": 1.0},
        *BRINGS,
        draft=FILM,
        after="publish_video",
        arguments=[BEGUN],
    ),
    tape(
        "join_video",
        "resume",
        {"ticket": JOINED, "seconds": 10.0},
        film_is("WAITING_UPLOAD"),
        step("POST", "/rest/videos?action=finalizeUpload", ""),
        draft=FILM,
        after="publish_video",
        arguments=[FILLED],
    ),
    tape(
        "post_video",
        "resume",
        sent(POSTED, URL),
        film_is("AVAILABLE"),
        OUT,
        draft=FILM,
        after="publish_video",
        arguments=[JOINED],
    ),
]


def resumed(*exchanges: dict[str, Any]) -> Any:
    return play(Kind, tape("go on", "resume", None, *exchanges, draft=PDF, arguments=[HELD]))


def state(status: str) -> dict[str, Any]:
    return step("GET", "/rest/documents/urn%3Ali%3Adocument%3AD4", {"id": PAPER, "status": status})


class TestLinkedIn(SendingContract):
    kind = Kind

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    @pytest.mark.parametrize("text", ["a (b) [c] {d} <e> @f #g *h* _i_ ~j~ |k| \\l", "rien de spécial", ""])
    def test_reserved_signs_go_and_come_back(self, text: str) -> None:
        assert unescaped(escaped(text)) == text
        assert "\\(" in escaped("(")

    def test_a_document_is_posted_once_linkedin_is_done_with_it(self) -> None:
        out = step("POST", "/rest/posts", "", 201, once=True, headers={"x-restli-id": POSTED})
        assert resumed(state("PROCESSING")) == Waiting(HELD, 10.0)
        assert resumed(state("AVAILABLE"), out) == Sent(POSTED, URL)
        with pytest.raises(Amend) as refused:
            resumed(state("PROCESSING_FAILED"))
        speaks(refused.value.say)

    def test_a_video_is_brought_in_parts_put_together_and_posted_once_linkedin_is_done_with_it(self) -> None:
        asked: list[Any] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request)
                return super().handle_request(request)

        whole = step("POST", "/rest/videos?action=finalizeUpload", "")
        steps = [BEGIN, *BRINGS, film_is("WAITING_UPLOAD"), whole, film_is("PROCESSING"), film_is("AVAILABLE"), OUT]
        login = Login(external_id="100", secrets={"token": "secret-token-of-the-test"})
        network = Kind(login, Http(transport=Keeps({"exchanges": steps})))
        post, seen = draft_of(FILM), []
        answer: Any = network.send(post)
        while isinstance(answer, Waiting):
            seen.append(json.loads(json.dumps(answer.ticket)))
            answer = network.resume(post, seen[-1])
        assert answer == Sent(POSTED, URL)
        assert seen == [BEGUN, FILLED, JOINED, JOINED]
        assert asked[1].content + asked[2].content == post.media[0].content
        assert "authorization" not in asked[1].headers
        joined = {"video": MOVIE, "uploadToken": "", "uploadedPartIds": ["one", "two"]}
        assert json.loads(asked[4].content) == {"finalizeUploadRequest": joined}
        assert json.loads(asked[-1].content)["content"] == {"media": {"id": MOVIE}}

    def test_put_together_whose_answer_was_lost_is_not_asked_again(self) -> None:
        lost = tape("again", "resume", None, film_is("PROCESSING"), draft=FILM, arguments=[FILLED])
        assert play(Kind, lost) == Waiting(FILLED, 10.0)

    def test_places_that_have_lapsed_are_asked_for_once_more_and_no_more(self) -> None:
        lapsed = step("PUT", "/dms-uploads/C5F/part0", "expired", 403)
        again = tape("again", "resume", None, lapsed, BEGIN, draft=FILM, arguments=[BEGUN])
        assert play(Kind, again) == Waiting({**BEGUN, "anew": True}, 1.0)
        with pytest.raises(Amend):
            play(Kind, tape("no", "resume", None, lapsed, draft=FILM, arguments=[{**BEGUN, "anew": True}]))

    def test_a_video_that_linkedin_cannot_use_is_refused_in_words(self) -> None:
        with pytest.raises(Amend) as refused:
            play(
                Kind,
                tape("no", "resume", None, film_is("PROCESSING_FAILED"), draft=FILM, arguments=[JOINED]),
            )
        speaks(refused.value.say)

    def test_documents_go_alone(self) -> None:
        for row in ({**PDF, "documents": 2}, {**PDF, "pictures": 1}, {**PDF, "documents": 0, "videos": 2}):
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row))
            speaks(refused.value.say)
