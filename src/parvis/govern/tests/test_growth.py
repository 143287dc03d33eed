"""A voice grows with its record; what ends is told of twice; who knows a topic is proposed."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern import reads, reminders
from parvis.govern.growth import Record, next_level
from parvis.govern.models import Accreditation, Level

URL = "/o/sainte-aube/govern/"


@pytest.fixture
def row(town, bruno):
    end = timezone.now() + timedelta(days=400)
    row = Accreditation.objects.create(organisation=town, person=bruno, level=Level.SUPERVISED, expires_at=end)
    Accreditation.objects.filter(pk=row.pk).update(granted_at=timezone.now() - timedelta(days=100))
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("level", "record", "proposed"),
    [
        ("supervised", Record(released=9), None),
        ("supervised", Record(released=10, returned=1), Level.AUTONOMOUS),
        ("supervised", Record(released=10, returned=1, withdrawn=1), None),
        ("autonomous", Record(sent=29), None),
        ("autonomous", Record(sent=30), Level.REFERENT),
        ("referent", Record(sent=300), None),
    ],
)
def test_a_good_record_proposes_the_next_level(row, level, record, proposed):
    row.level = level
    assert next_level(row, record, timezone.now()) == proposed


def test_no_referent_before_three_months(row):
    row.level, row.level_since = Level.AUTONOMOUS, timezone.now() - timedelta(days=89)
    assert next_level(row, Record(sent=30), timezone.now()) is None


def test_a_lead_decides_and_it_is_logged(row, alice, bruno, town, sign_in):
    address = f"{URL}{row.pk}/level/"
    assert sign_in(bruno).post(address, {"level": "referent"}).status_code == 403
    sign_in(alice).post(address, {"level": "referent"})
    row.refresh_from_db()
    assert row.level == "referent"
    assert AuditEntry.objects.of(town).filter(code="govern.level", person=alice).count() == 1
    page = sign_in(alice).get(f"{URL}{row.pk}/").content.decode()
    assert "Textes envoyés" in page


def test_told_thirty_and_seven_days_before_once_each(row, alice, bruno):
    for days, letters in ((31, 0), (30, 2), (20, 2), (7, 4), (1, 4)):
        Accreditation.objects.exclude(pk=row.pk).delete()
        reminders.remind(row.expires_at - timedelta(days=days))
        reminders.remind(row.expires_at - timedelta(days=days))
        assert len(mail.outbox) == letters, days
    assert {letter.to[0] for letter in mail.outbox} == {alice.email, bruno.email}
    (lead,) = [letter for letter in mail.outbox[:2] if letter.to == [alice.email]]
    assert f"{URL}{row.pk}/renew/" in lead.body
    assert "renew" not in next(letter for letter in mail.outbox if letter.to == [bruno.email]).body


def test_late_only_the_last_reminder_goes(row):
    reminders.remind(row.expires_at - timedelta(days=5))
    assert row.reminders.get().days == 7


def test_a_short_term_is_not_told_of_at_once(row):
    row.granted_at = row.expires_at - timedelta(days=20)
    assert reminders.due(row, row.expires_at - timedelta(days=19)) is None
    assert reminders.due(row, row.expires_at - timedelta(days=7)) == 7


def test_renewed_in_one_click_by_a_lead(row, alice, bruno, sign_in):
    before, address = row.expires_at, f"{URL}{row.pk}/renew/"
    reminders.remind(row.expires_at - timedelta(days=5))
    assert sign_in(bruno).get(address).status_code == 403
    assert "Prolonger" in sign_in(alice).get(address).content.decode()
    sign_in(alice).post(address)
    row.refresh_from_db()
    assert row.expires_at == before + timedelta(days=365)
    assert not row.reminders.exists()


def test_who_knows_the_topic(row, town, bruno):
    Accreditation.objects.filter(pk=row.pk).update(topics="Cantine, voirie")
    assert reads.who_knows(town, "Les cantines ouvrent quand ?", timezone.now()) == [(bruno, "Cantine")]
    assert reads.who_knows(town, "Et la piscine ?", timezone.now()) == []


def test_the_first_voice_reads_the_others(town, alice, bruno, sign_in):
    from parvis.people.models import Membership

    Accreditation.objects.all().delete()
    for person, level in ((alice, "referent"), (bruno, "supervised")):
        page = sign_in(alice).get(URL + "accredit/")
        assert page.context["form"].fields["level"].initial == level
        membership = Membership.objects.get(user=person)
        until = timezone.localdate() + timedelta(days=20)
        given = {"person": membership.pk, "may_reply": "on", "until": until, "reason": "Formation en mars"}
        sign_in(alice).post(URL + "accredit/", given)
        assert Accreditation.objects.get(person=person).level == level
