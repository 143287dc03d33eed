"""WebSub with a hub of this machine: it is asked, it confirms, it tells; strangers tell nothing."""

import hashlib
import hmac
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from parvis.core.work import run_one
from parvis.listen.models import Source, Subscription
from parvis.listen.steps import STEPS
from parvis.listen.websub import hubs

pytestmark = pytest.mark.django_db
STEP = {step.name: step for step in STEPS}


@pytest.fixture
def web(settings):
    """A site with a feed that names its hub, and that hub: `asked` holds what it was asked."""
    settings.ALLOW_LOOPBACK = True
    settings.PUBLIC_URL = "https://parvis.test"

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            here = f"http://127.0.0.1:{self.server.server_port}"
            body = (
                '<feed xmlns="http://www.w3.org/2005/Atom"><title>Fil</title>'
                f'<link rel="hub" href="{here}/hub"/><link rel="self" href="{here}/fil"/></feed>'
            ).encode()
            self.send_response(200)
            self.send_header("content-type", "application/atom+xml")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self.server.asked.append({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(self.server.answer)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked, server.answer = [], 202
    threading.Thread(target=server.serve_forever).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def row(town, web):
    """A subscription that the hub was asked for."""
    Source.objects.create(
        organisation=town,
        kind="feed",
        name="Fil",
        address=f"http://127.0.0.1:{web.server_port}/fil",
        due_at=timezone.now(),
    )
    assert run_one(STEP["collect"])
    assert run_one(STEP["hubs"])
    return Subscription.objects.get()


def challenge(client, row, **more):
    asked = {"hub.mode": "subscribe", "hub.topic": row.topic, "hub.challenge": "abc", "hub.lease_seconds": "864000"}
    return client.get(f"/websub/{row.key}/", {**asked, **more})


def deliver(client, row, signature):
    return client.post(
        f"/websub/{row.key}/", b"<feed/>", content_type="application/atom+xml", headers={"x-hub-signature": signature}
    )


def signed(row, method="sha256", body=b"<feed/>"):
    return f"{method}=" + hmac.new(row.secret.encode(), body, getattr(hashlib, method)).hexdigest()


def test_the_hub_is_asked_with_a_secret_and_our_public_address(row, web):
    asked = web.asked[0]
    assert (asked["hub.mode"], asked["hub.topic"]) == ("subscribe", f"http://127.0.0.1:{web.server_port}/fil")
    assert asked["hub.callback"] == f"https://parvis.test/websub/{row.key}/"
    assert asked["hub.secret"] == row.secret
    assert row.ends_at is None
    assert row.due_at > timezone.now() + timedelta(minutes=50)


def test_what_we_asked_for_is_confirmed_and_renewed_before_its_end(row, client, web):
    assert challenge(client, row).content == b"abc"
    row.refresh_from_db()
    assert timedelta(days=7) < row.due_at - timezone.now() < timedelta(days=9) < row.ends_at - timezone.now()
    Subscription.objects.update(due_at=timezone.now())
    assert run_one(STEP["hubs"])
    assert len(web.asked) == 2


def test_what_we_did_not_ask_for_is_not_confirmed(row, client):
    assert challenge(client, row, **{"hub.topic": "https://other.test/"}).status_code == 404
    assert challenge(client, row, **{"hub.mode": "unsubscribe"}).status_code == 404
    assert client.get("/websub/unknown/").status_code == 404


def test_a_signed_delivery_has_the_feed_read_at_once(row, client):
    Source.objects.update(due_at=timezone.now() + timedelta(hours=6))
    for wrong in ("", "sha256=00", signed(row, body=b"x"), "md5=00", signed(row)[7:]):
        assert deliver(client, row, wrong).status_code == 202
        assert Source.objects.get().due_at > timezone.now() + timedelta(hours=5), wrong
    for method in sorted(hubs.METHODS):
        Source.objects.update(due_at=timezone.now() + timedelta(hours=6))
        assert deliver(client, row, signed(row, method)).status_code == 202
        assert Source.objects.get().due_at <= timezone.now()


def test_a_hub_that_says_no_is_left_alone_for_a_week(row, client):
    client.get(f"/websub/{row.key}/", {"hub.mode": "denied", "hub.topic": row.topic, "hub.reason": "full"})
    row.refresh_from_db()
    assert row.due_at > timezone.now() + timedelta(days=6)
    assert Source.objects.get().due_at, "the feed is read on schedule all the same"


def test_a_hub_that_fails_is_asked_again_and_the_secret_is_not_told(row, web):
    web.answer = 503
    Subscription.objects.update(due_at=timezone.now())
    run_one(STEP["hubs"])
    row.refresh_from_db()
    assert "503" in row.last_words
    assert row.secret not in row.last_words
    assert row.due_at > timezone.now() + timedelta(minutes=5)


def test_a_house_that_nobody_can_call_asks_for_nothing(row, settings):
    settings.ALLOW_LOOPBACK = False
    hubs.wanted(row.source, timezone.now())
    assert not Subscription.objects.exists()


def test_a_reason_with_a_nul_byte_is_kept_without_it(row, client):
    """PostgreSQL takes no NUL in a text."""
    asked = {"hub.mode": "denied", "hub.topic": row.topic, "hub.reason": "fu\0ll"}
    assert client.get(f"/websub/{row.key}/", asked).status_code == 200
    row.refresh_from_db()
    assert row.last_words == "denied: full"
