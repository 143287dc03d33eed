"""A real Bluesky server with its application view: the whole life of a post and of a reply."""

from dataclasses import replace
from typing import Any

import pytest

from parvis.networks.base import Media
from parvis.networks.errors import Amend, Reconnect
from parvis.networks.kinds.bluesky import Kind
from parvis.networks.kinds.wordpress import Kind as WordPressKind
from tests.real import life
from tests.real.servers import Bluesky, WordPress, wait_until

pytestmark = pytest.mark.real


@pytest.fixture
def alice(bluesky: Bluesky) -> Any:
    network = Kind(bluesky.login("alice"), life.HERE)
    network.connect()
    return network


@pytest.fixture
def bob(bluesky: Bluesky) -> Any:
    return Kind(bluesky.login("bob"), life.HERE)


def test_the_whole_life(alice: Kind, bob: Kind, bluesky: Bluesky) -> None:
    post, sent = life.published(alice)
    assert alice.send(post) == sent, "sent again it is the same record"
    bluesky.wait_seen(sent.external_id)
    bob.send(life.draft("@alice.test Et ma rue ?", {"root": ref(alice, sent), "parent": ref(alice, sent)}))
    found, batch = life.heard(alice, "Et ma rue ?")
    assert (found.author_handle, found.thread, found.reply_to) == ("bob.test", sent.external_id, sent.external_id)
    assert alice.addressed(batch.cursor).found == ()
    reply = life.answered(alice, found)
    back, _ = life.heard(bob, "demain")
    assert (back.external_id, back.thread) == (reply.external_id, sent.external_id)
    wait_until(lambda: alice.count(sent.external_id).replies, 10)
    life.withdrawn(alice, reply)


def ref(network: Kind, sent: Any) -> dict[str, str]:
    repo, collection, rkey = sent.external_id.removeprefix("at://").split("/")
    query = {"repo": repo, "collection": collection, "rkey": rkey}
    record = network._ask("GET", "com.atproto.repo.getRecord", query).json()
    return {"uri": record["uri"], "cid": record["cid"]}


def test_links_mentions_and_tags_are_bytes_and_pictures_fit(alice: Kind, bluesky: Bluesky) -> None:
    noise = Media(_noise(), "image/png", "grand.png", "Une foule sur la place")
    assert len(noise.content) > 2_000_000
    text = "👨‍👩‍👧 avec @bob.test et @personne.test : https://exemple.fr/été, #Neige."
    sent = alice.send(life.draft(text, media=(noise,)))
    repo, collection, rkey = sent.external_id.removeprefix("at://").split("/")
    query = {"repo": repo, "collection": collection, "rkey": rkey}
    record = alice._ask("GET", "com.atproto.repo.getRecord", query).json()["value"]
    raw = text.encode()
    shown = [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in record["facets"]]
    assert shown == ["@bob.test", "https://exemple.fr/été", "#Neige"]
    assert record["facets"][0]["features"][0]["did"] == bluesky.did("bob")
    image = record["embed"]["images"][0]
    assert (image["alt"], image["image"]["size"] <= 2_000_000) == (noise.alt, True)


def _noise() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.effect_noise((1900, 1200), 120).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_a_link_gets_its_card(alice: Kind, wordpress: WordPress) -> None:
    """The page's own words and picture go with the link; a page that is not there changes nothing."""
    page = WordPressKind(wordpress.login(), life.HERE).send(life.draft("Neige", title="Déneigement du centre"))
    sent = alice.send(life.draft(f"À lire : {page.url}"))
    repo, collection, rkey = sent.external_id.removeprefix("at://").split("/")
    query = {"repo": repo, "collection": collection, "rkey": rkey}
    card = alice._ask("GET", "com.atproto.repo.getRecord", query).json()["value"]["embed"]["external"]
    assert (card["uri"], "Déneigement du centre" in card["title"]) == (page.url, True)
    assert alice.send(life.draft("À lire : https://10.0.0.1/absente")).url


def test_a_lost_answer_is_found_there_and_never_doubled(alice: Kind) -> None:
    sent = life.found_after_a_lost_answer(Kind, alice.login)
    here = ref(alice, sent)
    life.found_after_a_lost_answer(Kind, alice.login, {"root": here, "parent": here})


def test_search_finds_and_goes_on(alice: Kind, bluesky: Bluesky) -> None:
    sent = alice.send(life.draft("Le marché de Noël de Sainte-Aube ouvre samedi"))
    bluesky.wait_seen(sent.external_id)
    batch = alice.search("marché de Noël de Sainte-Aube", {})
    assert sent.external_id in [found.external_id for found in batch.found]
    assert alice.search("marché de Noël de Sainte-Aube", batch.cursor).found == ()


def test_a_stale_token_is_renewed_in_the_middle_of_sending(alice: Kind, bluesky: Bluesky) -> None:
    stale = {**alice.login.secrets, "access": alice.login.secrets["access"][:-8] + "AAAAAAAA"}
    network = Kind(replace(alice.login, secrets=stale), life.HERE)
    assert network.send(life.draft("Jeton périmé")).url
    assert network.login.secrets["access"] != stale["access"]


def test_refusals(alice: Kind, bluesky: Bluesky) -> None:
    with pytest.raises(Reconnect):
        Kind(replace(bluesky.login(), secrets={"password": "wrong"}), life.HERE).connect()
    with pytest.raises(Amend):
        alice.send(life.draft("é" * 301))
    assert alice.send(life.draft("👨‍👩‍👧" * 160)).url
    with pytest.raises(Amend) as refused:
        alice.send(life.draft("👨‍👩‍👧" * 300))
    assert "octets" in refused.value.say.fr
    assert alice.look_up("nobody.test") is None
