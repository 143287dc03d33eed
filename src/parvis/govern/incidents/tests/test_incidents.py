"""Incidents: by degrees, seen by two sides alone, answered, erased on their day; the log tells no name."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.charter.models import Clause
from parvis.govern.charter.writing import Written, begin
from parvis.govern.incidents import actions, reads, steps
from parvis.govern.incidents.models import Incident, Kind, Tally
from parvis.govern.models import Accreditation

URL = "/o/sainte-aube/govern/incidents/"
WHAT = "Le 3 novembre, une réponse à Ana disait « lisez mieux »."


def opened(alice, town, bruno, kind=Kind.ENCOURAGE, **more):
    fields = {"person": bruno, "kind": kind, "what": WHAT, "erase_on": timezone.localdate() + timedelta(days=9), **more}
    return actions.open_incident(alice, town, fields, timezone.now())


def test_grades_follow_each_other_and_a_skipped_one_has_its_reason(town, alice, bruno):
    assert reads.next_grade(town, bruno) == Kind.ENCOURAGE
    with pytest.raises(actions.NoReason):
        opened(alice, town, bruno, Kind.REMIND)
    first = opened(alice, town, bruno)
    opened(alice, town, bruno, Kind.PRAISE)
    assert reads.next_grade(town, bruno) == Kind.REMIND
    opened(alice, town, bruno, Kind.SUSPEND, skipped="Des données de santé publiées")
    assert reads.next_grade(town, bruno) == Kind.SUSPEND
    Incident.objects.exclude(pk=first.pk).delete()
    actions.close(alice, first, timezone.now())
    assert reads.next_grade(town, bruno) == Kind.ENCOURAGE


def test_opened_on_the_page_with_its_clause_and_told_by_mail_without_its_content(sign_in, alice, bruno, town):
    begin(alice, town, "charter", "Charte", [Written("Le ton", "On reste calme.")])
    clause = Clause.objects.of(town).get()
    page = f"{URL}open/?person={bruno.pk}"
    client = sign_in(alice)
    assert "Degré proposé" in client.get(page).content.decode()
    fields = {"kind": "train", "what": WHAT, "clause": f"{clause.version.policy_id}:{clause.key}", "erase_on": ""}
    answer = client.post(page, fields)
    assert answer.status_code == 422
    for words in ("Vous sautez un degré", "Choisissez le parcours", "Choisissez le jour"):
        assert words in answer.content.decode()
    more = {"skipped": "Deux fois en un jour", "course": "criticism", "erase_on": "2099-01-01"}
    shown = client.post(page, {**fields, **more}, follow=True).content.decode()
    assert "article 1" in shown
    row = Incident.objects.of(town).get()
    (letter,) = mail.outbox
    assert letter.to == [bruno.email]
    assert f"{URL}{row.pk}/" in letter.body
    assert "lisez mieux" not in letter.body


def test_nobody_else_sees_it(sign_in, alice, bruno, chloe, town):
    row = opened(alice, town, bruno)
    assert sign_in(chloe).get(f"{URL}{row.pk}/").status_code == 404
    assert sign_in(chloe).post(f"{URL}{row.pk}/", {"word": "x"}).status_code == 404
    assert "Bruno" not in sign_in(chloe).get(URL).content.decode()
    for client in (sign_in(bruno), sign_in(chloe)):
        assert client.get(f"{URL}open/").status_code == 403
        assert client.post(f"{URL}{row.pk}/close/").status_code == 403
    assert "lisez mieux" in sign_in(bruno).get(f"{URL}{row.pk}/").content.decode()


def test_the_persons_own_word_stands_beside_it_and_is_theirs_alone(sign_in, alice, bruno, town):
    row = opened(alice, town, bruno)
    assert sign_in(alice).post(f"{URL}{row.pk}/", {"word": "à sa place"}).status_code == 404
    assert not actions.answer(alice, row, "à sa place", timezone.now())
    sign_in(bruno).post(f"{URL}{row.pk}/", {"word": "J’ai écrit à Ana pour m’excuser."})
    assert "m’excuser" in sign_in(alice).get(f"{URL}{row.pk}/").content.decode()
    actions.close(alice, row, timezone.now())
    assert not actions.answer(bruno, row, "autre chose", timezone.now())


def test_to_suspend_really_suspends(town, alice, bruno):
    held = Accreditation.objects.create(
        organisation=town, person=bruno, may_reply=True, expires_at=timezone.now() + timedelta(days=9)
    )
    opened(alice, town, bruno, Kind.SUSPEND, skipped="Grave")
    held.refresh_from_db()
    assert held.suspended_by == alice
    assert WHAT not in held.reason


def test_the_log_knows_neither_the_name_nor_what_it_says(town, alice, bruno):
    row = opened(alice, town, bruno)
    actions.answer(bruno, row, "Mes mots", timezone.now())
    actions.close(alice, row, timezone.now())
    actions.erase(row)
    entries = AuditEntry.objects.of(town).filter(code__startswith="incidents.")
    assert {entry.code for entry in entries} == {
        f"incidents.{word}" for word in ("opened", "answered", "closed", "erased")
    }
    told = "".join(f"{entry.words('fr')}{entry.words('en')}{entry.about}{entry.data}" for entry in entries)
    for secret in ("Bruno", "lisez", "Mes mots"):
        assert secret not in told


def test_erased_on_its_day_and_only_counted(town, alice, bruno):
    day = timezone.localdate() + timedelta(days=9)
    opened(alice, town, bruno)
    opened(alice, town, bruno, Kind.PRAISE, erase_on=None)
    noon = timezone.now().replace(hour=12) + timedelta(days=8)
    steps.erase_all(noon)
    assert Incident.objects.of(town).count() == 2, day
    steps.erase_all(noon + timedelta(days=1))
    steps.erase_all(noon + timedelta(days=1))
    assert [row.kind for row in Incident.objects.of(town)] == [Kind.PRAISE]
    tally = Tally.objects.of(town).get()
    assert (tally.kind, tally.count) == (Kind.ENCOURAGE, 1)


def test_whoever_could_not_be_told_is_told_later_and_once(town, alice, bruno, monkeypatch):
    row = opened(alice, town, bruno)
    with monkeypatch.context() as broken:
        broken.setattr(steps, "send_mail", lambda *_: (_ for _ in ()).throw(OSError("no mail server")))
        assert not steps.tell(row)
    steps.tell_all(timezone.now())
    steps.tell_all(timezone.now())
    assert len(mail.outbox) == 1
