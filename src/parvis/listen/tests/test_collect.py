"""Reading sources: once, politely, with what went wrong told."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from parvis.channels.models import Channel, Pace
from parvis.core import work
from parvis.listen import collecting
from parvis.listen.models import Post, Reading, Source
from parvis.listen.steps import STEPS
from parvis.listen.storing import store
from parvis.networks.base import Batch, Found, FoundMedia
from parvis.networks.errors import Reconnect
from parvis.say import Say

COLLECT = STEPS[:1]


def again(source):
    Pace.objects.all().delete()
    Source.objects.filter(pk=source.pk).update(due_at=timezone.now())
    work.drain(COLLECT)
    source.refresh_from_db()


def test_a_feed_gives_each_entry_once_and_is_asked_conditionally(feed, site):
    site.feed("La cantine rouvre", "Le pont est fermé")
    again(feed)
    assert set(Post.objects.values_list("title", flat=True)) == {"La cantine rouvre", "Le pont est fermé"}
    assert Reading.objects.get().due_at
    again(feed)
    assert site.asked[-1][1]["if-none-match"]
    site.feed("La cantine rouvre", "Le pont est fermé", "La fête commence")
    again(feed)
    assert Post.objects.count() == 3
    assert feed.failing_since is None


def test_what_a_feed_said_in_vain_makes_it_read_less_often(feed, site):
    site.feed("Une nouvelle")
    again(feed)
    assert feed.every == 900
    again(feed)
    assert feed.every == 1350
    for _ in range(12):
        again(feed)
    assert feed.every == 6 * 3600
    assert feed.due_at > timezone.now() + timedelta(hours=5)


def test_a_failing_feed_says_since_when_and_waits_longer_each_time(feed, site):
    site.feed("Une nouvelle")
    site.status = 503
    again(feed)
    since, first_wait = feed.failing_since, feed.due_at - timezone.now()
    assert since
    assert "panne" in feed.trouble["fr"]
    for _ in range(4):
        again(feed)
    assert feed.failing_since == since
    assert feed.due_at - timezone.now() > first_wait
    site.status = 200
    again(feed)
    assert (feed.failing_since, feed.trouble, feed.attempts) == (None, {}, 0)


def test_a_host_that_asks_to_wait_is_left_alone_by_its_other_feeds(feed, site, town):
    site.feed("Une nouvelle")
    site.status, site.headers = 429, {"Retry-After": "120"}
    other = Source.objects.create(
        organisation=town, kind="feed", name="Autre", address=site.address + "/2", due_at=timezone.now()
    )
    work.drain(COLLECT)
    assert len(site.asked) == 1
    other.refresh_from_db()
    assert other.due_at > timezone.now() + timedelta(seconds=60)
    assert other.failing_since is None


def test_a_source_that_cannot_be_read_does_not_stop_the_next(feed, site, town, monkeypatch):
    site.feed("Une nouvelle")
    bad = Source.objects.create(
        organisation=town,
        kind="feed",
        name="Cassée",
        address="http://127.0.0.2:9/x",
        due_at=timezone.now() - timedelta(hours=1),
    )
    real = collecting.feed_at
    monkeypatch.setattr(collecting, "feed_at", lambda address: real(address) if "/feed" in address else 1 / 0)
    work.drain(COLLECT)
    assert Post.objects.count() == 1
    bad.refresh_from_db()
    assert bad.due_at > timezone.now()
    assert "ZeroDivisionError" in bad.last_words
    assert bad.failing_since
    assert bad.ails
    assert "127.0.0.2" in bad.trouble["fr"]


class Network:
    """A network whose account was spoken to."""

    def __init__(self, channel, fault=None):
        from parvis.channels import speak

        self.login, self.fault = speak.login_of(channel), fault

    def addressed(self, cursor):
        if self.fault:
            raise self.fault
        ours = Found("2", "", "Nous répondons", timezone.now(), is_own=True)
        theirs = Found("1", "", "Bonjour", timezone.now(), addressed=True, reply_handle={"parent": 1})
        return Batch((theirs, ours), {"after": "x"})

    def search(self, words, cursor):
        return Batch((Found("3", "", f"Trouvé : {words}", timezone.now()),), {})


def test_live_channels_are_heard_and_our_own_words_marked(channel, monkeypatch):
    monkeypatch.setattr("parvis.channels.speak.network_for", lambda channel, http=None: Network(channel))
    collecting.listen_to_channels(timezone.now())
    collecting.listen_to_channels(timezone.now())
    work.drain(COLLECT)
    source = Source.objects.get()
    assert (source.kind, source.cursor) == ("channel", {"after": "x"})
    assert list(Post.objects.order_by("external_id").values_list("addressed", "by_us", "channel")) == [
        (True, False, channel.pk),
        (False, True, channel.pk),
    ]


def test_what_could_not_be_read_is_told_for_some_days_and_the_rest_is_kept(channel, monkeypatch):
    network = Network(channel)
    monkeypatch.setattr("parvis.channels.speak.network_for", lambda channel, http=None: network)
    told, network.missed = network.addressed, ("17: KeyError 'message'",)
    network.addressed = lambda cursor: replace(told(cursor), missed=network.missed)
    collecting.listen_to_channels(timezone.now())
    work.drain(COLLECT)
    source = Source.objects.get()
    assert Post.objects.count() == 2
    assert source.lacks
    assert not source.ails
    assert "KeyError" in source.last_words
    network.missed = ()
    again(source)
    assert source.lacks
    Source.objects.update(trouble={**source.trouble, "at": "2020-01-01T00:00:00+00:00"})
    source.refresh_from_db()
    again(source)
    assert source.trouble == {}


def test_what_the_database_does_not_take_marks_the_source_as_failing(channel, monkeypatch):
    odd = Found("9", "", "Bonjour", timezone.now(), reply_handle={"id": object()})
    network = Network(channel)
    network.addressed = lambda cursor: Batch((odd,), {"after": "y"})
    monkeypatch.setattr("parvis.channels.speak.network_for", lambda channel, http=None: network)
    collecting.listen_to_channels(timezone.now())
    work.drain(COLLECT)
    source = Source.objects.get()
    assert (source.cursor, source.ails) == ({}, True)
    assert "TypeError" in source.last_words


def test_a_lost_login_rests_the_source_until_the_channel_is_back(channel, monkeypatch):
    fault = Reconnect(Say("Reconnectez.", "Reconnect."))
    monkeypatch.setattr("parvis.channels.speak.network_for", lambda channel, http=None: Network(channel, fault))
    collecting.listen_to_channels(timezone.now())
    work.drain(COLLECT)
    assert Channel.objects.get().login_lost_at
    source = Source.objects.get()
    assert source.trouble["fr"] == "Reconnectez."
    Source.objects.update(due_at=timezone.now())
    assert work.drain(COLLECT) == 0
    monkeypatch.setattr("parvis.channels.speak.network_for", lambda channel, http=None: Network(channel))
    Channel.objects.update(login_lost_at=None)
    work.drain(COLLECT)
    assert Post.objects.count() == 2


def test_a_saved_search_brings_what_the_network_finds(channel, town, monkeypatch):
    monkeypatch.setattr("parvis.channels.speak.network_for", lambda channel, http=None: Network(channel))
    Source.objects.create(
        organisation=town, kind="search", name="Pont", words="pont", channel=channel, due_at=timezone.now()
    )
    work.drain(COLLECT)
    assert Post.objects.get().text == "Trouvé : pont"


def test_what_is_stored_after_the_lease_was_lost_is_not_kept(feed, site, monkeypatch):
    """Another worker took the row while ours waited for the server: posts and cursor go back together."""
    site.feed("Une nouvelle")
    row = work.claim(STEPS[0].rows(), timezone.now(), 60)
    Source.objects.update(lease_by="another")
    collecting.collect(row)
    assert not Post.objects.exists()
    assert Source.objects.get().cursor == {}


def test_what_a_stranger_wrote_is_never_a_link_that_runs(town):
    evil, now = "javascript:alert(1)", timezone.now()
    media = (FoundMedia(evil), FoundMedia("https://a.example/p.png"))
    found = Found("1\x00", evil, "a\x00b", now + timedelta(days=900), author_url="JavaScript:x", media=media)
    store(town, [found, found], "feed", now)
    post = Post.objects.get()
    assert (post.url, post.author_url, post.text, post.published_at) == ("", "", "ab", now)
    assert [each["url"] for each in post.media] == ["https://a.example/p.png"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_read_a_source_once(feed, site):
    site.feed("Une nouvelle", "Une autre")

    def run():
        work.drain(COLLECT)
        connection.close()

    crew = [threading.Thread(target=run) for _ in range(2)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    assert len(site.asked) == 1
    assert Post.objects.count() == 2


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_a_date_that_no_clock_shows_becomes_now(town, at):
    now = timezone.now()
    store(town, [Found("1", "", "Bonjour", at)], "feed", now)
    assert Post.objects.get().published_at == now


def test_half_a_character_of_a_network_is_left_out(town):
    """Such a text would stop its source for ever: no database takes it."""
    picture = FoundMedia("https://a.example/1.jpg", "alt\ud83d\x00")
    found = Found("1\ud83d", "https://a.example/\udd25", "Bravo \ud83d", timezone.now(), "Ana\udd25", media=(picture,))
    store(town, [found], "mastodon", timezone.now())
    post = Post.objects.get()
    assert (post.text, post.author, post.media[0]["alt"]) == ("Bravo ", "Ana", "alt")
