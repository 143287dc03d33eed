"""A new or changed watch looks back over what is stored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core import work
from parvis.listen import rematching
from parvis.listen.models import Mention, Watch
from parvis.listen.steps import STEPS

ANEW = STEPS[2:3]


@pytest.fixture
def stored(say):
    return [say(f"La cantine, épisode {i}", unread=False) for i in range(5)] + [say("Le pont", unread=False)]


def due(watch):
    Watch.objects.filter(pk=watch.pk).update(due_at=timezone.now(), below=None)


def test_it_catches_what_is_stored_without_asking_for_answers(watch, stored):
    due(watch)
    work.drain(ANEW)
    assert Mention.objects.count() == 5
    assert not Mention.objects.filter(sorted_at=None).exists()
    watch.refresh_from_db()
    assert (watch.due_at, watch.below) == (None, None)


def test_a_changed_query_drops_what_no_longer_holds_and_keeps_the_rest(watch, stored):
    due(watch)
    work.drain(ANEW)
    kept = Mention.objects.get(post=stored[3])
    Mention.objects.filter(pk=kept.pk).update(dismissed_at=timezone.now())
    Watch.objects.update(query="pont OU (épisode ET 3)")
    due(watch)
    work.drain(ANEW)
    assert set(Mention.objects.values_list("post", flat=True)) == {stored[3].pk, stored[5].pk}
    kept.refresh_from_db()
    assert kept.dismissed_at
    assert kept.spans


def test_killed_between_two_chunks_it_goes_on_where_it_stopped(watch, stored, monkeypatch):
    monkeypatch.setattr(rematching, "CHUNK", 2)
    due(watch)
    row = work.claim(Watch.objects.all(), timezone.now(), 60)
    calls = []
    real = rematching._match

    def die_at_the_second(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(rematching, "_match", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        rematching.rematch(row)
    monkeypatch.setattr(rematching, "_match", real)
    watch.refresh_from_db()
    assert watch.below == stored[4].pk
    Watch.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work.drain(ANEW)
    assert Mention.objects.count() == 5


def test_changed_while_it_looks_back_it_starts_over(watch, stored, monkeypatch):
    monkeypatch.setattr(rematching, "CHUNK", 2)
    due(watch)
    row = work.claim(Watch.objects.all(), timezone.now(), 60)
    Watch.objects.update(query="pont", due_at=timezone.now(), lease_by="", lease_until=None, below=None)
    rematching.rematch(row)
    assert not Mention.objects.exists()
    work.drain(ANEW)
    assert Mention.objects.get().post == stored[5]


def test_posts_still_unread_are_left_to_be_sorted(watch, say):
    say("La cantine ouvre demain.")
    due(watch)
    work.drain(ANEW)
    assert Mention.objects.get().sorted_at is None


def test_older_than_a_year_is_left_alone(watch, say):
    say("La cantine d’antan", unread=False, published_at=timezone.now() - timedelta(days=400))
    due(watch)
    work.drain(ANEW)
    assert not Mention.objects.exists()
