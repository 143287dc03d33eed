"""Every address of every organisation: closed to strangers, closed to other houses, with or without a row's number."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.cast import _member

HOUSE = "o/<slug:house>/"


def _patterns(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _patterns(entry, route)
        elif isinstance(entry, URLPattern) and route.startswith(HOUSE):
            yield route


ROUTES = sorted(set(_patterns()))


NAMES = {"<slug:network>": "wordpress", "<str:network>": "wordpress", "<slug:kind>": "words", "<str:kind>": "wordpress"}


def _address(route, slug, number=1):
    path = route.replace("<slug:house>", slug)
    for kind in ("<int:pk>", "<int:post>", "<int:number>"):
        path = path.replace(kind, str(number))
    for kind, value in NAMES.items():
        path = path.replace(kind, value)
    path = path.replace("<slug:course>", "charter").replace("<slug:part>", "why")
    assert "<" not in path, f"this test does not know how to fill {route}"
    return "/" + path


def test_there_are_addresses_to_try():
    assert len(ROUTES) > 40


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ROUTES)
def test_a_stranger_is_asked_to_sign_in(client, town, route, method):
    answer = getattr(client, method)(_address(route, "sainte-aube"))
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ROUTES)
def test_another_houses_member_finds_nothing(sign_in, town, dalia, route, method):
    assert getattr(sign_in(dalia), method)(_address(route, "sainte-aube")).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", [route for route in ROUTES if "<int:" in route])
def test_another_houses_row_cannot_be_named_from_ones_own(sign_in, everything, dalia, route, method):
    """The rows of Sainte-Aube under the address of the Chambre: not found (or the method is not for that address)."""
    client = sign_in(dalia)
    for number in everything:
        assert getattr(client, method)(_address(route, "chambre-metiers", number)).status_code in {404, 405}


@pytest.mark.parametrize("role", ["reader", "signatory", "officer"])
def test_no_link_leads_to_a_closed_door(sign_in, everything, town, role):
    """From page to page as somebody with few rights: what is closed to them is not offered."""
    from parvis.listen.models import Import
    from parvis.measure.models import Report
    from parvis.publish.models import File

    for bare in (File, Import, Report):  # these rows are too empty to be shown
        bare.objects.all().delete()
    client = sign_in(_member(town, "Rémi Roux", role))
    ways, seen = ["/o/sainte-aube/"], set()
    while ways:
        address = ways.pop()
        path = address.partition("?")[0]
        route = resolve(path).route
        if route in seen or "logout" in path:
            continue
        seen.add(route)
        page = client.get(address)
        assert page.status_code != 403, f"a link leads to {address}"
        if page.get("content-type", "").startswith("text/html"):
            ways += re.findall(r'<a [^>]*href="(/o/sainte-aube/[^"#]*)', page.content.decode())
    assert len(seen) > 30


@pytest.fixture
def everything(town, alice, channel, post):
    """One row of each kind in Sainte-Aube; gives the numbers that name any of them."""
    from django.apps import apps
    from django.utils import timezone

    from parvis.converse.models import Commitment, Conversation
    from parvis.govern.charter.writing import Written, begin
    from parvis.listen.models import ContactForm, Import, Mention, Source, Watch
    from parvis.measure.models import Report
    from parvis.outbox.models import Delivery
    from parvis.people.models import Invitation
    from parvis.publish.models import File, Publication

    now = timezone.now()
    mine = {"organisation": town}
    _learnt(alice, town, now)
    watch = Watch.objects.create(**mine, name="Mairie", query="mairie")
    source = Source.objects.create(**mine, kind="feed", name="Gazette", address="https://gazette.example/feed")
    Import.objects.create(**mine, source=source)
    ContactForm.objects.create(**mine, name="Nous écrire", channel=channel, consent="Gardé un an.")
    Mention.objects.create(**mine, watch=watch, post=post, published_at=now)
    conversation = Conversation.objects.create(**mine, root=post, network="wordpress", opened_at=now, last_at=now)
    Commitment.objects.create(**mine, conversation=conversation, text="Rappeler", due_on=now.date(), made_at=now)
    Delivery.objects.create(**mine, key="0" * 32, act="reply", channel=channel, person=alice, text="x", deadline=now)
    told = Publication.objects.create(**mine, author=alice, text="Une nouvelle")
    File.objects.create(**mine, publication=told, file="pictures/x.png")
    Report.objects.create(**mine, quarter="2026Q3", figures={})
    Invitation.objects.create(**mine, invited_by=alice)
    begin(alice, town, "charter", "Charte", [Written("Une clause", "Son texte")])
    rows = [model for model in apps.get_models() if model.__module__.startswith("parvis.")]
    return {pk for model in rows for pk in model._base_manager.values_list("pk", flat=True) if isinstance(pk, int)}


def _learnt(person, house, now):
    from parvis.govern.courses.models import Attempt, Certificate, Practice

    took = {"organisation": house, "person": person, "course": "charter", "title": "Notre charte"}
    Attempt.objects.create(**took, seed=1, questions=[], mark=80, started_at=now)
    Practice.objects.create(**took, situation="s1", message="?", text="x", language="fr", handed_in_at=now)
    Certificate.objects.create(**took, name="Alice Morel", passed_at=now, expires_at=now)
