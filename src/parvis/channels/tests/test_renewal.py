"""A login of which each refresh token is good for one use, spoken with by several workers at once."""

import json
from urllib.parse import parse_qs

import httpx2
import pytest
from django.utils import timezone

from parvis.channels import actions
from parvis.channels.models import Channel, Pace
from parvis.channels.renewal import LEASE, Keeper, keep_login
from parvis.core.audit import AuditEntry
from parvis.networks.errors import Reconnect, TryLater
from parvis.networks.http import Http


class X(httpx2.BaseTransport):
    """Takes the newest token only; a refresh token that comes twice ends the login, as RFC 9700 (4.14.2) advises."""

    def __init__(self):
        self.number, self.renewals, self.meanwhile, self.ended = 1, 0, None, False

    def handle_request(self, request):
        request.read()
        if request.url.path.endswith("/oauth2/token"):
            return self._renewed(parse_qs(request.content.decode())["refresh_token"][0])
        good = request.headers["authorization"] == f"Bearer token-{self.number}" and not self.ended
        return self._answer(200, {"data": []}) if good else self._answer(401, {"title": "Unauthorized"})

    def _renewed(self, refresh):
        self.renewals += 1
        if self.meanwhile:
            does, self.meanwhile = self.meanwhile, None
            does()
        self.ended = self.ended or refresh != f"refresh-{self.number}"
        if self.ended:
            return self._answer(400, {"error": "invalid_grant"})
        self.number += 1
        return self._answer(200, {"access_token": f"token-{self.number}", "refresh_token": f"refresh-{self.number}"})

    def _answer(self, status, body):
        return httpx2.Response(status, stream=httpx2.ByteStream(json.dumps(body).encode()))


SECRETS = {"token": "token-0", "refresh": "refresh-1", "client_id": "c", "client_secret": "s3cret"}


@pytest.fixture
def channel(town):
    return Channel.objects.create(
        organisation=town, network="x", name="X", external_id="100", state="live", secrets=SECRETS
    )


@pytest.fixture
def x():
    return X()


def read(channel, x):
    with actions.speaking(channel, Http(transport=x)) as network:
        return network.addressed({})


def kept(channel):
    return Channel.objects.get(pk=channel.pk)


def test_who_comes_second_takes_what_the_first_got(channel, x):
    second = kept(channel)
    read(channel, x)
    read(second, x)
    assert x.renewals == 1
    assert kept(channel).secrets == second.secrets == {**SECRETS, "token": "token-2", "refresh": "refresh-2"}
    assert kept(channel).login_lost_at is None


def test_who_comes_while_the_first_renews_waits_and_asks_for_nothing(channel, x):
    second, told = kept(channel), []

    def comes():
        with pytest.raises(TryLater) as later:
            read(second, x)
        told.append(later.value.seconds)

    x.meanwhile = comes
    read(channel, x)
    assert (x.renewals, told) == (1, [2.0])
    assert kept(channel).login_lost_at is None
    assert not Pace.objects.filter(server__in=["x", f"account {channel.pk}"]).exists()
    read(second, x)
    assert x.renewals == 1


def test_what_a_killed_worker_held_is_free_again(channel, x):
    held = Keeper(channel).alone()
    held.__enter__()
    with pytest.raises(TryLater):
        read(kept(channel), x)
    left = Pace.objects.get(server=f"renewal {channel.pk}").seconds_left(timezone.now())
    assert LEASE - 5 < left <= LEASE
    Pace.objects.update(not_before=timezone.now())
    read(kept(channel), x)
    assert x.renewals == 1


def test_a_login_that_a_person_gave_meanwhile_is_neither_lost_nor_written_over(channel, x):
    anew = {**SECRETS, "token": "token-1"}
    x.ended, stale = True, kept(channel)
    x.meanwhile = lambda: Channel.objects.filter(pk=channel.pk).update(secrets=anew)
    with pytest.raises(TryLater):
        read(stale, x)
    assert kept(channel).secrets == anew
    assert kept(channel).login_lost_at is None
    keep_login(channel, {**SECRETS, "token": "another"})
    assert kept(channel).secrets == anew


def test_a_login_that_is_lost_is_lost(channel, x):
    x.ended = True
    with pytest.raises(Reconnect):
        read(channel, x)
    assert kept(channel).login_lost_at
    assert AuditEntry.objects.filter(code="channels.login_lost").count() == 1


def test_a_closed_channel_gets_no_token_back(channel, x):
    x.meanwhile = lambda: Channel.objects.filter(pk=channel.pk).update(secrets={})
    read(kept(channel), x)
    assert kept(channel).secrets == {}
