"""Publishing: through the gate, once for each channel, with what stands in the way said beforehand."""

import re
from datetime import UTC, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.outbox.models import Delivery
from parvis.publish import actions
from parvis.publish.models import Publication
from tests.cast import _member

URL = "/o/sainte-aube/publish/"
TEXT = "La bibliothèque ouvre désormais le samedi de 9 h à 18 h, dès le 5 décembre."


@pytest.fixture
def publication(town, alice, channel):
    row = Publication.objects.create(organisation=town, author=alice, text=TEXT, title="La bibliothèque le samedi")
    row.channels.add(channel)
    return row


def test_it_goes_to_the_outbox_once(publication, alice, channel):
    for _ in range(2):
        actions.publish(alice, publication, timezone.now())
    delivery = Delivery.objects.get()
    assert (delivery.act, delivery.channel, delivery.text, delivery.state) == ("publish", channel, TEXT, "ready")
    assert AuditEntry.objects.filter(code="publish.published").count() == 1


def test_bruno_is_refused_and_keeps_his_draft(sign_in, town, alice, bruno, channel):
    answer = sign_in(bruno).post(URL + "write/", {"text": TEXT, "channels": [channel.pk], "send": "1"})
    assert answer.status_code == 200
    assert "habilitation" in answer.content.decode()
    assert not Delivery.objects.exists()
    assert Publication.objects.of(town).get().text == TEXT


def test_a_suspended_person_is_refused(publication, alice):
    Accreditation.objects.filter(person=alice).update(suspended_at=timezone.now())
    with pytest.raises(actions.NotYet):
        actions.publish(alice, publication, timezone.now())
    assert not Delivery.objects.exists()


def test_personal_data_stops_it_until_mended(sign_in, town, alice, channel):
    client = sign_in(alice)
    text = "Contactez l’agent au 06 12 34 56 78 pour toute question sur la bibliothèque."
    answer = client.post(URL + "write/", {"text": text, "channels": [channel.pk], "send": "1"})
    assert not Delivery.objects.exists()
    draft = Publication.objects.of(town).get()
    assert answer.status_code == 200
    client.post(f"{URL}{draft.pk}/write/", {"text": TEXT, "channels": [channel.pk], "send": "1"})
    assert Delivery.objects.get().text == TEXT


def test_a_planned_one_waits_for_its_time(publication, alice):
    publication.planned_at = timezone.now() + timedelta(days=2)
    publication.save()
    actions.publish(alice, publication, timezone.now())
    assert Delivery.objects.get().due_at == publication.planned_at


def test_a_past_date_is_refused_in_words(sign_in, alice, channel):
    past = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    answer = sign_in(alice).post(
        URL + "write/", {"text": TEXT, "channels": [channel.pk], "send": "1", "planned_at": past}
    )
    assert "Cette date est passée" in answer.content.decode()
    assert not Delivery.objects.exists()


def test_a_file_that_is_no_picture_is_refused(sign_in, alice, channel):
    fake = SimpleUploadedFile("photo.png", b"not a picture", content_type="image/png")
    answer = sign_in(alice).post(URL + "write/", {"text": TEXT, "channels": [channel.pk], "picture": fake})
    assert answer.status_code == 200
    assert not Publication.objects.exists()


def test_another_house_sees_nothing(sign_in, dalia, publication):
    client = sign_in(dalia)
    for path in (f"{publication.pk}/", f"{publication.pk}/write/", f"{publication.pk}/picture/"):
        assert client.get(URL + path).status_code == 404
        assert client.get(f"/o/chambre-metiers/publish/{path}").status_code == 404


def test_another_houses_channel_cannot_be_chosen(sign_in, dalia, channel):
    sign_in(dalia).post("/o/chambre-metiers/publish/write/", {"text": TEXT, "channels": [channel.pk], "send": "1"})
    assert not Delivery.objects.exists()


def test_the_measure_counts_and_refuses_like_the_gate(sign_in, alice, bruno, channel):
    given = {"text": TEXT, "channels": [channel.pk]}
    assert str(len(TEXT)) in sign_in(alice).post(URL + "measure/", given).content.decode()
    assert "habilitation" in sign_in(bruno).post(URL + "measure/", given).content.decode()


def test_a_draft_is_discarded_but_not_what_is_out(publication, alice):
    assert Publication.objects.filter(pk=publication.pk).exists()
    actions.publish(alice, publication, timezone.now())
    publication.refresh_from_db()
    assert actions.discard(alice, publication) is False
    draft = Publication.objects.create(organisation=publication.organisation, author=alice, text="À jeter")
    assert actions.discard(alice, draft) is True


def _page_key(answer):
    return re.search(r'name="form" value="([0-9a-f]{32})"', answer.content.decode())[1]


def test_a_page_handed_in_twice_is_one_publication(sign_in, town, alice, channel):
    client = sign_in(alice)
    given = {"text": TEXT, "channels": [channel.pk], "form": _page_key(client.get(URL + "write/")), "send": "1"}
    first, second = client.post(URL + "write/", given), client.post(URL + "write/", given)
    row = Publication.objects.of(town).get()
    assert first.url == second.url == f"{URL}{row.pk}/"
    assert Delivery.objects.count() == 1


def test_two_publications_may_say_the_same(sign_in, alice, channel):
    client = sign_in(alice)
    for _ in range(2):
        key = _page_key(client.get(URL + "write/"))
        client.post(URL + "write/", {"text": TEXT, "channels": [channel.pk], "form": key, "send": "1"})
    assert Delivery.objects.count() == 2


