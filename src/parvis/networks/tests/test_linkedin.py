"""LinkedIn against answers made by hand."""

from typing import Any

import pytest

from parvis.networks.base import Sent, Waiting
from parvis.networks.errors import Amend, MaybeSent
from parvis.networks.kinds.linkedin import Kind, escaped, unescaped
from parvis.networks.tests.contract import LOST, SendingContract, speaks
from parvis.networks.tests.tapes import play
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

    def test_a_lost_answer_to_the_post_is_maybe(self) -> None:
        exchanges = [state("AVAILABLE"), step("POST", "/rest/posts", "", 201, once=True)]
        for fault in LOST:
            with pytest.raises(MaybeSent):
                play(Kind, tape("go on", "resume", None, *exchanges, draft=PDF, arguments=[HELD]), 1, fault)

    def test_documents_go_alone(self) -> None:
        for row in ({**PDF, "documents": 2}, {**PDF, "pictures": 1}, {**PDF, "documents": 0, "videos": 1}):
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row))
            speaks(refused.value.say)
