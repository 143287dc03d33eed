"""TikTok against the example answers of its documentation, and some made by hand."""

from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Login, Media, Sent, Waiting
from parvis.networks.errors import Amend, NetworkError, NotUnderstood, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.tiktok import PUBLIC, Kind, measure
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, picture, play, tapes, video
from parvis.networks.tests.told import draft, sent, step, tape

OK = {"code": "ok", "message": "", "log_id": "202210112248442CB9319E1FB30C1073F3"}
ME = {"external_id": "100", "handle": "mairie"}
POST = draft("Le feu d’artifice du 14 juillet")
VIDEO = video()
PLACE = {"publish_id": "v_pub_file~v2.1", "upload_url": "https://open-upload.tiktokapis.com/video/?upload_id=1"}
STATUS = "/v2/post/publish/status/fetch/"
LIST = "/v2/video/list/?fields=id%2Ccreate_time%2Cshare_url%2Ctitle%2Cvideo_description"
CREATOR = step(
    "POST",
    "/v2/post/publish/creator_info/query/",
    {"data": {"privacy_level_options": [PUBLIC, "SELF_ONLY"]}, "error": OK},
)
ROW = {"id": "77", "create_time": 1793606403, "share_url": "https://www.tiktok.com/@mairie/video/77"}


def told(**data: Any) -> dict[str, Any]:
    return {"data": data, "error": OK}


def does(verb: str, media: Media, *exchanges: dict[str, Any], ticket: dict[str, str] | None = None) -> Any:
    network = Kind(
        Login(**ME, secrets={"token": "secret-token-of-the-test"}),
        Http(allow_loopback=True, transport=Player({"exchanges": list(exchanges)})),
    )
    arguments = [ticket] if ticket is not None else []
    return getattr(network, verb)(replace(draft_of(POST), media=(media,)), *arguments)


class TestTikTok(SendingContract):
    kind = Kind
    wanted = {"publish", "find_publish"}

    def tapes(self) -> list[dict[str, Any]]:
        row = {**ROW, "video_description": POST["text"]}
        fetched = step("POST", "/v2/post/publish/content/init/", told(publish_id="p_pub_url~v2.1"), once=True)
        place = step("POST", "/v2/post/publish/video/init/", told(**PLACE))
        film = {**POST, "videos": 1}
        shown = {**POST, "pictures": 2, "url": "https://mairie.fr/place.jpg"}
        waits = {"ticket": {"publish_id": "p_pub_url~v2.1"}, "seconds": 30.0}
        return [
            *tapes("tiktok"),
            tape("publish", "send", waits, CREATOR, fetched, draft=shown),
            tape("video", "send", {"ticket": PLACE, "seconds": 1.0}, CREATOR, place, draft=film),
            tape(
                "fill_video",
                "resume",
                {"ticket": PLACE, "seconds": 30.0},
                step("POST", STATUS, told(status="PROCESSING_UPLOAD", uploaded_bytes=0)),
                step("PUT", "/video/?upload_id=1", "", 201, makes=True),
                draft=film,
                after="video",
                arguments=[PLACE],
            ),
            tape(
                "see_video",
                "resume",
                sent("77", ROW["share_url"]),
                step("POST", STATUS, told(status="PUBLISH_COMPLETE", publicaly_available_post_id=["77"])),
                draft=film,
                after="video",
                arguments=[PLACE],
            ),
            tape(
                "find_publish",
                "find_sent",
                sent("77", ROW["share_url"]),
                step("POST", LIST, told(videos=[row])),
                draft=POST,
            ),
        ]

    def looks_further(self, tape: dict[str, Any]) -> bool:
        """What is not listed is left to a person: the looking ends with an error, not with a no."""
        with pytest.raises(NotUnderstood):
            play(Kind, tape)
        return True

    def test_a_video_gets_a_place_is_filled_once_and_waited_for(self) -> None:
        init = step("POST", "/v2/post/publish/video/init/", told(**PLACE))
        assert does("send", VIDEO, CREATOR, init) == Waiting(PLACE, 1.0)
        empty = step("POST", STATUS, told(status="PROCESSING_UPLOAD", uploaded_bytes=0))
        put = step("PUT", "/video/?upload_id=1", "", 201)
        assert does("resume", VIDEO, empty, put, ticket=PLACE) == Waiting(PLACE, 30.0)
        full = step("POST", STATUS, told(status="PROCESSING_UPLOAD", uploaded_bytes=300))
        assert does("resume", VIDEO, full, ticket=PLACE) == Waiting(PLACE, 30.0)
        out = step("POST", STATUS, told(status="PUBLISH_COMPLETE", publicaly_available_post_id=["77"]))
        assert does("resume", VIDEO, out, ticket=PLACE) == Sent("77", ROW["share_url"])
        moderated = step("POST", STATUS, told(status="PUBLISH_COMPLETE"))
        assert does("resume", VIDEO, moderated, ticket=PLACE) == Sent("v_pub_file~v2.1", "")

    def test_pictures_are_fetched_from_a_public_address(self) -> None:
        shown = replace(picture(), url="https://mairie.fr/place.jpg")
        init = step("POST", "/v2/post/publish/content/init/", told(publish_id="p_pub_url~v2.1"), once=True)
        assert does("send", shown, CREATOR, init) == Waiting({"publish_id": "p_pub_url~v2.1"}, 30.0)
        with pytest.raises(Amend) as refused:
            does("send", picture(), CREATOR)
        speaks(refused.value.say)

    def test_what_tiktok_could_not_take_says_its_reason(self) -> None:
        """The example of the page on the status of a post."""
        data = {"fail_reason": "picture_size_check_failed", "publicaly_available_post_id": [], "uploaded_bytes": 10000}
        failed = step("POST", STATUS, told(status="FAILED", **data))
        with pytest.raises(Amend) as refused:
            does("resume", VIDEO, failed, ticket=PLACE)
        assert "picture size check failed" in refused.value.say.fr

    def test_pictures_that_are_not_found_are_left_to_a_person(self) -> None:
        """A no would send them a second time; TikTok lists videos only."""
        with pytest.raises(NotUnderstood) as unknown:
            does("find_sent", picture(), step("POST", LIST, told(videos=[])))
        speaks(unknown.value.say)
        assert does("find_sent", VIDEO, step("POST", LIST, told(videos=[]))) is None

    @pytest.mark.parametrize(
        ("code", "status", "error"),
        [
            ("unaudited_client_can_only_post_to_private_accounts", 403, Amend),
            ("spam_risk_too_many_posts", 403, TryLater),
            ("rate_limit_exceeded", 200, TryLater),
            ("access_token_invalid", 401, Reconnect),
            ("scope_not_authorized", 401, Reconnect),
        ],
    )
    def test_refusals(self, code: str, status: int, error: type[NetworkError]) -> None:
        body = {"error": {**OK, "code": code, "message": "No."}}
        refusal = step("POST", "/v2/post/publish/video/init/", body, status)
        with pytest.raises(error) as refused:
            does("send", VIDEO, CREATOR, refusal)
        speaks(refused.value.say)

    def test_an_account_that_may_only_post_in_private_posts_nothing(self) -> None:
        private = {**CREATOR, "body": '{"data": {"privacy_level_options": ["SELF_ONLY"]}, "error": {"code": "ok"}}'}
        with pytest.raises(Amend) as refused:
            does("send", VIDEO, private)
        speaks(refused.value.say)

    def test_units_are_those_of_utf_16(self) -> None:
        assert (measure("été"), measure("👍")) == (3, 2)
