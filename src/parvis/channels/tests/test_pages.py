"""Pages of channels: what they show, to whom, and what they refuse."""

import pytest
from django.urls import reverse

from parvis.channels.models import Channel
from parvis.channels.tests.conftest import ANSWERS


def url(name, house, *args):
    return reverse(f"channels:{name}", args=[house.slug, *args])


def test_a_lead_connects_describes_and_opens_a_channel(alice, town, site, sign_in):
    client = sign_in(alice)
    page = client.get(url("connect", town, "wordpress"))
    assert "Mot de passe d’application" in page.content.decode()
    answer = client.post(url("connect", town, "wordpress"), ANSWERS)
    row = Channel.objects.get()
    assert answer.url == url("channel", town, row.pk)
    client.post(url("take_live", town, row.pk))
    assert Channel.objects.get().state == "prepared"
    card = {"name": "Le site", "purpose": "Répondre.", "owner": alice.pk, "promised_hours": 24, "language": "fr"}
    client.post(url("describe", town, row.pk), card)
    client.post(url("take_live", town, row.pk))
    assert Channel.objects.get().state == "live"


def test_a_refused_login_says_why_and_never_gives_the_password_back(alice, town, site, sign_in):
    page = sign_in(alice).post(url("connect", town, "wordpress"), {**ANSWERS, "password": "mot-de-passe-faux"})
    assert "reconnectez le compte" in page.content.decode()
    assert "mot-de-passe-faux" not in page.content.decode()


def test_no_page_shows_a_secret(alice, town, channel, sign_in):
    client = sign_in(alice)
    for name, args in [("channels", []), ("channel", [channel.pk]), ("reconnect", [channel.pk])]:
        page = client.get(url(name, town, *args))
        assert page.status_code == 200
        assert "secret-never-shown" not in page.content.decode()


def test_the_list_says_what_is_missing(bruno, town, channel, sign_in):
    page = sign_in(bruno).get(url("channels", town)).content.decode()
    assert "Écrivez à quoi sert ce canal." in page


def test_the_table_of_networks_tells_what_each_can_do(bruno, town, sign_in):
    page = sign_in(bruno).get(url("networks", town)).content.decode()
    assert "WordPress" in page
    assert "Vérifié le" in page


@pytest.mark.parametrize("verb", ["describe", "take_live", "pause", "close", "reconnect"])
def test_only_a_lead_arranges_a_channel(bruno, town, channel, sign_in, verb):
    assert sign_in(bruno).post(url(verb, town, channel.pk), {}).status_code == 403
    assert Channel.objects.get().state == "live"


@pytest.mark.parametrize("verb", ["channel", "reconnect", "close"])
def test_another_house_sees_nothing(dalia, chamber, town, channel, sign_in, verb):
    client = sign_in(dalia)
    assert client.get(url(verb, chamber, channel.pk)).status_code == 404
    assert client.get(url(verb, town, channel.pk)).status_code == 404


def test_closing_asks_first_and_says_the_consequence(alice, town, channel, sign_in):
    client = sign_in(alice)
    assert "oubliera les accès" in client.get(url("close", town, channel.pk)).content.decode()
    client.post(url("close", town, channel.pk))
    assert Channel.objects.get().state == "closed"


def test_the_pages_speak_english_too(alice, town, channel, sign_in):
    alice.language = "en"
    alice.save()
    page = sign_in(alice).get(url("channels", town), headers={"accept-language": "en"}).content.decode()
    assert "Channels" in page
