"""The one cast: Alice, Bruno and Chloé of Sainte-Aube; Dalia of the Chambre des métiers; Ana, of the public."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

PASSWORD = "trois-ponts-sous-la-neige"


def _organisation(name, slug):
    from parvis.core.scope import Organisation

    return Organisation.objects.create(name=name, slug=slug)


def _member(house, name, role, function=""):
    from parvis.people.models import Membership, User

    email = f"{name.split()[0].lower().replace('é', 'e')}@{house.slug}.example"
    user = User.objects.create_user(email, PASSWORD, name=name)
    Membership.objects.create(organisation=house, user=user, role=role, function=function)
    return user


@pytest.fixture
def town(db):
    """Mairie de Sainte-Aube."""
    return _organisation("Mairie de Sainte-Aube", "sainte-aube")


@pytest.fixture
def chamber(db):
    """Chambre des métiers, a house that must see nothing of Sainte-Aube."""
    return _organisation("Chambre des métiers", "chambre-metiers")


@pytest.fixture
def alice(town):
    """Lead of Sainte-Aube, accredited to publish and reply everywhere."""
    from parvis.govern.models import Accreditation

    user = _member(town, "Alice Morel", "lead", "Responsable de la communication")
    Accreditation.objects.create(
        organisation=town,
        person=user,
        may_publish=True,
        may_reply=True,
        expires_at=timezone.now() + timedelta(days=365),
    )
    return user


@pytest.fixture
def bruno(town):
    """Officer of Sainte-Aube, without accreditation."""
    return _member(town, "Bruno Diallo", "officer", "Chargé de communication")


@pytest.fixture
def chloe(town):
    """Legal of Sainte-Aube: signs off, without accreditation."""
    return _member(town, "Chloé Le Goff", "signatory", "Juriste")


@pytest.fixture
def dalia(chamber):
    """Lead of the other house."""
    return _member(chamber, "Dalia Benali", "lead")


@pytest.fixture
def sign_in():
    """`sign_in(user)` gives a client of that user, signed in."""

    def make(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def channel(town):
    """A live channel of Sainte-Aube on a WordPress that is not there."""
    from parvis.channels.models import Channel

    return Channel.objects.create(
        organisation=town,
        network="wordpress",
        name="Site de la ville",
        address="http://127.0.0.1:9",
        state="live",
        handle="mairie",
        secrets={"password": "secret-never-shown"},
        promised_hours=24,
    )


@pytest.fixture
def post(town, channel):
    """Ana's question under an article of the town's site."""
    from parvis.listen.models import Post

    return Post.objects.create(
        organisation=town,
        channel=channel,
        network="wordpress",
        external_id="comment-1",
        author="Ana",
        author_handle="ana",
        text="Bonjour, la cantine de l’école sera-t-elle ouverte lundi ?",
        published_at=timezone.now() - timedelta(hours=3),
        language="fr",
        tone="neutral",
        intent="question",
        addressed=True,
        unread=False,
        url="https://sainte-aube.example/cantine#comment-1",
        reply_handle={"post": 1, "parent": 1},
    )
