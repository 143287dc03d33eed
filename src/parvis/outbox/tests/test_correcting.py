"""Correcting: other words in the place of those that are out, one correction at a time, both texts kept."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.audit import AuditEntry
from parvis.govern import gate
from parvis.govern.models import Accreditation, Level
from parvis.govern.rules import Objected
from parvis.networks.errors import Amend, Gone, MaybeSent, Reconnect, TryLater
from parvis.outbox import actions, correcting, reviewing, taking
from parvis.outbox.models import Delivery
from parvis.outbox.tests.conftest import SAID

OUTBOX, API = "/o/sainte-aube/outbox/", "/api/o/sainte-aube/outbox/deliveries/"
OLD, NEW = "La cantine ouvre lundi à 11 h 45.", "La cantine ouvre mardi à 11 h 45."


@pytest.fixture
def item(clock, network, work, alice, channel):
    """Out on a site."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    row = actions.deliver(alice, channel, "publish", OLD, uuid4().hex, title="Cantine")
    work()
    row.refresh_from_db()
    return row


def ask(person, item, text=NEW, **more):
    return correcting.correct(person, item, text, uuid4().hex, title="Cantine", **more)


def now(row):
    row.refresh_from_db()
    return row.state


def test_the_words_change_there_and_both_texts_stay(item, alice, network, work):
    row = ask(alice, item)
    assert (now(item), item.text) == ("sent", OLD), "nothing has changed before the network said so"
    work()
    assert (now(row), now(item), item.text) == ("corrected", "sent", NEW)
    assert network.words == {item.external_id: NEW}
    assert network.calls == ["send", "correct"]
    assert row.before == {"text": OLD, "title": "Cantine"}
    said = AuditEntry.objects.get(code="outbox.corrected")
    assert OLD in said.data["before"]
    assert NEW in said.data["after"]
    assert AuditEntry.objects.get(code="outbox.correcting").person == alice


def test_the_log_keeps_the_words_of_no_answer(item, alice, channel, work):
    Delivery.objects.update(act="reply")
    item.refresh_from_db()
    ask(alice, item)
    work()
    assert AuditEntry.objects.get(code="outbox.reply_corrected").about == f"#{item.pk}"
    assert not any(OLD in json.dumps(entry.data) for entry in AuditEntry.objects.all())


def test_the_same_key_twice_is_once(item, alice):
    first = correcting.correct(alice, item, NEW, "a" * 32, title="Cantine")
    assert correcting.correct(alice, item, NEW, "a" * 32, title="Cantine") == first


def test_never_two_at_once(item, alice, network, work):
    first = ask(alice, item)
    with pytest.raises(actions.Impossible, match="under way"):
        ask(alice, item, "Autre texte.")
    assert Delivery.objects.filter(corrects=item).get() == first
    work()
    ask(alice, item, "La cantine ouvre mercredi.")
    work()
    assert network.words == {item.external_id: "La cantine ouvre mercredi."}


@pytest.mark.parametrize("error", [Amend(SAID, "too late"), Gone(SAID)])
def test_a_refusal_leaves_it_as_it_was_and_says_so(item, alice, network, work, error):
    row = ask(alice, item)
    network.does += [error]
    work()
    assert (now(row), now(item), item.text) == ("refused", "sent", OLD)
    assert "n’a pas changé" in row.refusal["way_out"]["fr"]
    again = ask(alice, item)
    work()
    assert (now(row), now(again)) == ("cancelled", "corrected")


def test_as_often_as_it_takes(item, alice, network, work, clock, channel):
    """A lost answer, a bug, a server in trouble: the same words are put there again, and nothing is sent anew."""
    row = ask(alice, item)
    network.does += [TryLater(SAID), MaybeSent(SAID), KeyError("bug")]
    for _ in range(12):
        clock.pass_(minutes=20)
        work()
    assert (now(row), now(item), item.text) == ("corrected", "sent", NEW)
    assert network.named("correct") == ["correct"] * 4
    assert len(network.named("send")) == 1


def test_a_lost_login_waits_for_a_new_one(item, alice, network, work, clock, channel):
    row = ask(alice, item)
    network.does += [Reconnect(SAID)]
    work()
    assert now(row) == "login_lost"
    type(channel).objects.update(login_lost_at=None)
    for _ in range(3):
        clock.pass_(minutes=5)
        work()
    assert now(row) == "corrected"


