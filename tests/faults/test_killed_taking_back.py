"""Killed between any two lines while something is withdrawn or moderated: asked for whole or not at all, then done."""

from datetime import timedelta

import pytest

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.converse import moderating
from parvis.converse.models import Conversation, Message, Moderation
from parvis.converse.steps import STEPS as CONVERSE
from parvis.core import audit
from parvis.core import work as core_work
from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.listen.models import Post
from parvis.outbox import steps
from parvis.outbox.models import Delivery
from parvis.outbox.tests.conftest import Killed, killed_at
from parvis.publish import actions as publish
from parvis.publish import reads
from parvis.publish.models import Publication, Variant

ROOMS = ("outbox", "channels", "converse", "publish")
PLACES = [("wordpress", "sent"), ("elsewhere", "sent"), ("bluesky", "ready"), ("mastodon", "unsure")]


class Quiet:
    """A network that does what it is asked; `asked` counts how often."""

    def __init__(self, channel):
        self.login, self.asked = speak.login_of(channel), []

    def withdraw(self, external_id):
        self.asked.append("withdraw")

    def moderate(self, external_id, verdict):
        self.asked.append(verdict)

    def find_sent(self, draft):
        return None


@pytest.fixture
def network(channel, alice, clock, monkeypatch):
    made = Quiet(channel)

    def network_for(channel, http=None):
        made.login = speak.login_of(channel)
        return made

    monkeypatch.setattr(speak, "network_for", network_for)
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=900), may_moderate=True)
    speak.client()  # made once a process, as the words of the log are: their lines count once
    audit.words()
    return made


@pytest.fixture
def everywhere(town, alice, clock):
    """`everywhere()`: a publication that is out in two places, about to go to a third, perhaps out in a fourth."""

    def make():
        now = clock.now()
        made = Publication.objects.create(organisation=town, author=alice, text="Fête annulée", sent_at=now)
        for number, (network, state) in enumerate(PLACES):
            place = Channel.objects.create(
                organisation=town, network=network, name=network, by_hand=network == "elsewhere", state="live"
            )
            row = Delivery.objects.create(
                organisation=town, channel=place, person=alice, act="publish", text=made.text, state=state,
                key=f"{made.pk:030x}{number:02x}", external_id="7" if state == "sent" else "",
                due_at=now + timedelta(hours=1), deadline=now + timedelta(days=1),
            )  # fmt: skip
            Variant.objects.create(organisation=town, publication=made, channel=place, delivery=row)
        return made

    return make


def _states(publication):
    rows = publication.variants.order_by("pk").values_list("delivery__state", "delivery__unwanted")
    return [("unwanted" if unwanted else state) for state, unwanted in rows]


def _codes(*codes):
    return AuditEntry.objects.filter(code__in=codes).count()


def _lines(act):
    with killed_at(0, ROOMS) as seen:
        act()
    return len(seen)


def test_asked_everywhere_or_nowhere_and_asking_again_finishes(network, everywhere, alice):
    before = [state for _, state in PLACES]
    after = ["withdrawing", "withdrawing", "cancelled", "unwanted"]
    whole = everywhere()
    lines = _lines(lambda: publish.withdraw(alice, whole, whole.variants.all()))
    assert lines > 40
    for number in range(1, lines + 1):
        AuditEntry.objects.all()._raw_delete("default")
        made = everywhere()
        with pytest.raises(Killed), killed_at(number, ROOMS):
            publish.withdraw(alice, made, made.variants.all())
        assert (number, _states(made)) == (number, before)
        assert AuditEntry.objects.count() == 0
        publish.withdraw(alice, made, made.variants.all())
        assert (number, _states(made)) == (number, after)
        assert _codes("publish.withdrawn", "outbox.withdrawing", "outbox.cancelled") == 5


def test_what_remains_is_named_until_it_is_gone(network, everywhere, alice, clock):
    made = everywhere()
    publish.withdraw(alice, made, made.variants.all())
    assert [each.channel.name for each in reads.withdrawal(made).left] == ["wordpress", "elsewhere", "mastodon"]
    for _ in range(6):
        core_work.drain(steps.STEPS)
        clock.pass_(hours=1)
    assert _states(made) == ["withdrawn", "withdrawing", "cancelled", "unwanted"]
    assert [each.channel.name for each in reads.withdrawal(made).left] == ["elsewhere"]


def _killed_then_done(act, row, number, clock, work):
    with pytest.raises(Killed), killed_at(number, ROOMS):
        act()
    clock.pass_(seconds=steps.LEASE + 1)
    for _ in range(4):
        core_work.drain(work)
        clock.pass_(minutes=5)
    row.refresh_from_db()


def test_killed_at_any_line_of_taking_it_back_it_is_gone_and_logged_once(network, everywhere, alice, clock):
    made = everywhere()
    row = made.variants.get(channel__network="wordpress").delivery

    def ask():
        AuditEntry.objects.all()._raw_delete("default")
        Delivery.objects.filter(pk=row.pk).update(
            state="withdrawing", due_at=clock.now(), attempts=0, lease_until=None, lease_by=""
        )

    act = lambda: core_work.run_one(steps.STEPS[0])  # noqa: E731
    ask()
    lines = _lines(act)
    assert lines > 20
    for number in range(1, lines + 1):
        ask()
        network.asked.clear()
        _killed_then_done(act, row, number, clock, steps.STEPS)
        assert (number, row.state, _codes("outbox.withdrawn")) == (number, "withdrawn", 1)
        assert not row.tries.filter(outcome="").exists()
        assert network.asked


@pytest.fixture
def remark(town, channel, clock):
    post = Post.objects.create(
        organisation=town, channel=channel, network="wordpress", external_id="site#comment-1", author="Ana",
        text="Bande de nuls", published_at=clock.now(), addressed=True, unread=False, thread="t",
    )  # fmt: skip
    talk = Conversation.objects.create(
        organisation=town, channel=channel, author="Ana", opened_at=clock.now(), last_at=clock.now()
    )
    return Message.objects.create(
        organisation=town, conversation=talk, post=post, direction="in", text=post.text, at=clock.now()
    )


def test_killed_while_a_measure_is_asked_for_it_is_asked_whole_or_not(network, remark, alice):
    ask = lambda: moderating.moderate(alice, remark, "hold", "Article 4")  # noqa: E731
    lines = _lines(ask)
    assert lines > 15
    for number in range(1, lines + 1):
        Moderation.objects.all().delete()
        AuditEntry.objects.all()._raw_delete("default")
        with pytest.raises(Killed), killed_at(number, ROOMS):
            ask()
        assert (number, Moderation.objects.count(), _codes("converse.moderation_asked")) == (number, 0, 0)
        ask()
        ask()
        assert (Moderation.objects.count(), _codes("converse.moderation_asked")) == (1, 1)


@pytest.mark.parametrize("measure", ["hold", "spam", "remove", "show"])
def test_killed_at_any_line_of_moderating_it_is_done_and_logged_once(network, remark, alice, clock, measure):
    act = lambda: core_work.run_one(CONVERSE[1])  # noqa: E731
    moderating.moderate(alice, remark, measure, "Article 4")
    lines = _lines(act)
    assert lines > 10
    for number in range(1, lines + 1):
        Moderation.objects.all().delete()
        AuditEntry.objects.all()._raw_delete("default")
        network.asked.clear()
        row = moderating.moderate(alice, remark, measure, "Article 4")
        _killed_then_done(act, row, number, clock, CONVERSE)
        assert (number, row.state, _codes("converse.moderation_done")) == (number, "done", 1)
        assert set(network.asked) == {measure}
