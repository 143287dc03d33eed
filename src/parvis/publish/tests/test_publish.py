"""Publishing: through the gate, once for each channel, with what stands in the way said beforehand."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.outbox.models import Delivery
from parvis.publish import actions
from parvis.publish.models import Publication

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
