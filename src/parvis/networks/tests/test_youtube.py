"""YouTube against answers made by hand."""

from dataclasses import replace
from typing import Any

import pytest

from parvis.networks import resumable
from parvis.networks.base import Captions, Login, Sent, Waiting
from parvis.networks.errors import Amend, Gone, NetworkError, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.youtube import Kind
from parvis.networks.tests.contract import LOST, SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, play, video
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


NUMBER, WATCH = "dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
VIDEO = draft("Les vœux du maire, en direct de la salle des fêtes. #voeux", videos=1)
PLACE = "/upload/youtube/v3/videos?uploadType=resumable&upload_id=1"
TICKET = {"session": "https://www.googleapis.com" + PLACE}
BEGIN = step(
    "POST",
    "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status",
    "",
    headers={"location": TICKET["session"]},
)
MINE_IS = step(
    "GET",
    "/youtube/v3/channels?part=contentDetails&mine=true",
    {"items": [{"contentDetails": {"relatedPlaylists": {"uploads": "UU100"}}}]},
)
SHELF = "/youtube/v3/playlistItems?part=snippet&playlistId=UU100&maxResults=50"
ROW = {
    "resourceId": {"videoId": NUMBER},
    "description": VIDEO["text"],
    "title": "Les vœux",
    "publishedAt": "2026-11-02T08:00:05Z",
}
TAPES += [
    tape("publish", "send", {"ticket": TICKET, "seconds": 1.0}, BEGIN, draft=VIDEO),
    tape(
        "fill",
        "resume",
        sent(NUMBER, WATCH),
        step("PUT", PLACE, "", 308),
        step("PUT", PLACE, {"id": NUMBER}, makes=True),
        draft=VIDEO,
        after="publish",
        arguments=[TICKET],
    ),
    tape(
        "find_publish",
        "find_sent",
        sent(NUMBER, WATCH),
        MINE_IS,
        step("GET", SHELF, {"items": [{"snippet": ROW}]}),
        draft=VIDEO,
    ),
    tape(
        "count",
        "count",
        {"likes": 8, "shares": None, "replies": 3, "views": 120},
        step(
            "GET",
            f"/youtube/v3/videos?part=statistics&id={NUMBER}",
            {"items": [{"statistics": {"likeCount": "8", "commentCount": "3", "viewCount": "120"}}]},
        ),
        arguments=[NUMBER],
    ),
    tape("withdraw", "withdraw", None, step("DELETE", f"/youtube/v3/videos?id={NUMBER}", "", 204), arguments=[NUMBER]),
]


def resumed(*exchanges: dict[str, Any]) -> Any:
    return play(Kind, tape("go on", "resume", None, *exchanges, draft=VIDEO, arguments=[TICKET]))


class TestYouTube(SendingContract):
    kind = Kind

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

    def test_what_is_not_one_video_is_refused(self) -> None:
        for row in (draft("Notre vidéo"), {**VIDEO, "videos": 2}, {**VIDEO, "videos": 1, "pictures": 1}):
            with pytest.raises(Amend) as refused:
                play(Kind, tape("no", "send", None, draft=row))
            speaks(refused.value.say)

    def test_an_upload_goes_on_where_it_stood_and_makes_one_video(self) -> None:
        """Google says by 308 how much it holds, and gives the video again to whoever asks once more."""
        empty, half = step("PUT", PLACE, "", 308), step("PUT", PLACE, "", 308, headers={"range": "bytes=0-99"})
        assert resumed(empty, step("PUT", PLACE, {"id": NUMBER})) == Sent(NUMBER, WATCH)
        assert resumed(half, step("PUT", PLACE, {"id": NUMBER})) == Sent(NUMBER, WATCH)
        assert resumed(step("PUT", PLACE, {"id": NUMBER})) == Sent(NUMBER, WATCH)

    def test_a_lost_answer_to_a_part_is_asked_for_again(self) -> None:
        exchanges = [step("PUT", PLACE, "", 308), step("PUT", PLACE, {"id": NUMBER})]
        for fault in LOST:
            with pytest.raises(TryLater):
                play(Kind, tape("go on", "resume", None, *exchanges, draft=VIDEO, arguments=[TICKET]), 1, fault)

    def test_a_large_video_takes_several_turns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(resumable, "PART", 10)
        parts = [step("PUT", PLACE, "", 308, headers={"range": f"bytes=0-{10 * n + 9}"}) for n in range(6)]
        assert resumed(step("PUT", PLACE, "", 308), *parts) == Waiting(TICKET, 1.0)

    def test_a_session_that_is_forgotten_is_begun_anew_when_nothing_is_there(self) -> None:
        gone = step("PUT", PLACE, "", 404)
        none = step("GET", SHELF, {"items": []})
        assert resumed(gone, MINE_IS, none, BEGIN) == Waiting(TICKET, 1.0)

    def test_captions_follow_the_video_and_hold_nothing_up(self) -> None:
        made = replace(video(), captions=(Captions("fr", "WEBVTT"), Captions("en", "WEBVTT")))
        path = "/upload/youtube/v3/captions?uploadType=multipart&part=snippet"
        refused = step("POST", path, {"error": {"code": 409, "errors": [{"reason": "captionExists"}]}}, 409)
        exchanges = [step("PUT", PLACE, {"id": NUMBER}), step("POST", path, {"id": "c"}), refused]
        login = Login(external_id="100", secrets={"token": "secret-token-of-the-test"})
        network = Kind(login, Http(allow_loopback=True, transport=Player({"exchanges": exchanges})))
        assert network.resume(replace(draft_of(VIDEO), media=(made,)), TICKET) == Sent(NUMBER, WATCH)

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
