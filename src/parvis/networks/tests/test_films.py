"""What an MP4 says of itself, what a network says to it, and subtitles as SubRip."""

from dataclasses import replace

import pytest

from parvis.networks.base import Captions, Media
from parvis.networks.errors import Amend
from parvis.networks.films import Film, as_srt, film_of, fits, video_alone
from parvis.networks.kinds.wordpress import INFO
from parvis.networks.tests.contract import speaks
from parvis.networks.tests.tapes import draft_of, film
from parvis.networks.tests.told import draft

UPRIGHT = Film(75.5, 1080, 1920)


@pytest.mark.parametrize("long", [False, True])
def test_duration_and_size_are_read(long: bool) -> None:
    assert film_of(film(75.5, 1920, 1080, long=long)) == Film(75.5, 1920, 1080)


def test_a_film_taken_upright_is_upright() -> None:
    assert film_of(film(75.5, 1920, 1080, turned=True)) == UPRIGHT


@pytest.mark.parametrize("content", [b"", b"no film at all", film(3, 4, 5)[:60], film(3, 4, 5)[:-90] + b"\xff" * 90])
def test_a_broken_film_says_nothing_false(content: bytes) -> None:
    assert film_of(content) in (Film(), Film(3.0))


def test_what_is_too_heavy_too_long_or_too_short_is_refused_in_words() -> None:
    info = replace(INFO, limits=replace(INFO.limits, video_bytes=5_000, video_seconds=140, video_least=4))
    fits(info, _video(film(140, 4, 4)))
    for content, said in ((bytes(5_001), "lourd"), (film(141, 4, 4), "140 s au plus"), (film(3, 4, 4), "4 s au moins")):
        with pytest.raises(Amend) as refused:
            fits(info, _video(content))
        assert said in refused.value.say.fr
        speaks(refused.value.say)


def test_one_video_alone() -> None:
    assert video_alone(INFO, draft_of(draft("a", pictures=2))) is None
    assert video_alone(INFO, draft_of(draft("a", videos=1)))
    for others in ({"pictures": 1, "videos": 1}, {"videos": 2}):
        with pytest.raises(Amend):
            video_alone(INFO, draft_of(draft("a", **others)))


def _video(content: bytes) -> Media:
    return Media(content, "video/mp4", "film.mp4")


def test_webvtt_becomes_subrip() -> None:
    """Notes, cue names, settings, tags and short times, as W3C WebVTT allows them."""
    vtt = (
        "WEBVTT - Neige\r\n\r\nNOTE rien\r\n\r\n00:01.000 --> 00:02.500 align:start\r\nBonjour <i>à tous</i>\r\n\r\n"
        "fin\r\n01:00:03.000 --> 01:00:04.000\r\n<v Alice>Deux\r\nlignes</v>\r\n"
    )
    assert as_srt(Captions("fr", vtt)) == (
        "1\n00:00:01,000 --> 00:00:02,500\nBonjour à tous\n\n2\n01:00:03,000 --> 01:00:04,000\nDeux\nlignes\n"
    )
