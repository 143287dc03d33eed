"""Logins are tried once a day, renewed before they end, marked lost at once, and come back without losing anything."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.channels import health, speak
from parvis.channels.models import Channel, Health
from parvis.channels.steps import STEPS
from parvis.core.audit import AuditEntry
from parvis.core.work import drain
from parvis.networks.base import Account
from parvis.networks.errors import NotUnderstood, Reconnect, TryLater
from parvis.say import Say

SAID = Say("Le réseau a parlé. Reconnectez.", "The network spoke. Connect again.")


class Network:
    """Says who it is, or what the test tells it to; renews like a platform."""

    def __init__(self):
        self.answer, self.renewed, self.calls = Account("7", "mairie", "La mairie", ""), 0, 0

    def connect(self):
        self.calls += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer, self.login

    def renew(self):
        self.renewed += 1
        return True


@pytest.fixture
def network(monkeypatch, channel):
    made = Network()
    Channel.objects.update(external_id="7")

    def network_for(row, http=None):
        made.login = speak.login_of(row)
        return made

    monkeypatch.setattr(speak, "network_for", network_for)
    return made


@pytest.fixture
def row(channel):
    health.watch_all(timezone.now())
    Health.objects.update(due_at=timezone.now())
    return Health.objects.get()


def _now(row):
    row.refresh_from_db()
    return row


def test_once_a_day_and_no_more(network, row):
    drain(STEPS)
    assert network.calls == 1
    assert _now(row).tested_at
    assert timedelta(hours=23) < row.due_at - timezone.now() <= timedelta(days=1)
    drain(STEPS)
    assert network.calls == 1


def test_the_tries_of_many_channels_are_spread_over_the_day(town):
    for number in range(60):
        Channel.objects.create(organisation=town, network="wordpress", name=f"Site {number}", state="live")
    now = timezone.now()
    health.watch_all(now)
    health.watch_all(now)
    hours = {int((row.due_at - now).total_seconds() // 3600) for row in Health.objects.all()}
    assert Health.objects.count() == 60
    assert len(hours) > 12
    assert max(hours) < 24


@pytest.mark.parametrize("how", [{"by_hand": True}, {"state": "closed"}])
def test_what_has_no_login_is_not_tried(network, row, how):
    Channel.objects.update(**how)
    drain(STEPS)
    assert network.calls == 0
    Health.objects.all().delete()
    health.watch_all(timezone.now())
    assert not Health.objects.exists()


def test_a_login_that_is_refused_is_lost_at_once_and_comes_back(network, row, channel):
    network.answer = Reconnect(SAID)
    drain(STEPS)
    channel.refresh_from_db()
    assert channel.login_lost_at
    assert _now(row).trouble["fr"] == SAID.fr
    assert AuditEntry.objects.filter(code="channels.login_lost").count() == 1
    Health.objects.update(due_at=timezone.now())
    network.answer = Account("7", "mairie", "La mairie", "")
    drain(STEPS)
    channel.refresh_from_db()
    assert channel.login_lost_at is None
    assert AuditEntry.objects.filter(code="channels.login_found").count() == 1
    assert _now(row).trouble == {}


def test_the_login_of_another_account_does_not_count(network, row, channel):
    Channel.objects.update(login_lost_at=timezone.now())
    network.answer = Account("8", "autre", "Une autre", "")
    drain(STEPS)
    channel.refresh_from_db()
    assert channel.login_lost_at


@pytest.mark.parametrize("error", [TryLater(SAID, "down", 900), NotUnderstood(SAID, "<html>")])
def test_a_network_that_is_down_loses_no_login(network, row, channel, error):
    network.answer = error
    drain(STEPS)
    channel.refresh_from_db()
    assert channel.login_lost_at is None
    assert (_now(row).tested_at, row.trouble["en"]) == (None, SAID.en)
    wait = (row.due_at - timezone.now()).total_seconds()
    assert wait > (800 if isinstance(error, TryLater) else 200)


@pytest.mark.parametrize(("left", "renewed"), [(2, 1), (29, 1), (40, 0)])
def test_a_token_is_renewed_before_it_ends(network, row, channel, left, renewed):
    channel.secrets = {"token": "t", "refresh": "r", "ends": (timezone.now() + timedelta(days=left)).isoformat()}
    channel.save()
    drain(STEPS)
    assert network.renewed == renewed


def test_when_a_person_has_to_connect_again(channel):
    ends = timezone.now() + timedelta(days=40)
    channel.secrets = {"token": "t", "ends": ends.isoformat()}
    assert health.login_ends(channel) == ends
    channel.secrets = {"token": "t", "ends": ends.isoformat(), "refresh": "r"}
    assert health.login_ends(channel) is None
    for odd in ("", "soon", "2026-11-28T10:00:00"):
        channel.secrets = {"ends": odd}
        assert health.login_ends(channel) is None


def test_the_page_says_how_it_stands(network, row, channel, alice, sign_in):
    drain(STEPS)
    channel.secrets = {"token": "t", "ends": (timezone.now() + timedelta(days=5)).isoformat()}
    channel.save()
    page = sign_in(alice).get(reverse("channels:channel", args=["sainte-aube", channel.pk])).text
    assert "Connexion essayée" in page
    assert "prend fin" in page
