"""A channel without a login: made, opened, connected later."""

import pytest
from django.urls import reverse

from parvis.channels import actions, reads
from parvis.channels.models import Channel
from parvis.channels.tests.conftest import ANSWERS
from parvis.networks.registry import infos


@pytest.mark.parametrize("slug", [info.slug for info in infos() if info.slug != "feed"])
def test_any_network_can_be_held_by_hand(slug, alice, town, sign_in):
    client = sign_in(alice)
    address = reverse("channels:hold_by_hand", args=[town.slug, slug])
    assert address in client.get(reverse("channels:choose", args=[town.slug])).text
    assert client.get(address).status_code == 200
    client.post(address, {"name": "Notre page", "url": "https://place.example/page"})
    made = Channel.objects.get()
    assert (made.network, made.by_hand, made.state, made.owner) == (slug, True, "prepared", alice)
    assert [check.code for check in reads.missing(made)] == ["purpose"]
    client.post(address, {"name": "Notre page", "url": "https://place.example/page"})
    assert Channel.objects.count() == 1


def test_only_a_lead_makes_one(bruno, dalia, town, sign_in):
    address = reverse("channels:hold_by_hand", args=[town.slug, "elsewhere"])
    assert sign_in(bruno).post(address, {"name": "x"}).status_code == 403
    assert sign_in(dalia).post(address, {"name": "x"}).status_code == 404
    assert not Channel.objects.exists()


def test_it_can_be_connected_later_and_go_back(site, alice, town):
    held = actions.hold_by_hand(alice, town, "wordpress", "Site", "https://sainte-aube.example")
    actions.reconnect(alice, held, ANSWERS)
    held.refresh_from_db()
    assert (held.by_hand, bool(held.secrets)) == (False, True)
    actions.go_by_hand(alice, held)
    actions.go_by_hand(alice, held)
    assert (held.by_hand, bool(held.secrets)) == (True, True)


def test_going_by_hand_asks_first(alice, channel, sign_in):
    client = sign_in(alice)
    address = reverse("channels:go_by_hand", args=["sainte-aube", channel.pk])
    assert "Site de la ville" in client.get(address).text
    assert not Channel.objects.get(pk=channel.pk).by_hand
    client.post(address)
    assert Channel.objects.get(pk=channel.pk).by_hand
