"""Following live, from the line to the post: at once, each once, whatever breaks."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from parvis.channels.models import Channel, Pace
from parvis.core.work import Worker, drain, wait_until
from parvis.listen import actions, following, lines
from parvis.listen.models import Following, Post, Source
from parvis.listen.steps import STEPS
from parvis.networks.tests.live import living, post

pytestmark = pytest.mark.django_db(transaction=True)
COLLECT = STEPS[:1]
ME, ANA = "did:plc:eguuoc5zrts3wkr7jwuvhwll", "did:plc:7kkrlijn4quy7ucxwhw2kc2v"
SOON = 30  # seconds at most: a busy machine takes its time


@pytest.fixture
def live():
    with living() as made:
        yield made


@pytest.fixture
def source(town, channel, live, settings, monkeypatch):
    """A channel on Mastodon that was read a moment ago: left alone it is read again in ten minutes."""
    settings.ALLOW_LOOPBACK = True
    for name, seconds in (("LOOK", 0.1), ("FIRST", 0.2), ("MOST", 0.5)):
        monkeypatch.setattr(following, name, seconds)
    monkeypatch.setattr(lines, "GAP", 0.2)
    monkeypatch.setattr(lines, "BEAT", 0.5)
    secrets = {"token": "hidden-of-the-test"}
    Channel.objects.update(network="mastodon", address=f"http://{live.address}", external_id="42", secrets=secrets)
    made = Source.objects.create(
        organisation=town, kind="channel", name="Mastodon", channel=Channel.objects.get(), every=600
    )
    drain(COLLECT)
    Source.objects.update(due_at=timezone.now() + timedelta(minutes=10), cursor={"id": "0"})
    following.follow_all(timezone.now())
    return made


@contextmanager
def process():
    """A process of listeners: one thread that reads, one that follows."""
    over, worker = threading.Event(), Worker(COLLECT, threads=1, idle=0.05)

    def run(target, *given):
        try:
            target(*given)
        finally:
            connections.close_all()

    crew = [threading.Thread(target=run, args=(following.run, over))]
    crew += [threading.Thread(target=run, args=(worker._loop,))]
    for thread in crew:
        thread.start()
    try:
        yield
    finally:
        over.set()
        worker.stop()
        for thread in crew:
            thread.join(10)
            assert not thread.is_alive()


def texts():
    return sorted(Post.objects.values_list("text", flat=True))


def is_live():
    return all(row.live_since for row in Following.objects.all())


def test_a_mention_is_there_within_seconds(source, live):
    with process():
        assert wait_until(lambda: live.lines and is_live(), SOON)
        live.mention("@mairie Et ma rue ?")
        assert wait_until(lambda: texts() == ["@mairie Et ma rue ?"], SOON)
    assert live.asked == [("/api/v1/streaming?stream=user:notification", "Bearer hidden-of-the-test")]
    found = Post.objects.get()
    assert (found.addressed, found.source_id) == (True, source.pk)


def test_what_came_while_there_was_no_line_is_read_when_there_is_one(source, live):
    live.mention("Avant", is_told=False)
    with process():
        assert wait_until(lambda: texts() == ["Avant"], SOON)
        live.refuses = 503
        live.cut()
        assert wait_until(lambda: Following.objects.get().trouble, SOON)
        assert Following.objects.get().live_since is None
        live.mention("Pendant", is_told=False)
        live.refuses = 0
        Following.objects.update(due_at=timezone.now())
        assert wait_until(lambda: texts() == ["Avant", "Pendant"], SOON)
        assert wait_until(is_live, SOON)
        live.mention("Après")
        assert wait_until(lambda: len(texts()) == 3, SOON)
    assert Following.objects.get().trouble == {}


def test_much_at_once_is_read_together(source, live):
    with process():
        assert wait_until(lambda: live.lines and is_live(), SOON)
        assert wait_until(lambda: live.reads > 0, SOON)
        before = live.reads
        for number in range(60):
            live.mention(f"Message {number}")
        assert wait_until(lambda: Post.objects.count() == 60, SOON)
    assert live.reads - before < 20


def test_of_two_processes_one_follows_and_the_other_takes_over(source, live):
    with process():
        assert wait_until(is_live, SOON)
        first = Following.objects.get().lease_by
        with process():
            assert not wait_until(lambda: len(live.asked) > 1, 1.5)
            assert Following.objects.get().lease_by == first
    assert Following.objects.get().lease_by == ""
    with process():
        assert wait_until(is_live, SOON)
        live.mention("Encore là")
        assert wait_until(lambda: texts() == ["Encore là"], SOON)


def test_at_the_end_lines_are_closed_and_given_back(source, live):
    with process():
        assert wait_until(lambda: live.lines and is_live(), SOON)
    assert wait_until(lambda: not live.lines, SOON)
    row = Following.objects.get()
    assert (row.since, row.lease_by, row.due_at <= timezone.now()) == (None, "", True)


def test_whoever_was_killed_is_replaced_once_its_lease_is_over(source, live):
    fields = {"since": timezone.now(), "lease_by": "dead", "lease_until": timezone.now() + timedelta(seconds=2)}
    Following.objects.update(**fields)
    with process():
        assert not live.asked
        assert wait_until(lambda: live.asked and is_live(), SOON)


@pytest.mark.parametrize("status", [404, 403])
def test_a_server_without_live_lines_is_read_at_intervals_and_asked_seldom(source, live, status):
    live.refuses = status
    with process():
        assert wait_until(lambda: Following.objects.get().trouble, SOON)
        assert not wait_until(lambda: len(live.asked) > 1, 1)
        live.mention("Sans direct", is_told=False)
        Source.objects.update(due_at=timezone.now())
        assert wait_until(lambda: texts() == ["Sans direct"], SOON)
    assert Following.objects.get().due_at > timezone.now() + timedelta(hours=4)
    actions.read_now(source)
    assert Following.objects.get().due_at <= timezone.now(), "a person asks for it"
    assert Channel.objects.get().login_lost_at is None, "a line alone says nothing of the login"


def test_a_channel_that_is_paused_or_lost_is_followed_no_longer(source, live):
    with process():
        assert wait_until(lambda: live.lines and is_live(), SOON)
        Channel.objects.update(login_lost_at=timezone.now())
        assert wait_until(lambda: not live.lines, SOON)
        assert wait_until(lambda: Following.objects.get().since is None, SOON)
        Channel.objects.update(login_lost_at=None)
        assert wait_until(lambda: len(live.asked) == 2 and is_live(), SOON)


def test_what_is_told_before_it_can_be_read_is_looked_for_again(source, live):
    """Bluesky's stream is ahead of the list of notifications."""
    with process():
        assert wait_until(lambda: live.lines and is_live(), SOON)
        live.mention("En retard")
        row = live.mentions.pop()
        assert wait_until(lambda: Following.objects.get().told_at, SOON)
        wait_until(lambda: Source.objects.get().read_at > Following.objects.get().told_at, SOON)
        assert not texts()
        live.mentions.append(row)
        assert wait_until(lambda: texts() == ["En retard"], 12)


