"""Answering: what it writes, what it refuses, twice is once; a gate that closes between reply and sending."""

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from parvis.converse.models import Commitment, Message
from parvis.converse.replying import Answer, Objected, objections, reply
from parvis.core.audit import AuditEntry
from parvis.core.work import drain
from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.outbox.actions import Impossible
from parvis.outbox.models import Delivery

YES = "Bonjour Ana, oui, la cantine ouvre lundi à 11 h 30."


def _answer(text=YES, **more):
    return Answer(text, secrets.token_hex(16), **more)


def _nothing_written(talk):
    talk.refresh_from_db()
    assert talk.state == "open"
    assert not Delivery.objects.exists()
    assert not Message.objects.filter(direction="out").exists()
    assert not Commitment.objects.exists()
    assert not AuditEntry.objects.filter(code="converse.replied").exists()


def test_an_answer_is_handed_to_the_outbox(talk, alice, channel):
    message = reply(alice, talk, _answer())
    talk.refresh_from_db()
    assert (talk.state, talk.owner, talk.due_at) == ("answered", alice, None)
    assert talk.answered_at
    delivery = message.delivery
    assert (delivery.act, delivery.channel, delivery.person, delivery.text) == ("reply", channel, alice, YES)
    assert delivery.reply_to == {"post": 1, "parent": 1}
    assert AuditEntry.objects.get(code="converse.replied").about == f"#{talk.pk}"


def test_it_answers_the_last_thing_said(talk, heard, sort, alice):
    heard("Et mardi ?", hours_ago=1)
    sort()
    assert reply(alice, talk, _answer()).delivery.reply_to == {"post": 1, "parent": 2}


def test_the_same_form_twice_is_one_answer(talk, alice):
    answer = _answer()
    assert reply(alice, talk, answer).pk == reply(alice, talk, answer).pk
    assert Delivery.objects.count() == 1
    assert AuditEntry.objects.filter(code="converse.replied").count() == 1


def test_bruno_and_strangers_are_refused_and_nothing_is_written(talk, bruno, dalia):
    for person in (bruno, dalia):
        with pytest.raises(gate.Refused):
            reply(person, talk, _answer())
    _nothing_written(talk)


def test_what_blocks_is_refused_even_anyway(talk, alice):
    for anyway in (False, True):
        with pytest.raises(Objected) as caught:
            reply(alice, talk, _answer("Appelez Ana au 06 12 34 56 78.", anyway=anyway))
        assert caught.value.blocked
    with pytest.raises(Objected):
        reply(alice, talk, _answer("   "))
    _nothing_written(talk)


def test_what_warns_goes_out_when_the_person_says_so(talk, alice):
    text = "Bonjour, nous avons bien pris note de votre remarque."
    assert objections(talk, text, datetime(2026, 11, 24, 10, tzinfo=UTC))
    with pytest.raises(Objected) as caught:
        reply(alice, talk, _answer(text))
    assert not caught.value.blocked
    _nothing_written(talk)
    reply(alice, talk, _answer(text, anyway=True))
    assert "wooden" in AuditEntry.objects.get(code="converse.sent_anyway").data["warnings"]


def test_a_promise_becomes_a_commitment_with_its_date(talk, alice, town):
    reply(alice, talk, _answer("Bonjour, le service des écoles vous répond d’ici demain."))
    made = Commitment.objects.get()
    today = timezone.now().astimezone(town.tz).date()
    assert (made.owner, made.due_on) == (alice, today + timedelta(days=1))
    assert "vous répond" in made.text
    assert made.message.direction == "out"


def test_a_promise_without_date_takes_the_one_that_is_chosen(talk, alice):
    with pytest.raises(Objected):
        reply(alice, talk, _answer("Nous reviendrons vers vous."))
    reply(alice, talk, _answer("Nous reviendrons vers vous.", anyway=True, promised_on=date(2031, 1, 2)))
    assert Commitment.objects.get().due_on == date(2031, 1, 2)


def test_an_answer_may_tell_what_came_of_a_promise(talk, alice):
    reply(alice, talk, _answer("Bonjour, le service des écoles vous répond d’ici demain."))
    made = Commitment.objects.get()
    reply(alice, talk, _answer("C’est fait : la cantine ouvre lundi.", tells=[made.pk]))
    made.refresh_from_db()
    assert made.kept_at
    assert made.told_at


def test_where_we_have_no_channel_nobody_can_answer(heard, sort, alice):
    from parvis.converse.models import Conversation

    heard(channel=None, reply_handle={}, network="feed")
    sort()
    with pytest.raises(Impossible):
        reply(alice, Conversation.objects.get(), _answer())
    assert not Delivery.objects.exists()


def test_accreditation_ended_between_reply_and_sending(talk, alice, monkeypatch):
    """Accepted at the page, refused at the sending step, with the reason in the thread."""
    from parvis.outbox.steps import STEPS

    monkeypatch.setattr("parvis.channels.speak.network_for", lambda *how: pytest.fail("the network was called"))
    message = reply(alice, talk, _answer())
    Accreditation.objects.update(expires_at=timezone.now())
    drain(STEPS)
    message.delivery.refresh_from_db()
    assert message.delivery.state == "refused"
    assert message.delivery.refusal["code"] == "accreditation_ended"


def test_if_the_log_cannot_be_written_nothing_is(talk, alice, monkeypatch):
    monkeypatch.setattr("parvis.converse.replying.record", lambda *how, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        reply(alice, talk, _answer())
    monkeypatch.undo()
    _nothing_written(talk)
