"""Connecting, losing and renewing a login."""

import logging

import pytest
from cryptography.fernet import Fernet
from django.db import connection

from parvis.channels import actions
from parvis.channels.models import Channel
from parvis.channels.tests.conftest import ANSWERS
from parvis.core.audit import AuditEntry
from parvis.networks.base import Account
from parvis.networks.errors import Amend, Reconnect, TryLater


@pytest.fixture
def blog(alice, town, site):
    return actions.connect(alice, town, "wordpress", ANSWERS)


def codes(house):
    return list(AuditEntry.objects.of(house).order_by("pk").values_list("code", flat=True))


def test_connecting_keeps_a_prepared_channel_with_its_owner(blog, alice, town):
    assert (blog.state, blog.owner, blog.external_id, blog.handle) == ("prepared", alice, "7", "mairie")
    assert "La mairie" in blog.name
    assert codes(town) == ["channels.connected"]


def test_the_same_account_again_is_the_same_channel(blog, alice, town):
    again = actions.connect(alice, town, "wordpress", ANSWERS)
    assert again.pk == blog.pk
    assert Channel.objects.of(town).count() == 1
    assert codes(town)[-1] == "channels.reconnected"


def test_another_house_gets_a_channel_of_its_own(blog, dalia, chamber):
    theirs = actions.connect(dalia, chamber, "wordpress", ANSWERS)
    assert theirs.pk != blog.pk
    assert Channel.objects.of(chamber).get() == theirs


def test_a_wrong_password_leaves_nothing_behind(alice, town, site):
    with pytest.raises(Reconnect):
        actions.connect(alice, town, "wordpress", {**ANSWERS, "password": "faux"})
    assert not Channel.objects.exists()
    assert codes(town) == []


def test_reconnecting_with_another_account_is_refused(blog, alice, site):
    site.user = 8
    with pytest.raises(Amend) as refusal:
        actions.reconnect(alice, blog, ANSWERS)
    assert "n’est pas celui du canal" in refusal.value.say.fr
    assert Channel.objects.get().external_id == "7"


def test_a_lost_login_is_noted_once_and_mended_by_reconnecting(blog, alice, town, site):
    site.password = "renouvelé"
    for _ in range(2):
        with pytest.raises(Reconnect), actions.speaking(Channel.objects.get()) as network:
            network.addressed({})
    assert Channel.objects.get().login_lost_at
    assert codes(town).count("channels.login_lost") == 1
    actions.reconnect(alice, Channel.objects.get(), {**ANSWERS, "password": "renouvelé"})
    assert Channel.objects.get().login_lost_at is None


def test_a_renewed_login_is_kept(blog):
    with actions.speaking(blog) as network:
        network.login = network.login.__class__(blog.address, blog.handle, "7", {"token": "nouveau"})
    assert Channel.objects.get().secrets == {"token": "nouveau"}


def test_the_password_is_nowhere_in_the_clear(blog, alice, town, site, caplog):
    caplog.set_level(logging.DEBUG)
    site.fault = 500
    with pytest.raises(TryLater) as error, actions.speaking(blog) as network:
        network.addressed({})
    with connection.cursor() as cursor:
        cursor.execute("select secrets from channels_channel")
        stored = cursor.fetchone()[0]
    seen = [stored, caplog.text, repr(network), repr(network.login), str(error.value), error.value.detail]
    seen += [str(entry.data) + entry.about for entry in AuditEntry.objects.all()]
    assert not any(ANSWERS["password"] in words for words in seen)


def test_closing_forgets_the_login(blog, alice, town):
    actions.close(alice, blog)
    assert Channel.objects.get().secrets == {}
    actions.close(alice, blog)
    assert codes(town).count("channels.closed") == 1


def test_going_live_needs_the_whole_list(blog, alice, town):
    with pytest.raises(actions.NotReady) as lack:
        actions.take_live(alice, blog)
    assert [check.code for check in lack.value.missing] == ["purpose"]
    actions.describe(alice, blog, purpose="Répondre aux habitants.")
    actions.take_live(alice, blog)
    actions.take_live(alice, blog)
    assert Channel.objects.get().is_live
    assert codes(town).count("channels.live") == 1
    actions.pause(alice, blog)
    assert Channel.objects.get().state == "prepared"


def test_the_loss_of_the_key_is_a_lost_login_and_no_page_breaks(blog, alice, town, site, settings, sign_in):
    settings.LOGIN_KEYS = (Fernet.generate_key().decode(),)
    locked = Channel.objects.get()
    with pytest.raises(Reconnect), actions.speaking(locked):
        pytest.fail("nothing may be asked without a login")
    assert Channel.objects.get().login_lost_at
    client = sign_in(alice)
    for path in ("channels/", f"channels/{blog.pk}/", "outbox/", "publish/write/", ""):
        assert client.get(f"/o/{town.slug}/{path}").status_code == 200
    actions.reconnect(alice, locked, ANSWERS)
    assert Channel.objects.get().secrets["password"] == ANSWERS["password"]


def test_an_address_that_a_server_gives_is_no_script(alice, town, site, monkeypatch):
    account = Account("9", "mairie", "La mairie", "javascript:alert(1)")
    monkeypatch.setattr("parvis.channels.speak.try_login", lambda slug, login, http=None: (account, login))
    assert actions.connect(alice, town, "wordpress", ANSWERS).url == ""
