"""A web server on loopback that hands out feeds, and small helpers for rows."""

import threading
from datetime import timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from parvis.core.work import drain
from parvis.listen import copying, matching, reading
from parvis.listen.models import Post, Source, Watch
from parvis.listen.steps import STEPS


class Site:
    """What the server answers: `pages` by path; asks that were made are in `asked`."""

    def __init__(self):
        self.pages, self.status, self.headers, self.asked = {}, 200, {}, []

    def feed(self, *titles, path="/feed"):
        now = timezone.now()
        items = "".join(
            f"<item><guid>urn:{i}</guid><title>{title}</title><link>http://example.org/{i}</link>"
            f"<pubDate>{format_datetime(now - timedelta(minutes=i))}</pubDate>"
            f"<description>Texte de {title}</description></item>"
            for i, title in enumerate(titles)
        )
        body = f'<rss version="2.0"><channel><title>Le journal</title>{items}</channel></rss>'
        self.pages[path] = ("application/rss+xml", body)


@pytest.fixture
def site(settings):
    settings.ALLOW_LOOPBACK = True
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            kind, body = site.pages.get(self.path, ("text/plain", ""))
            etag = f'"{hash(body)}"'
            fresh = self.headers.get("If-None-Match") == etag
            status = 404 if self.path not in site.pages else 304 if fresh else site.status
            self.send_response(status)
            headers = {"Content-Type": kind, "ETag": etag, **site.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 304:
                self.wfile.write(body.encode())

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _fresh_process():
    """What a process holds in memory does not pass from test to test."""
    matching._held.clear()
    copying._held.clear()
    reading._aside.clear()


@pytest.fixture
def feed(town, site):
    """A feed of the town that is due."""
    return Source.objects.create(
        organisation=town, kind="feed", name="Le journal", address=site.address + "/feed", due_at=timezone.now()
    )


@pytest.fixture
def watch(town):
    return Watch.objects.create(organisation=town, name="Cantine", query="cantine")


@pytest.fixture
def say(town):
    """`say("…")` makes an unread post of the town."""
    made = iter(range(1, 100_000))

    def make(text, house=town, **fields):
        fields = {"network": "bluesky", "external_id": f"p{next(made)}", "published_at": timezone.now()} | fields
        return Post.objects.create(organisation=house, text=text, **fields)

    return make


@pytest.fixture
def work():
    """Does what is due in listening until nothing is."""
    return lambda: drain(STEPS)