def test_killed_while_it_was_made(item, alice, network, work, clock):
    row = ask(alice, item)
    Delivery.objects.filter(pk=row.pk).update(state="sending")
    for _ in range(4):
        clock.pass_(minutes=3)
        work()
    assert (now(row), network.named("correct")) == ("corrected", ["correct"])


def test_a_worker_asks_the_gate_again(item, alice, network, work, clock):
    row = ask(alice, item)
    Accreditation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    work()
    assert (now(row), now(item), item.text) == ("refused", "sent", OLD)
    assert not network.words


def test_what_is_withdrawn_is_not_corrected(item, alice, network, work):
    row = ask(alice, item)
    taking.withdraw(alice, item)
    work()
    assert (now(row), now(item)) == ("cancelled", "withdrawn")
    assert not network.words


def test_what_left_meanwhile_is_not_corrected(item, alice, network, work):
    row = ask(alice, item)
    Delivery.objects.filter(pk=item.pk).update(state="withdrawn")
    work()
    assert (now(row), row.refusal["code"]) == ("refused", "not_out")
    assert not network.words


def test_a_supervised_person_is_read_first(item, bruno, alice, town, channel, network, work, clock):
    end = clock.now() + timedelta(days=9)
    fields = {"may_publish": True, "may_reply": True, "level": Level.SUPERVISED, "expires_at": end}
    Accreditation.objects.filter(person=alice).update(level=Level.REFERENT)
    Accreditation.objects.create(organisation=town, person=bruno, **fields)
    row = ask(bruno, item)
    work()
    assert (now(row), network.words) == ("held", {})
    reviewing.release(alice, row)
    work()
    assert now(row) == "corrected"


def test_rules_stand_against_it(item, alice):
    with pytest.raises(Objected) as blocked:
        ask(alice, item, " ")
    assert blocked.value.blocked
    with pytest.raises(Objected):
        ask(alice, item, "Nous répondrons dans les meilleurs délais.")
    assert ask(alice, item, "Nous répondrons dans les meilleurs délais.", anyway=True).state == "ready"


def test_refused_to_bruno_and_to_the_other_house(item, bruno, dalia):
    for person in (bruno, dalia):
        with pytest.raises(gate.Refused):
            ask(person, item)
    assert not Delivery.objects.filter(corrects=item).exists()


def test_only_where_the_network_can(item, alice, channel):
    type(channel).objects.update(network="bluesky")
    item = Delivery.objects.get()
    with pytest.raises(actions.Impossible, match="cannot be corrected"):
        ask(alice, item)


def test_nothing_new_is_no_correction(item, alice):
    with pytest.raises(actions.Impossible, match="out already"):
        ask(alice, item, OLD)


def test_a_correction_is_not_ticked_as_sent(item, alice, network, work):
    row = ask(alice, item)
    network.does += [Amend(SAID)]
    work()
    row.refresh_from_db()
    with pytest.raises(actions.Impossible):
        actions.mark_sent(alice, row, "https://net.example/1")


def test_the_page(item, alice, sign_in, network, work):
    client, address = sign_in(alice), f"{OUTBOX}{item.pk}/correct/"
    assert address in client.get(f"{OUTBOX}{item.pk}/").text
    page = client.get(address)
    assert OLD in page.text
    told = {"title": "Cantine", "text": "Dans les meilleurs délais.", "key": "b" * 32}
    page = client.post(address, told)
    assert (page.status_code, Delivery.objects.count()) == (422, 1)
    assert "Corriger quand même" in page.text
    made = client.post(address, told | {"text": NEW}, follow=True)
    assert "La correction est demandée" in made.text
    work()
    page = client.get(f"{OUTBOX}{item.pk}/").text
    assert NEW in page
    assert OLD in page, "the former words can be read"


def test_the_api(item, alice, sign_in, network, work):
    client = sign_in(alice)

    def post(**told):
        return client.post(f"{API}{item.pk}/correct", json.dumps(told), "application/json")

    assert post(text="Dans les meilleurs délais.").status_code == 422
    made = post(text=NEW)
    assert (made.status_code, made.json()["corrects"]) == (201, item.pk)
    assert post(text="Encore autre chose.").status_code == 409
    work()
    assert network.words == {item.external_id: NEW}
