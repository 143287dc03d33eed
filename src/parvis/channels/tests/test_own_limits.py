"""Limits of the server itself: read with the login, kept on the channel, used wherever a text is weighed."""

from dataclasses import replace

import pytest
from django.utils import timezone

from parvis.channels import actions, health, speak
from parvis.channels.models import Channel, Health
from parvis.networks.base import Account, Login
from parvis.networks.errors import TryLater
from parvis.networks.kinds.mastodon import INFO
from parvis.say import Say


class Server:
    """A Mastodon server that announces `length` characters, or is in trouble."""

    info = INFO
    length: int | None = 5000

    def __init__(self):
        self.login = Login("https://social.example", "mairie", "1", {"token": "t"})

    def connect(self):
        return Account(
            "https://social.example/@mairie", "mairie", "Mairie", "https://social.example/@mairie"
        ), self.login

    def own_limits(self):
        if self.length is None:
            raise TryLater(Say("Plus tard.", "Later."))
        return replace(INFO.limits, length=self.length)


@pytest.fixture
def server(monkeypatch):
    made = Server()
    monkeypatch.setattr(speak, "network_at", lambda *_: made)
    return made


def tried(channel):
    row, _ = Health.objects.get_or_create(channel=channel, defaults={"due_at": timezone.now()})
    health.test(row)
    channel.refresh_from_db()
    return speak.limits(channel).length


def test_read_when_it_is_connected_and_every_day(server, town, alice):
    channel = actions.connect(alice, town, "mastodon", {})
    assert speak.limits(Channel.objects.get(pk=channel.pk)).length == 5000
    server.length = 11_000
    assert tried(channel) == 11_000
    server.length = INFO.limits.length
    assert (tried(channel), channel.own_limits) == (INFO.limits.length, {})


def test_a_server_that_does_not_answer_changes_nothing(server, town, alice):
    channel = actions.connect(alice, town, "mastodon", {})
    server.length = None
    assert tried(channel) == 5000


def test_a_long_text_is_written_in_one_piece(server, town, alice, sign_in):
    channel = actions.connect(alice, town, "mastodon", {})
    Channel.objects.filter(pk=channel.pk).update(state="live")
    assert "5000" in sign_in(alice).get("/o/sainte-aube/publish/write/").text.replace("\u202f", "").replace("\xa0", "")
