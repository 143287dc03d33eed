"""A new key: everything that is encrypted goes over to it, what no key decrypts stays and is named."""

import pytest
from cryptography.fernet import Fernet

from parvis.channels.models import Application, Channel
from parvis.cli import check_work, rotate_key
from parvis.core.secret import Unreadable
from parvis.listen.models import Source, Subscription

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def sealed(town, settings):
    """A login, an application and a hub's secret, under the old key."""
    settings.LOGIN_KEYS = (OLD,)
    channel = Channel.objects.create(organisation=town, network="mastodon", name="La mairie", secrets={"token": "t"})
    application = Application.objects.create(
        organisation=town, network="x", client_id="42", secrets={"client_secret": "s"}
    )
    source = Source.objects.create(organisation=town, kind="feed", address="https://gazette.test/feed")
    hub = Subscription.objects.create(
        organisation=town, source=source, hub="https://hub.test/", topic="https://gazette.test/feed"
    )
    return channel, application, hub


def again(row):
    return type(row).objects.get(pk=row.pk)


def test_everything_goes_over_to_the_new_key(sealed, settings, capsys):
    channel, application, hub = sealed
    settings.LOGIN_KEYS = (NEW, OLD)
    assert rotate_key.main([]) == 0
    assert capsys.readouterr().out == "3 secrets\n"
    settings.LOGIN_KEYS = (NEW,)
    assert again(channel).secrets == {"token": "t"}
    assert again(application).secrets == {"client_secret": "s"}
    assert again(hub).secret == hub.secret


def test_what_no_key_decrypts_stays_and_is_named(sealed, settings, capsys):
    channel, application, hub = sealed
    settings.LOGIN_KEYS = (NEW,)
    assert rotate_key.main([]) == 1
    said = capsys.readouterr()
    assert said.out == "0 secrets\n"
    assert "La mairie" in said.err
    assert "x 42" in said.err
    assert not Subscription.objects.filter(pk=hub.pk).exists(), "asked anew at the next reading"
    settings.LOGIN_KEYS = (OLD,)
    assert again(channel).secrets == {"token": "t"}
    assert again(application).secrets == {"client_secret": "s"}


def test_the_check_names_an_application_that_no_key_decrypts(sealed, settings):
    settings.LOGIN_KEYS = (NEW,)
    assert isinstance(again(sealed[1]).secrets, Unreadable)
    (found,) = check_work.applications()
    assert found.how_bad == "bad"
    assert "application at x" in found.what.en
