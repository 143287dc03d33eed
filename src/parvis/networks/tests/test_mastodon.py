"""Mastodon against the recorded answers of a real server."""

from typing import Any

import pytest

from parvis.networks.base import Draft, Login, Media, Poll
from parvis.networks.errors import Amend
from parvis.networks.http import Http
from parvis.networks.kinds.mastodon import Kind
from parvis.networks.tests.contract import SendingContract, speaks
from parvis.networks.tests.live import STATUS
from parvis.networks.tests.tapes import Player, draft_of
from parvis.networks.tests.told import draft, step

TOKEN = "hidden-of-the-test"


def account(*steps: dict[str, Any]) -> Kind:
    login = Login("https://server.test", "mairie", "42", {"token": TOKEN})
    return Kind(login, Http(allow_loopback=True, transport=Player({"exchanges": list(steps)})))


def instance(**configuration: Any) -> dict[str, Any]:
    return step("GET", "/api/v2/instance", {"configuration": configuration})


class TestMastodon(SendingContract):
    kind = Kind

    def test_the_servers_own_limits_count(self) -> None:
        told = instance(
            statuses={"max_characters": 5000, "max_media_attachments": 6},
            media_attachments={"image_size_limit": 8_000_000, "video_size_limit": 40_000_000, "description_limit": 900},
            polls={"max_options": 8, "max_characters_per_option": 100},
        )
        limits = account(told).own_limits()
        assert (limits.length, limits.pictures, limits.picture_bytes) == (5000, 6, 8_000_000)
        assert (limits.video_bytes, limits.alt_length, limits.options, limits.option_length) == (
            40_000_000,
            900,
            8,
            100,
        )

    def test_the_warning_counts_with_the_text(self) -> None:
        told = instance(statuses={"max_characters": 500})
        with pytest.raises(Amend) as refused:
            account(told).send(_draft(text="é" * 450, warning="é" * 51))
        assert "501" in refused.value.say.fr

    @pytest.mark.parametrize(
        "more",
        [
            {"poll": Poll(("oui",))},
            {"poll": Poll(("oui", "non", "peut-être", "demain", "jamais"))},
            {"poll": Poll(("oui", "n" * 51))},
            {"poll": Poll(("oui", "non")), "media": (Media(b"x", "video/mp4", "a.mp4"),)},
            {"media": (Media(b"x", "video/mp4", "a.mp4"), Media(b"x", "image/png", "a.png"))},
        ],
    )
    def test_what_the_server_would_refuse_is_not_sent(self, more: dict[str, Any]) -> None:
        with pytest.raises(Amend) as refused:
            account(instance()).send(_draft(text="Neige ?", **more))
        speaks(refused.value.say)

    def test_a_correction_names_files_and_answers_again(self) -> None:
        poll = {
            "options": [{"title": "oui"}, {"title": "non"}],
            "multiple": False,
            "expires_at": "2099-01-01T00:00:00Z",
        }
        old = {**STATUS, "id": "7", "media_attachments": [{"id": "m1"}], "poll": poll}
        player = Player(
            {"exchanges": [step("GET", "/api/v1/statuses/7", old), step("PUT", "/api/v1/statuses/7", STATUS)]}
        )
        bodies: list[str] = []
        handle = player.handle_request
        player.handle_request = lambda request: (bodies.append(request.read().decode()), handle(request))[1]  # type: ignore[method-assign]
        network = Kind(Login("https://server.test", "mairie", "42", {"token": TOKEN}), Http(transport=player))
        network.correct("https://server.test/users/mairie/statuses/7", _draft(text="Neige mardi", warning="Météo"))
        for part in ("status=Neige+mardi", "spoiler_text=M%C3%A9t%C3%A9o", "=m1", "=oui", "=non"):
            assert part in bodies[-1]


def _draft(**more: Any) -> Draft:
    from dataclasses import replace

    return replace(draft_of(draft("x")), **more)


def test_a_post_that_comes_late_from_another_server_is_found_under_its_tag() -> None:
    """It gets an id of the time when it was written, which is before the newest that was read."""
    first, late = {**STATUS, "id": "115600000000000000"}, {**STATUS, "id": "115599990000000000"}
    late |= {"uri": STATUS["uri"] + "9", "created_at": "2022-08-30T21:35:22.000Z"}
    path = "/api/v1/timelines/tag/neige?limit=40"
    asked = [step("GET", path, [first])]
    asked += [
        step("GET", f"{path}&min_id={n}", rows)
        for n, rows in (("115599960678400000", [first, late]), (first["id"], []))
    ]
    login = Login("https://server.test", "mairie", "100", {"token": TOKEN})
    network = Kind(login, Http(transport=Player({"exchanges": asked})))
    batch = network.search("#neige", {})
    assert [found.external_id for found in batch.found] == [first["uri"]]
    again = network.search("#neige", batch.cursor)
    assert [found.external_id for found in again.found] == [late["uri"]]
    assert again.cursor["last"] == first["id"]
