"""From a remark to the report, over HTTP only, against a real WordPress and a real Bluesky PDS."""

import html
import re
import time
from datetime import UTC, datetime

import httpx2
import pytest

from parvis.networks import registry
from parvis.networks.base import Draft
from parvis.networks.http import Http
from tests.journeys.office import accredit_alice, bruno_joins, connect, eventually, first_run
from tests.visitor import Visitor

QUESTION = "Bonjour, à quelle heure ouvre la piscine de Sainte-Aube le samedi ?"
POST = (
    "La piscine de Sainte-Aube est encore fermée, personne ne répond à la mairie. C’est pénible, quand rouvre-t-elle ?"
)
ANSWER = (
    "Bonjour Ana. La piscine ouvre le samedi de 9 h à 19 h, jusqu’au 20 décembre. Alice Morel, mairie de Sainte-Aube."
)
SORRY = (
    "Bonjour. La pompe est réparée : la piscine rouvre mardi 1er décembre à 9 h. Nous aurions dû le dire. Alice Morel."
)


@pytest.mark.real
@pytest.mark.slow
def test_from_a_remark_to_the_report(house, wordpress, bluesky):
    house.start()
    alice, bruno = first_run(house.url), Visitor(house.url)
    home = alice.url.rstrip("/")
    bruno_joins(alice, bruno, home)
    accredit_alice(alice, home)
    connect(alice, home, wordpress.login("ed"), "wordpress", "Site de la ville")
    connect(alice, home, bluesky.login("alice"), "bluesky", "La mairie sur Bluesky")
    alice.open(f"{home}/listen/watches/new/").fill(
        "Enregistrer la veille", name="Piscine", query='piscine ET "Sainte-Aube"'
    )
    alice.open(f"{home}/listen/sources/add/").fill("Enregistrer la recherche", words="piscine")

    comment = wordpress.visitor_says(1, QUESTION, author="Ana")
    uri = _bob_posts(bluesky)

    eventually(lambda: "ouvre la piscine" in _mentions(alice, home) and "encore fermée" in _mentions(alice, home))
    on_site, on_bluesky = (_conversation(alice, home, words) for words in ("ouvre la piscine", "encore fermée"))

    bruno.open(on_site)
    refused = _answer(bruno, ANSWER)
    assert "habilitation" in refused.text
    time.sleep(3)
    assert _replies_on_wordpress(wordpress, comment) == []

    _answer(alice.open(on_site), ANSWER)
    _answer(alice.open(on_bluesky), SORRY)

    eventually(lambda: _replies_on_wordpress(wordpress, comment) == [ANSWER])
    eventually(lambda: _replies_on_bluesky(bluesky, uri) == [SORRY])
    eventually(lambda: "Envoyé" in alice.open(on_site).text)

    _the_report_counts_it(alice, home)
    assert house.stop() < 5


def _bob_posts(bluesky):
    network = registry.get("bluesky")(bluesky.login("bob"), Http(allow_loopback=True))
    sent = network.send(Draft("b0b0" * 8, POST, datetime.now(UTC)))
    bluesky.wait_seen(sent.external_id)
    return sent.external_id


def _mentions(visitor, home):
    """Reads every source now, as a person in a hurry would, and returns the page of mentions."""
    for form in visitor.open(f"{home}/listen/sources/").forms:
        if form.action.endswith("/read/"):
            visitor.client.post(form.action, data={name: values[0] for name, values in form.values.items()})
    time.sleep(1)
    return visitor.open(f"{home}/listen/").text


def _conversation(visitor, home, words):
    """The address of the conversation in which this was said."""

    def found():
        for row in visitor.open(f"{home}/converse/").source.split("<li"):
            link = re.search(r'href="([^"]*/converse/\d+/[^"]*)"', row)
            if link and words in row.replace("\u202f", " "):
                return html.unescape(link[1])
        return None

    return eventually(found)


def _answer(visitor, text):
    return visitor.fill("Envoyer", text=text)


def _replies_on_wordpress(wordpress, comment):
    login = wordpress.login("ed")
    answer = httpx2.get(
        wordpress.url + "/index.php",
        params={"rest_route": "/wp/v2/comments", "parent": comment, "context": "edit", "status": "all"},
        auth=(login.handle, login.secrets["password"]),
        timeout=30,
    )
    return [row["content"]["raw"] for row in answer.json()]


def _replies_on_bluesky(bluesky, uri):
    thread = bluesky._xrpc(
        "app.bsky.feed.getPostThread",
        {"uri": uri},
        token=bluesky._xrpc("com.atproto.server.createSession", body=bluesky._credentials())["accessJwt"],
    )
    return [reply["post"]["record"]["text"] for reply in thread["thread"].get("replies", [])]


def _the_report_counts_it(alice, home):
    report = alice.client.get(f"{home}/measure/report.json").json()
    assert report["mentions"]["all"] == 2
    assert report["answers"]["answered"] == 2
    assert alice.open(f"{home}/measure/").status == 200
    assert alice.client.get(f"{home}/measure/report.pdf").content.startswith(b"%PDF")
