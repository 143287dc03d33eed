"""One verb for several deliveries: what becomes of each is said first, done by itself, and can be taken back."""

import secrets

import pytest
from django.urls import reverse

from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.outbox import actions
from parvis.outbox.models import Delivery

SEVERAL, LIST, UNDO = (reverse(f"outbox:{name}", args=["sainte-aube"]) for name in ("several", "deliveries", "undo"))


@pytest.fixture
def rows(alice, channel):
    """Refused, given up after a try, ready, sent."""
    made = [actions.deliver(alice, channel, "reply", f"R{n}", secrets.token_hex(16)) for n in range(4)]
    for row, state in zip(made, ("refused", "given_up", "ready", "sent"), strict=True):
        Delivery.objects.filter(pk=row.pk).update(
            state=state, external_id="site#comment-1" if state == "sent" else "", sent_at=row.made_at
        )
    made[1].tries.create(what="send", outcome="unsure")
    return made


def _asked(rows, verb, **more):
    return {"picked": [row.pk for row in rows], "verb": verb, "back": "?q=R"} | more


def _states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


BEFORE = ["refused", "given_up", "ready", "sent"]
AFTER = {
    "retry": ["ready", "unsure", "ready", "sent"],
    "cancel": ["cancelled", "cancelled", "cancelled", "sent"],
    "withdraw": ["refused", "given_up", "ready", "withdrawing"],
}
SAID = {
    "retry": ("Relancer 2 envois", "en votre nom", "regarde d’abord", "rien à relancer"),
    "cancel": ("Annuler 3 envois", "Il ne partira pas", "il ne peut plus être annulé"),
    "withdraw": ("Retirer 1 envoi", "Il disparaîtra du réseau", "Il n’est pas en ligne"),
}


@pytest.mark.parametrize("verb", AFTER)
def test_it_says_what_becomes_of_each_and_does_that_once_confirmed(rows, alice, sign_in, verb):
    client = sign_in(alice)
    page = client.post(SEVERAL, _asked(rows, verb)).text
    for words in SAID[verb]:
        assert words in page
    assert _states() == BEFORE
    answer = client.post(SEVERAL, _asked(rows, verb, sure="yes"), follow=True)
    assert answer.redirect_chain == [(LIST + "?q=R", 302)]
    assert _states() == AFTER[verb]
    changed = sum(before != after for before, after in zip(BEFORE, AFTER[verb], strict=True))
    assert AuditEntry.objects.filter(code__startswith="outbox.").count() == changed


def test_cancelled_by_mistake_they_are_taken_up_again(rows, alice, sign_in):
    client = sign_in(alice)
    page = client.post(SEVERAL, _asked(rows, "cancel", sure="yes"), follow=True).text
    assert "vous pouvez encore revenir" in page
    assert "revenir en arrière" not in client.get(LIST).text, "it is offered once"
    answer = client.post(UNDO, {"picked": [row.pk for row in rows], "back": "?q=R"}, follow=True)
    assert "3 envois sont comme avant" in answer.text
    assert "a changé d’état" in answer.text, "the one that is out was not cancelled"
    assert _states() == BEFORE
    assert AuditEntry.objects.filter(code="outbox.taken_up").count() == 3


def test_a_withdrawal_that_no_network_has_heard_of_is_called_off(rows, alice, sign_in):
    client = sign_in(alice)
    page = client.post(SEVERAL, _asked(rows[3:], "withdraw", sure="yes"), follow=True).text
    assert "Revenir en arrière" in page
    client.post(UNDO, {"picked": rows[3].pk})
    assert _states() == BEFORE


def test_retrying_offers_no_way_back(rows, alice, sign_in):
    page = sign_in(alice).post(SEVERAL, _asked(rows, "retry", sure="yes"), follow=True).text
    assert "Revenir en arrière" not in page


def test_what_is_in_the_way_of_one_does_not_stop_the_others(rows, alice, sign_in):
    Delivery.objects.filter(pk=rows[0].pk).update(state="cancelled")
    page = sign_in(alice).post(SEVERAL, _asked(rows[:3], "cancel", sure="yes"), follow=True).text
    assert "2 envois sont annulés" in page
    assert "a changé d’état" in page


def test_bruno_is_told_why_for_each_and_nothing_moves(rows, bruno, sign_in):
    client = sign_in(bruno)
    for verb in AFTER:
        page = client.post(SEVERAL, _asked(rows, verb)).text
        assert "Rien ne peut être fait" in page
        assert "Vous n’avez pas d’habilitation" in page
        assert 'name="sure"' not in page
        client.post(SEVERAL, _asked(rows, verb, sure="yes"))
    client.post(UNDO, {"picked": [row.pk for row in rows]})
    assert _states() == BEFORE


def test_rows_of_another_house_are_not_there(rows, dalia, chamber, sign_in):
    client = sign_in(dalia)
    for name in ("several", "undo"):
        address = reverse(f"outbox:{name}", args=[chamber.slug])
        client.post(address, _asked(rows, "cancel", sure="yes"))
        assert client.post(reverse(f"outbox:{name}", args=["sainte-aube"]), _asked(rows, "cancel")).status_code == 404
    assert _states() == BEFORE


def test_nothing_ticked_teaches_and_an_address_elsewhere_is_not_followed(rows, alice, sign_in):
    client = sign_in(alice)
    assert "cochez d’abord" in client.post(SEVERAL, {"verb": "cancel"}, follow=True).text
    elsewhere = client.post(SEVERAL, _asked(rows, "retry", sure="yes") | {"back": "//evil.example"})
    assert elsewhere.url == LIST


def test_taken_up_again_it_still_goes_in_its_authors_name_and_past_the_gate(rows, alice, town, sign_in):
    from tests.cast import _member

    lead = _member(town, "Odile Roux", "lead")
    actions.cancel(lead, Delivery.objects.get(pk=rows[2].pk))
    actions.take_up(lead, Delivery.objects.get(pk=rows[2].pk))
    row = Delivery.objects.get(pk=rows[2].pk)
    assert (row.state, row.person) == ("ready", alice)
    assert Accreditation.objects.filter(person=lead).count() == 0
