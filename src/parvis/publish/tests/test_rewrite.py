"""What a network refused is changed in the composer, and goes out once, with the new text."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation, Level
from parvis.networks.errors import Amend
from parvis.outbox import actions as outbox
from parvis.outbox import reviewing
from parvis.outbox.models import Delivery
from parvis.outbox.reviewing import Impossible
from parvis.outbox.tests.conftest import SAID, clock, network, work  # noqa: F401
from parvis.publish import actions
from parvis.publish.models import Publication

URL = "/o/sainte-aube/publish/"
TEXT = "La bibliothèque ouvre désormais le samedi de 9 h à 18 h, dès le 5 décembre."
NEW = "La bibliothèque ouvre le samedi, de 9 h à 18 h."


@pytest.fixture
def refused(town, alice, channel, network, work, clock):  # noqa: F811
    """The variant of a publication with two pictures that the network did not take."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    row = Publication.objects.create(organisation=town, author=alice, text=TEXT, title="Le samedi", alt="La façade")
    row.picture.save("facade.png", ContentFile(b"a picture"))
    second = row.files.create(organisation=town, alt="La salle")
    second.file.save("salle.png", ContentFile(b"another"))
    row.channels.add(channel)
    network.does += [Amend(SAID)]
    [variant] = actions.publish(alice, row, timezone.now(), anyway=True)
    work()
    return _again(variant)


def _again(variant):
    return type(variant).objects.select_related("delivery__channel", "publication").get(pk=variant.pk)


def _rewrite(client, variant):
    return client.post(f"{URL}variants/{variant.pk}/rewrite/")


def _send(client, draft, text=NEW):
    given = {"title": draft.title, "text": text, "channels": [draft.channels.get().pk], "alt": draft.alt}
    return client.post(f"{URL}{draft.pk}/write/", given | {"send": "1", "anyway": "1"}, follow=True)


def test_from_the_delivery_to_the_composer_and_out_once(refused, alice, sign_in, network, work):  # noqa: F811
    client = sign_in(alice)
    page = client.get(f"/o/sainte-aube/outbox/{refused.delivery.pk}/").text
    assert f"{URL}variants/{refused.pk}/rewrite/" in page
    there = _rewrite(client, refused)
    draft = Publication.objects.get(replaces=refused.delivery)
    assert there.url == f"{URL}{draft.pk}/write/"
    composer = client.get(there.url).text
    assert TEXT in composer
    assert SAID.fr in composer
    _send(client, draft)
    work()
    old, new = Delivery.objects.get(pk=refused.delivery.pk), draft.variants.get().delivery
    assert (old.state, new.state, new.text, new.key != old.key) == ("cancelled", "sent", NEW, True)
    assert [each["alt"] for each in new.media] == ["La façade", "La salle"]
    assert network.out == {new.key: 1}
    assert AuditEntry.objects.filter(code="outbox.replaced").count() == 1
    assert f"{URL}{draft.pk}/" in client.get(f"/o/sainte-aube/outbox/{old.pk}/").text
    assert f"{URL}{draft.pk}/" in client.get(f"{URL}{refused.publication.pk}/").text


def test_asked_for_twice_it_is_one_draft_and_keeps_what_was_changed(refused, alice):
    draft = actions.rewrite(alice, refused)
    Publication.objects.filter(pk=draft.pk).update(text=NEW)
    assert actions.rewrite(alice, refused).text == NEW
    assert draft.files.count() == refused.publication.files.count() == 1


def test_what_was_replaced_does_not_come_back(refused, alice, sign_in, network, work):  # noqa: F811
    client = sign_in(alice)
    _rewrite(client, refused)
    _send(client, Publication.objects.get(replaces=refused.delivery))
    old = Delivery.objects.get(pk=refused.delivery.pk)
    for verb in (outbox.take_up, outbox.retry):
        with pytest.raises(Impossible):
            verb(alice, old)
    work()
    assert sum(network.out.values()) == 1
    assert "Reprendre l’envoi" not in client.get(f"/o/sainte-aube/outbox/{old.pk}/").text


def test_sent_again_meanwhile_the_draft_does_not_follow(refused, alice, sign_in, network, work):  # noqa: F811
    client = sign_in(alice)
    _rewrite(client, refused)
    outbox.retry(alice, refused.delivery)
    work()
    page = _send(client, Publication.objects.get(replaces=refused.delivery)).text
    assert "Rien n’est parti une seconde fois" in page
    work()
    assert network.out == {refused.delivery.key: 1}
    assert Delivery.objects.count() == 1
    assert Publication.objects.get(replaces=refused.delivery).text == NEW


def test_cancelled_meanwhile_the_draft_goes_and_the_old_one_stays_down(refused, alice, sign_in):
    client = sign_in(alice)
    _rewrite(client, refused)
    outbox.cancel(alice, refused.delivery)
    _send(client, Publication.objects.get(replaces=refused.delivery))
    old = Delivery.objects.get(pk=refused.delivery.pk)
    assert (old.state, old.refusal["code"]) == ("cancelled", "replaced")
    assert Delivery.objects.count() == 2


def test_a_draft_thrown_away_leaves_the_refused_one_as_it_was(refused, alice):
    actions.discard(alice, actions.rewrite(alice, refused))
    assert Delivery.objects.get().state == "refused"
    assert actions.rewrite(alice, refused).text == TEXT
    assert refused.publication.picture.storage.exists(refused.publication.picture.name)


def test_a_changed_text_is_read_again(refused, alice, bruno, town, sign_in):
    end = timezone.now() + timedelta(days=99)
    Accreditation.objects.filter(person=alice).update(level=Level.REFERENT)
    Accreditation.objects.create(
        organisation=town, person=bruno, level=Level.SUPERVISED, may_publish=True, expires_at=end
    )
    outbox.retry(bruno, refused.delivery)
    reviewing.release(alice, refused.delivery)
    Delivery.objects.update(state="refused")
    client = sign_in(bruno)
    _rewrite(client, refused)
    draft = Publication.objects.get(replaces=refused.delivery)
    _send(client, draft)
    assert draft.variants.get().delivery.state == "held"


def test_the_gate_holds_and_the_refused_one_stays(refused, bruno, sign_in):
    client = sign_in(bruno)
    _rewrite(client, refused)
    assert "habilitation" in _send(client, Publication.objects.get(replaces=refused.delivery)).text
    assert Delivery.objects.get().state == "refused"


def test_only_what_is_refused_can_be_changed(refused, alice, sign_in):
    Delivery.objects.update(state="sent")
    page = sign_in(alice).post(f"{URL}variants/{refused.pk}/rewrite/", follow=True).text
    assert "a changé d’état" in page
    assert not Publication.objects.filter(replaces=refused.delivery).exists()


def test_another_house_finds_none(refused, dalia, chamber, sign_in):
    client = sign_in(dalia)
    for slug in ("sainte-aube", chamber.slug):
        assert client.post(f"/o/{slug}/publish/variants/{refused.pk}/rewrite/").status_code == 404
