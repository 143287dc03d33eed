"""Somebody leaves: all doors shut at once, all that was theirs is somebody's, nothing goes out in their name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.converse.models import Commitment, Conversation
from parvis.core import work
from parvis.govern import gate
from parvis.govern.ambassadors.models import Ambassador
from parvis.govern.models import Accreditation, Duty
from parvis.govern.register.models import Account, Departure, Password
from parvis.outbox import actions as outbox
from parvis.outbox import steps
from parvis.people import actions as people
from parvis.people.models import Membership
from parvis.prepare import leaving

URL = "/o/sainte-aube/govern/leaving/"


@pytest.fixture
def holding(town, alice, bruno, channel, post):
    """Bruno with something behind every door; his membership."""
    now = timezone.now()
    channel.owner = bruno
    channel.save()
    talk = Conversation.objects.create(
        organisation=town, root=post, channel=channel, network="wordpress", opened_at=now, last_at=now, owner=bruno
    )
    Commitment.objects.create(
        organisation=town, conversation=talk, text="Réparer le banc", owner=bruno, due_on=now.date(), made_at=now
    )
    Account.objects.create(organisation=town, network="Facebook", name="La ville", owner=bruno)
    Ambassador.objects.create(organisation=town, person=bruno, name=bruno.name)
    Duty.objects.create(organisation=town, person=bruno, starts_at=now, ends_at=now + timedelta(days=2))
    people.invite(bruno, town, "x@sainte-aube.example", "reader")
    Accreditation.objects.create(organisation=town, person=bruno, may_reply=True, expires_at=now + timedelta(days=9))
    text = "Bonjour Ana. La cantine ouvre lundi à 11 h 45."
    later = now + timedelta(hours=2)
    outbox.deliver(bruno, channel, "reply", text, uuid4().hex, reply_to={"post": 1, "parent": 1}, due_at=later)
    return Membership.objects.get(user=bruno)


def test_every_door_is_tried(holding):
    assert {door.code: count for door, count in leaving.open_doors(holding)} == {door.code: 1 for door in leaving.DOORS}


def test_all_doors_shut_at_once(sign_in, town, alice, bruno, channel, holding, monkeypatch):
    monkeypatch.setattr(speak, "network_at", lambda *_: pytest.fail("a network was asked to speak"))
    successor = Membership.objects.get(user=alice)
    page = sign_in(alice).get(URL, {"person": holding.pk, "successor": successor.pk})
    assert page.content.decode().count('class="row-main"') == len(leaving.DOORS)
    answer = sign_in(alice).post(URL, {"person": holding.pk, "successor": successor.pk})
    assert answer.status_code == 302
    assert not any(door.rows(holding).exists() for door in leaving.DOORS)
    assert Conversation.objects.get().owner == Commitment.objects.get().owner == Account.objects.get().owner == alice
    channel.refresh_from_db()
    assert channel.owner == alice
    bruno.refresh_from_db()
    assert not bruno.is_active
    assert gate.refusal(bruno, town, "reply", channel, timezone.now()).code == "not_member"
    work.drain(steps.STEPS)
    assert Password.objects.get().account == Account.objects.get()
    assert Departure.objects.get().person_name == "Bruno Diallo"


def test_what_waited_can_be_taken_up_by_a_colleague(alice, bruno, holding):
    leaving.leave(alice, holding, alice, timezone.now())
    row = outbox.Delivery.objects.get()
    assert row.state == "refused"
    outbox.retry(alice, row)
    row.refresh_from_db()
    assert (row.state, row.person) == ("ready", alice)


def test_a_person_of_two_houses_keeps_the_other(town, chamber, alice, bruno, holding):
    Membership.objects.create(organisation=chamber, user=bruno, role="officer")
    leaving.leave(alice, holding, alice, timezone.now())
    bruno.refresh_from_db()
    assert bruno.is_active
    assert Membership.objects.get(user=bruno).organisation == chamber


def test_the_only_lead_cannot_leave_and_nothing_is_done(sign_in, alice, bruno, holding):
    own = Membership.objects.get(user=alice)
    answer = sign_in(alice).post(URL, {"person": own.pk, "successor": holding.pk})
    assert answer.status_code == 422
    assert not Departure.objects.exists()
    assert Membership.objects.filter(user=alice).exists()


def test_a_password_changed_is_noted(sign_in, alice, holding):
    leaving.leave(alice, holding, alice, timezone.now())
    path = f"/o/sainte-aube/govern/register/passwords/{Password.objects.get().pk}/"
    assert sign_in(alice).post(path).status_code == 302
    assert Password.objects.get().changed_by == alice


def test_only_leads_see_anybody_out(sign_in, bruno, chloe, dalia, holding):
    assert sign_in(chloe).get(URL).status_code == 403
    own = Membership.objects.get(user=dalia)
    answer = sign_in(dalia).post("/o/chambre-metiers/govern/leaving/", {"person": holding.pk, "successor": own.pk})
    assert answer.status_code == 200
    assert Membership.objects.filter(user=bruno).exists()
