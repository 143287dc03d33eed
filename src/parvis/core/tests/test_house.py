"""Lives, sealed logins, the audit log, health."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import connection
from django.utils import timezone

from parvis.core import audit, heartbeat, secret
from parvis.core.life import ImpossibleMove, Life
from parvis.core.links import web
from parvis.core.scope import Organisation
from parvis.say import Say


def test_a_life_moves_only_as_declared_and_only_from_where_it_is(channel):
    life = Life({"live": {"prepared"}, "prepared": {"live"}})
    stale = type(channel).objects.get(pk=channel.pk)
    assert life.move(channel, "prepared") is True
    assert life.move(stale, "prepared") is False
    with pytest.raises(ImpossibleMove):
        life.move(channel, "prepared")


def test_a_login_is_never_in_the_database_in_clear(channel):
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM channels_channel")
        stored = cursor.fetchone()[0]
    assert "secret-never-shown" not in stored
    assert type(channel).objects.get(pk=channel.pk).secrets == {"password": "secret-never-shown"}


def test_keys_rotate(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.LOGIN_KEYS = (old,)
    sealed = secret.seal({"token": "x"})
    settings.LOGIN_KEYS = (new, old)
    again = secret.seal(secret.unseal(sealed))
    settings.LOGIN_KEYS = (new,)
    assert secret.unseal(again) == {"token": "x"}
    with pytest.raises(InvalidToken):
        secret.unseal(sealed)


def test_every_audit_code_has_words_in_both_languages():
    for code, say in audit.words().items():
        assert isinstance(say, Say), code
        assert say.fr.strip(), code
        assert say.en.strip(), code


def test_an_act_survives_the_person_who_did_it(town, bruno):
    entry = audit.record(town, bruno, "people.joined")
    bruno.delete()
    entry.refresh_from_db()
    assert entry.person is None
    assert entry.words("fr") == "Bruno Diallo a rejoint l’organisation."


def test_a_code_without_words_is_a_fault(town):
    with pytest.raises(KeyError):
        audit.record(town, None, "nothing.known")


def test_healthz_tells_whether_the_worker_lives(client, db):
    assert client.get("/healthz").status_code == 503
    heartbeat.beat("work")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    heartbeat.Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert client.get("/healthz").json()["ok"] is False


@pytest.mark.django_db
def test_organisations_read_times_in_their_zone():
    house = Organisation(name="x", slug="x", zone="Indian/Reunion")
    assert timezone.now().astimezone(house.tz).utcoffset() == timedelta(hours=4)


def test_a_login_whose_key_is_lost_reads_empty_and_is_not_overwritten(channel, settings):
    kept, model = settings.LOGIN_KEYS, type(channel)
    settings.LOGIN_KEYS = (Fernet.generate_key().decode(),)
    locked = model.objects.get(pk=channel.pk)
    assert isinstance(locked.secrets, secret.Unreadable)
    assert not locked.secrets
    locked.save()
    settings.LOGIN_KEYS = kept
    assert model.objects.get(pk=channel.pk).secrets == {"password": "secret-never-shown"}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "https://a.example/\n", "/x", ""]
)
def test_an_address_from_outside_is_a_link_only_where_it_is_one(address):
    assert web(address) == ""
    assert web("https://a.example/x?y=é") == "https://a.example/x?y=é"
    assert web("https://a.example/" + "x" * 500, 500) == ""
