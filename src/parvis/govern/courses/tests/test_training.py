"""From course to accreditation."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern import actions as govern
from parvis.govern.courses.tests.learners import pass_course
from parvis.govern.courses.training import Untrained
from parvis.govern.models import Accreditation
from parvis.people.models import Membership

NOW = timezone.now()
ACCREDIT = "/o/sainte-aube/govern/accredit/"


def _grant(days, reason=""):
    end = NOW + timedelta(days=days)
    return {"may_publish": True, "may_reply": True, "channels": [], "expires_at": end, "reason": reason}


def _codes(house):
    return set(AuditEntry.objects.of(house).values_list("code", flat=True))


def test_who_passed_is_accredited_for_a_year(town, alice, bruno):
    for slug in ("charter", "criticism"):
        pass_course(bruno, town, slug, alice, NOW)
    govern.accredit(alice, town, bruno, _grant(365))
    assert not {"courses.before_training", "courses.first_voice"} & _codes(town)


@pytest.mark.parametrize(("days", "reason"), [(20, ""), (40, "Congé d’Alice")])
def test_before_training_it_takes_a_reason_and_a_month_at_most(town, alice, bruno, days, reason):
    with pytest.raises(Untrained) as refused:
        govern.accredit(alice, town, bruno, _grant(days, reason))
    assert "Notre charte" in refused.value.say.fr
    assert not Accreditation.objects.filter(person=bruno).exists()


def test_before_training_is_written_down(town, alice, bruno):
    pass_course(bruno, town, "charter", alice, NOW)
    govern.accredit(alice, town, bruno, _grant(30, "Congé d’Alice"))
    entry = AuditEntry.objects.of(town).get(code="courses.before_training")
    assert entry.data == {"missing": "Répondre aux critiques", "reason": "Congé d’Alice"}


def test_the_first_voice_of_a_house_is_free_and_written_down(town, bruno):
    govern.accredit(bruno, town, bruno, _grant(365))
    assert "courses.first_voice" in _codes(town)


def test_the_form_says_what_is_missing(sign_in, town, alice, bruno):
    member = Membership.objects.get(user=bruno)
    day = timezone.localdate() + timedelta(days=200)
    sent = {"person": member.pk, "may_reply": "on", "until": day}
    page = sign_in(alice).post(ACCREDIT, sent).content.decode()
    assert "Il manque à Bruno Diallo" in page
    assert "dans les trente jours" in page
    assert not Accreditation.objects.filter(person=bruno).exists()


def test_the_form_shows_where_everyone_stands(sign_in, town, alice, bruno):
    pass_course(bruno, town, "criticism", alice, NOW)
    page = sign_in(alice).get(ACCREDIT).content.decode()
    listed = page.split("Où en est chacun")[1].split("</ul>")[0].split("Bruno Diallo")[1]
    assert "Notre charte" in listed
    assert "Répondre aux critiques" not in listed
