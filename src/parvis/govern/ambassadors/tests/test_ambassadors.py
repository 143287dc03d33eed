"""Ambassadors: invited, consenting, sharing, withdrawn; who may fill the kit; what is left of whoever withdrew."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern import actions as govern
from parvis.govern import gate
from parvis.govern.ambassadors import actions, reads
from parvis.govern.ambassadors.models import Ambassador, Item, Share
from parvis.govern.models import Accreditation, Level
from parvis.govern.rulebook import actions as rulebook

URL = "/o/sainte-aube/govern/ambassadors/"
FIELDS = {
    "title": "Le bassin rouvre",
    "text": "Le grand bassin rouvre samedi.",
    "link": "https://sainte-aube.example/b",
}
HERVE = {"name": "Hervé Kerlan", "email": "herve@piscine.example", "intro": "Je travaille à la piscine."}


@pytest.fixture
def herve(town, alice):
    return actions.invite(alice, town, HERVE)


@pytest.fixture
def taking_part(herve):
    assert actions.consent(herve, "@herve@mastodon.example", True, timezone.now())
    herve.refresh_from_db()
    return herve


@pytest.fixture
def item(town, alice):
    return actions.prepare(alice, town, FIELDS)


def test_invited_by_mail_and_consents_without_signing_in(sign_in, alice, town):
    sign_in(alice).post(f"{URL}invite/", HERVE)
    row = Ambassador.objects.of(town).get()
    (letter,) = mail.outbox
    assert letter.to == [HERVE["email"]]
    assert row.invitation_path in letter.body
    anybody = Client()
    assert "Parvis ne lit pas vos comptes" in anybody.get(row.invitation_path).content.decode()
    assert anybody.post(f"{row.invitation_path}agree/", {"accounts": "@herve"}).status_code == 422
    anybody.post(f"{row.invitation_path}agree/", {"accounts": "@herve", "agree": "on"})
    row.refresh_from_db()
    assert row.takes_part
    assert not row.tells
    assert row.own_path in mail.outbox[1].body


def test_the_link_that_leads_sent_opens_nothing_once_there_is_an_answer(taking_part):
    anybody = Client()
    answer = anybody.get(taking_part.invitation_path)
    assert answer.status_code == 410
    assert taking_part.own_path not in answer.content.decode()
    for verb in ("agree", "withdraw", "change"):
        assert anybody.post(f"{taking_part.invitation_path}{verb}/", {"agree": "on"}).status_code in {404, 410}
    taking_part.refresh_from_db()
    assert taking_part.takes_part


def test_shares_are_told_only_by_those_who_said_so(sign_in, alice, town, taking_part, item):
    anybody = Client()
    page = anybody.get(taking_part.own_path).content.decode()
    assert "Le grand bassin rouvre samedi." in page
    assert 'data-copy="text-' in page
    place = f"{taking_part.own_path}shared/{item.pk}/"
    for link in ("https://mastodon.example/@herve/1", "https://mastodon.example/@herve/2"):
        anybody.post(place, {f"{item.pk}-link": link})
    assert Share.objects.of(town).get().link.endswith("/2")
    assert "mastodon.example/@herve/2" in sign_in(alice).get(URL).content.decode()
    anybody.post(f"{taking_part.own_path}change/", {"accounts": ""})
    assert "mastodon.example" not in sign_in(alice).get(URL).content.decode()


def test_withdrawn_in_one_click_and_only_the_day_is_left(town, taking_part, item):
    actions.share(taking_part, item, "https://mastodon.example/@herve/1", timezone.now())
    anybody = Client()
    answer = anybody.post(f"{taking_part.own_path}withdraw/", follow=True)
    assert answer.status_code == 410
    assert "C’est effacé" in answer.content.decode()
    left = Ambassador.objects.filter(pk=taking_part.pk).values().get()
    kept = {name for name, value in left.items() if value}
    assert kept == {"id", "organisation_id", "nonce", "invited_at", "expires_at", "withdrawn_at"}
    assert not Share.objects.of(town).exists()
    log = "".join(entry.words("fr") for entry in AuditEntry.objects.of(town))
    assert "Hervé" not in log
    assert "piscine" not in log
    assert "s’est retiré" in log
    assert not actions.withdraw(taking_part, timezone.now())


def test_an_invitation_ends(herve):
    Ambassador.objects.filter(pk=herve.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    anybody = Client()
    assert "Cette invitation est passée" in anybody.get(herve.invitation_path).content.decode()
    assert anybody.post(f"{herve.invitation_path}agree/", {"agree": "on"}).status_code == 410
    assert not actions.consent(herve, "", False, timezone.now())


def test_no_page_without_its_address(herve, taking_part, chamber):
    anybody = Client()
    assert anybody.get(taking_part.own_path.replace("sainte-aube", "chambre-metiers")).status_code == 404
    assert anybody.get(f"/p/sainte-aube/ambassadors/{taking_part.pk}/{'0' * 64}/").status_code == 404
    assert (
        anybody.get(f"/p/sainte-aube/ambassadors/{taking_part.pk + 1}/{taking_part.token('own')}/").status_code == 404
    )


def test_who_may_not_publish_puts_nothing_in_the_kit(town, alice, bruno, sign_in):
    with pytest.raises(gate.Refused, match="no_accreditation"):
        actions.prepare(bruno, town, FIELDS)
    assert sign_in(bruno).post(f"{URL}kit/add/", FIELDS).status_code == 403
    held = Accreditation.objects.get(person=alice)
    for change in ({"may_publish": False}, {"may_publish": True, "level": Level.SUPERVISED}):
        Accreditation.objects.filter(pk=held.pk).update(**change)
        with pytest.raises(gate.Refused, match="act_not_covered"):
            actions.prepare(alice, town, FIELDS)
    page = sign_in(alice).post(f"{URL}kit/add/", FIELDS)
    assert page.status_code == 422
    assert "relus avant de partir" in page.content.decode()
    assert not Item.objects.of(town).exists()


def test_an_accreditation_that_ended_since_holds_the_item_back(town, alice, taking_part, item):
    assert reads.ready(town, timezone.now()) == [item]
    govern.suspend(alice, Accreditation.objects.get(person=alice), "Absence", timezone.now())
    anybody = Client()
    assert "Le grand bassin" not in anybody.get(taking_part.own_path).content.decode()
    assert anybody.post(f"{taking_part.own_path}shared/{item.pk}/", {}).status_code == 404


def test_a_rule_of_the_house_keeps_words_out_and_takes_them_out(town, alice, item):
    rulebook.make(alice, town, "words", {"name": "Pas de bassin", "terms": {"query": "bassin"}}, [])
    assert reads.ready(town, timezone.now()) == []
    with pytest.raises(gate.Refused, match="rule_words"):
        actions.change(alice, item, FIELDS)
    actions.change(alice, item, {**FIELDS, "title": "La piscine rouvre", "text": "La piscine rouvre samedi."})
    assert reads.ready(town, timezone.now()) == [item]


def test_a_member_finds_the_page_and_is_invited_once(sign_in, town, alice, bruno):
    row = actions.invite(alice, town, {"person": bruno, "intro": ""})
    assert (row.name, row.email) == (bruno.name, bruno.email)
    with pytest.raises(actions.AlreadyThere):
        actions.invite(alice, town, {"person": bruno, "intro": ""})
    client = sign_in(bruno)
    assert "Une invitation vous attend" in client.get(URL).content.decode()
    assert client.get(f"{URL}mine/").url == row.invitation_path
    actions.consent(row, "", False, timezone.now())
    assert client.get(f"{URL}mine/").url == row.own_path


def test_only_leads_see_who_takes_part(sign_in, bruno, taking_part):
    page = sign_in(bruno).get(URL).content.decode()
    assert "Hervé" not in page
    for path in ("invite/", "kit/add/", f"{taking_part.pk}/end/", f"{taking_part.pk}/remind/"):
        assert sign_in(bruno).post(URL + path).status_code == 403
    actions.withdraw(taking_part, timezone.now())


def test_a_lead_ends_it_and_it_is_logged_without_a_name(sign_in, alice, town, taking_part):
    sign_in(alice).post(f"{URL}{taking_part.pk}/end/")
    entry = AuditEntry.objects.of(town).get(code="ambassadors.ended")
    assert entry.data == {"number": taking_part.pk}
    assert entry.about == ""
