"""A whole network, live: what a watch asks for is kept, once, with its author's name; a break loses nothing."""

import json
import threading
from contextlib import contextmanager

import pytest
from django.db import connections
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.core.work import wait_until
from parvis.listen import actions, tapping
from parvis.listen.models import Mention, Post, Source, Watch
from parvis.networks.errors import TryLater
from parvis.networks.tests.live import living, post
from parvis.networks.words import gone

pytestmark = pytest.mark.django_db(transaction=True)
ANA, BO, US = "did:plc:ana", "did:plc:bo", "did:plc:mairie"
SOON = 30  # seconds at most: a busy machine takes its time


def told(number, text, author=ANA):
    """A post that differs from the others by its number, which is also when it was told."""
    row = json.loads(post(author, text))
    row["time_us"] += number * 1_000_000
    row["commit"]["rkey"] = f"3k{number}"
    return json.dumps(row)


@pytest.fixture
def live(settings, monkeypatch):
    settings.ALLOW_LOOPBACK = True
    names = {ANA: ("Ana Petit", "ana.example"), US: ("La mairie", "mairie.example")}
    monkeypatch.setattr(
        "parvis.networks.public.bluesky.names_of", lambda ids, http: {k: names[k] for k in ids & {*names}}
    )
    for name, seconds in (("LOOK", 0.1), ("AT_MOST", 0.2), ("FIRST", 0.1), ("MOST", 0.2)):
        monkeypatch.setattr(tapping, name, seconds)
    with living() as made:
        monkeypatch.setattr("parvis.networks.kinds.bluesky.Kind.stream", f"ws://{made.address}")
        yield made


@pytest.fixture
def source(town, alice):
    Watch.objects.create(organisation=town, name="Cantine", query="cantine")
    return actions.tap(alice, town)


@contextmanager
def listening():
    over = threading.Event()

    def run():
        try:
            tapping.run(over)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(SOON)
        assert not thread.is_alive()


def texts():
    return sorted(Post.objects.values_list("text", flat=True))


def test_what_a_watch_asks_for_is_kept_with_its_authors_name(source, live):
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        live.tell(told(1, "La cantine est fermée"))
        live.tell(told(2, "Il pleut"))
        live.tell(told(3, "Une cantine", BO))
        assert wait_until(lambda: len(texts()) == 2, SOON)
    assert texts() == ["La cantine est fermée", "Une cantine"]
    first, second = Post.objects.order_by("external_id")
    assert (first.author, first.author_handle, first.source_id) == ("Ana Petit", "ana.example", source.pk)
    assert second.author == BO, "whoever has no name to be had keeps the lasting id"
    assert Mention.objects.count() == 2
    kept = Source.objects.get()
    assert kept.cursor["time_us"] - json.loads(told(3, ""))["time_us"] == 0
    assert kept.found_at is not None
    assert (kept.lease_by, kept.failing_since) == ("", None)
    assert live.asked[0][0] == "/subscribe?wantedCollections=app.bsky.feed.post"


def test_a_break_loses_nothing_and_doubles_nothing(source, live):
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        live.tell(told(1, "La cantine ferme"))
        assert wait_until(lambda: len(texts()) == 1, SOON)
        asked = len(live.asked)
        live.cut()
        assert wait_until(lambda: len(live.asked) > asked and live.lines, SOON)
        live.tell(told(1, "La cantine ferme"))
        live.tell(told(2, "La cantine rouvre"))
        assert wait_until(lambda: len(texts()) == 2, SOON)
    assert texts() == ["La cantine ferme", "La cantine rouvre"]
    start = json.loads(told(1, ""))["time_us"] - tapping.OVERLAP
    assert live.asked[-1][0].endswith(f"&cursor={start}")


def test_our_own_posts_are_known_as_ours(source, live, town):
    Channel.objects.create(organisation=town, network="bluesky", name="B", external_id=US, state="live")
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        live.tell(told(1, "La cantine rouvre lundi", US))
        assert wait_until(texts, SOON)
    assert Post.objects.get().by_us


def test_each_house_keeps_what_its_own_watches_ask_for(source, live, chamber, dalia):
    Watch.objects.create(organisation=chamber, name="Métiers", query="menuisier")
    actions.tap(dalia, chamber)
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        live.tell(told(1, "Une cantine"))
        live.tell(told(2, "Un menuisier"))
        assert wait_until(lambda: len(texts()) == 2, SOON)
    assert {row.text: row.organisation for row in Post.objects.all()} == {
        "Une cantine": source.organisation,
        "Un menuisier": chamber,
    }
    assert len(live.asked) == 1, "one line for both"


def test_a_fault_in_one_house_stops_that_one_alone(source, live, chamber, dalia, monkeypatch):
    Watch.objects.create(organisation=chamber, name="Métiers", query="menuisier")
    other = actions.tap(dalia, chamber)
    kept = tapping._kept

    def failing(row, lines):
        if row.pk == source.pk and lines:
            raise RuntimeError("disk")
        return kept(row, lines)

    monkeypatch.setattr(tapping, "_kept", failing)
    monkeypatch.setattr(tapping, "MOST", 600.0)
    monkeypatch.setattr(tapping, "FIRST", 600.0)
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        live.tell(told(1, "Un menuisier à la cantine"))
        assert wait_until(lambda: Post.objects.of(chamber).exists(), SOON)
    source.refresh_from_db()
    other.refresh_from_db()
    assert source.ails
    assert source.trouble["fr"] == tapping.BROKEN.fr
    assert not other.ails


def test_who_pauses_hears_nothing_more(source, live, alice):
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        actions.pause_source(alice, source)
        assert wait_until(lambda: not live.lines, SOON)
    assert Source.objects.get().lease_by == ""


def test_why_there_is_no_line_is_told(source, live):
    live.refuses = 503
    with listening():
        assert wait_until(lambda: Source.objects.get().failing_since, SOON)
        assert Source.objects.get().trouble["fr"]
        live.refuses = 0
        Source.objects.update(due_at=timezone.now())
        assert wait_until(lambda: live.lines and not Source.objects.get().failing_since, SOON)


def test_a_house_may_do_without(source, live, settings):
    settings.FOLLOW_LIVE = False
    with listening():
        pass
    assert live.asked == []


def test_names_that_cannot_be_had_stop_nothing(source, live, monkeypatch):
    def fail(ids, http):
        raise TryLater(gone("Bluesky"), "down")

    monkeypatch.setattr("parvis.networks.public.bluesky.names_of", fail)
    with listening():
        assert wait_until(lambda: live.lines, SOON)
        live.tell(told(1, "Une cantine"))
        assert wait_until(texts, SOON)
    assert Post.objects.get().author == ANA


def test_it_is_taken_by_one_process_alone(source):
    assert tapping.claim("one") == 0
    assert tapping.claim("two") is None
    tapping.let_go("one")
    Source.objects.update(cursor={"time_us": 9_000_000})
    assert tapping.claim("two") == 9_000_000 - tapping.OVERLAP
    assert Source.objects.get().lease_until > timezone.now()
