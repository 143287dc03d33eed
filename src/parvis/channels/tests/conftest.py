"""A WordPress that answers from memory, on the wire of the real client."""

import json
from base64 import b64encode

import httpx2
import pytest

from parvis.channels import speak
from parvis.networks.http import Http

ANSWERS = {"address": "https://sainte-aube.example", "handle": "mairie", "password": "abcd efgh ijkl"}


def basic(name, password):
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


class Wordpress(httpx2.BaseTransport):
    """`/wp-json/` and `/users/me`, for one application password."""

    def __init__(self):
        self.user, self.password, self.fault, self.calls = 7, ANSWERS["password"], None, 0

    def handle_request(self, request):
        self.calls += 1
        if self.fault:
            return self._json(self.fault, {})
        if request.url.path.endswith("/wp-json/"):
            return self._json(200, {"name": "Sainte-Aube", "url": str(request.url), "namespaces": ["wp/v2"]})
        if request.headers.get("authorization") != basic("mairie", self.password):
            return self._json(401, {"code": "rest_not_logged_in"})
        me = {"id": self.user, "slug": "mairie", "username": "mairie", "name": "La mairie"}
        return self._json(200, me if "users/me" in str(request.url) else [])

    def _json(self, status, body):
        content = json.dumps(body).replace("/", "\\/").encode()
        return httpx2.Response(status, headers={"retry-after": "40"}, stream=httpx2.ByteStream(content))


@pytest.fixture
def site(monkeypatch):
    wordpress = Wordpress()
    http = Http(transport=wordpress)
    monkeypatch.setattr(speak, "client", lambda: http)
    return wordpress
