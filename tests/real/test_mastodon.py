"""A real server that speaks Mastodon's API (snac): the whole life of a post and of a reply."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from parvis.networks.base import Begun, Poll, SentThread
from parvis.networks.dialect_mastodon import answers
from parvis.networks.errors import Amend, MaybeSent, Reconnect
from parvis.networks.kinds.mastodon import Kind
from parvis.networks.tests.tapes import picture
from parvis.networks.wire import opened
from tests.real import life
from tests.real.servers import Mastodon, wait_until

pytestmark = pytest.mark.real


@pytest.fixture
def ann(mastodon: Mastodon) -> Any:
    network = Kind(mastodon.login("ann"), life.HERE)
    network.connect()
    return network


@pytest.fixture
def bob(mastodon: Mastodon) -> Any:
    return Kind(mastodon.login("bob"), life.HERE)


def test_the_whole_life(ann: Kind, bob: Kind) -> None:
    _, sent = life.published(ann)
    question = bob.send(life.draft("@ann Et ma rue ?", {"id": ann._number(sent.external_id), "visibility": "public"}))
    found, batch = life.heard(ann, "Et ma rue ?")
    assert (found.external_id, found.reply_to, found.thread) == (
        question.external_id,
        sent.external_id,
        sent.external_id,
    )
    assert ann.addressed(batch.cursor).found == ()
    reply = life.answered(ann, found)
    back, _ = life.heard(bob, "demain")
    assert (back.external_id, back.reply_to) == (reply.external_id, question.external_id)
    assert back.thread == sent.external_id
    assert back.text.startswith("@bob")
    ann.count(sent.external_id)
    life.withdrawn(ann, reply)


def test_a_private_message_is_answered_in_private(ann: Kind, bob: Kind) -> None:
    secret = bob._call("POST", "v1/statuses", form={"status": "@ann entre nous", "visibility": "direct"}).good().json()
    found, _ = life.heard(ann, "entre nous")
    reply = ann.send(life.draft("Bien reçu.", found.reply_handle))
    row = ann._call("GET", f"v1/statuses/{ann._number(reply.external_id)}").json()
    assert (secret["visibility"], row["visibility"]) == ("direct", "direct")


def test_a_lost_answer_is_found_there(ann: Kind) -> None:
    """snac ignores Idempotency-Key: only looking keeps this from going out twice."""
    sent = life.found_after_a_lost_answer(Kind, ann.login)
    life.found_after_a_lost_answer(Kind, ann.login, {"id": ann._number(sent.external_id), "visibility": "public"})


def test_corrected_in_its_place(ann: Kind) -> None:
    """Twice is once; the picture and the address stay."""
    post, sent = life.published(ann)
    new = replace(post, text="Le marché est reporté à mardi.")
    for _ in range(2):
        assert ann.correct(sent.external_id, new).external_id == sent.external_id
    row = ann._call("GET", f"v1/statuses/{ann._number(sent.external_id)}").json()
    assert "reporté à mardi" in row["content"]
    assert "Suite demain" not in row["content"]
    assert len(row["media_attachments"]) == 1


def test_a_thread_is_told_post_by_post_and_withdrawn_whole(ann: Kind, mastodon: Mastodon) -> None:
    """The answer to the second is lost: it is found there, and not told again."""
    post = life.draft("Neige, un.", parts=("Neige, deux.", "Neige, trois."), warning="Météo")
    begun = ann.send(post)
    assert isinstance(begun, Begun)
    with pytest.raises(MaybeSent):
        Kind(ann.login, life.AnswerLost()).resume(post, begun.ticket)
    assert ann.find_sent(post) is None, "it is not whole"
    last = ann.resume(post, begun.ticket)
    sent = ann.resume(post, last.ticket) if isinstance(last, Begun) else last
    assert isinstance(sent, SentThread)
    assert ann.find_sent(post) == sent
    ids = [sent.external_id, *sent.more]
    rows = [ann._call("GET", f"v1/statuses/{ann._number(each)}").json() for each in ids]
    assert [row["visibility"] for row in rows] == ["public", "unlisted", "unlisted"]
    assert {row["spoiler_text"] for row in rows} == {"Météo"}
    told = ann._call("GET", f"v1/statuses/{rows[0]['id']}/context").json()["descendants"]
    assert [row["uri"] for row in told] == list(sent.more)
    assert all(answers(below, replace(post, reply_to={"id": above["id"]})) for above, below in pairwise(rows))
    for each in reversed(ids):
        ann.withdraw(each)
    wait_until(lambda: ann.find_sent(post) is None and not ann._out(post), 10)


def test_it_offers_no_live_line_and_says_so(ann: Kind) -> None:
    """snac has no streams: such a server is read at intervals."""
    line = ann.follow()
    assert line is not None
    line = replace(line, url=line.url.replace("wss:", "ws:"))  # there is no TLS here

    async def listen() -> None:
        with ThreadPoolExecutor(1) as threads:
            async with opened(line, life.HERE, threads):
                pass

    with pytest.raises(Amend) as refused:
        asyncio.run(listen())
    assert "suivi en direct" in refused.value.say.fr


def test_search_and_tags(ann: Kind) -> None:
    sent = ann.send(life.draft("Le marché de Sainte-Aube #parvisneige"))
    assert sent.external_id in [found.external_id for found in ann.search("#parvisneige", {}).found]
    assert sent.external_id in [found.external_id for found in ann.search("Sainte-Aube", {}).found]


def test_refusals(ann: Kind, mastodon: Mastodon) -> None:
    with pytest.raises(Reconnect):
        Kind(replace(mastodon.login(), secrets={"token": "wrong"}), life.HERE).connect()
    assert ann.own_limits().length == 100_000
    with pytest.raises(Amend):
        ann.send(life.draft("é" * 100_001))
    assert ann.look_up("nobody") is None


def test_a_warning_hides_the_text_and_a_picture_has_its_words(ann: Kind) -> None:
    sent = ann.send(life.draft("Le détail de l’accident.", warning="Accident rue Haute", media=(picture(),)))
    row = ann._call("GET", f"v1/statuses/{ann._number(sent.external_id)}").json()
    assert (row["spoiler_text"], row["sensitive"]) == ("Accident rue Haute", True)
    assert [media["description"] for media in row["media_attachments"]] == [picture().alt]


def test_a_poll_is_asked(ann: Kind) -> None:
    poll = Poll(("Le matin", "Le soir", "Le samedi"), seconds=3 * 86_400, several=True)
    sent = ann.send(life.draft("Quand ouvrir la mairie ?", poll=poll))
    row = ann._call("GET", f"v1/statuses/{ann._number(sent.external_id)}").json()
    assert [option["title"] for option in row["poll"]["options"]] == list(poll.options)
    assert row["poll"]["multiple"]
    with pytest.raises(Amend) as refused:
        ann.send(life.draft("Et là ?", poll=Poll(("Seule",))))
    assert "sondage" in refused.value.say.fr


def test_a_correction_keeps_the_address_and_the_pictures(ann: Kind) -> None:
    post = life.draft("Neige lundi.", media=(picture(),))
    sent = ann.send(post)
    better = replace(post, text="Neige mardi.")
    assert ann.correct(sent.external_id, better) == ann.correct(sent.external_id, better) == sent
    row = ann._call("GET", f"v1/statuses/{ann._number(sent.external_id)}").json()
    assert "Neige mardi." in row["content"]
    assert len(row["media_attachments"]) == 1
