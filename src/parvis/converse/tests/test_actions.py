"""The other verbs: each does its thing, once, and writes it down."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from parvis.converse import actions, commitments
from parvis.converse.models import Commitment, Conversation
from parvis.core.audit import AuditEntry
from parvis.outbox.actions import Impossible


@pytest.fixture
def promise(talk, alice):
    return Commitment.objects.create(
        organisation=talk.organisation,
        conversation=talk,
        text="Réparer le pont",
        owner=alice,
        due_on=date(2026, 11, 30),
        made_at=timezone.now(),
    )


def _codes():
    return list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))


def test_given_to_a_colleague_and_to_nobody(talk, alice, bruno):
    actions.assign(alice, talk, bruno)
    actions.assign(alice, talk, bruno)
    actions.assign(alice, talk, None)
    assert Conversation.objects.get().owner is None
    assert _codes()[1:] == ["converse.assigned", "converse.unassigned"]


def test_not_given_to_a_stranger_or_a_reader(talk, alice, dalia, town):
    from tests.cast import _member

    for person in (dalia, _member(town, "Rémi Roux", "reader")):
        with pytest.raises(Impossible):
            actions.assign(alice, talk, person)
    assert Conversation.objects.get().owner is None


def test_a_crisis_is_owed_sooner_and_a_mistake_is_taken_back(talk, alice):
    before = talk.due_at
    actions.set_handling(alice, talk, "crisis")
    assert talk.due_at < timezone.now() + timedelta(hours=1, seconds=1)
    actions.set_handling(alice, talk, "answer")
    assert talk.due_at == before
    with pytest.raises(ValueError, match="shout"):
        actions.set_handling(alice, talk, "shout")


def test_stage_and_note(talk, alice, bruno):
    actions.set_stage(alice, talk, "discovery")
    actions.note(bruno, talk, " La régie confirme. ")
    assert Conversation.objects.get().stage == "discovery"
    assert talk.messages.get(direction="note").text == "La régie confirme."
    with pytest.raises(Impossible):
        actions.note(bruno, talk, "  ")
    assert _codes()[1:] == ["converse.staged", "converse.noted"]


def test_closed_with_what_was_learnt_and_opened_again_as_it_was(talk, alice):
    actions.close(alice, talk, "turned", "Publier le menu le jeudi.")
    actions.close(alice, talk, "resolved")
    row = Conversation.objects.get()
    assert (row.state, row.outcome, row.learnt, row.closed_by) == (
        "closed",
        "turned",
        "Publier le menu le jeudi.",
        alice,
    )
    actions.reopen(alice, row)
    assert (row.state, row.outcome, row.closed_at) == ("open", "", None)
    assert row.due_at
    assert _codes()[1:] == ["converse.closed", "converse.reopened"]


def test_closed_without_a_word_is_guessed(talk, alice):
    actions.close(alice, talk)
    assert talk.outcome == "no_answer"
    actions.reopen(alice, talk)
    Conversation.objects.update(answered_at=timezone.now())
    talk.refresh_from_db()
    actions.close(alice, talk)
    assert talk.outcome == "resolved"


def test_opened_by_hand_from_what_triage_left_alone(heard, bruno):
    post = heard(addressed=False, intent="none", hours_ago=24 * 60)
    talk = actions.open_conversation(bruno, post)
    assert talk.owner == bruno
    assert actions.open_conversation(bruno, post) == talk
    with pytest.raises(Impossible):
        actions.open_conversation(bruno, heard(by_us=True))


def test_a_promise_is_over_when_the_person_knows(promise, alice):
    with pytest.raises(Impossible):
        commitments.told(alice, promise)
    commitments.keep(alice, promise)
    commitments.keep(alice, promise)
    commitments.told(alice, promise)
    commitments.told(alice, promise)
    assert promise.told_at
    assert _codes()[1:] == ["converse.kept", "converse.told"]


def test_a_broken_promise_may_still_be_kept(promise, alice):
    commitments.break_(alice, promise)
    assert promise.stands(date(2026, 11, 1)) == "broken"
    commitments.keep(alice, promise)
    assert promise.stands(date(2026, 11, 1)) == "kept"


def test_open_then_late(promise):
    assert promise.stands(date(2026, 11, 30)) == "open"
    assert promise.stands(date(2026, 12, 1)) == "late"


def test_nobody_of_the_public_is_named_in_the_log(talk, alice):
    actions.close(alice, talk)
    assert "Ana" not in "".join(entry.about + str(entry.data) for entry in AuditEntry.objects.all())
