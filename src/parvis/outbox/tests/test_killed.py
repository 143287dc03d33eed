"""Killed between any two lines, frozen, overtaken, with the clock jumping: nothing doubled, nothing lost."""

import secrets
from datetime import timedelta

import pytest

from parvis.channels import speak
from parvis.core import audit
from parvis.core import work as core_work
from parvis.govern.models import Accreditation
from parvis.networks.base import Sent, Waiting
from parvis.networks.errors import Amend, MaybeSent, Reconnect, TryLater
from parvis.outbox import actions, steps
from parvis.outbox.models import Attempt, Delivery
from parvis.outbox.steps import STEPS
from parvis.outbox.tests.conftest import SAID, Killed, killed_at

(STEP,) = STEPS

# What the network does, and at which step of the row it is killed.
PATHS = {
    "sent, while sending": ([], 0),
    "later, while sending": ([TryLater(SAID)], 0),
    "answer lost, while looking": (["lost"], 1),
    "not out, while looking again": ([MaybeSent(SAID)], 2),
    "taken, while coming back": ([Waiting({"job": 1}, 5)], 1),
}


@pytest.fixture
def make(clock, network, alice, channel):
    """`make()` puts a reply in the outbox."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    speak.client()  # made once a process, as the words of the log are: their lines count once
    audit.words()
    return lambda: actions.deliver(alice, channel, "reply", "Oui.", secrets.token_hex(16))


def _script(network, path):
    network.does.clear()
    network.does += [network.lose_the_answer if each == "lost" else each for each in PATHS[path][0]]


def _run_one_step(clock):
    """The next thing that is due, however long until then."""
    soon = Delivery.objects.exclude(due_at=None).order_by("due_at").values_list("due_at", flat=True).first()
    clock.at = max(soon, clock.at)
    core_work.run_one(STEP)


def _up_to(path, network, clock, make):
    _script(network, path)
    item = make()
    for _ in range(PATHS[path][1]):
        _run_one_step(clock)
    return item


def _lines(path, network, clock, make):
    """How many lines that step of the path has."""
    item = _up_to(path, network, clock, make)
    with killed_at(0) as seen:
        _run_one_step(clock)
    item.delete()
    return len(seen)


@pytest.mark.parametrize("path", PATHS)
def test_killed_at_any_line_it_is_out_once(path, network, clock, make, work):
    lines = _lines(path, network, clock, make)
    assert lines > 20
    for number in range(1, lines + 1):
        network.out.clear()
        item = _up_to(path, network, clock, make)
        with pytest.raises(Killed), killed_at(number):
            _run_one_step(clock)
        clock.pass_(seconds=steps.LEASE + 1)
        work(until="sent")
        assert (number, network.out) == (number, {item.key: 1})
        assert not item.tries.filter(outcome="").exists()
        item.delete()


@pytest.mark.parametrize("answer", [Amend(SAID), Reconnect(SAID)])
def test_killed_while_a_refusal_is_written_nothing_goes_out(network, clock, make, channel, answer):
    network.always["send"] = answer
    make()
    with killed_at(0) as seen:
        core_work.run_one(STEP)
    Delivery.objects.all().delete()
    for number in range(1, len(seen) + 1):
        type(channel).objects.update(login_lost_at=None)
        item = make()
        with pytest.raises(Killed), killed_at(number):
            core_work.run_one(STEP)
        clock.pass_(seconds=steps.LEASE + 1)
        core_work.drain(STEPS)
        for pause in steps.SETTLE:
            clock.pass_(seconds=pause + 1)
            core_work.drain(STEPS)
        item.refresh_from_db()
        assert (number, network.out) == (number, {})
        assert item.state == "refused" if isinstance(answer, Amend) else item.state in ("login_lost", "unsure")
        item.delete()


def test_two_workers_take_it_once(network, clock, make):
    """While one is at the call, the other finds nothing to do."""
    make()
    busy = []
    network.does += [lambda draft: (busy.append(core_work.run_one(STEP)), network.put_out(draft))[1]]
    assert core_work.run_one(STEP)
    assert busy == [False]


def test_a_frozen_worker_that_wakes_up_before_the_call_does_not_make_it(network, clock, make, monkeypatch, work):
    """Frozen between claim and call, for longer than the lease: another has sent it meanwhile."""
    item = make()
    real, frozen = steps.draft_of, [True]

    def slow(row, **how):
        if frozen.pop() if frozen else False:
            clock.pass_(seconds=steps.LEASE + 1)
            assert core_work.run_one(STEP)
        return real(row, **how)

    monkeypatch.setattr(steps, "draft_of", slow)
    core_work.run_one(STEP)
    assert network.calls == ["send"]
    assert network.out == {item.key: 1}


def test_a_late_outcome_is_kept_as_a_try_and_not_believed(network, clock, make, work):
    """Frozen inside the call: the lease ends, another doubts; the late answer changes nothing, looking finds it."""
    item = make()

    def freeze(draft):
        clock.pass_(seconds=steps.LEASE + 1)
        assert core_work.run_one(STEP)
        assert Delivery.objects.get().state == "unsure"
        raise TryLater(SAID, "stale", 1)

    network.does += [freeze]
    core_work.run_one(STEP)
    item.refresh_from_db()
    assert item.state == "unsure"
    assert Attempt.objects.get(what="send").outcome == "late"
    network.put_out(type("Draft", (), {"key": item.key}))
    work(until="sent")
    assert network.named("send") == ["send"]


def test_a_late_success_does_not_overwrite_what_was_found(network, clock, make, work):
    item = make()

    def freeze(draft):
        sent = network.put_out(draft)
        clock.pass_(seconds=steps.LEASE + 1)
        work(until="sent")
        return Sent("other", sent.url)

    network.does += [freeze]
    core_work.run_one(STEP)
    item.refresh_from_db()
    assert (item.state, item.external_id) == ("sent", "found")
    assert network.out == {item.key: 1}


@pytest.mark.parametrize("jump", [timedelta(hours=6), timedelta(hours=-6), timedelta(days=400)])
@pytest.mark.parametrize("where", ["before", "during", "after"])
def test_the_clock_jumps(network, clock, make, work, jump, where):
    item = make()
    Delivery.objects.update(deadline=clock.now() + timedelta(days=900))
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=900))

    def lost_in_a_jump(draft):
        clock.at += jump
        return network.lose_the_answer(draft)

    clock.at += jump if where == "before" else timedelta()
    network.does += [lost_in_a_jump if where == "during" else network.lose_the_answer]
    work()
    clock.at += jump if where == "after" else timedelta()
    work(until="sent", most=timedelta(days=2))
    assert network.out == {item.key: 1}
    item.refresh_from_db()
    assert item.state == "sent"


def test_one_bad_row_does_not_stop_the_others(network, clock, make, work, monkeypatch):
    bad, good = make(), make()
    real = steps.gate.refusal

    def breaks(person, organisation, act, channel, now):
        if Delivery.objects.exclude(lease_by="").get().pk == bad.pk:
            raise RuntimeError("bug")
        return real(person, organisation, act, channel, now)

    monkeypatch.setattr(steps.gate, "refusal", breaks)
    work()
    assert network.out == {good.key: 1}
    bad.refresh_from_db()
    assert bad.state == "ready"
    assert bad.due_at > clock.now()
    assert "RuntimeError" in bad.last_words
    monkeypatch.setattr(steps.gate, "refusal", real)
    work(until="sent")
    assert network.out == {good.key: 1, bad.key: 1}
