"""Accreditations: granted and suspended by a lead alone, in their own house alone, and written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern import actions, gate
from parvis.govern.models import Accreditation
from parvis.people import actions as people
from parvis.people.models import Membership

URL = "/o/sainte-aube/govern/"


def _grant(client, membership, **more):
    until = timezone.localdate() + timedelta(days=30)
    return client.post(
        URL + "accredit/",
        {"person": membership.pk, "may_reply": "on", "until": until, "reason": "Congé d’Alice", **more},
    )


def test_a_lead_accredits(sign_in, town, alice, bruno, channel):
    _grant(sign_in(alice), Membership.objects.get(user=bruno))
    assert gate.refusal(bruno, town, "reply", channel, timezone.now()) is None
    assert gate.refusal(bruno, town, "publish", channel, timezone.now()).code == "act_not_covered"
    assert AuditEntry.objects.of(town).filter(code="govern.accredited").count() == 1


def test_nobody_else_accredits(sign_in, bruno, dalia, alice):
    membership = Membership.objects.get(user=bruno)
    assert _grant(sign_in(bruno), membership).status_code == 403
    assert _grant(sign_in(dalia), membership).status_code == 404
    assert not Accreditation.objects.filter(person=bruno).exists()


def test_a_member_of_another_house_cannot_be_accredited_here(sign_in, alice, dalia):
    answer = _grant(sign_in(alice), Membership.objects.get(user=dalia))
    assert answer.status_code == 200
    assert not Accreditation.objects.filter(person=dalia).exists()


@pytest.mark.parametrize("days", [-1, 0, 4 * 366])
def test_the_end_lies_ahead_and_within_three_years(sign_in, alice, bruno, days):
    day = timezone.localdate() + timedelta(days=days)
    _grant(sign_in(alice), Membership.objects.get(user=bruno), until=day)
    assert not Accreditation.objects.filter(person=bruno).exists()


def test_suspended_at_once_and_restored(sign_in, town, alice, channel):
    row = Accreditation.objects.get(person=alice)
    client = sign_in(alice)
    client.post(f"{URL}{row.pk}/suspend/", {"reason": "Départ"})
    refusal = gate.refusal(alice, town, "reply", channel, timezone.now())
    assert refusal.code == "accreditation_suspended"
    assert "Départ" in refusal.say.fr
    client.post(f"{URL}{row.pk}/restore/")
    assert gate.refusal(alice, town, "reply", channel, timezone.now()) is None
    codes = set(AuditEntry.objects.of(town).values_list("code", flat=True))
    assert {"govern.suspended", "govern.restored"} <= codes


@pytest.mark.parametrize("person", ["99999999999999999999999", "²", "-1"])
def test_the_journal_of_nobody(sign_in, alice, person):
    assert sign_in(alice).get("/o/sainte-aube/govern/journal/", {"person": person}).status_code == 200


def test_who_left_and_comes_back_is_not_accredited_by_that(town, alice, bruno, channel):
    end = timezone.now() + timedelta(days=1)
    grant = {"may_publish": True, "may_reply": True, "channels": [], "expires_at": end, "reason": "Un jour"}
    row = actions.accredit(alice, town, bruno, grant)
    people.remove(alice, Membership.objects.get(user=bruno))
    Membership.objects.create(organisation=town, user=bruno, role="officer")
    found = gate.refusal(bruno, town, "reply", channel, timezone.now())
    assert found.code == "accreditation_suspended"
    actions.restore(alice, row)
    assert gate.refusal(bruno, town, "reply", channel, timezone.now()) is None
