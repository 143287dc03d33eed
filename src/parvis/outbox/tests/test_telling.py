"""What stands still is told: to its author, or to the leads, once, whatever happens to the mail."""

import secrets
from datetime import timedelta

import pytest
from django.core import mail

from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.networks.base import Waiting
from parvis.networks.errors import Amend, Reconnect, TryLater
from parvis.outbox import actions
from parvis.outbox.models import Delivery
from parvis.outbox.tests.conftest import SAID, fresh


@pytest.mark.parametrize(
    "does",
    [[TryLater(SAID)] * 500, [Waiting({"job": 1}, 600)] * 500, [Reconnect(SAID)]],
    ids=["ready", "waiting", "login"],
)
def test_after_its_deadline_it_is_given_up_and_told_once(item, network, work, alice, clock, does):
    Delivery.objects.update(deadline=clock.now() + timedelta(hours=2))
    network.does += does
    work(until="given_up")
    assert clock.now() >= fresh(item).deadline
    before = len(mail.outbox)
    for _ in range(3):
        clock.pass_(hours=1)
        work()
    assert len(mail.outbox) == before + 1
    assert mail.outbox[-1].to == [alice.email]
    assert AuditEntry.objects.filter(code="outbox.given_up").count() == 1


def test_leads_are_told_for_someone_who_left(item, network, work, town, alice, clock):
    from parvis.people.models import Membership, User

    lead = User.objects.create_user("maire@sainte-aube.example", "x", name="Maire")
    Membership.objects.create(organisation=town, user=lead, role="lead")
    Membership.objects.filter(user=alice).delete()
    work()
    clock.pass_(minutes=1)
    work()
    assert fresh(item).state == "refused"
    assert [m.to for m in mail.outbox] == [["maire@sainte-aube.example"]]


def test_one_mail_for_all_that_stands_still(item, alice, channel, network, work, clock):
    for n in range(4):
        actions.deliver(alice, channel, "reply", f"Réponse {n}", secrets.token_hex(16))
    Accreditation.objects.update(suspended_at=clock.now())
    work()
    clock.pass_(minutes=1)
    work()
    assert len(mail.outbox) == 1
    assert "Réponse 3" in mail.outbox[0].body
    late = Delivery.objects.create(**_fields(item), key=secrets.token_hex(16))
    work()
    clock.pass_(minutes=2)
    work()
    assert len(mail.outbox) == 1
    clock.pass_(minutes=20)
    work()
    assert len(mail.outbox) == 2
    assert fresh(late).told_at


def _fields(item):
    names = ("organisation", "channel", "person", "act", "text", "due_at", "deadline")
    return {name: getattr(item, name) for name in names}


def test_a_failing_mail_is_tried_again(item, network, work, monkeypatch, clock):
    from parvis.outbox import tell

    real, fails = tell.send_mail, [1, 1]

    def shaky(*args):
        if fails:
            fails.pop()
            raise ConnectionRefusedError
        return real(*args)

    monkeypatch.setattr(tell, "send_mail", shaky)
    network.does += [Amend(SAID)]
    work()
    for _ in range(3):
        clock.pass_(minutes=5)
        work()
    assert len(mail.outbox) == 1
