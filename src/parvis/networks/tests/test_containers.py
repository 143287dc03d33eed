"""Instagram and Threads: a container first, published once when it is ready. Answers made by hand."""

from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Login, Sent, Waiting
from parvis.networks.errors import Amend, NetworkError
from parvis.networks.http import Http
from parvis.networks.kinds.instagram import Kind as Instagram
from parvis.networks.kinds.threads import Kind as Threads
from parvis.networks.kinds.threads import measure
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.tapes import Player, draft_of, picture, play
from parvis.networks.tests.told import draft, sent, step, tape

TOKEN = "access_token=secret-token-of-the-test"
REPLY = draft("Merci, demain matin.", {"id": "42"})
POST = draft("Les rues du centre sont faites.")


def status(root: str, field: str, said: str) -> dict[str, Any]:
    return step("GET", f"/{root}/900?fields={field}&{TOKEN}", {field: said, "id": "900"})


FILM = draft(POST["text"], videos=1, url="https://mairie.fr/fichier")
INSTAGRAM_OUT = [
    step("POST", "/v25.0/100/media", {"id": "900"}),
    status("v25.0", "status_code", "FINISHED"),
    step("POST", "/v25.0/100/media_publish", {"id": "17"}, once=True),
]
HELD = {"container": "900"}
IG_ROWS = [{"id": "17", "text": REPLY["text"], "timestamp": "2026-11-02T08:00:05+0000", "username": "mairie"}]
IG_POSTS = [{"id": "17", "caption": POST["text"], "timestamp": "2026-11-02T08:00:05+0000"}]


class TestInstagram(SendingContract):
    kind = Instagram
    wanted = {"reply", "find_publish", "find_reply"}

    def tapes(self) -> list[dict[str, Any]]:
        under = f"/v25.0/42/replies?fields=id%2Ctext%2Ctimestamp%2Cusername&limit=50&{TOKEN}"
        answer = step("POST", "/v25.0/42/replies", {"id": "17"}, once=True)
        own = f"/v25.0/100/media?fields=id%2Ccaption%2Ctimestamp&limit=50&{TOKEN}"
        busy = status("v25.0", "status_code", "IN_PROGRESS")
        return [
            tape("reply", "send", sent("17", ""), answer, draft=REPLY),
            tape("publish_reel", "send", sent("17", ""), *INSTAGRAM_OUT, draft=FILM),
            tape("slow_reel", "send", {"ticket": HELD, "seconds": 30.0}, INSTAGRAM_OUT[0], busy, draft=FILM),
            tape(
                "see_reel",
                "resume",
                sent("17", ""),
                *INSTAGRAM_OUT[1:],
                draft=FILM,
                after="slow_reel",
                arguments=[HELD],
            ),
            tape("find_reply", "find_sent", sent("17", ""), step("GET", under, {"data": IG_ROWS}), draft=REPLY),
            tape("find_publish", "find_sent", sent("17", ""), step("GET", own, {"data": IG_POSTS}), draft=POST),
        ]

    def publishes(self, *exchanges: dict[str, Any]) -> Sent | Waiting:
        media = replace(picture(), url="https://mairie.fr/place.png")
        login = Login(external_id="100", handle="mairie", secrets={"token": "secret-token-of-the-test"})
        network = Instagram(login, Http(transport=Player({"exchanges": list(exchanges)})))
        return network.send(replace(draft_of(POST), media=(media,)))

    def test_a_picture_is_fetched_then_published_once(self) -> None:
        made = step("POST", "/v25.0/100/media", {"id": "900"})
        out = step("POST", "/v25.0/100/media_publish", {"id": "17"}, once=True)
        ready = status("v25.0", "status_code", "FINISHED")
        busy = status("v25.0", "status_code", "IN_PROGRESS")
        assert self.publishes(made, ready, out) == Sent("17", "")
        assert self.publishes(made, busy) == Waiting({"container": "900"}, 30.0)
        with pytest.raises(Amend):
            self.publishes(made, status("v25.0", "status_code", "ERROR"))

    def test_comments_are_hidden_shown_and_removed(self) -> None:
        for verdict, method in (("hold", "POST"), ("show", "POST"), ("remove", "DELETE")):
            done = step(method, "/v25.0/42", {"success": True})
            assert play(Instagram, tape("moderate", "moderate", None, done, arguments=["42", verdict])) is None

    def test_what_is_gone_is_taken_back(self) -> None:
        gone = {"error": {"code": 100, "error_subcode": 33, "message": "does not exist"}}
        answer = step("DELETE", "/v25.0/17", gone, 400)
        looks = step("GET", "/v25.0/17?fields=id&access_token=secret-token-of-the-test", gone, 400)
        assert play(Instagram, tape("back", "withdraw", None, answer, looks, arguments=["17"])) is None

    def test_text_alone_and_private_pictures_are_refused(self) -> None:
        for row in (POST, {**POST, "pictures": 1}):
            with pytest.raises(Amend) as refused:
                play(Instagram, tape("no", "send", None, draft=row))
            speaks(refused.value.say)