def test_told_while_a_reading_goes_on_it_is_read_again(source):
    began = timezone.now()
    row = Following(since=began, told_at=began + timedelta(seconds=1), lease_until=began + timedelta(minutes=1))
    assert row.look_again(began, began, has_news=True) == 2
    later = began + timedelta(seconds=10)
    assert row.look_again(later, later, has_news=True) is None
    assert row.look_again(later, later, has_news=False) == 9
    assert row.look_again(later, began + timedelta(minutes=3), has_news=False) is None
    row.lease_until = None
    assert row.look_again(began, began, has_news=False) is None


def test_a_tag_is_followed_and_words_are_not(source, live):
    channel, now = Channel.objects.get(), timezone.now()
    for words in ("#neige", "pont des Arts"):
        Source.objects.create(
            organisation=channel.organisation, kind="search", name=words, channel=channel, words=words, due_at=None
        )
    following.follow_all(now)
    assert Following.objects.count() == 3
    with process():
        assert wait_until(lambda: len(live.asked) == 2, SOON)
        assert wait_until(lambda: Following.objects.get(source__words="pont des Arts").due_at is None, SOON)
        assert wait_until(lambda: Following.objects.exclude(since=None).count() == 2, SOON)
    assert "/api/v1/streaming?stream=hashtag&tag=neige" in [path for path, _ in live.asked]


def test_two_accounts_of_bluesky_share_one_line(town, live, settings, monkeypatch, source):
    """Each is told of its own, and of nothing else."""
    monkeypatch.setattr("parvis.networks.kinds.bluesky.Kind.stream", f"ws://{live.address}")
    Following.objects.all().delete()
    Source.objects.all().delete()
    later = timezone.now() + timedelta(minutes=10)
    for did in (ME, ANA):
        channel = Channel.objects.create(
            organisation=town, network="bluesky", name=did, state="live", external_id=did, secrets={"access": "a"}
        )
        Source.objects.create(organisation=town, kind="channel", name=did, channel=channel, due_at=later)
    following.follow_all(timezone.now())
    over = threading.Event()
    thread = threading.Thread(target=following.run, args=(over,))
    thread.start()
    try:
        assert wait_until(lambda: Following.objects.exclude(since=None).count() == 2, SOON)
        assert len(live.lines) == 1
        Source.objects.update(due_at=later)
        live.tell(post("did:plc:somebody"))
        live.tell(post("did:plc:somebody", facets=[{"features": [{"did": ME}]}]))
        assert wait_until(lambda: Source.objects.get(name=ME).due_at < later, SOON)
        assert Source.objects.get(name=ANA).due_at == later
    finally:
        over.set()
        thread.join(10)
    assert not Pace.objects.exists()


def test_no_more_lines_than_there_is_room_for(source, live, monkeypatch):
    monkeypatch.setattr(lines, "most_lines", lambda: 1)
    channel = Channel.objects.get()
    Source.objects.create(organisation=channel.organisation, kind="search", name="#a", channel=channel, words="#a")
    following.follow_all(timezone.now())
    with process():
        assert wait_until(lambda: live.lines, SOON)
        assert not wait_until(lambda: len(live.asked) > 1, 1.5)


def test_the_pages_say_how_soon_a_channel_is_heard(source, sign_in, alice):
    house = source.organisation.slug
    pages = [reverse("channels:channel", args=[house, source.channel_id]), reverse("listen:sources", args=[house])]
    client = sign_in(alice)
    assert all("Relevé toutes les 10 minutes." in client.get(page).content.decode() for page in pages)
    until = timezone.now() + timedelta(minutes=1)
    Following.objects.update(since=timezone.now(), lease_until=until, lease_by="a process")
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Suivi en direct depuis" in shown
        assert "Relevé" not in shown
    trouble = {"fr": "Ce serveur ne propose pas le suivi en direct.", "en": "This server cannot be followed live."}
    Following.objects.update(since=None, trouble=trouble)
    assert all(trouble["fr"] in client.get(page).content.decode() for page in pages)


def test_a_house_may_do_without(source, live, settings):
    settings.FOLLOW_LIVE = False
    with process():
        assert not wait_until(lambda: live.asked, 1)
