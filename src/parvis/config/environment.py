"""The environment, read once into one typed value; stops at a bad value and says which.

Every secret may also come from a file: `NAME_FILE` holds its path. Secrets that nobody gave are made at the first
start and kept in the data folder, readable by its owner alone.
"""

import base64
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from parvis.config import provider
from parvis.config.provider import Provider

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}


class BadEnvironment(Exception):
    """A variable that cannot be used: the message names it, what it holds and what it should hold."""


@dataclass(frozen=True)
class Environment:
    """What the house was told: where its data is, where it answers, which database, which keys."""

    data: Path
    host: str
    port: int
    database_url: str = field(repr=False)  # may hold a password
    nats_url: str = field(repr=False)
    public_url: str
    proxies: str
    secret_key: str = field(repr=False)
    setup_code: str = field(repr=False)
    login_keys: tuple[str, ...] = field(repr=False)
    email_url: str = field(repr=False)
    email_from: str
    provider: Provider | None = field(repr=False)
    password_sign_in: bool
    follow_live: bool
    debug: bool
    allow_loopback: bool

    @property
    def allowed_hosts(self) -> list[str]:
        """The names under which pages are served; any, when the house answers on every address without a name."""
        named = urlsplit(self.public_url).hostname or ""
        if named in EVERYWHERE:
            return ["*"]
        return [_bracketed(named), _bracketed(self.host), "localhost", "127.0.0.1", "[::1]"]

    @property
    def is_private(self) -> bool:
        """Whether only this very machine is meant to reach the pages, with no web server in front."""
        return {self.host, urlsplit(self.public_url).hostname} <= LOOPBACK

    @property
    def behind_tls(self) -> bool:
        return self.public_url.startswith("https://")


def read(env: Mapping[str, str] = os.environ) -> Environment:
    """The environment as a value; raises `BadEnvironment`. Creates the data folder and missing keys."""
    data = _data_folder(env)
    host, port = env.get("PARVIS_HOST") or "127.0.0.1", _port(env)
    house = Environment(
        data=data,
        host=host,
        port=port,
        database_url=_secret(env, "DATABASE_URL") or f"sqlite:///{data / 'parvis.sqlite3'}",
        nats_url=_secret(env, "PARVIS_NATS_URL") or "",
        proxies=env.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1",
        public_url=_public_url(env) or f"http://{_bracketed(host)}:{port}",
        secret_key=_secret(env, "PARVIS_SECRET_KEY") or _kept(data / "secret.key", lambda: secrets.token_urlsafe(50)),
        setup_code=_kept(data / "setup.code", lambda: secrets.token_hex(4)),
        login_keys=_login_keys(env, data),
        email_url=_secret(env, "PARVIS_EMAIL_URL") or "",
        email_from=env.get("PARVIS_EMAIL_FROM") or f"parvis@{_domain(env)}",
        provider=_provider(env),
        password_sign_in=_flag(env, "PARVIS_PASSWORD_SIGN_IN", default="1"),
        follow_live=_flag(env, "PARVIS_FOLLOW_LIVE", default="1"),
        debug=_flag(env, "PARVIS_DEBUG"),
        allow_loopback=_flag(env, "PARVIS_ALLOW_LOOPBACK"),
    )
    if not house.password_sign_in and not house.provider:
        raise BadEnvironment("PARVIS_PASSWORD_SIGN_IN: without PARVIS_OIDC_ISSUER nobody could sign in.")
    if house.email_url and "*" in house.allowed_hosts:
        raise BadEnvironment("PARVIS_URL: mails hold links, so say under which address people open the pages.")
    return house


def _public_url(env: Mapping[str, str]) -> str:
    text = (env.get("PARVIS_URL") or "").rstrip("/")
    parts = urlsplit(text)
    if text and not (
        parts.scheme in {"http", "https"} and parts.hostname and text == f"{parts.scheme}://{parts.netloc}"
    ):
        raise BadEnvironment(f"PARVIS_URL: {text!r} is not an address such as https://parvis.example.org.")
    return text


def _bracketed(host: str) -> str:
    """An IPv6 address as it stands in web addresses."""
    return f"[{host}]" if ":" in host else host


def _data_folder(env: Mapping[str, str]) -> Path:
    folder = Path(env["PARVIS_DATA"]).expanduser().absolute() if env.get("PARVIS_DATA") else _default_data(env)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadEnvironment(f"PARVIS_DATA: {folder} cannot be used as a folder ({error}).") from error
    return folder


def _default_data(env: Mapping[str, str]) -> Path:
    checkout = Path(__file__).resolve().parents[3]
    if (checkout / "pyproject.toml").exists() and (checkout / "parvis").exists():
        return checkout / "var"
    base = env.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "parvis"


def _port(env: Mapping[str, str]) -> int:
    text = env.get("PARVIS_PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise BadEnvironment(f"PARVIS_PORT: {text!r} is not a port number between 1 and 65535.")
    return int(text)


def _provider(env: Mapping[str, str]) -> Provider | None:
    try:
        return provider.read(env, lambda name: _secret(env, name))
    except ValueError as error:
        raise BadEnvironment(str(error)) from None


def _flag(env: Mapping[str, str], name: str, default: str = "") -> bool:
    text = (env.get(name) or default).lower()
    if text not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise BadEnvironment(f"{name}: {text!r} is neither 1 nor 0.")
    return text in {"1", "true", "yes"}


def _secret(env: Mapping[str, str], name: str) -> str:
    path = env.get(f"{name}_FILE")
    if not path:
        return env.get(name) or ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadEnvironment(f"{name}_FILE: {path} cannot be read ({error.strerror}).") from error


def _kept(path: Path, make: Callable[[], str]) -> str:
    """The content of a file, made when it is missing; of two who make it at once, one wins."""
    try:
        if not path.exists():
            _make(path, make())
        content = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadEnvironment(f"PARVIS_DATA: {path} cannot be read or written ({error.strerror}).") from error
    if not content:
        raise BadEnvironment(f"PARVIS_DATA: {path} is empty. Bring it back from a copy; or remove it, if it is new.")
    return content


def _make(path: Path, content: str) -> None:
    """Whole or not at all, also on a full disk: it gets its name once it is written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        _name_once(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _name_once(name: str, path: Path) -> None:
    """Gives a file its name unless somebody else just did; some file systems know no links."""
    try:
        os.link(name, path)
    except FileExistsError:
        return
    except OSError:
        os.replace(name, path)


def _login_keys(env: Mapping[str, str], data: Path) -> tuple[str, ...]:
    """Keys that encrypt the logins (Fernet's form), newest first; separated by commas or lines."""
    text = _secret(env, "PARVIS_LOGIN_KEYS") or _kept(data / "login.key", _new_key)
    keys = tuple(text.replace(",", "\n").split())
    if not keys or not all(_is_key(key) for key in keys):
        raise BadEnvironment("PARVIS_LOGIN_KEYS: a key is not 32 bytes in URL-safe base 64.")
    return keys


def _new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == 32
    except ValueError:
        return False


def _domain(env: Mapping[str, str]) -> str:
    return urlsplit(env.get("PARVIS_URL") or "").hostname or "localhost"
