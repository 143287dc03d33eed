"""The gate opens only to a member, accredited now, for this act, on this live channel of the house."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.people.models import Membership


def _code(person, house, channel, act="reply", now=None):
    found = gate.refusal(person, house, act, channel, now or timezone.now())
    if found:
        assert found.say.fr
        assert found.say.en
        assert found.way_out.fr
        assert found.way_out.en
    return found and found.code


def _accredit(person, house, **fields):
    fields = {"expires_at": timezone.now() + timedelta(days=30), "may_publish": True} | fields
    return Accreditation.objects.create(organisation=house, person=person, **fields)


def test_open_to_the_accredited(alice, town, channel):
    assert _code(alice, town, channel) is None
    assert _code(alice, town, channel, "publish") is None
    gate.require(alice, town, "reply", channel, timezone.now())


def test_closed_to_bruno_who_is_told_whom_to_ask(alice, bruno, town, channel):
    with pytest.raises(gate.Refused) as caught:
        gate.require(bruno, town, "reply", channel, timezone.now())
    assert caught.value.refusal.code == "no_accreditation"
    assert "Alice Morel" in caught.value.refusal.way_out.fr


def test_ends_at_its_hour(alice, town, channel):
    ends = Accreditation.objects.get(person=alice).expires_at
    assert _code(alice, town, channel, now=ends - timedelta(seconds=1)) is None
    assert _code(alice, town, channel, now=ends) == "accreditation_ended"


def test_suspended_at_once_with_its_reason(alice, town, channel):
    Accreditation.objects.update(suspended_at=timezone.now(), reason="Propos déplacés")
    found = gate.refusal(alice, town, "reply", channel, timezone.now())
    assert found.code == "accreditation_suspended"
    assert "Propos déplacés" in found.say.fr


def test_covers_the_act(bruno, town, channel):
    _accredit(bruno, town, may_publish=False)
    assert _code(bruno, town, channel, "reply") is None
    assert _code(bruno, town, channel, "publish") == "act_not_covered"


def test_covers_the_channel(bruno, town, channel):
    other = type(channel).objects.create(organisation=town, network="rss", name="Autre", state="live")
    _accredit(bruno, town).channels.add(other)
    assert _code(bruno, town, other) is None
    assert _code(bruno, town, channel) == "channel_not_covered"


def test_one_good_accreditation_is_enough(bruno, town, channel):
    _accredit(bruno, town, expires_at=timezone.now() - timedelta(days=1))
    _accredit(bruno, town)
    assert _code(bruno, town, channel) is None


@pytest.mark.parametrize(("state", "code"), [("prepared", "channel_not_live"), ("closed", "channel_closed")])
def test_only_a_live_channel(alice, town, channel, state, code):
    channel.state = state
    assert _code(alice, town, channel) == code


def test_a_reader_and_a_stranger_stay_outside(alice, dalia, town, channel):
    _accredit(dalia, town)
    assert _code(dalia, town, channel) == "not_member"
    Membership.objects.filter(user=alice).update(role="reader")
    assert _code(alice, town, channel) == "reader"


def test_someone_who_left_stays_outside(alice, town, channel):
    alice.is_active = False
    alice.save()
    assert _code(alice, town, channel) == "not_member"


def test_another_house_neither_by_channel_nor_by_accreditation(alice, dalia, town, chamber, channel):
    assert _code(alice, chamber, channel) == "other_house"
    _accredit(dalia, town)
    channel.organisation = chamber
    assert _code(dalia, chamber, channel) == "no_accreditation"
