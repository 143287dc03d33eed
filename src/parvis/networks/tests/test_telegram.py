"""Telegram against answers made by hand."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Login, Media
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.telegram import Kind, utf16
from parvis.networks.tests.contract import BEFORE, LOST, SLOWER, Contract, speaks
from parvis.networks.tests.tapes import Player, draft_of, film, play, shown
from parvis.networks.tests.told import draft, sent, step, tape

BOT = "/botsecret-token-of-the-test"
CHAT = {"id": -100, "type": "channel", "username": "mairie", "title": "Mairie"}
MADE = {"ok": True, "result": {"message_id": 7, "date": 1793606400, "chat": CHAT, "text": "x"}}
HERE = sent("-100/7", "https://t.me/mairie/7")
POST = draft("Les rues du centre sont faites.")


def publishing(*exchanges: dict[str, Any], **how: Any) -> dict[str, Any]:
    return tape("publish", "send", HERE, *exchanges, draft=how.pop("draft", POST), **how)


OUT = step("POST", f"{BOT}/sendMessage", MADE, once=True)
FILM = tape(
    "publish_video",
    "send",
    HERE,
    step("POST", f"{BOT}/sendVideo", MADE, once=True),
    draft={**POST, "videos": 1},
)
ALBUM = tape(
    "publish_album",
    "send",
    sent("-100/7,8", "https://t.me/mairie/7"),
    step(
        "POST",
        f"{BOT}/sendMediaGroup",
        {"ok": True, "result": [MADE["result"], {**MADE["result"], "message_id": 8}]},
        once=True,
    ),
    draft={**POST, "videos": 1, "pictures": 1},
)


class TestTelegram(Contract):
    kind = Kind

    def test_text_picture_and_reply(self) -> None:
        assert shown(play(Kind, publishing(OUT))) == HERE
        photo = step("POST", f"{BOT}/sendPhoto", MADE, once=True)
        assert shown(play(Kind, publishing(photo, draft={**POST, "pictures": 1}))) == HERE
        assert shown(play(Kind, publishing(OUT, draft=draft("Merci", {"chat": -100, "id": 6})))) == HERE

    @pytest.mark.parametrize("made", [FILM, ALBUM], ids=["video", "album"])
    def test_a_video_and_an_album_go_out_once(self, made: dict[str, Any]) -> None:
        assert shown(play(Kind, made)) == made["result"]
        for fault in LOST:
            with pytest.raises(MaybeSent):
                play(Kind, made, 0, fault)
        for fault in (BEFORE, SLOWER):
            with pytest.raises(TryLater):
                play(Kind, made, 0, fault)

    def test_a_video_says_its_size_and_an_album_its_files(self) -> None:
        asked: list[bytes] = []

        class Keeps(Player):
            def handle_request(self, request: Any) -> Any:
                request.read()
                asked.append(request.content)
                return super().handle_request(request)

        for made in (FILM, ALBUM):
            filmed = tuple(
                replace(media, content=film(12.2, 1920, 1080)) if media.is_video else media
                for media in draft_of(made["draft"]).media
            )
            _network(*made["exchanges"], player=Keeps).send(replace(draft_of(made["draft"]), media=filmed))
        fields = dict(re.findall(rb'name="(\w+)"\r\n\r\n([^\r]+)', asked[0]))
        assert (fields[b"width"], fields[b"height"], fields[b"duration"]) == (b"1920", b"1080", b"12")
        rows = json.loads(re.findall(rb'name="media"\r\n\r\n([^\r]+)', asked[1])[0])
        assert [(row["type"], row["media"], row.get("caption", "")) for row in rows] == [
            ("photo", "attach://file0", POST["text"]),
            ("video", "attach://file1", ""),
        ]

    def test_a_video_that_is_too_heavy_is_refused_before_any_call(self) -> None:
        heavy = replace(draft_of(FILM["draft"]), media=(Media(bytes(50_000_001), "video/mp4", "long.mp4"),))
        with pytest.raises(Amend) as refused:
            _network().send(heavy)
        assert "50 Mo" in refused.value.say.fr

    def test_an_album_is_withdrawn_whole_and_corrected_at_its_text(self) -> None:
        assert (
            _network(step("POST", f"{BOT}/deleteMessages", {"ok": True, "result": True})).withdraw("-100/7,8") is None
        )
        network = _network(step("POST", f"{BOT}/editMessageCaption", MADE))
        assert shown(network.correct("-100/7,8", draft_of(ALBUM["draft"]))) == ALBUM["result"]

    def test_a_lost_answer_is_doubtful_and_only_a_person_can_look(self) -> None:
        for fault in LOST:
            with pytest.raises(MaybeSent):
                play(Kind, publishing(OUT), 0, fault)
        with pytest.raises(MaybeSent) as unknown:
            play(Kind, tape("find", "find_sent", None, draft=POST))
        speaks(unknown.value.say)

    def test_what_did_not_leave_is_tried_later(self) -> None:
        for fault in (BEFORE, SLOWER):
            with pytest.raises(TryLater):
                play(Kind, publishing(OUT), 0, fault)

    @pytest.mark.parametrize(
        ("status", "reason", "error"),
        [
            (401, "Unauthorized", Reconnect),
            (404, "Not Found", Reconnect),
            (403, "Forbidden: bot was kicked", Amend),
            (400, "Bad Request: chat not found", Gone),
            (400, "Bad Request: message is too long", Amend),
        ],
    )
    def test_refusals(self, status: int, reason: str, error: type[NetworkError]) -> None:
        refusal = step("POST", f"{BOT}/sendMessage", {"ok": False, "description": reason}, status, once=True)
        with pytest.raises(error) as refused:
            play(Kind, publishing(refusal))
        speaks(refused.value.say)
        assert "of-the-test" not in refused.value.detail

    def test_lengths_are_utf16(self) -> None:
        assert utf16("é👍") == 3
        for row in (draft("x" * 4097), draft("x" * 1025, pictures=1), {**POST, "pictures": 11}):
            with pytest.raises(Amend):
                play(Kind, publishing(draft=row))

    def test_group_messages_are_read_once(self) -> None:
        message = {
            "message_id": 9,
            "date": 1793606400,
            "chat": CHAT,
            "text": "Et ma rue ?",
            "from": {"id": 5, "first_name": "Ana", "username": "ana"},
        }
        seen = {**message, "message_id": 10, "text": "", "caption": "Regardez", "photo": [{"file_id": "a"}]}
        rows = [{"update_id": 30, "message": message}, {"update_id": 31, "message": seen}]
        updates = {"ok": True, "result": rows}
        batch = _read(updates)
        assert (batch.found[0].author, batch.found[0].external_id, batch.cursor) == ("Ana", "-100/9", {"update": 31})
        assert batch.found[1].text == "Regardez"

    def test_what_other_groups_say_is_left_there_and_the_channel_s_own_posts_are_ours(self) -> None:
        chats = {1: CHAT, 2: {"id": -200, "type": "supergroup"}, 3: {"id": -999, "type": "group"}}
        chats[4] = {"id": 5, "type": "private"}
        rows = [
            {"update_id": n, "message": {"message_id": n, "date": 1793606400, "chat": chat, "text": "Et ma rue ?"}}
            for n, chat in chats.items()
        ]
        forward = {"message_id": 6, "date": 1793606400, "chat": chats[2], "text": "Faites.", "sender_chat": CHAT}
        rows += [{"update_id": 6, "message": forward}, {"update_id": 7}]
        batch = _read({"ok": True, "result": rows}, {**CHAT, "linked_chat_id": -200})
        assert [found.external_id for found in batch.found] == ["-100/1", "-200/2", "5/4", "-200/6"]
        assert [found.is_own for found in batch.found] == [False, False, False, True]
        assert batch.cursor == {"update": 7}

    def test_a_text_or_what_stands_under_a_picture_is_corrected(self) -> None:
        for name, pictures in (("editMessageText", 0), ("editMessageCaption", 1)):
            network = _network(step("POST", f"{BOT}/{name}", MADE))
            assert shown(network.correct("-100/7", draft_of({**POST, "pictures": pictures}))) == HERE

    def test_the_same_correction_twice_is_once(self) -> None:
        told = {"ok": False, "description": "Bad Request: message is not modified: specified new message content"}
        network = _network(step("POST", f"{BOT}/editMessageText", told, 400))
        assert shown(network.correct("-100/7", draft_of(POST))) == HERE


def _read(updates: dict[str, Any], chat: dict[str, Any] = CHAT) -> Any:
    whose = step("POST", f"{BOT}/getChat", {"ok": True, "result": chat})
    return _network(step("POST", f"{BOT}/getUpdates", updates), whose).addressed({})


def _network(*steps: dict[str, Any], player: type[Player] = Player) -> Kind:
    login = Login(handle="@mairie", external_id="-100", secrets={"token": "secret-token-of-the-test"})
    return Kind(login, Http(transport=player({"exchanges": list(steps)})))
