"""A real Bluesky server with its application view: the whole life of a post and of a reply."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from parvis.networks.base import Captions, Line, Media
from parvis.networks.errors import Amend, Reconnect
from parvis.networks.kinds.bluesky import Kind
from parvis.networks.kinds.wordpress import Kind as WordPressKind
from parvis.networks.repo_bluesky import cid_of, next_rkey, rkey
from parvis.networks.tests.tapes import picture
from parvis.networks.wire import opened
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


def test_a_thread_goes_out_in_one_commit_and_is_withdrawn_whole(alice: Kind, bob: Kind, bluesky: Bluesky) -> None:
    above = ref(alice, alice.send(life.draft("Neige")))
    thread = life.draft(
        "Déneigement, 1/3", {"root": above, "parent": above}, parts=("2/3 avec @bob.test", "3/3 🚜"), media=(picture(),)
    )
    sent = alice.send(thread)
    assert alice.send(thread) == sent == alice.find_sent(thread), "sent again it is the same thread"
    keys = [rkey(thread, part) for part in range(3)]
    assert keys == [next_rkey(keys[0], part) for part in range(3)]
    records = [alice._ask("GET", "com.atproto.repo.getRecord", place(alice, key)).good().json() for key in keys]
    assert [cid_of(record["value"]) for record in records] == [record["cid"] for record in records]
    for before, record in pairwise(records):
        assert record["value"]["reply"] == {"root": above, "parent": {"uri": before["uri"], "cid": before["cid"]}}
    found, _ = life.heard(bob, "2/3")
    assert (found.reply_to, found.thread) == (sent.external_id, above["uri"])
    life.withdrawn(alice, sent)
    assert [alice._ask("GET", "com.atproto.repo.getRecord", place(alice, key)).ok for key in keys] == [False] * 3


def test_a_thread_too_long_in_one_part_does_not_go(alice: Kind) -> None:
    with pytest.raises(Amend):
        alice.send(life.draft("court", parts=("é" * 301,)))


def test_a_video_goes_with_its_alternative_text_and_captions(alice: Kind, bluesky: Bluesky) -> None:
    captions = (Captions("fr", "WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour\n"),)
    film = Media(MP4, "video/mp4", "neige.mp4", "Un chasse-neige passe", captions=captions)
    sent = alice.send(life.draft("La neige en film", media=(film,)))
    record = alice._ask("GET", "com.atproto.repo.getRecord", place(alice, sent.external_id.rpartition("/")[2])).json()
    embed = record["value"]["embed"]
    assert (embed["$type"], embed["alt"], embed["video"]["mimeType"]) == (
        "app.bsky.embed.video",
        "Un chasse-neige passe",
        "video/mp4",
    )
    assert embed["captions"][0]["lang"] == "fr"
    bluesky.wait_seen(sent.external_id)
    with pytest.raises(Amend) as refused:
        alice.send(life.draft("Deux", media=(film, picture())))
    assert "une seule vidéo" in refused.value.say.fr


def place(network: Kind, key: str) -> dict[str, str]:
    return {"repo": network.did, "collection": "app.bsky.feed.post", "rkey": key}


MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00\x00\x00\x08mdat"


def test_the_networks_own_stream_names_whom_a_post_is_about(alice: Kind, bob: Kind, bluesky: Bluesky) -> None:
    """Jetstream tells in JSON what this stream of a real server tells: the id of the account stands in the record."""
    line = Line(bluesky.pds.replace("http", "ws") + "/xrpc/com.atproto.sync.subscribeRepos")
    post = alice.send(life.draft("Déneigement : c’est fait."))
    under = {"root": ref(alice, post), "parent": ref(alice, post)}

    texts = {"Rien pour vous.": {}, "Et ma rue ?": under, "@alice.test merci": {}}

    def speak() -> None:
        for text, reply_to in texts.items():
            bob.send(life.draft(text, reply_to))

    heard = asyncio.run(told(line, speak, b"@alice.test merci"))
    by_text = {text: message for message in heard for text in texts if text.encode() in message}
    assert [alice.concerns(by_text[text]) for text in texts] == [False, True, True]


async def told(line: Line, speak: Callable[[], None], last: bytes) -> list[bytes]:
    """What comes while `speak` goes on, until the `last` words."""
    heard = [b""]
    with ThreadPoolExecutor(2) as threads:
        async with opened(line, life.HERE, threads) as talk:
            await asyncio.get_running_loop().run_in_executor(threads, speak)
            while last not in heard[-1]:
                heard.append(await asyncio.wait_for(talk.recv(decode=False), 20))
    return heard
