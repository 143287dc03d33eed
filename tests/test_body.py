"""How much a request may bring, before anybody is asked who sends it."""

import asyncio

import pytest

from parvis.config import body
from parvis.config.asgi import application
from parvis.publish import videos
from parvis.publish.forms import MOST_BYTES

MEGABYTE = bytes(1_000_000)


def ask(path, megabytes):
    """The answer's status, and how many megabytes were taken."""
    sent, taken = [], 0

    async def receive():
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": MEGABYTE, "more_body": taken < megabytes}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("192.0.2.1", 1),
        "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"multipart/form-data; boundary=x")],
    }
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], taken


@pytest.mark.parametrize("path", ["/accounts/login/", "/", "/o/sainte-aube/publish/measure/", "/nowhere"])
def test_a_stranger_cannot_fill_the_disk(path):
    assert ask(path, 1_000_000) == (413, 21)


def test_a_file_of_remarks_may_be_large():
    assert body._most("/o/sainte-aube/listen/imports/") > 500_000_000
    assert body._most("/o/sainte-aube/listen/imports/7/start/") == body.MOST
    assert min(map(body._most, ("/o/x/publish/write/", "/o/x/publish/7/write/"))) > videos.MOST_BYTES + 2 * MOST_BYTES
