"""From posts to mentions: matched, read, folded; nothing lost or doubled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core import work
from parvis.listen import reading
from parvis.listen.models import Mention, Post, Reading, Watch
from parvis.listen.steps import STEPS
from parvis.listen.storing import ask_to_read


@pytest.fixture
def read(town):
    def run():
        ask_to_read(town, timezone.now())
        return work.drain(STEPS[1:2])

    return run


def test_a_post_becomes_the_mention_of_each_watch_that_asks_for_it(say, watch, town, read):
    other = Watch.objects.create(organisation=town, name="Lundi", query="lundi")
    post = say("La cantine est-elle ouverte lundi ? Merci de me répondre.")
    say("Il fait beau.")
    read()
    assert set(Mention.objects.values_list("watch", "post")) == {(watch.pk, post.pk), (other.pk, post.pk)}
    caught = Mention.objects.get(watch=watch)
    assert [post.text[start:end] for start, end in caught.spans] == ["cantine"]
    post.refresh_from_db()
    assert (post.unread, post.language, post.intent) == (False, "fr", "question")
    assert post.tone in {"negative", "neutral", "positive", "unsure"}


def test_spans_are_told_apart_between_headline_and_text(say, watch, read):
    post = say("À la cantine, tout change.", title="Cantine : du nouveau")
    read()
    mention = Mention.objects.get()
    assert [post.title[start:end] for start, end in mention.title_spans] == ["Cantine"]
    assert [post.text[start:end] for start, end in mention.spans] == ["cantine"]


def test_the_title_above_a_comment_is_not_its_own(say, watch, read):
    say("Bravo à toute l’équipe.", title="La cantine", reply_to="post-1")
    read()
    assert not Mention.objects.exists()


def test_our_own_words_are_nobody_s_mention(say, watch, read):
    say("La cantine est ouverte.", by_us=True)
    read()
    assert not Mention.objects.exists()
    assert not Post.objects.get().unread


def test_a_paused_watch_and_another_house_s_watch_catch_nothing(say, watch, chamber, read):
    Watch.objects.update(paused_at=timezone.now())
    Watch.objects.create(organisation=chamber, name="Cantine", query="cantine")
    say("La cantine est ouverte.")
    read()
    assert not Mention.objects.exists()


def test_a_watch_changed_while_the_process_lives_is_heard_at_once(say, watch, read):
    say("La cantine est ouverte.")
    read()
    Watch.objects.filter(pk=watch.pk).update(query="piscine")
    say("La piscine est ouverte.")
    read()
    assert Mention.objects.filter(post__text__contains="piscine").count() == 1


def test_near_copies_point_at_the_first_even_across_processes(say, watch, read):
    from parvis.listen import copying

    words = "Pétition : non à la fermeture de la cantine de Sainte-Aube, signez et partagez autour de vous"
    first = say(words)
    read()
    copying._held.clear()
    copies = [say(words + " svp"), say("RT " + words)]
    other = say("La cantine sert du poisson aujourd’hui, et les enfants ont aimé le dessert aux pommes.")
    read()
    assert {post.copy_of_id for post in Post.objects.filter(pk__in=[c.pk for c in copies])} == {first.pk}
    assert Post.objects.get(pk=other.pk).copy_of_id is None
    assert Post.objects.get(pk=first.pk).copy_of_id is None


def test_history_is_sorted_already_so_that_nobody_is_asked_to_answer_it(say, watch, read):
    say("La cantine ouvre demain.")
    say("La cantine ouvrait hier.", published_at=timezone.now() - timedelta(days=60))
    read()
    assert Mention.objects.get(sorted_at=None).post.text == "La cantine ouvre demain."
    assert Mention.objects.count() == 2


def test_a_post_that_cannot_be_read_waits_and_the_others_go(say, watch, read, monkeypatch):
    from parvis.listen import matching

    real = matching.as_text
    monkeypatch.setattr(matching, "as_text", lambda post: 1 / 0 if "cassée" in post.text else real(post))
    good, bad, after = say("La cantine ouvre."), say("La cantine cassée."), say("La cantine ferme.")
    read()
    assert set(Mention.objects.values_list("post", flat=True)) == {good.pk, after.pk}
    assert Post.objects.get(unread=True) == bad
    monkeypatch.setattr(matching, "as_text", real)
    reading._aside.clear()
    read()
    assert Mention.objects.count() == 3


def test_a_fault_that_is_nobody_s_puts_off_the_reading_not_the_posts(say, watch, read, monkeypatch):
    monkeypatch.setattr("parvis.text.tone.read_many", lambda *args: 1 / 0)
    say("La cantine ouvre.")
    say("La cantine ferme.")
    read()
    row = Reading.objects.get()
    assert row.due_at > timezone.now()
    assert "ZeroDivisionError" in row.last_words
    assert not reading._aside
    monkeypatch.undo()
    read()
    assert Mention.objects.count() == 2


def test_killed_before_the_end_of_a_batch_nothing_is_kept_and_all_is_done_again(say, watch, read, town, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*args, **kwargs):
        raise Killed

    say("La cantine ouvre.")
    ask_to_read(town, timezone.now())
    monkeypatch.setattr(reading, "insert", kill)
    with pytest.raises(Killed):
        work.drain(STEPS[1:2])
    assert Post.objects.get().unread
    monkeypatch.undo()
    Reading.objects.update(lease_until=timezone.now())
    read()
    assert Mention.objects.count() == 1
    assert Post.objects.get().copy_of_id is None


def test_a_tone_that_a_person_corrected_stays(say, watch, alice):
    post = say("La cantine est nulle.", tone="positive", tone_by=alice, unread=False)
    stale = Post.objects.get(pk=post.pk)
    reading.read_posts(post.organisation, [stale])
    assert Post.objects.get().tone == "positive"


def test_what_arrives_while_a_reader_goes_to_rest_is_read(say, watch, read, town, monkeypatch):
    say("La cantine ouvre.")
    real = Reading.finish

    def late(self, **fields):
        if not Post.objects.filter(external_id="late").exists():
            say("La cantine ferme.", external_id="late")
        return real(self, **fields)

    monkeypatch.setattr(Reading, "finish", late)
    read()
    assert Mention.objects.count() == 2
