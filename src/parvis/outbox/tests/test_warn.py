"""Whoever answers for a channel is warned before what is planned there would fail, and reconnecting loses nothing."""

import secrets
from datetime import timedelta

import pytest
from django.core import mail

from parvis.channels.models import Channel
from parvis.govern.models import Accreditation
from parvis.networks.errors import Reconnect
from parvis.outbox import actions
from parvis.outbox.models import Delivery
from parvis.outbox.tests.conftest import SAID
from parvis.outbox.warn import warn_of_logins


@pytest.fixture
def planned(clock, alice, channel):
    """Two publications: in three days and in five."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))

    def plan(days, text):
        when = clock.now() + timedelta(days=days)
        return actions.deliver(alice, channel, "publish", text, secrets.token_hex(16), due_at=when)

    return [plan(3, "Neige mercredi"), plan(5, "Marché vendredi")]


def _lose(clock):
    Channel.objects.update(login_lost_at=clock.now())


def test_a_loss_is_told_once_to_whoever_answers_for_the_channel(planned, bruno, clock):
    Channel.objects.update(owner=bruno)
    warn_of_logins(clock.now())
    assert mail.outbox == []
    _lose(clock)
    for _ in range(3):
        warn_of_logins(clock.now())
        clock.pass_(minutes=5)
    assert [m.to for m in mail.outbox] == [[bruno.email]]
    body = mail.outbox[0].body
    assert "Neige mercredi" in body
    assert "Marché vendredi" in body
    assert "vendredi 27" in body, "it says when"
    assert f"/channels/{planned[0].channel_id}/" in body


def test_the_next_loss_is_told_again(planned, clock):
    _lose(clock)
    warn_of_logins(clock.now())
    Channel.objects.update(login_lost_at=None)
    warn_of_logins(clock.now())
    clock.pass_(hours=4)
    _lose(clock)
    warn_of_logins(clock.now())
    assert len(mail.outbox) == 2


def test_without_an_owner_the_leads_are_told(planned, alice, bruno, clock):
    _lose(clock)
    warn_of_logins(clock.now())
    assert [m.to for m in mail.outbox] == [[alice.email]]
    Channel.objects.update(owner=bruno)
    bruno.memberships.all().delete()
    clock.pass_(hours=1)
    _lose(clock)
    warn_of_logins(clock.now())
    assert mail.outbox[1].to == [alice.email]


def test_nothing_planned_nothing_told_until_something_is(clock, alice, channel):
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    _lose(clock)
    warn_of_logins(clock.now())
    assert mail.outbox == []
    when = clock.now() + timedelta(days=1)
    actions.deliver(alice, channel, "publish", "Demain", secrets.token_hex(16), due_at=when)
    warn_of_logins(clock.now())
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("left", "told"), [(2, ["Neige mercredi", "Marché vendredi"]), (4, ["Marché vendredi"]), (6, [])]
)
def test_a_token_that_ends_before_its_time_is_told(planned, channel, clock, left, told):
    channel.secrets = {"token": "t", "ends": (clock.now() + timedelta(days=left)).isoformat()}
    channel.save()
    warn_of_logins(clock.now())
    warn_of_logins(clock.now())
    assert len(mail.outbox) == bool(told)
    for text in ("Neige mercredi", "Marché vendredi"):
        assert any(text in m.body for m in mail.outbox) == (text in told)


def test_what_parvis_renews_by_itself_worries_nobody(planned, channel, clock):
    channel.secrets = {"token": "t", "refresh": "r", "ends": (clock.now() + timedelta(hours=1)).isoformat()}
    channel.save()
    warn_of_logins(clock.now())
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_asked_again(planned, clock, monkeypatch):
    def down(*args):
        raise OSError("down")

    _lose(clock)
    with monkeypatch.context() as patch:
        patch.setattr("parvis.outbox.warn.send_mail", down)
        warn_of_logins(clock.now())
    warn_of_logins(clock.now())
    assert len(mail.outbox) == 1


def test_reconnecting_loses_nothing_and_doubles_nothing(planned, alice, channel, network, work, clock):
    """Lost while one was on its way and others were planned: connected again, each goes out once, at its time."""
    now = actions.deliver(alice, channel, "publish", "Maintenant", secrets.token_hex(16))
    network.does += [Reconnect(SAID)]
    work()
    clock.pass_(hours=7)
    work()
    assert {d.state for d in Delivery.objects.filter(pk=now.pk)} == {"login_lost"}
    assert network.out == {}
    Channel.objects.update(login_lost_at=None)
    clock.pass_(minutes=2)
    work()
    assert network.out == {now.key: 1}
    clock.pass_(days=3)
    work()
    clock.pass_(days=2)
    work()
    assert network.out == {now.key: 1, planned[0].key: 1, planned[1].key: 1}