def test_a_page_of_another_house_opens_nothing(sign_in, town, alice, dalia, chamber):
    Publication.objects.create(organisation=town, author=alice, text="Secret", form="a" * 32)
    sign_in(dalia).post("/o/chambre-metiers/publish/write/", {"text": TEXT, "form": "a" * 32})
    assert Publication.objects.of(town).get().text == "Secret"
    assert Publication.objects.of(chamber).get().text == TEXT


def test_what_is_out_is_not_changed_by_a_second_window(sign_in, publication, alice, channel):
    client = sign_in(alice)
    actions.publish(alice, publication, timezone.now())
    answer = client.post(f"{URL}{publication.pk}/write/", {"text": "Autre chose", "channels": [channel.pk]})
    assert answer.url == f"{URL}{publication.pk}/"
    assert Publication.objects.get().text == TEXT


def test_a_date_in_the_houses_zone(sign_in, town, alice, channel):
    """Ten o'clock in Nouméa is eleven in the evening of the day before in UTC."""
    type(town).objects.filter(pk=town.pk).update(zone="Pacific/Noumea")
    day = timezone.now().astimezone(ZoneInfo("Pacific/Noumea")).date() + timedelta(days=3)
    sign_in(alice).post(
        URL + "write/", {"text": TEXT, "channels": [channel.pk], "send": "1", "planned_at": f"{day}T10:00"}
    )
    assert f"{Delivery.objects.get().due_at.astimezone(UTC):%Y-%m-%d %H:%M}" == f"{day - timedelta(days=1)} 23:00"


@pytest.mark.parametrize("far", ["9999-12-31T23:59", "0001-01-01T00:00", "2100-03-01T10:00"])
def test_a_date_nobody_means_is_refused_in_words(sign_in, alice, channel, far):
    answer = sign_in(alice).post(
        URL + "write/", {"text": TEXT, "channels": [channel.pk], "send": "1", "planned_at": far}
    )
    assert answer.status_code == 200
    assert not Delivery.objects.exists()


def _photo(kind, turned=6, **how):
    exif = Image.Exif()
    exif[274] = turned  # the camera was held upright
    exif[0x010F] = "Appareil-de-Bruno"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(out, kind, exif=exif, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_says_neither_where_nor_with_what_it_was_taken(sign_in, alice, channel, kind):
    photo = SimpleUploadedFile(f"photo.{kind.lower()}", _photo(kind))
    sign_in(alice).post(URL + "write/", {"text": TEXT, "channels": [channel.pk], "picture": photo})
    content = Publication.objects.get().picture.read()
    kept = Image.open(BytesIO(content))
    assert kept.format == kind
    assert kept.size == (20, 40)
    assert not kept.getexif()
    assert b"Bruno" not in content


def test_a_remark_in_a_jpeg_goes_too(sign_in, alice, channel):
    photo = SimpleUploadedFile("photo.jpg", _photo("JPEG", 1, comment=b"Bruno, rue Haute"))
    sign_in(alice).post(URL + "write/", {"text": TEXT, "channels": [channel.pk], "picture": photo})
    assert b"Bruno" not in Publication.objects.get().picture.read()


def test_pictures_that_no_network_takes_are_refused(sign_in, alice, channel):
    huge = BytesIO()
    Image.new("1", (9000, 9000)).save(huge, "PNG")
    tiff = BytesIO()
    Image.new("RGB", (4, 4)).save(tiff, "TIFF")
    for name, content in (("immense.png", huge), ("photo.tiff", tiff)):
        picture = SimpleUploadedFile(name, content.getvalue())
        answer = sign_in(alice).post(URL + "write/", {"text": TEXT, "channels": [channel.pk], "picture": picture})
        assert answer.status_code == 200
    assert not Publication.objects.exists()


def test_a_withdrawal_that_was_refused_is_not_in_the_journal(sign_in, publication, alice, bruno):
    actions.publish(alice, publication, timezone.now())
    Delivery.objects.update(state="sent", external_id="1")
    sign_in(bruno).post(f"{URL}{publication.pk}/withdraw/")
    assert not AuditEntry.objects.filter(code="publish.withdrawn").exists()


def test_what_waits_for_its_time_is_cancelled_by_a_withdrawal(sign_in, publication, alice):
    publication.planned_at = timezone.now() + timedelta(days=2)
    actions.publish(alice, publication, timezone.now())
    sign_in(alice).post(f"{URL}{publication.pk}/withdraw/")
    assert Delivery.objects.get().state == "cancelled"


def test_the_page_of_a_draft_shows_its_picture(sign_in, alice, channel):
    client = sign_in(alice)
    photo = SimpleUploadedFile("photo.jpg", _photo("JPEG"))
    client.post(URL + "write/", {"text": TEXT, "picture": photo})
    row = Publication.objects.get()
    page = client.get(f"{URL}{row.pk}/write/").content.decode()
    assert f"{URL}{row.pk}/picture/" in page
    assert 'href="pictures/' not in page


def test_a_reader_reads_a_draft_without_its_form(sign_in, town, alice):
    draft = Publication.objects.create(organisation=town, author=alice, text="Le pont rouvre lundi")
    client = sign_in(_member(town, "Rémi Roux", "reader"))
    there = f"/o/sainte-aube/publish/{draft.pk}/"
    assert f'href="{there}"' in client.get("/o/sainte-aube/publish/").content.decode()
    page = client.get(there).content.decode()
    assert "Ce texte est un brouillon" in page
    assert "Sur chaque canal" not in page
