"""Every fault at every call of every publish path of every network: nothing doubled, nothing lost, nothing silent."""

from datetime import timedelta

import pytest
from django.core import mail

from parvis.channels import speak
from parvis.channels.models import Channel, Pace
from parvis.core import work as core_work
from parvis.govern.models import Accreditation
from parvis.networks.tests.tapes import draft_of
from parvis.outbox.models import TROUBLED, Delivery
from parvis.outbox.steps import STEPS
from parvis.outbox.tests.conftest import Killed
from tests.faults.places import FAULTS, Place, contracts, senders

CONTRACTS = contracts()
BY_LINES = {"email"}  # no HTTP: test_mail.py does the same at every line of SMTP
PATHS = [
    pytest.param(slug, tape, id=f"{slug}-{tape['name']}")
    for slug, contract in sorted(CONTRACTS.items())
    for tape in contract().tapes()
    if tape["verb"] == "send"
]
NOBODY_CAN_LOOK = {"telegram"}  # a bot reads nothing back: there a person is told, and looks


def test_every_network_that_sends_is_here():
    assert set(senders()) == set(CONTRACTS) | BY_LINES
    assert {param.values[0] for param in PATHS} == set(CONTRACTS)


def plans(contract, tape):
    """Every call on the way out, and every call of looking for it, with every fault."""
    place = Place(contract, tape, None)
    finds, resumes = place.finds, place.resumes
    steps = [("send", step) for step in range(len(tape["exchanges"]))]
    steps += [(tape["name"], step) for tape in resumes for step in range(len(tape["exchanges"]))]
    steps += [("find_sent", step) for step in range(len(finds["exchanges"]) if finds else 0)]
    return [(*step, fault) for step in steps for fault in FAULTS]


@pytest.fixture
def town_square(channel, alice, clock, monkeypatch):
    """`town_square(slug, tape, plan)` sends the item of the tape through the outbox to a place where `plan` happens."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=900))

    def send(slug, tape, plan, lose_first=False):
        place = Place(CONTRACTS[slug], tape, clock, plan)
        monkeypatch.setattr(speak, "network_for", place.network)
        monkeypatch.setattr("parvis.outbox.steps.draft_of", lambda row, with_media=True: draft_of(tape["draft"]))
        Channel.objects.update(network=slug, login_lost_at=None)
        Pace.objects.all().delete()
        Delivery.objects.all().delete()
        mail.outbox.clear()
        row = _item(alice, channel, tape, clock)
        return place, row

    return send


def _item(alice, channel, tape, clock):
    draft = tape["draft"]
    return Delivery.objects.create(
        organisation=channel.organisation,
        channel=channel,
        person=alice,
        act="reply" if draft.get("reply_to") else "publish",
        key=draft["key"],
        text=draft["text"],
        reply_to=draft.get("reply_to") or {},
        due_at=clock.now(),
        deadline=clock.now() + timedelta(hours=24),
    )


def run(row, clock):
    """Lets time pass until it is settled; a killed worker is replaced, a lost login connected again."""
    for _ in range(80):
        try:
            core_work.drain(STEPS)
        except Killed:
            clock.pass_(seconds=120)
        Channel.objects.update(login_lost_at=None)
        row.refresh_from_db()
        if row.state in ("sent", "refused") or (row.state in TROUBLED and row.due_at is None):
            break
        clock.at = max(row.due_at or clock.now(), clock.now() + timedelta(seconds=1))
        for pace in Pace.objects.filter(not_before__gt=clock.now()):
            clock.at = max(clock.at, pace.not_before)
    return row


@pytest.mark.parametrize(("slug", "tape"), PATHS)
def test_out_once_whatever_happens(slug, tape, town_square, clock):
    for plan in plans(CONTRACTS[slug], tape):
        if plan[0] != "find_sent":
            place, row = town_square(slug, tape, plan)
            _is_right(slug, place, run(row, clock), plan)


@pytest.mark.parametrize("was_out", [True, False], ids=["it was out", "it was not"])
@pytest.mark.parametrize(("slug", "tape"), PATHS)
def test_looking_for_it_may_go_wrong_too(slug, tape, was_out, town_square, clock):
    """An answer was lost, so it is looked for; whatever that meets, it is out once in the end."""
    for plan in plans(CONTRACTS[slug], tape):
        if plan[0] == "find_sent":
            place, row = town_square(slug, tape, plan)
            place.out = int(was_out)
            Delivery.objects.update(state="unsure", due_at=clock.now())
            row.refresh_from_db()
            row.tries.create(what="send", outcome="lost")
            _is_right(slug, place, run(row, clock), plan)


def _is_right(slug, place, row, plan):
    assert place.met, ("the fault was never met", plan)
    assert not row.tries.filter(outcome="").exists(), plan
    if row.state == "sent":
        assert place.out == 1, plan
        return
    assert slug in NOBODY_CAN_LOOK, (row.state, place.out, plan)
    assert place.out <= 1, plan
    assert (row.state, len(mail.outbox)) == ("given_up", 2), plan  # told while it is in doubt, and at the end


@pytest.mark.parametrize(("slug", "name"), [("wordpress", "publish"), ("wordpress", "publish_video")])
def test_two_workers_at_once_send_once(slug, name, town_square, clock):
    """The second takes the row up while the first is inside the irreversible call."""
    tape = next(p.values[1] for p in PATHS if p.values[0] == slug and p.values[1]["name"] == name)
    place, row = town_square(slug, tape, None)
    plain, inside = place.network, []

    def network(channel, http=None):
        made = plain(channel, http)
        if not inside:
            inside.append(core_work.run_one(STEPS[0]))
        return made

    speak.network_for = network
    core_work.drain(STEPS)
    row.refresh_from_db()
    assert (inside, row.state, place.out) == ([False], "sent", 1)
