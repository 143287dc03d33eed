"""What one worker learns about a server, all know."""

from datetime import timedelta

import httpx2
import pytest
from django.utils import timezone

from parvis.channels import actions, pace
from parvis.channels.models import Channel, Pace
from parvis.networks.errors import TryLater
from parvis.say import Say

SAID = Say("Ralentissez.", "Slow down.")


def slow(seconds):
    return TryLater(SAID, seconds=seconds)


def test_a_server_that_asks_to_wait_is_left_alone_until_then(channel):
    with pytest.raises(TryLater), pace.paced(channel):
        raise slow(40)
    with pytest.raises(TryLater) as wait, pace.paced(channel):
        pytest.fail("the server was called while it asked us to wait")
    assert 35 < wait.value.seconds <= 40
    Pace.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    with pace.paced(channel):
        pass


def test_an_account_waits_as_long_as_it_was_asked_and_the_others_of_its_server_only_a_while(channel, town):
    other = type(channel).objects.create(
        organisation=town, network=channel.network, name="Le second site", address=channel.address, state="live"
    )
    with pytest.raises(TryLater), pace.paced(channel):
        raise slow(7200)
    now = timezone.now()
    assert 7100 < pace.wait_of(channel, now) <= 7200
    assert 800 < pace.wait_of(other, now) <= pace.SHARED_MOST
    assert pace.wait_of(other, now + timedelta(seconds=pace.SHARED_MOST)) == 0
    with pytest.raises(pace.NotOurTurn), pace.paced(channel):
        pytest.fail("the account was used while it was asked to wait")


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "40"}, 35, 40),
        ({"Retry-After": "Wed, 18 Nov 2026 10:07:20 GMT", "Date": "Wed, 18 Nov 2026 10:06:40 GMT"}, 35, 40),
        ({"X-RateLimit-Reset": "2026-11-18T10:07:20Z", "Date": "Wed, 18 Nov 2026 10:06:40 GMT"}, 35, 40),
        ({"RateLimit-Reset": "50"}, 45, 50),
        ({}, 55, 60),
    ],
)
def test_what_a_429_says_is_kept_for_all_workers(channel, site, monkeypatch, headers, least, most):
    """From the answer on the wire to the row that every worker reads."""
    answer = lambda request: httpx2.Response(429, headers=headers, stream=httpx2.ByteStream(b""))  # noqa: E731
    monkeypatch.setattr(site, "handle_request", answer)
    with pytest.raises(TryLater), actions.speaking(channel) as network:
        network.connect()
    assert {row.server for row in Pace.objects.all()} == {"127.0.0.1", f"account {channel.pk}"}
    assert least < pace.wait_of(channel, timezone.now()) <= most


@pytest.mark.django_db
def test_a_shorter_wait_never_replaces_a_longer_one_and_a_day_is_not_shared():
    pace.slow_down("a.example", 300)
    pace.slow_down("a.example", 10)
    assert pace.wait_for("a.example", timezone.now()) > 290
    pace.slow_down("b.example", 86_400)
    assert pace.wait_for("b.example", timezone.now()) <= pace.SHARED_MOST


@pytest.mark.django_db
def test_turns_leave_a_gap_between_two_calls():
    assert pace.turn("a.example", gap=30) == 0
    assert 29 < pace.turn("a.example", gap=30) <= 30
    assert pace.turn("b.example", gap=30) == 0


def mailbox(house, **servers):
    return Channel.objects.create(organisation=house, network="email", name="Accueil", state="live", secrets=servers)


def test_the_trouble_of_one_mail_server_is_not_that_of_another(town, chamber):
    ours = mailbox(town, imap="imap.sainte-aube.fr:993", smtp="smtp.sainte-aube.fr:465")
    theirs = mailbox(chamber, imap="imap.chambre.fr", smtp="smtp.chambre.fr")
    same = mailbox(chamber, imap="IMAP.sainte-aube.fr", smtp="smtp.chambre.fr")
    with pytest.raises(TryLater), pace.paced(ours):
        raise slow(300)
    now = timezone.now()
    assert pace.wait_of(ours, now) > 290
    assert (pace.wait_of(theirs, now), pace.wait_of(same, now) > 290) == (0, True)


def test_one_item_that_has_to_wait_holds_nothing_else_up(channel):
    with pytest.raises(TryLater), pace.paced(channel):
        raise TryLater(SAID, seconds=300, alone=True)
    assert pace.wait_of(channel, timezone.now()) == 0
