"""From a remark to the report, over HTTP only, against a real WordPress and a real Bluesky PDS."""

import time
from datetime import UTC, datetime

import pytest

from parvis.networks import registry
from parvis.networks.base import Draft
from parvis.networks.http import Http
from tests.journeys.office import (
    accredit_alice,
    answer,
    bruno_joins,
    connect,
    conversation_with,
    eventually,
    first_run,
    mentions,
    replies_on_wordpress,
)
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

    eventually(lambda: "ouvre la piscine" in mentions(alice, home) and "encore fermée" in mentions(alice, home))
    on_site, on_bluesky = (conversation_with(alice, home, words) for words in ("ouvre la piscine", "encore fermée"))

    bruno.open(on_site)
    refused = answer(bruno, ANSWER)
    assert "habilitation" in refused.text
    time.sleep(3)
    assert replies_on_wordpress(wordpress, comment) == []

    answer(alice.open(on_site), ANSWER)
    answer(alice.open(on_bluesky), SORRY)

    eventually(lambda: replies_on_wordpress(wordpress, comment) == [ANSWER])
    eventually(lambda: _replies_on_bluesky(bluesky, uri) == [SORRY])
    eventually(lambda: "Envoyé" in alice.open(on_site).text)

    _the_report_counts_it(alice, home)
    assert house.stop() < 5


def _bob_posts(bluesky):
    network = registry.get("bluesky")(bluesky.login("bob"), Http(allow_loopback=True))
    sent = network.send(Draft("b0b0" * 8, POST, datetime.now(UTC)))
    bluesky.wait_seen(sent.external_id)
    return sent.external_id


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
