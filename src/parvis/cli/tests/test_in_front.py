"""What the check says of the web server in front, from the addresses that were seen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from parvis.cli import in_front
from parvis.config import environment


@pytest.fixture
def house():
    return replace(settings.HOUSE, public_url="https://parvis.example", host="0.0.0.0", proxies="127.0.0.1,::1")


@pytest.fixture
def came(alice, bruno):
    """`came("10.0.0.5", alice, bruno)`: they came in from there."""

    def make(address, *people, days_ago=0):
        for person in people:
            number = f"{UserSession.objects.count():040d}"
            row = UserSession.objects.create(user=person, ip=address, session_key=number, user_agent="x")
            UserSession.objects.filter(pk=row.pk).update(last_seen_at=timezone.now() - timedelta(days=days_ago))

    return make


def said(house):
    return [(each.how_bad, each.what.en) for each in in_front.seen(house)]


def test_nobody_came_so_nothing_is_known(house, db):
    assert said(house) == []


def test_several_addresses_are_visitors(house, came, alice, bruno):
    came("93.184.215.7", alice)
    came("93.184.215.8", bruno)
    assert [how_bad for how_bad, _ in said(house)] == ["good"]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_machine_itself_is_never_a_visitor(house, came, alice, address):
    came(address, alice)
    assert said(house) == [
        ("warning", f"proxy: everybody seems to come from {address}, which is not a visitor's address")
    ]


def test_one_private_address_for_several_people_is_taken_for_the_proxy(house, came, alice, bruno):
    came("10.0.0.5", alice)
    assert said(house) == [], "one person on a private network may well be a visitor"
    came("10.0.0.5", bruno)
    assert [how_bad for how_bad, _ in said(house)] == ["warning"]


def test_one_public_address_may_be_an_office(house, came, alice, bruno):
    came("93.184.215.7", alice, bruno)
    assert said(house) == []


def test_what_was_seen_long_ago_does_not_count(house, came, alice):
    came("127.0.0.1", alice, days_ago=60)
    assert said(house) == []


def test_without_a_web_server_in_front_there_is_nothing_to_say(house, came, alice):
    came("127.0.0.1", alice)
    assert said(replace(house, public_url="http://127.0.0.1:8000")) == []


def test_an_address_that_anybody_may_choose_is_warned_of(house, db):
    assert [how_bad for how_bad, _ in said(replace(house, proxies="*"))] == ["warning"]
    assert said(replace(house, proxies="*", host="127.0.0.1")) == []


def test_the_setting_is_read_and_handed_to_the_server(tmp_path, monkeypatch):
    assert environment.read({"PARVIS_DATA": str(tmp_path)}).proxies == "127.0.0.1,::1"
    monkeypatch.setenv("PARVIS_DATA", str(tmp_path))
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.5")
    given = {}
    monkeypatch.setattr("uvicorn.run", lambda application, **how: given.update(how))
    monkeypatch.setattr("parvis.cli.web.end_with_parent", lambda: None)
    from parvis.cli import web

    web.main([])
    assert given["forwarded_allow_ips"] == "10.0.0.5"
