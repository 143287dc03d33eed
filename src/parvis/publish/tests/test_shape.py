"""Threads, warnings, polls, several files: what each network is given, and what is said of it before."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.networks.base import Captions, Limits
from parvis.networks.tests.tapes import film
from parvis.outbox.drafts import draft_of
from parvis.outbox.models import Delivery
from parvis.publish import actions, captions, videos
from parvis.publish.models import File, Publication
from parvis.publish.shape import measured, objections, shaped

pytestmark = pytest.mark.django_db

URL = "/o/sainte-aube/publish/"
ALL = Limits(length=100, pictures=4, videos=1, options=4, option_length=20, warns=True, parts=25)
PLAIN = Limits(length=None, pictures=10)


def publication(**more):
    return Publication(text="Neige ce matin.", **more)


def codes(row, limits, media=()):
    return [(each.code, each.blocks) for each in objections(row, shaped(row, limits), limits, list(media))]


def box(kind, content=b""):
    return (8 + len(content)).to_bytes(4) + kind + content


PLACE = b"+48.8566+002.3522/"
MP4 = box(b"ftyp", b"mp42\0\0\0\0mp42isom") + box(
    b"moov", box(b"mvhd", b"\0" * 100) + box(b"udta", box(b"\xa9xyz", PLACE)) + box(b"trak", box(b"udta", PLACE))
)


def png():
    out = BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return out.getvalue()


def test_a_thread_is_a_thread_or_one_text():
    row = publication(more="Deux.\r\n---\r\n\r\nTrois.\n\nEncore.\n-----\n")
    assert shaped(row, ALL).texts == ("Neige ce matin.", "Deux.", "Trois.\n\nEncore.")
    assert shaped(row, PLAIN).texts == ("Neige ce matin.\n\nDeux.\n\nTrois.\n\nEncore.",)
    assert codes(row, ALL) == []
    assert codes(row, PLAIN) == [("no_threads", False)]


def test_a_warning_hides_or_stands_above():
    row = publication(warning="Accident rue Haute")
    assert (shaped(row, ALL).warning, shaped(row, ALL).text) == ("Accident rue Haute", row.text)
    assert shaped(row, PLAIN).text == "Accident rue Haute\n\nNeige ce matin."
    assert codes(row, PLAIN) == [("no_warnings", False)]
    assert measured(shaped(row, ALL), ALL) == len(row.text) + len(row.warning)
    long = Publication(text="é" * 90, warning="é" * 11)
    assert codes(long, ALL) == [("too_long_with_warning", True)]


def test_a_poll_is_asked_or_said_to_be_left_out():
    row = publication(poll="Oui\n\n Non \n", poll_days=3)
    assert shaped(row, ALL).extras(row)["poll"] == {"options": ["Oui", "Non"], "seconds": 259_200, "several": False}
    assert codes(row, PLAIN) == [("no_polls", False)]
    assert shaped(row, PLAIN).extras(row) == {}
    assert codes(publication(poll="Oui"), ALL) == [("poll_size", True)]
    assert codes(publication(poll="Oui\n" + "n" * 21), ALL) == [("option_too_long", True)]
    assert codes(row, ALL, [{"content_type": "image/png"}]) == [("poll_alone", True)]


def test_a_video_only_where_it_is_taken_and_alone():
    movie, photo = {"content_type": "video/mp4"}, {"content_type": "image/png"}
    assert codes(publication(), ALL, [movie]) == []
    assert codes(publication(), PLAIN, [movie]) == [("no_video", True)]
    assert codes(publication(), ALL, [movie, photo]) == [("video_alone", True)]
    assert codes(publication(), replace(ALL, mixed=True), [movie, photo]) == []


def test_a_video_says_neither_where_nor_with_what_it_was_taken():
    clean = videos.cleaned(SimpleUploadedFile("neige.mp4", MP4)).read()
    assert len(clean) == len(MP4)
    assert PLACE not in clean
    assert clean.count(b"free") == 2
    assert b"mvhd" in clean


@pytest.mark.parametrize("cut", [12, 40, len(MP4) - 3])
def test_a_broken_video_is_said_to_be(cut):
    with pytest.raises(ValidationError):
        videos.cleaned(SimpleUploadedFile("neige.mp4", MP4[:cut]))


def files(*rows, kept=0):
    told = {"files-TOTAL_FORMS": len(rows), "files-INITIAL_FORMS": kept}
    for number, row in enumerate(rows):
        told |= {f"files-{number}-{name}": value for name, value in row.items()}
    return told


def test_several_files_each_with_its_words(sign_in, alice, channel):
    photo, movie = SimpleUploadedFile("b.png", png()), SimpleUploadedFile("c.mp4", MP4)
    first = SimpleUploadedFile("a.png", png())
    given = files({"file": photo, "alt": "La place"}, {"file": movie, "alt": "Le chasse-neige"}, {})
    client = sign_in(alice)
    client.post(URL + "write/", {"text": "Neige", "picture": first, "alt": "La rue", **given})
    row = Publication.objects.get()
    assert [each["alt"] for each in actions.media_of(row)] == ["La rue", "La place", "Le chasse-neige"]
    assert [each["content_type"] for each in actions.media_of(row)] == ["image/png", "image/png", "video/mp4"]
    assert client.get(f"{URL}files/{row.files.last().pk}/").headers["content-type"] == "video/mp4"
    ids = [each.pk for each in row.files.all()]
    again = files({"id": ids[0], "alt": "La place blanche"}, {"id": ids[1], "DELETE": "on"}, kept=2)
    client.post(f"{URL}{row.pk}/write/", {"text": "Neige", "alt": "La rue", **again})
    assert [each.alt for each in File.objects.all()] == ["La place blanche"]


def test_what_is_neither_picture_nor_video_is_told(sign_in, alice, channel):
    given = files({"file": SimpleUploadedFile("x.txt", b"bonjour"), "alt": ""})
    page = sign_in(alice).post(URL + "write/", {"text": "Neige", **given}).content.decode()
    assert "ni une image ni une vidéo" in page
    assert not File.objects.exists()


def test_the_delivery_carries_thread_warning_and_poll(town, alice, channel, monkeypatch):
    card = speak.info(channel.network)
    monkeypatch.setattr(speak, "info", lambda slug: replace(card, limits=ALL))
    row = publication(organisation=town, author=alice, more="Suite.", warning="Météo", poll="Oui\nNon")
    row.save()
    row.channels.add(channel)
    actions.publish(alice, row, timezone.now(), anyway=True)
    draft = draft_of(Delivery.objects.get())
    assert (draft.text, draft.parts, draft.warning) == ("Neige ce matin.", ("Suite.",), "Météo")
    assert draft.poll
    assert draft.poll.options == ("Oui", "Non")


def test_what_a_network_does_not_take_of_a_video_is_said_before():
    film = {"content_type": "video/mp4", "bytes": 3_000_000, "seconds": 90}
    limits = replace(ALL, video_bytes=2_000_000, video_seconds=60, caption=5)
    heavy, long = ("video_too_heavy", True), ("video_too_long", True)
    assert codes(publication(), limits, [film]) == [("caption_too_long", True), heavy, long]
    assert codes(publication(), replace(ALL, video_least=100), [film]) == [("video_too_short", True)]
    assert codes(publication(), replace(ALL, video_least=100), [{**film, "seconds": 0}]) == []
    told = {**film, "captions": [{"language": "fr", "vtt": "WEBVTT"}]}
    assert codes(publication(), ALL, [told]) == [("no_captions", False)]
    assert codes(publication(), replace(ALL, captions=True), [told]) == []


def test_a_network_of_pictures_or_videos_says_so_before(sign_in, alice, channel, monkeypatch):
    movie, photo = {"content_type": "video/mp4"}, {"content_type": "image/png"}
    pictures, films = replace(ALL, needs_file=True), replace(ALL, needs_video=True)
    assert codes(publication(), pictures) == codes(publication(), films) == [("needs_file", True)]
    assert codes(publication(), pictures, [photo]) == codes(publication(), films, [movie]) == []
    assert codes(publication(), films, [photo]) == [("needs_file", True)]
    card = speak.info(channel.network)
    monkeypatch.setattr(speak, "info", lambda slug: replace(card, limits=pictures))
    asked = {"text": "Neige", "channels": [channel.pk]}
    client = sign_in(alice)
    assert "texte sans image" in client.post(URL + "write/", {**asked, "send": "1"}).content.decode()
    assert "texte sans image" not in client.post(URL + "measure/", asked).content.decode()


SRT = "1\r\n00:00:01,000 --> 00:00:02,5\r\nLa place est déneigée.\r\n"
VTT = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nLa place est déneigée.\n"


@pytest.mark.parametrize("content", [SRT.encode(), SRT.encode("cp1252"), b"\xef\xbb\xbf" + VTT.encode()])
def test_subtitles_are_kept_as_webvtt(content):
    assert captions.cleaned(SimpleUploadedFile("a.srt", content)) == VTT


@pytest.mark.parametrize("content", [b"", b"WEBVTT\n\nNOTE rien", b"x" * 200_001])
def test_what_holds_no_subtitles_is_refused(content):
    with pytest.raises(ValidationError):
        captions.cleaned(SimpleUploadedFile("a.vtt", content))


def test_a_video_keeps_its_captions_until_they_are_taken_away(sign_in, alice, channel):
    movie = SimpleUploadedFile("c.mp4", film(75.2, 1920, 1080))
    given = files({"file": movie, "alt": "Le chasse-neige", "subtitles": SimpleUploadedFile("c.srt", SRT.encode())})
    client = sign_in(alice)
    client.post(URL + "write/", {"text": "Neige", **given})
    row = Publication.objects.get()
    (told,) = actions.media_of(row)
    assert (told["seconds"], told["bytes"]) == (76, len(film(75.2, 1920, 1080)))
    assert told["captions"] == [{"language": row.language, "vtt": VTT}]
    kept = row.files.get()
    read = client.get(f"{URL}files/{kept.pk}/captions/")
    assert (read.headers["content-type"], read.content.decode()) == ("text/vtt; charset=utf-8", VTT)
    assert "Retirer les sous-titres" in client.get(f"{URL}{row.pk}/write/").content.decode()
    client.post(f"{URL}{row.pk}/write/", {"text": "Neige", **files({"id": kept.pk, "alt": "Le chasse"}, kept=1)})
    assert row.files.get().captions == VTT
    client.post(f"{URL}{row.pk}/write/", {"text": "Neige", **files({"id": kept.pk, "without": "on"}, kept=1)})
    assert row.files.get().captions == ""
    assert client.get(f"{URL}files/{kept.pk}/captions/").status_code == 404


def test_captions_without_a_video_are_refused(sign_in, alice, channel):
    photo, told = SimpleUploadedFile("a.png", png()), SimpleUploadedFile("c.srt", SRT.encode())
    page = sign_in(alice).post(URL + "write/", {"text": "Neige", **files({"file": photo, "subtitles": told})})
    assert "vont avec une vidéo" in page.content.decode()
    assert not File.objects.exists()


def test_the_draft_carries_the_captions(town, alice, channel, monkeypatch):
    card = speak.info(channel.network)
    monkeypatch.setattr(speak, "info", lambda slug: replace(card, limits=replace(ALL, captions=True)))
    row = publication(organisation=town, author=alice, language="fr")
    row.save()
    row.channels.add(channel)
    movie = SimpleUploadedFile("c.mp4", film(12, 4, 4))
    row.files.create(organisation=town, file=movie, alt="Le chasse-neige", captions=VTT, seconds=12)
    actions.publish(alice, row, timezone.now(), anyway=True)
    (media,) = draft_of(Delivery.objects.get()).media
    assert media.captions == (Captions("fr", VTT),)


def test_while_writing_one_reads_how_many_posts_a_thread_will_be(sign_in, alice, channel):
    """On Mastodon three; a site has one text."""
    on_mastodon = Channel.objects.create(
        organisation=channel.organisation, network="mastodon", name="Mastodon", state="live", secrets={"token": "x"}
    )
    told = {"text": "Neige ce matin.", "more": "Suite.\n---\nFin.", "channels": [channel.pk, on_mastodon.pk]}
    page = reverse("publish:measure", args=[channel.organisation.slug])
    shown = sign_in(alice).post(page, told).content.decode()
    assert shown.count("3 messages en fil") == 1
    assert "15 sur 500" in shown.replace("\xa0", " ")
