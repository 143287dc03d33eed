"""Retry, cancel, mark as sent, withdraw: each does its thing once, refuses Bruno, and writes the audit log."""

import secrets
from datetime import timedelta

import pytest
from django.core import mail

from parvis.core.audit import AuditEntry
from parvis.core.work import drain
from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.networks.base import Sent
from parvis.networks.errors import Amend, Gone, MaybeSent, Reconnect, TryLater
from parvis.outbox import actions, reads, steps, taking
from parvis.outbox.models import Delivery
from parvis.outbox.tests.conftest import SAID, fresh


@pytest.fixture
def item(clock, network, alice, channel):
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    return actions.deliver(alice, channel, "reply", "Oui, lundi.", secrets.token_hex(16))


VERBS = {
    "retry": ("refused", actions.retry, "outbox.retried"),
    "cancel": ("ready", actions.cancel, "outbox.cancelled"),
    "take_up": ("cancelled", actions.take_up, "outbox.taken_up"),
    "leave": ("withdrawing", taking.leave, "outbox.left_out"),
    "mark_sent": ("unsure", lambda who, row: actions.mark_sent(who, row, "https://a.example/1"), "outbox.marked_sent"),
    "withdraw": ("sent", taking.withdraw, "outbox.withdrawing"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_done_once_and_written_down(item, alice, verb):
    state, act, code = VERBS[verb]
    Delivery.objects.update(state=state, external_id="1", sent_at=item.made_at)
    item.refresh_from_db()
    act(alice, item)
    assert AuditEntry.objects.get(code=code).person == alice
    stale = Delivery.objects.get()
    with pytest.raises(actions.Impossible):
        act(alice, stale)
    assert AuditEntry.objects.filter(code=code).count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_refused_to_bruno_and_to_the_other_house(item, bruno, dalia, verb):
    state, act, code = VERBS[verb]
    Delivery.objects.update(state=state, external_id="1", sent_at=item.made_at)
    for person in (bruno, dalia):
        item.refresh_from_db()
        with pytest.raises(gate.Refused):
            act(person, item)
    assert Delivery.objects.get().state == state
    assert not AuditEntry.objects.filter(code=code).exists()


@pytest.mark.parametrize("verb", VERBS)
def test_of_two_who_act_at_once_one_is_told(item, alice, verb):
    """Both read the row; the second finds it changed."""
    state, act, _ = VERBS[verb]
    Delivery.objects.update(state=state, external_id="1", sent_at=item.made_at)
    first, second = Delivery.objects.get(), Delivery.objects.get()
    act(alice, first)
    with pytest.raises(actions.Impossible):
        act(alice, second)


@pytest.mark.parametrize("state", ["sending", "waiting", "unsure", "sent", "withdrawing"])
def test_what_may_be_out_cannot_be_cancelled(item, alice, state):
    Delivery.objects.update(state=state)
    item.refresh_from_db()
    with pytest.raises(actions.Impossible):
        actions.cancel(alice, item)


def test_cancelled_under_the_hands_of_a_worker(item, alice, network, work, monkeypatch):
    """The worker has claimed it and reads the pictures when Alice cancels."""
    from parvis.outbox import steps

    real = steps.draft_of

    def cancelled_meanwhile(row, **how):
        actions.cancel(alice, Delivery.objects.get())
        return real(row, **how)

    monkeypatch.setattr(steps, "draft_of", cancelled_meanwhile)
    work()
    assert network.calls == []
    assert Delivery.objects.get().state == "cancelled"


def test_marked_by_hand_counts_as_sent(item, alice, network, work):
    network.does += [Amend(SAID)]
    work()
    item.refresh_from_db()
    with pytest.raises(actions.Impossible, match="not a link"):
        actions.mark_sent(alice, item, "chez nous")
    actions.mark_sent(alice, item, "https://net.example/42")
    work()
    item.refresh_from_db()
    assert (item.state, item.url, item.refusal) == ("sent", "https://net.example/42", {})
    assert item.sent_at
    assert network.calls == ["send"]


def test_withdrawn_as_often_as_it_takes(item, alice, network, work, channel, clock):
    work()
    item.refresh_from_db()
    taking.withdraw(alice, item)
    network.does += [TryLater(SAID), Reconnect(SAID), KeyError("bug"), Gone(SAID)]
    for _ in range(6):
        clock.pass_(hours=2)
        work()
    item.refresh_from_db()
    assert item.state == "withdrawn"
    assert network.named("withdraw") == ["withdraw"] * 5
    assert AuditEntry.objects.filter(code="outbox.withdrawn").count() == 1


def test_where_the_network_refuses_to_take_it_back_that_stays_to_be_done_by_a_person(item, alice, network, work, clock):
    work()
    item.refresh_from_db()
    taking.withdraw(alice, item)
    network.does += [Amend(SAID, "too old")]
    work()
    clock.pass_(minutes=1)
    work()
    item.refresh_from_db()
    assert (item.state, item.refusal["code"], item.due_at) == ("withdrawing", "not_withdrawn", None)
    assert item.tries.last().words == "too old"
    assert SAID.fr in mail.outbox[0].body
    assert AuditEntry.objects.filter(code="outbox.not_withdrawn").count() == 1
    assert list(reads.troubled(item.organisation)) == [item]
    taking.mark_withdrawn(alice, item)
    assert (item.state, item.refusal) == ("withdrawn", {})


def test_asked_again_after_a_no_it_goes(item, alice, network, work):
    work()
    taking.withdraw(alice, fresh(item))
    network.does += [Amend(SAID, "busy")]
    work()
    taking.withdraw(alice, fresh(item))
    work()
    assert fresh(item).state == "withdrawn"
    assert not network.named("withdraw")[2:]


def test_a_withdrawal_that_lasts_is_told_once_and_goes_on(item, alice, network, work, clock):
    work()
    taking.withdraw(alice, fresh(item))
    network.always["withdraw"] = TryLater(SAID)
    for _ in range(8):
        clock.pass_(hours=2)
        work()
    assert (fresh(item).state, item.refusal["code"], len(mail.outbox)) == ("withdrawing", "still_out", 1)
    del network.always["withdraw"]
    clock.pass_(hours=2)
    work()
    assert (fresh(item).state, item.refusal) == ("withdrawn", {})


def test_a_withdrawal_that_was_not_asked_of_the_network_yet_is_called_off(item, alice, network, work):
    work()
    taking.withdraw(alice, fresh(item))
    taking.leave(alice, fresh(item))
    work()
    assert fresh(item).state == "sent"
    assert network.named("withdraw") == []
    assert AuditEntry.objects.filter(code="outbox.left_out").count() == 1
    taking.withdraw(alice, fresh(item))
    network.does += [MaybeSent(SAID)]
    work()
    with pytest.raises(actions.Impossible):
        taking.leave(alice, fresh(item))


def test_called_off_under_the_hands_of_a_worker_the_network_is_not_asked(item, alice, network, work, monkeypatch):
    work()
    taking.withdraw(alice, fresh(item))
    real = steps.pace.wait_of

    def called_off_meanwhile(channel, now):
        taking.leave(alice, Delivery.objects.get())
        return real(channel, now)

    monkeypatch.setattr(steps.pace, "wait_of", called_off_meanwhile)
    work()
    assert (fresh(item).state, network.named("withdraw")) == ("sent", [])


@pytest.mark.parametrize("was_out", [True, False], ids=["it was out", "it was not"])
def test_withdrawn_while_on_its_way_it_is_taken_back_or_does_not_go(item, alice, network, work, clock, was_out):
    network.does += [network.lose_the_answer if was_out else MaybeSent(SAID)]
    drain(steps.STEPS)
    assert fresh(item).state == "unsure"
    taking.withdraw(alice, fresh(item))
    with pytest.raises(actions.Impossible):
        taking.withdraw(alice, fresh(item))
    work(until="withdrawn" if was_out else "cancelled", most=timedelta(hours=2))
    assert fresh(item).state == ("withdrawn" if was_out else "cancelled")
    assert network.named("send") == ["send"]
    assert len(network.named("withdraw")) == int(was_out)


def test_withdrawn_inside_the_call_it_is_taken_back(item, alice, network, work):
    def meanwhile(draft):
        taking.withdraw(alice, Delivery.objects.get())
        return network.put_out(draft)

    network.does += [meanwhile]
    work()
    assert (fresh(item).state, network.named("withdraw")) == ("withdrawn", ["withdraw"])


def test_what_was_cancelled_is_taken_up_again_at_its_time(item, alice, network, work, clock):
    later = clock.now() + timedelta(hours=5)
    Delivery.objects.update(start_at=later, due_at=later)
    actions.cancel(alice, fresh(item))
    work()
    actions.take_up(alice, fresh(item))
    work()
    assert (fresh(item).state, item.due_at, network.calls) == ("ready", later, [])
    assert AuditEntry.objects.filter(code="outbox.taken_up").count() == 1


def test_what_may_have_been_out_when_it_was_cancelled_is_looked_for_before_it_goes(item, alice, network, work, clock):
    network.does += [network.lose_the_answer]
    network.always["look"] = TryLater(SAID)
    work(until="given_up")
    actions.cancel(alice, fresh(item))
    del network.always["look"]
    actions.take_up(alice, fresh(item))
    work()
    assert fresh(item).state == "given_up", "it had stopped, so it stands still again"
    actions.retry(alice, fresh(item))
    work(until="sent")
    assert network.out == {item.key: 1}


def test_what_has_no_id_there_is_withdrawn_by_hand(item, alice, work):
    actions.mark_sent(alice, item, "https://net.example/42")
    with pytest.raises(actions.Impossible, match="Remove it there"):
        taking.withdraw(alice, item)


def test_a_retry_goes_out_in_the_name_of_who_retries(item, alice, town, network, work, sign_in):
    from tests.cast import _member

    eva = _member(town, "Éva Petit", "officer")
    Accreditation.objects.create(organisation=town, person=eva, expires_at=item.deadline + timedelta(days=9))
    Accreditation.objects.filter(person=alice).update(suspended_at=item.made_at)
    work()
    item.refresh_from_db()
    assert item.refusal["code"] == "accreditation_suspended"
    actions.retry(eva, item)
    work()
    item.refresh_from_db()
    assert (item.state, item.person) == ("sent", eva)


@pytest.mark.parametrize("state", ["ready", "refused", "given_up", "login_lost"])
def test_what_waits_on_a_closed_channel_can_be_cancelled_by_its_author(item, alice, channel, state):
    Accreditation.objects.all().delete()
    type(channel).objects.update(state="closed")
    Delivery.objects.update(state=state)
    actions.cancel(alice, Delivery.objects.get())
    assert Delivery.objects.get().state == "cancelled"


def test_a_lead_stops_what_another_person_sends_without_being_accredited(item, town):
    from tests.cast import _member

    lead = _member(town, "Odile Roux", "lead")
    actions.cancel(lead, item)
    assert Delivery.objects.get().state == "cancelled"


def test_a_reader_stops_nothing_not_even_in_their_own_name(item, alice):
    alice.memberships.update(role="reader")
    with pytest.raises(gate.Refused):
        actions.cancel(alice, item)


def test_a_link_that_a_network_gives_is_no_script(item, network, work):
    network.does += [Sent("1", "javascript:alert(1)")]
    work()
    row = Delivery.objects.get()
    assert (row.state, row.url) == ("sent", "")