class TestThreads(SendingContract):
    kind = Threads

    def tapes(self) -> list[dict[str, Any]]:
        made = step("POST", "/v1.0/100/threads", {"id": "900"})
        ready, busy = (status("v1.0", "status", said) for said in ("FINISHED", "IN_PROGRESS"))
        out = step("POST", "/v1.0/100/threads_publish", {"id": "18"}, once=True)
        fields = "fields=id%2Ctext%2Cusername%2Cpermalink%2Ctimestamp%2Croot_post%2Creplied_to%2Cis_reply"
        found = {
            "id": "18",
            "permalink": "https://www.threads.net/@mairie/post/a",
            "timestamp": "2026-11-02T08:00:05+0000",
        }
        here = sent("18", found["permalink"])
        own = f"/v1.0/100/threads?{fields}&limit=50&{TOKEN}"
        replies = f"/v1.0/100/replies?{fields}&limit=50&{TOKEN}"
        answer = {**found, "text": REPLY["text"], "replied_to": {"id": "42"}}
        return [
            tape("publish", "send", sent("18", ""), made, ready, out, draft=POST),
            tape("reply", "send", sent("18", ""), made, ready, out, draft=REPLY),
            tape("publish_video", "send", sent("18", ""), made, ready, out, draft=FILM),
            tape("slow_video", "send", {"ticket": HELD, "seconds": 30.0}, made, busy, draft=FILM),
            tape("see_video", "resume", sent("18", ""), ready, out, draft=FILM, after="slow_video", arguments=[HELD]),
            tape("publish_set", "send", sent("18", ""), made, made, made, ready, out, draft={**FILM, "pictures": 1}),
            tape(
                "find_publish",
                "find_sent",
                here,
                step("GET", own, {"data": [{**found, "text": POST["text"]}]}),
                draft={**POST},
            ),
            tape("find_reply", "find_sent", here, step("GET", replies, {"data": [answer]}), draft=REPLY),
            tape(
                "find_elsewhere",
                "find_sent",
                None,
                step("GET", replies, {"data": [{**answer, "replied_to": {"id": "43"}}]}),
                draft=REPLY,
            ),
        ]

    def test_what_is_out_already_is_not_published_again(self) -> None:
        """The container says PUBLISHED after an answer that was lost."""
        looks = next(each for each in self.tapes() if each["name"] == "find_publish")
        exchanges = [status("v1.0", "status", "PUBLISHED"), *looks["exchanges"]]
        again = tape("again", "resume", None, *exchanges, draft=POST, arguments=[{"container": "900"}])
        assert play(Threads, again).external_id == "18"

    def test_what_was_prepared_too_long_ago_is_prepared_anew(self) -> None:
        expired = status("v1.0", "status", "EXPIRED")
        anew = tape(
            "anew", "resume", None, expired, *self.tapes()[0]["exchanges"], draft=POST, arguments=[{"container": "900"}]
        )
        assert play(Threads, anew) == Sent("18", "")

    def test_an_emoji_counts_its_bytes(self) -> None:
        assert measure("Été 2026") == 8
        assert measure("👍") == 4
        assert measure("👨‍👩‍👧") == 18
        with pytest.raises(NetworkError):
            play(Threads, tape("long", "send", None, draft=draft("👍" * 126)))

    def test_too_long(self) -> None:
        with pytest.raises(NetworkError) as refused:
            play(Threads, tape("long", "send", None, draft=draft("x" * 501)))
        speaks(refused.value.say)


@pytest.mark.parametrize(("kind", "grant"), [(Instagram, "ig"), (Threads, "th")])
def test_a_token_gets_sixty_more_days_without_the_secret_of_the_application(kind: Any, grant: str) -> None:
    asked = f"/refresh_access_token?grant_type={grant}_refresh_token&{TOKEN}"
    told = {"access_token": "another-token", "token_type": "bearer", "expires_in": 5183944}
    secrets = {"token": "secret-token-of-the-test", "client_secret": "never-sent", "ends": "2026-12-01T00:00:00+00:00"}
    player = Player({"exchanges": [step("GET", asked, told)]})
    network = kind(Login(external_id="100", secrets=secrets), Http(transport=player))
    assert network.renew()
    assert network.login.secrets["token"] == "another-token"
    assert network.login.secrets["ends"] > secrets["ends"]


@pytest.mark.parametrize(
    ("kind", "root", "field", "said"),
    [(Instagram, "v25.0", "status_code", "REELS"), (Threads, "v1.0", "status", "VIDEO")],
)
def test_a_video_is_named_as_one_and_what_fails_says_so(kind: Any, root: str, field: str, said: str) -> None:
    asked: list[bytes] = []

    class Keeps(Player):
        def handle_request(self, request: Any) -> Any:
            request.read()
            asked.append(request.content)
            return super().handle_request(request)

    shelf = "media" if kind is Instagram else "threads"
    made, failed = step("POST", f"/{root}/100/{shelf}", {"id": "900"}), status(root, field, "ERROR")
    login = Login(external_id="100", handle="mairie", secrets={"token": "secret-token-of-the-test"})
    with pytest.raises(Amend) as refused:
        kind(login, Http(transport=Keeps({"exchanges": [made, failed]}))).send(draft_of(FILM))
    assert f"media_type={said}&video_url=https".encode() in asked[0]
    assert "vidéo" in refused.value.say.fr


def test_a_reel_goes_alone() -> None:
    with pytest.raises(Amend) as refused:
        play(Instagram, tape("no", "send", None, draft={**FILM, "pictures": 1}))
    speaks(refused.value.say)
