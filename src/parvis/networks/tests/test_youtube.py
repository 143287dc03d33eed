"""YouTube against answers made by hand."""

from typing import Any

import pytest

from parvis.networks.errors import Amend, Gone, NetworkError, TryLater
from parvis.networks.kinds.youtube import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import play
from parvis.networks.tests.told import draft, sent, step, tape

REPLY = draft("Merci, demain matin.", {"id": "Ugx", "video": "vid"})
HERE = sent("Ugx.77", "https://www.youtube.com/watch?v=vid&lc=Ugx.77")
UNDER = "/youtube/v3/comments?part=snippet&parentId=Ugx&maxResults=100"


def comment(number: str, text: str, channel: str, **more: Any) -> dict[str, Any]:
    about = {
        "textDisplay": text,
        "textOriginal": text,
        "authorDisplayName": "@" + channel,
        "authorChannelId": {"value": channel},
        "publishedAt": "2026-11-02T08:00:05Z",
        **more,
    }
    return {"kind": "youtube#comment", "id": number, "snippet": about}


MINE = comment("Ugx.77", REPLY["text"], "100", parentId="Ugx")
TAPES = [
    tape("reply", "send", HERE, step("POST", "/youtube/v3/comments?part=snippet", MINE, once=True), draft=REPLY),
    tape(
        "find_reply",
        "find_sent",
        HERE,
        step("GET", UNDER, {"items": [comment("Ugx.1", REPLY["text"], "7")], "nextPageToken": "p2"}),
        step("GET", UNDER + "&pageToken=p2", {"items": [MINE]}),
        draft=REPLY,
    ),
]


class TestYouTube(SendingContract):
    kind = Kind
    wanted = {"reply", "find_reply"}

    def tapes(self) -> list[dict[str, Any]]:
        return TAPES

    @pytest.mark.parametrize(
        ("status", "reason", "error"),
        [
            (403, "quotaExceeded", TryLater),
            (403, "forbidden", Amend),
            (404, "parentCommentNotFound", Gone),
            (400, "commentTextTooLong", Amend),
        ],
    )
    def test_refusals(self, status: int, reason: str, error: type[NetworkError]) -> None:
        body = {"error": {"code": status, "message": "No", "errors": [{"reason": reason}]}}
        refusal = step("POST", "/youtube/v3/comments?part=snippet", body, status, once=True)
        with pytest.raises(error) as refused:
            play(Kind, tape("no", "send", None, refusal, draft=REPLY))
        speaks(refused.value.say)

    def test_a_video_is_not_promised(self) -> None:
        with pytest.raises(Amend) as refused:
            play(Kind, tape("no", "send", None, draft=draft("Notre vidéo")))
        speaks(refused.value.say)

    def test_comments_and_their_answers_are_read_in_order(self) -> None:
        thread = {
            "snippet": {"videoId": "vid", "topLevelComment": comment("Ugx", "Et ma rue ?", "7")},
            "replies": {"comments": [comment("Ugx.9", "La mienne aussi", "8", parentId="Ugx")]},
        }
        asked = "part=snippet%2Creplies&allThreadsRelatedToChannelId=100&order=time&maxResults=100"
        path = f"/youtube/v3/commentThreads?{asked}"
        batch = play(Kind, tape("read", "addressed", None, step("GET", path, {"items": [thread]}), arguments=[{}]))
        assert [(found.text, found.reply_to, found.thread) for found in batch.found] == [
            ("Et ma rue ?", "vid", "Ugx"),
            ("La mienne aussi", "Ugx", "Ugx"),
        ]
