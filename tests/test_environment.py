"""Settings: read once, typed, stopping at a bad value with words; secrets also from files."""

import stat

import pytest

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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PARVIS_PORT", "http"),
        ("PARVIS_PORT", "70000"),
        ("PARVIS_DEBUG", "perhaps"),
        ("PARVIS_LOGIN_KEYS", "too-short"),
        ("DATABASE_URL_FILE", "/nowhere/at/all"),
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
