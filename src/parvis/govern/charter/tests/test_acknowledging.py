"""« J’ai lu »: in time, or the gate closes; who has not is told, once at each stage."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from parvis.govern import gate
from parvis.govern.charter import actions, reads, reminding, writing
from parvis.govern.charter.models import Reminder, Version
from parvis.people.models import Membership

DAY = timedelta(days=1)


def code(person, house, channel, now):
    found = gate.refusal(person, house, "reply", channel, now)
    return found and found.code


def test_the_gate_closes_when_the_time_to_read_is_over(town, alice, in_force, channel):
    ends = in_force.in_force_at + 14 * DAY
    assert code(alice, town, channel, ends - timedelta(seconds=1)) is None
    assert code(alice, town, channel, ends) == "charter_not_acknowledged"
    found = gate.refusal(alice, town, "reply", channel, ends)
    assert "Charte" in found.say.fr
    assert "J’ai lu" in found.way_out.fr
    actions.acknowledge(alice, in_force, ends)
    assert code(alice, town, channel, ends) is None


def test_a_house_without_rules_in_force_is_not_stopped(town, alice, draft, channel):
    assert code(alice, town, channel, timezone.now() + 300 * DAY) is None


def test_rules_of_another_house_stop_nobody_here(town, chamber, dalia, alice, channel):
    version = writing.begin(dalia, chamber, "charter", "Charte", [writing.Written("Une", "Clause")])
    Version.objects.filter(pk=version.pk).update(in_force_at=timezone.now() - 99 * DAY)
    assert code(alice, town, channel, timezone.now()) is None


def test_each_new_version_is_read_anew_with_its_own_time(town, alice, in_force, sign_all, channel):
    from parvis.govern.charter import signing

    now = timezone.now()
    actions.acknowledge(alice, in_force, now)
    following = writing.begin(alice, town, "charter", "x", writing.copied(in_force))
    writing.describe(alice, following, "Charte", "", 5)
    signing.submit(alice, following, now)
    sign_all(following, now)
    assert [each.version for each in reads.to_acknowledge(alice, town)] == [following]
    assert reads.unacknowledged(alice, town, now + 4 * DAY) == []
    assert reads.unacknowledged(alice, town, now + 6 * DAY) == [following]


def test_who_joins_later_has_the_whole_time(town, bruno, in_force):
    now = timezone.now()
    Membership.objects.filter(user=bruno).update(since=now)
    assert reads.unacknowledged(bruno, town, now + 13 * DAY) == []
    assert reads.unacknowledged(bruno, town, now + 15 * DAY) == [in_force]


def test_readers_have_nothing_to_acknowledge(town, bruno, in_force):
    Membership.objects.filter(user=bruno).update(role="reader")
    assert reads.to_acknowledge(bruno, town) == []


@pytest.fixture
def noon(town):
    return timezone.now().astimezone(town.tz).replace(hour=12)


def told(person):
    return [each for each in mail.outbox if each.to == [person.email]]


def test_reminded_once_at_each_stage(town, alice, bruno, in_force, noon):
    Version.objects.update(in_force_at=noon)
    Membership.objects.update(since=noon - DAY)
    actions.acknowledge(alice, Version.objects.get(), noon)
    for days, mails in ((0, 1), (0, 1), (5, 1), (12, 2), (13, 2), (15, 3), (40, 3)):
        reminding.remind(noon + days * DAY)
        assert len(told(bruno)) == mails, days
    assert told(alice) == []
    assert "Charte" in told(bruno)[0].body
    assert "/o/sainte-aube/govern/charter/" in told(bruno)[0].body
    assert "rien ne part en votre nom" in told(bruno)[-1].body


def test_nobody_is_woken_at_night(town, bruno, in_force, noon):
    reminding.remind(noon.replace(hour=3))
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_tried_again(town, bruno, in_force, noon, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(reminding, "send_mail", down)
    reminding.remind(noon)
    assert not Reminder.objects.exists()
    monkeypatch.undo()
    reminding.remind(noon)
    assert told(bruno)


def test_today_names_what_is_to_be_read(sign_in, bruno, in_force):
    shown = sign_in(bruno).get("/o/sainte-aube/").content.decode()
    assert "il vous reste à la lire" in shown
    actions.acknowledge(bruno, in_force, timezone.now())
    assert "il vous reste à la lire" not in sign_in(bruno).get("/o/sainte-aube/").content.decode()


def test_today_names_what_is_to_be_signed(sign_in, chloe, alice, waiting):
    assert "attend votre signature" in sign_in(chloe).get("/o/sainte-aube/").content.decode()
