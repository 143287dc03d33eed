"""The first run: one short page, once; from elsewhere only with the code that the terminal showed."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from parvis.core.scope import Organisation
from parvis.people.models import Membership, User

FORM = {
    "organisation": "Mairie de Sainte-Aube",
    "zone": "Europe/Paris",
    "name": "Alice Morel",
    "email": "Alice@Sainte-Aube.example",
    "password": "trois-ponts-sous-la-neige",
}
FAR = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.mark.django_db
def test_everything_leads_to_the_first_run_page(client):
    for path in ("/", "/accounts/login/", "/o/sainte-aube/"):
        assert client.get(path).url == "/welcome/"
    assert client.get("/welcome/").status_code == 200


@pytest.mark.django_db
def test_it_opens_the_house_and_signs_in(client):
    answer = client.post("/welcome/", FORM)
    house = Organisation.objects.get()
    assert answer.url == f"/o/{house.slug}/"
    assert (house.slug, house.zone) == ("mairie-de-sainte-aube", "Europe/Paris")
    assert Membership.objects.get().role == "lead"
    assert User.objects.get().email == "alice@sainte-aube.example"
    assert client.get(answer.url).status_code == 200


def test_it_is_closed_once_there_is_a_house(client, town):
    assert client.get("/welcome/").url == "/"
    assert client.post("/welcome/", FORM).url == "/"
    assert User.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["court", "motdepasse123", "alicemorel"])
def test_a_password_that_is_soon_guessed_is_refused_and_nothing_is_lost(client, password):
    answer = client.post("/welcome/", {**FORM, "password": password})
    assert answer.status_code == 200
    assert "Mairie de Sainte-Aube" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_from_elsewhere_it_asks_for_the_code(client):
    refused = client.post("/welcome/", FORM, **FAR)
    assert refused.status_code == 200
    assert not User.objects.exists()
    client.post("/welcome/", {**FORM, "code": "00000000"}, **FAR)
    assert not User.objects.exists()
    client.post("/welcome/", {**FORM, "code": settings.HOUSE.setup_code}, **FAR)
    assert User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED", "VIA", "X_FORWARDED_PROTO"])
def test_a_forwarded_request_is_not_taken_for_local(client, header):
    client.post("/welcome/", FORM, **{f"HTTP_{header}": "192.0.2.7"})
    assert not User.objects.exists()


@pytest.mark.django_db
def test_behind_a_web_server_that_says_nothing_everybody_needs_the_code(client, monkeypatch):
    """A plain `proxy_pass` adds no header: all who come seem to sit at this machine."""
    public = replace(settings.HOUSE, public_url="https://parvis.example.org")
    monkeypatch.setattr(settings, "HOUSE", public)
    client.post("/welcome/", FORM)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_in_english_for_an_english_reader():
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get("/welcome/").content.decode()
    assert 'lang="en"' in page
    assert "Time zone" in page
