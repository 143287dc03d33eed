"""The doctor says how each login stands."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.channels.models import Health
from parvis.cli.check import try_logins
from parvis.cli.check_work import logins
from parvis.networks.base import Account, Finding
from parvis.say import Say


@pytest.mark.parametrize(
    ("secrets", "fields", "tested", "how_bad", "words"),
    [
        ({"token": "t"}, {}, 1, "good", "tried on"),
        ({"token": "t"}, {}, 72, "warning", "not tried since"),
        ({"token": "t", "ends": 5}, {}, 1, "warning", "ends on"),
        ({"token": "t", "ends": 40}, {}, 1, "good", "kept"),
        ({"token": "t", "ends": 5, "refresh": "r"}, {}, 1, "good", "kept"),
        ({"token": "t"}, {"login_lost_at": timezone.now()}, 1, "bad", "no longer accepted"),
        ({}, {"by_hand": True}, None, "good", "held by hand"),
    ],
)
def test_each_login_is_judged(channel, secrets, fields, tested, how_bad, words):
    now = timezone.now()
    if "ends" in secrets:
        secrets = secrets | {"ends": (now + timedelta(days=secrets["ends"])).isoformat()}
    for name, value in {"secrets": secrets, **fields}.items():
        setattr(channel, name, value)
    channel.save()
    if tested is not None:
        Health.objects.create(channel=channel, tested_at=now - timedelta(hours=tested))
    (found,) = logins()
    assert (found.how_bad, words in found.what.en) == (how_bad, True)


class Mistaken:
    """It answers, and its token is that of a person."""

    def connect(self):
        return Account("7", "mairie", "La mairie", ""), self.login

    def examine(self, now):
        say = Say("Ce jeton est celui d’une personne. Reconnectez.", "This is a person's token. Connect again.")
        return (Finding("kind", say), Finding("ends", say, is_broken=False))


def test_the_mistakes_of_a_login_are_tried_for_and_told(channel, monkeypatch):
    network = Mistaken()
    network.login = speak.login_of(channel)
    monkeypatch.setattr(speak, "network_for", lambda channel, http=None: network)
    try_logins()
    kept, *found = logins()
    assert kept.how_bad == "good"
    assert [(each.how_bad, each.do.en) for each in found] == [("bad", "Connect again."), ("warning", "Connect again.")]
    assert "a person's token" in found[0].what.en
