"""Threads, warnings, polls, several files: what each network is given, and what is said of it before."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from parvis.networks.base import Limits
from parvis.outbox.drafts import draft_of
from parvis.outbox.models import Delivery
from parvis.publish import actions, videos
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
    film, photo = {"content_type": "video/mp4"}, {"content_type": "image/png"}
    assert codes(publication(), ALL, [film]) == []
    assert codes(publication(), PLAIN, [film]) == [("no_video", True)]
    assert codes(publication(), ALL, [film, photo]) == [("video_alone", True)]


def test_a_video_says_neither_where_nor_with_what_it_was_taken():
    clean = videos.cleaned(SimpleUploadedFile("neige.mp4", MP4)).read()
    assert len(clean) == len(MP4)
    assert PLACE not in clean
    assert clean.count(b"free") == 2
    assert b"mvhd" in clean


@pytest.mark.parametrize("cut", [12, 40, len(MP4) - 3])
def test_a_broken_video_is_said_to_be(cut):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        videos.cleaned(SimpleUploadedFile("neige.mp4", MP4[:cut]))


def files(*rows, kept=0):
    told = {"files-TOTAL_FORMS": len(rows), "files-INITIAL_FORMS": kept}
    for number, row in enumerate(rows):
        told |= {f"files-{number}-{name}": value for name, value in row.items()}
    return told


def test_several_files_each_with_its_words(sign_in, alice, channel):
    photo, film = SimpleUploadedFile("b.png", png()), SimpleUploadedFile("c.mp4", MP4)
    first = SimpleUploadedFile("a.png", png())
    given = files({"file": photo, "alt": "La place"}, {"file": film, "alt": "Le chasse-neige"}, {})
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
    from dataclasses import replace

    from parvis.channels import speak

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
