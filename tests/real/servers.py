"""Fixtures that start real servers on loopback, once per test session, and stop them at its end.

Take them in with `from tests.real.servers import wordpress  # noqa: F401` (or `pytest_plugins = ["tests.real.servers"]`
in the top conftest). Install what they need with `tests/real/install.sh`. Where a server is not installed the test is
skipped with the reason; with `CI=true` it fails instead.

    wordpress   .url  .login("ed" | "ann" | "admin")  .visitor_says(post_id, text, author) -> comment id
                ed is an editor (reads held comments), ann an author; admin an administrator
    bluesky     .pds  .login("alice" | "bob")  .did("alice")  .wait_seen(uri): until the application view has it (≈ 1 s)
    mastodon    .url  .login("ann" | "bob")       snac 2.96; notifications take 2–3 s
    mail        .host .port .url .received() -> list of EmailMessage;  tempfail@… is answered 451, reject@… 550
    imap        .host .port .user .password
    postgres    .url (postgresql://…)
    nats        .url (nats://…)
    oidc(*back) a context: .issuer  .person(name, email=…, email_verified=…, name=…, groups=[…])

Each `login(name)` is a ready `parvis.networks.base.Login`; use it with `Kind(login, Http(allow_loopback=True))`.
"""

import email
import email.policy
import http.client
import itertools
import json
import os
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NoReturn

import pytest

from parvis.networks.base import Login

SCRIPTS = Path(__file__).parent / "servers"
INSTANCE = f"pytest-{os.getpid()}"
START_SECONDS = 120


def _run(script: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPTS / f"{script}.sh", *words],
        env={**os.environ, "RS_INSTANCE": INSTANCE, **env},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def _missing(what: str, why: str) -> NoReturn:
    reason = f"{what} does not start here ({why.strip()[-300:]}); run tests/real/install.sh {what}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def running(what: str, script: str, *words: str, **env: str) -> Iterator[str]:
    """What `start` printed; the server is stopped at the end."""
    started = _run(script, "start", *words, **env)
    try:
        if started.returncode:
            _missing(what, started.stderr or started.stdout)
        yield started.stdout
    finally:
        _run(script, "stop")


def _pairs(printed: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)


@dataclass(frozen=True)
class WordPress:
    url: str
    passwords: Mapping[str, str] = field(repr=False)
    _visitors: Iterator[int] = field(default_factory=lambda: itertools.count(2), repr=False)

    def login(self, name: str = "ed") -> Login:
        return Login(address=self.url, handle=name, secrets={"password": self.passwords[name]})

    def visitor_says(self, post_id: int | str, text: str, author: str = "Ana") -> int:
        """A comment through the public form; returns its id. Each visitor comes from another loopback address:

        WordPress lets one address or mail comment once in 15 s.
        """
        number = next(self._visitors)
        form = {"comment_post_ID": post_id, "author": author, "email": f"v{number}@localhost.test", "comment": text}
        where = urllib.parse.urlparse(self.url)
        line = http.client.HTTPConnection(
            where.hostname or "",
            where.port,
            timeout=20,
            source_address=(f"127.0.{number // 250}.{number % 250 + 2}", 0),
        )
        line.request(
            "POST",
            "/wp-comments-post.php",
            urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = line.getresponse()
        found = re.search(r"comment-(\d+)|unapproved=(\d+)", answer.headers.get("Location", ""))
        assert found, f"the comment was refused: {answer.status} {answer.read()[-300:]!r}"
        return int(found[1] or found[2])


@dataclass(frozen=True)
class Bluesky:
    pds: str
    accounts: Mapping[str, Mapping[str, str]] = field(repr=False)
    appview: str = ""

    def login(self, name: str = "alice") -> Login:
        account = self.accounts[name]
        return Login(address=self.pds, handle=account["handle"], secrets={"password": account["appPassword"]})

    def did(self, name: str) -> str:
        return self.accounts[name]["did"]

    def wait_seen(self, uri: str, seconds: float = 20) -> None:
        """Returns when the application view serves the post."""
        session = self._xrpc("com.atproto.server.createSession", body=self._credentials())
        wait_until(
            lambda: self._xrpc("app.bsky.feed.getPosts", {"uris": uri}, token=session["accessJwt"])["posts"], seconds
        )

    def _credentials(self) -> dict[str, str]:
        alice = self.accounts["alice"]
        return {"identifier": alice["handle"], "password": alice["password"]}

    def _xrpc(self, name: str, params: Any = None, body: Any = None, token: str = "") -> Any:
        where = urllib.parse.urlparse(self.pds)
        line = http.client.HTTPConnection("127.0.0.1", where.port, timeout=20)
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        path = f"/xrpc/{name}?{urllib.parse.urlencode(params or {})}"
        line.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        return json.load(line.getresponse())


@dataclass(frozen=True)
class Mastodon:
    url: str
    tokens: Mapping[str, str] = field(repr=False)

    def login(self, name: str = "ann") -> Login:
        return Login(address=self.url, handle=name, secrets={"token": self.tokens[name]})


@dataclass(frozen=True)
class Mail:
    host: str
    port: int
    url: str
    folder: Path

    def received(self) -> list[EmailMessage]:
        files = sorted(self.folder.glob("*.eml"))
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]


