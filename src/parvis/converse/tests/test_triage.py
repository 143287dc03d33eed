"""From what was heard to the inbox: what opens a conversation, what joins one, what does neither; twice is once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.converse import actions, steps
from parvis.converse.models import Conversation, Message
from parvis.listen.models import Mention


def _texts(conversation):
    return [message.text for message in conversation.messages.all()]


def test_a_question_addressed_to_us_is_owed_an_answer(heard, sort, channel, bruno):
    channel.owner = bruno
    channel.save()
    post = heard("La cantine ouvre-t-elle lundi ?")
    sort()
    talk = Conversation.objects.get()
    assert (talk.root, talk.channel, talk.state, talk.handling, talk.owner) == (post, channel, "open", "answer", bruno)
    assert talk.due_at == post.published_at + timedelta(hours=24)
    assert _texts(talk) == ["La cantine ouvre-t-elle lundi ?"]


def test_twice_is_once(heard, mention, sort):
    post = heard()
    mention(post)
    assert sort() == 1
    assert sort() == 0
    Mention.objects.update(sorted_at=None)
    sort()
    assert Conversation.objects.count() == Message.objects.count() == 1


@pytest.mark.parametrize(
    ("intent", "opens"),
    [
        ("question", True),
        ("request", True),
        ("complaint", True),
        ("false_information", True),
        ("emergency", True),
        ("thanks", False),
        ("praise", False),
        ("suggestion", False),
        ("none", False),
    ],
)
def test_a_mention_opens_when_an_answer_is_asked(heard, mention, sort, intent, opens):
    mention(heard(intent=intent, addressed=False))
    sort()
    assert Conversation.objects.exists() is opens
    assert Mention.objects.get().sorted_at


def test_a_watch_that_does_not_ask_opens_nothing(heard, mention, sort, watch):
    watch.asks = False
    watch.save()
    mention(heard(addressed=False))
    sort()
    assert not Conversation.objects.exists()


@pytest.mark.parametrize(
    ("intent", "handling"),
    [
        ("thanks", "thank"),
        ("praise", "thank"),
        ("false_information", "correct"),
        ("complaint", "answer"),
        ("", "answer"),
    ],
)
def test_the_handling_is_guessed(heard, sort, intent, handling):
    heard(intent=intent)
    sort()
    assert Conversation.objects.get().handling == handling


def test_a_crisis_is_due_within_the_hour(heard, sort):
    heard("Il y a le feu à l’école", intent="emergency", hours_ago=0)
    sort()
    talk = Conversation.objects.get()
    assert talk.handling == "crisis"
    assert talk.due_at <= timezone.now() + timedelta(hours=1)


def test_what_is_found_late_is_not_late_at_once(heard, sort):
    heard(hours_ago=24 * 20)
    sort()
    assert Conversation.objects.get().due_at > timezone.now() + timedelta(minutes=59)


def test_copies_and_old_posts_and_our_own_open_nothing(heard, mention, sort):
    first = heard("Fermeture de la piscine ?", author="Ana", author_handle="ana")
    copy = heard("Fermeture de la piscine ?", author="Marc", author_handle="marc", copy_of=first)
    mention(copy)
    mention(heard(hours_ago=24 * 31, author_handle="old"))
    mention(heard(by_us=True, author_handle="mairie"))
    mention(heard(author_handle="zoe", addressed=False), dismissed_at=timezone.now())
    sort()
    assert [talk.root for talk in Conversation.objects.all()] == [first]
    assert not Mention.objects.filter(sorted_at=None).exists()
    assert sort() == 0


def test_unread_posts_wait_until_they_are_read(heard, mention, sort):
    post = heard(unread=True)
    mention(post)
    assert sort() == 0
    post.unread = False
    post.save()
    sort()
    assert Conversation.objects.count() == 1


def test_the_same_person_in_the_same_thread_goes_on(talk, heard, sort):
    heard("Et mardi ?", hours_ago=1)
    sort()
    assert Conversation.objects.count() == 1
    assert _texts(talk) == ["La cantine ouvre-t-elle lundi ?", "Et mardi ?"]


def test_who_says_it_again_in_the_same_thread_goes_on(talk, heard, sort):
    heard("La cantine ouvre-t-elle lundi ???", hours_ago=1, copy_of=talk.root)
    sort()
    assert Conversation.objects.count() == 1
    assert len(_texts(talk)) == 2


@pytest.mark.parametrize(
    "other",
    [{"author": "Marc", "author_handle": "marc"}, {"thread": "site#post-2"}, {"network": "mastodon"}],
)
def test_another_person_thread_or_network_is_another_conversation(talk, heard, sort, other):
    heard("Et mardi ?", **other)
    sort()
    assert Conversation.objects.count() == 2


def test_two_people_without_a_name_are_not_taken_for_one(heard, sort):
    heard("Bonjour ?", author="Anonyme", author_handle="")
    heard("Et moi ?", author="Anonyme", author_handle="", hours_ago=1)
    sort()
    assert Conversation.objects.count() == 2


def test_an_answer_to_what_we_said_goes_on_wherever_it_stands(talk, heard, sort, alice, channel):
    from parvis.converse.replying import Answer, reply

    message = reply(alice, talk, Answer("Oui, lundi à 11 h 30.", "a" * 32))
    message.delivery.external_id = "site#comment-900"
    message.delivery.save()
    heard("Merci, et mardi ?", thread="", reply_to="site#comment-900")
    sort()
    assert Conversation.objects.count() == 1
    talk.refresh_from_db()
    assert talk.state == "open"


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_who_writes_again_opens_it_again(talk, heard, sort, alice, state):
    actions.close(alice, talk)
    Conversation.objects.update(state=state)
    post = heard("Et mardi ?", hours_ago=1)
    sort()
    talk.refresh_from_db()
    assert (talk.state, talk.closed_at, talk.outcome) == ("open", None, "")
    assert talk.due_at == post.published_at + timedelta(hours=24)


def test_one_bad_row_does_not_stop_the_others(heard, sort, monkeypatch):
    bad, good = heard(author_handle="bad"), heard(author_handle="good")
    real = steps.take_in

    def shaky(post, now):
        if post.pk == bad.pk:
            raise RuntimeError("bug")
        return real(post, now)

    monkeypatch.setattr(steps, "take_in", shaky)
    sort()
    assert [talk.root for talk in Conversation.objects.all()] == [good]


def test_killed_in_the_middle_nothing_is_half_done(heard, mention, sort, monkeypatch):
    post = heard()
    mention(post)
    real = Message.objects.create

    def killed(**fields):
        raise KeyboardInterrupt

    monkeypatch.setattr(Message.objects, "create", killed)
    with pytest.raises(KeyboardInterrupt):
        sort()
    assert not Conversation.objects.exists()
    assert Mention.objects.get().sorted_at is None
    monkeypatch.setattr(Message.objects, "create", real)
    from parvis.converse.models import Sorting

    Sorting.objects.update(lease_until=None)
    sort()
    assert Conversation.objects.count() == 1


def test_houses_do_not_mix(talk, heard, sort, chamber):
    heard("Et mardi ?", organisation=chamber, channel=None, hours_ago=1)
    sort()
    assert Conversation.objects.of(chamber).count() == 1
    assert len(_texts(talk)) == 1


def test_nothing_to_do_costs_four_light_queries(talk, sort, django_assert_num_queries):
    """Mentions to sort, posts to answer, answers that came back, moderations to carry out."""
    with django_assert_num_queries(4):
        assert sort() == 0


def test_an_owner_who_left_is_nobody(heard, sort, channel, bruno):
    channel.owner = bruno
    channel.save()
    bruno.memberships.all().delete()
    heard()
    sort()
    assert Conversation.objects.get().owner is None
