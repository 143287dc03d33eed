"""The consent of a platform, against an OAuth server on loopback that checks what it is given."""

import hashlib
import json
import threading
from base64 import b64decode, urlsafe_b64encode
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from parvis.channels import actions, speak
from parvis.channels.models import Application, Channel
from parvis.core.audit import AuditEntry
from parvis.networks.http import Http
from parvis.networks.kinds import facebook, x
from parvis.networks.registry import kinds

SECRET = "s3cret-of-the-application"
BACK = "/o/sainte-aube/channels/connect/back/"


class Platform(BaseHTTPRequestHandler):
    """A code is worth one token, for whoever signs as the application and knows the verifier."""

    codes: dict = {}
    asked: list = []
    pages: list = []
    me = "42"

    def do_POST(self):
        form = {k: v[0] for k, v in parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()).items()}
        self.asked.append(form)
        basic = self.headers.get("authorization", "").removeprefix("Basic ")
        client = b64decode(basic).decode() if basic else f"{form.get('client_id')}:{form.get('client_secret')}"
        wanted = self.codes.pop(form.get("code"), None)
        proof = urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if client != f"app-1:{SECRET}" or not wanted or wanted["redirect_uri"] != [form["redirect_uri"]]:
            return self._say(400, {"error": "invalid_grant"})
        if wanted.get("code_challenge", [proof]) != [proof]:
            return self._say(400, {"error": "invalid_grant"})
        tokens = {"access_token": "token-1", "refresh_token": "fresh-1", "expires_in": 7200, "scope": "tweet.read"}
        return self._say(200, tokens)

    def do_GET(self):
        path = urlsplit(self.path).path
        if path == "/2/users/me":
            return self._say(200, {"data": {"id": self.me, "username": "mairie", "name": "La mairie"}})
        if path.endswith("/oauth/access_token"):
            return self._say(200, {"access_token": "lasting", "expires_in": 5_000_000})
        if path.endswith("/me/accounts"):
            return self._say(200, {"data": self.pages})
        number = path.rpartition("/")[2]
        return self._say(200, {"id": number, "name": f"Page {number}", "link": "https://www.facebook.com/p"})

    def _say(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def platform(monkeypatch):
    """X and Facebook, moved to loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Platform)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr(Platform, "codes", {})
    monkeypatch.setattr(Platform, "asked", [])
    monkeypatch.setattr(Platform, "pages", [])
    monkeypatch.setattr(speak, "client", lambda: Http(allow_loopback=True))
    for kind, path in ((x.Kind, "/2/"), (facebook.Kind, "/v25.0/")):
        monkeypatch.setattr(kind, "root", root + path)
        monkeypatch.setattr(kind, "door", replace(kind.door, ask_at=root + "/consent", token_at=root + "/token"))
        monkeypatch.setattr(kind, "_address", lambda self, path: self.root + path, raising=False)
    yield Platform
    server.shutdown()
    server.server_close()


@pytest.fixture
def own(alice, town):
    for network in ("x", "facebook"):
        actions.keep_application(alice, town, network, "app-1", SECRET)


def leave(client, network, channel=None):
    """What the platform's page of consent is asked."""
    query = f"?channel={channel}" if channel else ""
    gone = client.get(reverse("channels:leave", args=["sainte-aube", network]) + query)
    assert gone.status_code == 302
    return parse_qs(urlsplit(gone.url).query)


def come_back(client, asked, code="code-1", **query):
    Platform.codes[code] = asked
    return client.get(BACK, {"state": asked["state"][0], "code": code, **query}, follow=True)


def test_an_account_is_connected_by_its_platform(alice, sign_in, platform, own, settings):
    settings.PUBLIC_URL = "https://parvis.sainte-aube.fr"
    client = sign_in(alice)
    asked = leave(client, "x")
    assert asked["redirect_uri"] == ["https://parvis.sainte-aube.fr" + BACK]
    assert asked["scope"] == [" ".join(scope.name for scope in x.INFO.scopes)]
    assert asked["code_challenge_method"] == ["S256"]
    page = come_back(client, asked)
    row = Channel.objects.get()
    assert (row.network, row.external_id, row.handle, row.owner) == ("x", "42", "mairie", alice)
    assert row.secrets["token"] == "token-1"
    assert row.secrets["refresh"] == "fresh-1"
    assert row.secrets["scopes"] == "tweet.read"
    assert "ends" in row.secrets
    for secret in (SECRET, "token-1", "fresh-1"):
        assert secret not in page.content.decode()


def test_an_answer_that_was_not_asked_for_connects_nothing(alice, bruno, sign_in, platform, own):
    client = sign_in(alice)
    assert "recommencez" in client.get(BACK, {"state": "x", "code": "c"}, follow=True).content.decode()
    asked = leave(client, "x")
    Platform.codes["code-1"] = asked
    client.get(BACK, {"state": asked["state"][0] + "x", "code": "code-1"})
    client.get(BACK, {"state": asked["state"][0], "code": "code-1"})
    assert not Channel.objects.exists()
    assert Platform.asked == []


def test_an_answer_serves_once(alice, sign_in, platform, own):
    client = sign_in(alice)
    asked = leave(client, "x")
    come_back(client, asked)
    come_back(client, asked, code="code-2")
    assert len(Platform.asked) == 1
    assert Channel.objects.count() == 1


def test_one_that_took_too_long_is_not_taken(alice, sign_in, platform, own, monkeypatch):
    from datetime import timedelta

    from django.utils import timezone

    client = sign_in(alice)
    asked = leave(client, "x")
    late = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr("parvis.channels.views.timezone.now", lambda: late)
    Platform.codes["code-1"] = asked
    client.get(BACK, {"state": asked["state"][0], "code": "code-1"})
    assert Platform.asked == []


def test_a_refusal_is_told_and_changes_nothing(alice, sign_in, platform, own):
    client = sign_in(alice)
    asked = leave(client, "x")
    page = client.get(BACK, {"state": asked["state"][0], "error": "access_denied"}, follow=True)
    assert "n’a pas donné son accord" in page.content.decode()
    asked = leave(client, "x")
    page = client.get(BACK, {"state": asked["state"][0], "code": "unknown"}, follow=True)
    assert "n’a pas donné de jeton" in page.content.decode()
    assert not Channel.objects.exists()


def test_of_several_pages_one_is_chosen(alice, sign_in, platform, own):
    Platform.pages = [{"id": n, "name": f"Page {n}", "access_token": f"page-token-{n}"} for n in ("7", "8")]
    client = sign_in(alice)
    page = come_back(client, leave(client, "facebook")).content.decode()
    assert "Page 7" in page
    assert "page-token" not in page
    assert not Channel.objects.exists()
    client.post(reverse("channels:place", args=["sainte-aube"]), {"place": "1"})
    row = Channel.objects.get()
    assert (row.external_id, row.secrets["token"], row.name) == ("8", "page-token-8", "Page 8")
    assert "ends" not in row.secrets
    client.post(reverse("channels:place", args=["sainte-aube"]), {"place": "0"})
    assert Channel.objects.count() == 1


def test_connecting_again_asks_for_the_page_of_that_channel(alice, sign_in, platform, own):
    Platform.pages = [{"id": n, "name": f"Page {n}", "access_token": f"page-token-{n}"} for n in ("7", "8")]
    client = sign_in(alice)
    there = reverse("channels:place", args=["sainte-aube"])
    assert "vous connecterez les autres" in come_back(client, leave(client, "facebook")).content.decode()
    client.post(there, {"place": "1"})
    row = Channel.objects.get()
    page = come_back(client, leave(client, "facebook", row.pk)).content.decode()
    assert "Choisissez celle du canal «\u00a0Page 8\u00a0»" in page
    assert reverse("channels:reconnect", args=["sainte-aube", row.pk]) in page
    client.post(there, {"place": "0"})
    row.refresh_from_db()
    assert (Channel.objects.count(), row.external_id) == (1, "8")


def test_an_account_without_pages_says_so(alice, sign_in, platform, own):
    client = sign_in(alice)
    assert "aucune page" in come_back(client, leave(client, "facebook")).content.decode()


def test_reconnecting_takes_only_the_same_account(alice, sign_in, platform, own, monkeypatch):
    client = sign_in(alice)
    come_back(client, leave(client, "x"))
    row = Channel.objects.get()
    monkeypatch.setattr(Platform, "me", "43")
    page = come_back(client, leave(client, "x", row.pk), code="code-2").content.decode()
    assert "n’est pas celui du canal" in page
    monkeypatch.setattr(Platform, "me", "42")
    Channel.objects.update(secrets={}, login_lost_at="2026-11-02T08:00:00Z")
    come_back(client, leave(client, "x", row.pk), code="code-3")
    row.refresh_from_db()
    assert (Channel.objects.count(), row.login_lost_at, row.secrets["token"]) == (1, None, "token-1")


def test_another_house_has_its_own_application(alice, dalia, town, chamber, sign_in, platform, own):
    gone = sign_in(dalia).get(reverse("channels:leave", args=[chamber.slug, "x"]))
    assert gone.url == reverse("channels:application", args=[chamber.slug, "x"])


def test_the_secret_is_sealed_never_shown_and_renewed_in_channels(alice, town, sign_in, platform, own):
    client = sign_in(alice)
    come_back(client, leave(client, "x"))
    with connection.cursor() as cursor:
        cursor.execute("select secrets from channels_application")
        assert all(SECRET not in row[0] for row in cursor.fetchall())
    page = client.get(reverse("channels:application", args=["sainte-aube", "x"])).content.decode()
    assert "app-1" in page
    assert SECRET not in page
    form = {"client_id": "app-1", "client_secret": "another-secret"}
    client.post(reverse("channels:application", args=["sainte-aube", "x"]), form)
    assert Application.objects.of(town).get(network="x").secrets == {"client_secret": "another-secret"}
    assert Channel.objects.get().secrets["client_secret"] == "another-secret"
    assert AuditEntry.objects.of(town).filter(code="channels.application_kept").count() == 3
    assert not AuditEntry.objects.filter(data__icontains="another-secret").exists()


def test_only_a_lead_arranges_applications(bruno, town, sign_in):
    client = sign_in(bruno)
    for name in ("application", "leave"):
        assert client.get(reverse(f"channels:{name}", args=["sainte-aube", "x"])).status_code == 403
    assert client.get(BACK).status_code == 403


def test_a_network_without_applications_has_no_such_page(alice, town, sign_in):
    assert sign_in(alice).get(reverse("channels:application", args=["sainte-aube", "bluesky"])).status_code == 404


@pytest.mark.parametrize("slug", [slug for slug, kind in kinds().items() if getattr(kind, "door", None)])
def test_every_platform_says_its_scopes_and_shows_its_pages(alice, town, sign_in, slug):
    assert speak.info(slug).scopes
    client = sign_in(alice)
    for name in ("connect", "application"):
        page = client.get(reverse(f"channels:{name}", args=["sainte-aube", slug])).content.decode()
        assert all(scope.name in page for scope in speak.info(slug).scopes)
