"""Withdrawing everywhere: the page names every place and what happens there, then how far it has come."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.outbox.models import Delivery
from parvis.publish.models import Publication, Variant

URL = "/o/sainte-aube/publish/"


@pytest.fixture
def everywhere(town, alice, channel):
    """One publication: out on a site, out by hand, still to go, out where nobody can take it back, already gone."""
    now = timezone.now()
    made = Publication.objects.create(organisation=town, author=alice, text="Fête annulée", sent_at=now)
    places = [
        ("Site", "wordpress", False, "sent", "site#post-1"),
        ("Panneau", "elsewhere", True, "sent", ""),
        ("Bluesky", "bluesky", False, "ready", ""),
        ("Chaîne", "telegram", False, "sent", ""),
        ("Ancien", "wordpress", False, "withdrawn", ""),
    ]
    for number, (name, network, by_hand, state, external_id) in enumerate(places):
        place = Channel.objects.create(organisation=town, network=network, name=name, by_hand=by_hand, state="live")
        delivery = Delivery.objects.create(
            organisation=town, channel=place, person=alice, act="publish", key=f"{number:032x}", text="Fête annulée",
            state=state, external_id=external_id, deadline=now + timedelta(days=1), due_at=now,
        )  # fmt: skip
        Variant.objects.create(organisation=town, publication=made, channel=place, delivery=delivery)
    return made


def test_it_asks_first_and_names_every_place(everywhere, alice, sign_in):
    page = sign_in(alice).get(f"{URL}{everywhere.pk}/withdraw/").text
    for words in ("Site", "Panneau", "Bluesky", "Chaîne", "l’envoi sera annulé", "elle en disparaîtra", "une personne",
                  "retirez-la sur place", "Déjà annulée"):  # fmt: skip
        assert words in page
    assert Delivery.objects.filter(state="withdrawing").count() == 0


def test_everywhere_then_how_far_it_came(everywhere, alice, sign_in):
    client = sign_in(alice)
    client.post(f"{URL}{everywhere.pk}/withdraw/")
    states = dict(Delivery.objects.values_list("channel__name", "state"))
    assert states == {
        "Site": "withdrawing",
        "Panneau": "withdrawing",
        "Bluesky": "cancelled",
        "Chaîne": "sent",
        "Ancien": "withdrawn",
    }
    assert "disparu de 2 lieux sur 5" in client.get(f"{URL}{everywhere.pk}/").text


def test_one_place_alone(everywhere, alice, sign_in):
    client, one = sign_in(alice), everywhere.variants.get(channel__name="Site")
    page = client.get(f"{URL}{everywhere.pk}/withdraw/?variant={one.pk}").text
    assert "Panneau" not in page
    client.post(f"{URL}{everywhere.pk}/withdraw/", {"variant": one.pk})
    assert Delivery.objects.filter(state="withdrawing").count() == 1


def test_bruno_withdraws_nothing(everywhere, bruno, sign_in):
    sign_in(bruno).post(f"{URL}{everywhere.pk}/withdraw/")
    assert not Delivery.objects.filter(state="withdrawing").exists()