@dataclass(frozen=True)
class Imap:
    host: str
    port: int
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Oidc:
    issuer: str

    def person(self, called: str, **claims: Any) -> None:
        """Makes or changes somebody; on the provider's page any password will do."""
        line = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlparse(self.issuer).port, timeout=20)
        line.request("PUT", f"/people/{called}", json.dumps(claims))
        assert line.getresponse().status == 204


@contextmanager
def oidc(*back: str) -> Iterator[Oidc]:
    """A provider that sends people back to these addresses."""
    with running("oidc", "oidc", *back) as printed:
        yield Oidc(_pairs(printed)["OIDC_ISSUER"])


@dataclass(frozen=True)
class Base:
    url: str


def wait_until(true: Any, seconds: float = 20, step: float = 0.1) -> Any:
    """What `true()` returns once it is true; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (got := true()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(step)
    return got


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPress]:
    with running("wordpress", "wordpress") as printed:
        yield wordpress_of(printed)


def wordpress_of(printed: str) -> WordPress:
    facts, prefix = _pairs(printed), "WP_APP_PASSWORD_"
    passwords = {k.removeprefix(prefix).lower(): v for k, v in facts.items() if k.startswith(prefix)}
    return WordPress(facts["WP_URL"], passwords)


@pytest.fixture(scope="session")
def bluesky() -> Iterator[Bluesky]:
    with running("bluesky", "bluesky", "--full") as printed:
        yield bluesky_of(printed)


def bluesky_of(printed: str) -> Bluesky:
    facts = json.loads(printed)
    accounts = {a["handle"].partition(".")[0]: a for a in facts["accounts"]}
    return Bluesky(facts["pds"], accounts, facts.get("appview", ""))


@pytest.fixture(scope="session")
def mastodon() -> Iterator[Mastodon]:
    with running("mastodon", "mastodon-snac") as printed:
        yield mastodon_of(printed)


def mastodon_of(printed: str) -> Mastodon:
    facts = _pairs(printed)
    url = facts["MASTODON_URL"]
    return Mastodon(url, {u: _token(url, u, facts[f"MASTODON_PASSWORD_{u.upper()}"]) for u in ("ann", "bob")})


def _token(url: str, user: str, password: str) -> str:
    script = SCRIPTS / "mastodon_snac_token.py"
    done = subprocess.run([sys.executable, script, url, user, password], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def mail() -> Iterator[Mail]:
    with running("mail", "mail") as printed:
        facts = _pairs(printed)
        yield Mail(facts["SMTP_HOST"], int(facts["SMTP_PORT"]), facts["SMTP_URL"], Path(facts["MAIL_DIR"]))


@pytest.fixture(scope="session")
def imap() -> Iterator[Imap]:
    with running("imap", "imap") as printed:
        facts = _pairs(printed)
        yield Imap(facts["IMAP_HOST"], int(facts["IMAP_PORT"]), facts["IMAP_USER"], facts["IMAP_PASSWORD"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[Base]:
    with running("bluesky", "postgres") as printed:
        yield Base(_pairs(printed)["DATABASE_URL"])


@pytest.fixture(scope="session")
def nats() -> Iterator[Base]:
    with running("nats", "nats") as printed:
        yield Base(_pairs(printed)["NATS_URL"])
