"""Every fault at every call of taking back and of moderating: done in the end, once in the log, never silently."""

from datetime import timedelta

import pytest

from parvis.channels import speak
from parvis.channels.models import Channel, Pace
from parvis.converse.models import Conversation, Message, Moderation
from parvis.converse.steps import STEPS as CONVERSE
from parvis.core import work as core_work
from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.listen.models import Post
from parvis.outbox.models import Delivery
from parvis.outbox.steps import STEPS as OUTBOX
from parvis.outbox.tests.conftest import Killed
from tests.faults.places import FAULTS
from tests.faults.squares import CANNOT_HOLD, MODERATE, TAKE_BACK, Square, moderates, takes_back

MEASURES = {"hold": "hold", "spam": "spam", "show": "show", "remove": "gone"}
ASKED = [
    pytest.param(slug, measure, id=f"{slug}-{measure}")
    for slug in sorted(MODERATE)
    for measure in MEASURES
    if not (slug in CANNOT_HOLD and measure in ("hold", "spam"))
]


def test_every_network_that_takes_back_or_moderates_is_here():
    assert set(TAKE_BACK) == takes_back()
    assert set(MODERATE) == moderates()


@pytest.fixture
def faulty(channel, alice, clock, monkeypatch):
    """`faulty(slug, answers, measure, plan)`: the town's channel is on that network, where `plan` happens once."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=900), may_moderate=True)

    def make(slug, answers, measure="gone", plan=None):
        square = Square(slug, answers, clock, measure, plan)
        monkeypatch.setattr(speak, "network_for", square.network)
        Channel.objects.update(network=slug, login_lost_at=None)
        for rows in (Pace, Moderation, Delivery):
            rows.objects.all().delete()
        AuditEntry.objects.all()._raw_delete("default")
        return square

    return make


@pytest.fixture
def out(channel, alice, clock):
    """`out(item)`: something of ours is out there, and its withdrawal was asked for."""

    def make(item):
        return Delivery.objects.create(
            organisation=channel.organisation,
            channel=channel,
            person=alice,
            act="publish",
            key=f"{Delivery.objects.count():032x}",
            text="La place rouvre.",
            state="withdrawing",
            external_id=item,
            due_at=clock.now(),
            deadline=clock.now() + timedelta(hours=24),
        )

    return make


@pytest.fixture
def remark(town, channel, clock):
    """What Ana said on our channel."""
    post = Post.objects.create(
        organisation=town, channel=channel, network="wordpress", external_id="x", author="Ana", text="Bande de nuls",
        published_at=clock.now(), addressed=True, unread=False, thread="t",
    )  # fmt: skip
    talk = Conversation.objects.create(
        organisation=town, channel=channel, author="Ana", opened_at=clock.now(), last_at=clock.now()
    )
    return Message.objects.create(
        organisation=town, conversation=talk, post=post, direction="in", text=post.text, at=clock.now()
    )


@pytest.fixture
def asked(remark, channel, alice, clock):
    """`asked(item, measure)`: Alice asked for it."""

    def make(item, measure):
        return Moderation.objects.create(
            organisation=remark.organisation,
            message=remark,
            channel=channel,
            person=alice,
            external_id=item,
            measure=measure,
            clause="Article 4",
            due_at=clock.now(),
            deadline=clock.now() + timedelta(days=1),
        )

    return make


def run(row, steps, clock, ends):
    """Lets time pass until it is settled; a killed worker is replaced, a lost login connected again."""
    for _ in range(60):
        try:
            core_work.drain(steps)
        except Killed:
            clock.pass_(seconds=120)
        Channel.objects.update(login_lost_at=None)
        row.refresh_from_db()
        if row.state in ends:
            break
        clock.at = max(row.due_at or clock.now(), clock.now() + timedelta(seconds=1))
        for pace in Pace.objects.filter(not_before__gt=clock.now()):
            clock.at = max(clock.at, pace.not_before)
    return row


def calls(make, row, steps, clock, ends):
    """How many calls it takes where nothing goes wrong."""
    square = make()
    done = run(row(), steps, clock, ends)
    assert done.state == ends[0], done.refusal
    return square.steps


def logged(code):
    return AuditEntry.objects.filter(code=code).count()


@pytest.mark.parametrize("slug", sorted(TAKE_BACK))
def test_taken_back_whatever_happens(slug, faulty, out, clock):
    answers, ends = TAKE_BACK[slug], ("withdrawn", "sent")
    most = calls(lambda: faulty(slug, answers), lambda: out(answers.item), OUTBOX, clock, ends)
    assert most
    for plan in [(step, fault) for step in range(most) for fault in FAULTS]:
        square = faulty(slug, answers, plan=plan)
        row = run(out(answers.item), OUTBOX, clock, ends)
        assert square.met, plan
        assert (row.state, square.stands, logged("outbox.withdrawn")) == ("withdrawn", "gone", 1), plan
        assert not row.tries.filter(outcome="").exists(), plan


@pytest.mark.parametrize(("slug", "measure"), ASKED)
def test_moderated_whatever_happens(slug, measure, faulty, asked, clock):
    answers, ends, stands = MODERATE[slug], ("done", "refused"), MEASURES[measure]
    asks = lambda: asked(answers.item, measure)  # noqa: E731
    most = calls(lambda: faulty(slug, answers, stands), asks, CONVERSE, clock, ends)
    assert most
    for plan in [(step, fault) for step in range(most) for fault in FAULTS]:
        square = faulty(slug, answers, stands, plan)
        row = run(asks(), CONVERSE, clock, ends)
        assert square.met, plan
        assert (row.state, square.stands, row.refusal) == ("done", stands, {}), plan
        assert logged("converse.moderation_done") == 1, plan


@pytest.mark.parametrize("measure", MEASURES)
def test_what_a_network_does_not_do_is_refused_and_told(measure, faulty, asked, clock, mailoutbox, alice):
    """PeerTube cannot hold back: nothing is asked of it, and whoever wanted it gets a letter."""
    answers = MODERATE["peertube"]
    square = faulty("peertube", answers, MEASURES[measure])
    run(asked(answers.item, measure), CONVERSE, clock, ("done", "refused"))
    clock.pass_(minutes=1)
    core_work.drain(CONVERSE)
    cannot = measure in ("hold", "spam")
    assert (square.asked == 0, len(mailoutbox)) == (cannot, int(cannot))
    if cannot:
        assert mailoutbox[0].to == [alice.email]
        assert "n’a pas été faite" in mailoutbox[0].body
    clock.pass_(days=2)
    core_work.drain(CONVERSE)
    assert len(mailoutbox) == int(cannot)
