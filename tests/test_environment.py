"""Settings: read once, typed, stopping at a bad value with words; secrets also from files."""

import stat
from pathlib import Path

import pytest

from parvis.cli.up import first_words
from parvis.config import environment


@pytest.fixture
def base(tmp_path):
    return {"PARVIS_DATA": str(tmp_path / "data")}


def test_defaults(base):
    house = environment.read(base)
    assert (house.host, house.port) == ("127.0.0.1", 8000)
    assert house.database_url.startswith("sqlite:///")
    assert house.public_url == "http://127.0.0.1:8000"


def test_keys_are_made_once_and_only_their_owner_reads_them(base):
    first, second = environment.read(base), environment.read(base)
    assert first.secret_key == second.secret_key
    assert first.login_keys == second.login_keys
    for name in ("secret.key", "login.key", "setup.code"):
        assert stat.S_IMODE((first.data / name).stat().st_mode) == 0o600


def test_secrets_never_show(base):
    house = environment.read({**base, "PARVIS_EMAIL_URL": "smtp://me:hush@mail.example"})
    shown = repr(house)
    assert house.secret_key not in shown
    assert "hush" not in shown
    assert "hush" not in repr(environment.read({**base, "DATABASE_URL": "postgresql://me:hush@db/parvis"}))
    assert "hush" not in repr(environment.read({**base, "PARVIS_NATS_URL": "nats://me:hush@bus"}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARVIS_PORT", "http"),
        ("PARVIS_PORT", "70000"),
        ("PARVIS_DEBUG", "perhaps"),
        ("PARVIS_LOGIN_KEYS", "too-short"),
        ("DATABASE_URL_FILE", "/nowhere/at/all"),
        ("PARVIS_URL", "parvis.example.org"),
        ("PARVIS_URL", "https://example.org/parvis"),
        ("PARVIS_URL", "ftp://example.org"),
    ],
)
def test_a_bad_value_is_named(base, name, value):
    with pytest.raises(environment.BadEnvironment, match=name):
        environment.read({**base, name: value})


def test_a_secret_from_a_file(base, tmp_path):
    (tmp_path / "url").write_text("postgresql://someone@db/parvis\n")
    house = environment.read({**base, "DATABASE_URL_FILE": str(tmp_path / "url")})
    assert house.database_url == "postgresql://someone@db/parvis"


def test_only_known_host_names_are_served(base):
    named = environment.read({**base, "PARVIS_URL": "https://parvis.example.org", "PARVIS_HOST": "0.0.0.0"})
    assert "parvis.example.org" in named.allowed_hosts
    assert "*" not in named.allowed_hosts
    assert named.behind_tls


@pytest.mark.parametrize("name", ["secret.key", "login.key", "setup.code"])
def test_a_key_that_was_lost_on_a_full_disk_is_not_taken_for_none(base, name):
    """An empty code would open the first run to everybody."""
    (environment.read(base).data / name).write_text("")
    with pytest.raises(environment.BadEnvironment, match=name):
        environment.read(base)


def test_a_full_disk_leaves_no_half_key(base, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(environment, "_name_once", full)
    with pytest.raises(environment.BadEnvironment, match="No space left"):
        environment.read(base)
    assert list(Path(base["PARVIS_DATA"]).iterdir()) == []


def test_a_file_system_without_links_keeps_keys_too(base, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(environment.os, "link", no_links)
    assert environment.read(base) == environment.read(base)
    assert len(list(Path(base["PARVIS_DATA"]).iterdir())) == 3


def test_the_data_folder_is_its_owners_alone(base):
    assert stat.S_IMODE(environment.read(base).data.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("given", "private"),
    [
        ({}, True),
        ({"PARVIS_HOST": "::1"}, True),
        ({"PARVIS_HOST": "localhost", "PARVIS_URL": "http://localhost:8000"}, True),
        ({"PARVIS_HOST": "0.0.0.0"}, False),
        ({"PARVIS_URL": "https://parvis.example.org"}, False),
    ],
)
def test_a_house_is_private_only_where_nothing_leads_to_it(base, given, private):
    assert environment.read({**base, **given}).is_private is private


def test_an_ipv6_address_stands_in_brackets(base):
    house = environment.read({**base, "PARVIS_HOST": "::1"})
    assert house.public_url == "http://[::1]:8000"
    assert "[::1]" in house.allowed_hosts
    assert environment.read({**base, "PARVIS_HOST": "::"}).allowed_hosts == ["*"]


def test_mails_need_an_address_for_their_links(base):
    """With any name served, a forged Host would lead a password link elsewhere."""
    everywhere = {**base, "PARVIS_HOST": "0.0.0.0", "PARVIS_EMAIL_URL": "smtp://mail.example"}
    with pytest.raises(environment.BadEnvironment, match="PARVIS_URL"):
        environment.read(everywhere)
    assert environment.read({**everywhere, "PARVIS_URL": "https://parvis.example.org"}).allowed_hosts != ["*"]


def test_the_opening_code_is_printed_when_a_web_server_stands_in_front(base):
    public = environment.read({**base, "PARVIS_URL": "https://parvis.example.org"})
    assert public.setup_code in first_words(public)
    local = environment.read(base)
    assert local.setup_code not in first_words(local)
