"""From ready to sent, and every way in which a network can answer."""

import secrets
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from parvis.channels import pace
from parvis.core.audit import AuditEntry
from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.networks.base import Waiting
from parvis.networks.errors import Amend, Gone, MaybeSent, NotUnderstood, Reconnect, TryLater
from parvis.networks.http import begin
from parvis.outbox import actions, reviewing
from parvis.outbox.models import Delivery, stopped
from parvis.outbox.reads import counts
from parvis.outbox.tests.conftest import SAID, fresh


def test_goes_out_once_and_says_where(item, network, work):
    work()
    assert (fresh(item).state, item.due_at, item.lease_by) == ("sent", None, "")
    assert item.url == f"https://net.example/{item.key[:6]}"
    assert item.sent_at == timezone.now()
    assert [(t.what, t.outcome) for t in item.tries.all()] == [("send", "sent")]
    assert AuditEntry.objects.get(code="outbox.sent").about == f"#{item.pk}"
    work()
    assert network.out == {item.key: 1}


def test_the_same_key_is_the_same_delivery(item, alice, channel, network, work):
    again = actions.deliver(alice, channel, "reply", "Autre texte", item.key)
    assert again.pk == item.pk
    assert Delivery.objects.count() == 1
    work()
    assert network.calls == ["send"]


def test_a_key_does_not_cross_channels(item, dalia, chamber, channel):
    other = type(channel).objects.create(organisation=chamber, network="wordpress", name="Chambre", state="live")
    Accreditation.objects.create(organisation=chamber, person=dalia, expires_at=timezone.now() + timedelta(days=1))
    with pytest.raises(reviewing.Impossible, match="something else"):
        actions.deliver(dalia, other, "reply", "x", item.key)
    with pytest.raises(ValueError, match="32 hex"):
        actions.deliver(dalia, other, "reply", "x", "short")


def test_waits_for_its_time(item, network, work, clock):
    Delivery.objects.update(due_at=clock.now() + timedelta(hours=2), deadline=clock.now() + timedelta(hours=5))
    work()
    assert network.calls == []
    clock.pass_(hours=2)
    work()
    assert fresh(item).state == "sent"


def test_bruno_cannot_put_anything_in_the_outbox(bruno, channel, clock):
    with pytest.raises(gate.Refused):
        actions.deliver(bruno, channel, "reply", "Bonjour", secrets.token_hex(16))
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        (
            lambda item: Accreditation.objects.update(suspended_at=timezone.now(), reason="Enquête"),
            "accreditation_suspended",
        ),
        (lambda item: Accreditation.objects.update(expires_at=timezone.now()), "accreditation_ended"),
        (lambda item: item.channel.__class__.objects.update(state="closed"), "channel_closed"),
        (lambda item: item.person.memberships.all().delete(), "not_member"),
    ],
)
def test_the_gate_is_asked_again_at_the_sending_step(item, network, work, ends, code):
    ends(item)
    work()
    assert network.calls == []
    assert (fresh(item).state, item.refusal["code"]) == ("refused", code)
    assert item.refusal["say"]["fr"]
    assert item.refusal["way_out"]["en"]


def test_a_network_that_cannot_reply_is_said_so(item, network, work):
    type(item.channel).objects.update(network="no-such-network")
    work()
    assert (fresh(item).state, item.refusal["code"], network.calls) == ("refused", "cannot", [])


@pytest.mark.parametrize("error", [MaybeSent(SAID), NotUnderstood(SAID), KeyError("id"), OSError("reset")])
def test_a_lost_answer_is_looked_for_and_found(item, network, work, error):
    network.does += [lambda draft: (network.put_out(draft), error)[1]]
    work()
    assert fresh(item).state == "unsure"
    work(until="sent")
    assert item.pk
    assert fresh(item).state == "sent"
    assert network.calls == ["send", "look"]
    assert network.out == {item.key: 1}


def test_what_did_not_go_out_is_sent_again_after_two_noes(item, network, work):
    network.does += [MaybeSent(SAID)]
    work(until="sent")
    assert network.calls == ["send", "look", "look", "send"]
    assert network.out == {item.key: 1}


def test_found_late_is_not_sent_again(item, network, work):
    """The first look comes before the server has put it into its index."""
    network.does += [network.lose_the_answer, lambda draft: None]
    work(until="sent")
    assert network.calls == ["send", "look", "look"]
    assert network.out == {item.key: 1}


@pytest.mark.parametrize("error", [TryLater(SAID), NotUnderstood(SAID), KeyError("bug"), Reconnect(SAID), Gone(SAID)])
def test_while_looking_fails_it_stays_unsure(item, network, work, clock, error):
    network.does += [network.lose_the_answer, *([error] * 200)]
    for _ in range(60):
        work()
        type(item.channel).objects.update(login_lost_at=None)
        clock.pass_(minutes=10)
        assert fresh(item).state == "unsure"
    assert network.named("send") == ["send"]


def test_unsure_to_its_end_is_given_up_and_told_then_looked_for_first(item, network, work, alice, clock):
    network.does += [network.lose_the_answer, *([TryLater(SAID)] * 500)]
    work(until="given_up")
    clock.pass_(minutes=1)
    work()
    assert fresh(item).refusal["code"] == "too_late"
    assert "dise si" in item.refusal["say"]["fr"]
    assert [m.to for m in mail.outbox] == [[alice.email]] * 2  # that it cannot be found out, and that it is given up
    network.does.clear()
    actions.retry(alice, fresh(item))
    work(until="sent")
    assert network.named("send") == ["send"]
    assert network.out == {item.key: 1}


def test_later_means_later_and_less_and_less_often(item, network, work, clock):
    network.does += [TryLater(SAID, "429", 5)] * 6
    waits = []
    for _ in range(6):
        work()
        assert fresh(item).state == "ready"
        waits.append((item.due_at - clock.now()).total_seconds())
        clock.at = max(item.due_at, *(row.not_before for row in pace.Pace.objects.all()))
    assert waits[0] >= 5
    assert waits[5] > 200
    work()
    assert fresh(item).state == "sent"


def test_a_server_that_asks_for_rest_is_left_alone_by_all(item, alice, channel, network, work, clock):
    other = actions.deliver(alice, channel, "reply", "Autre", secrets.token_hex(16))
    network.does += [TryLater(SAID, "429", 300)]
    work()
    assert network.calls == ["send"]
    clock.pass_(seconds=299)
    work()
    assert network.calls == ["send"]
    clock.pass_(seconds=120)
    work()
    assert network.out == {item.key: 1, other.key: 1}


def test_a_lost_login_stops_all_and_comes_back(item, alice, channel, network, work, clock):
    other = actions.deliver(alice, channel, "reply", "Autre", secrets.token_hex(16))
    network.does += [Reconnect(SAID, "401")]
    work()
    assert {d.state for d in Delivery.objects.all()} == {"login_lost"}
    clock.pass_(seconds=30)
    work()
    channel.refresh_from_db()
    assert channel.login_lost_at
    assert network.calls == ["send"]
    assert len(mail.outbox) == 1
    clock.pass_(hours=3)
    work()
    assert network.calls == ["send"]
    type(channel).objects.update(login_lost_at=None)
    clock.pass_(minutes=2)
    work()
    assert network.out == {item.key: 1, other.key: 1}
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("error", [Amend(SAID, "text too long"), Gone(SAID, "text too long")])
def test_a_refusal_keeps_the_words_of_the_network(item, network, work, alice, clock, error):
    network.does += [error]
    work()
    assert (fresh(item).state, item.refusal["say"]["fr"]) == ("refused", SAID.fr)
    assert item.tries.get().words == "text too long"
    clock.pass_(minutes=1)
    work()
    assert mail.outbox[0].to == [alice.email]
    assert SAID.fr in mail.outbox[0].body
    clock.pass_(hours=1)
    work()
    assert len(mail.outbox) == 1
    actions.retry(alice, fresh(item))
    work()
    assert fresh(item).state == "sent"


def test_what_the_network_works_on_is_waited_for(item, network, work, clock):
    network.does += [Waiting({"job": 7}, 40), Waiting({"job": 8}, 40)]
    work()
    assert (fresh(item).state, item.ticket) == ("waiting", {"job": 7})
    clock.pass_(seconds=40)
    work()
    assert fresh(item).ticket == {"job": 8}
    clock.pass_(seconds=40)
    work()
    assert (fresh(item).state, item.ticket) == ("sent", {})
    assert network.calls == ["send", "resume", "resume"]


def test_a_lost_answer_on_coming_back_is_looked_for_too(item, network, work, clock):
    network.does += [Waiting({"job": 7}, 1), network.lose_the_answer]
    work(until="sent")
    assert network.calls == ["send", "resume", "look"]
    assert network.out == {item.key: 1}


def test_absent_after_coming_back_goes_on_waiting_with_its_ticket(item, network, work):
    network.does += [Waiting({"job": 7}, 1), MaybeSent(SAID)]
    work(until="sent")
    assert network.calls == ["send", "resume", "look", "look", "resume"]


def test_a_lost_login_while_the_network_works_on_it_keeps_the_ticket(item, network, work, channel, clock):
    network.does += [Waiting({"job": 7}, 1), Reconnect(SAID)]
    work()
    clock.pass_(minutes=2)
    work()
    assert (fresh(item).state, item.ticket) == ("waiting", {"job": 7})
    type(channel).objects.update(login_lost_at=None)
    clock.pass_(minutes=2)
    work()
    assert network.calls == ["send", "resume", "resume"]


def test_no_secret_reaches_a_page_or_a_log(item, network, work, caplog):
    network.does += [KeyError("password=secret-never-shown"), ValueError("token secret-never-shown")]
    work(until="sent")
    written = "".join(t.words + str(t.say) for t in item.tries.all()) + fresh(item).last_words + caplog.text
    assert "secret-never-shown" not in written
    assert "KeyError" in written


def test_the_worker_refuses_bruno_whatever_stands_in_the_row(item, bruno, network, work):
    Delivery.objects.update(person=bruno)
    work()
    assert network.calls == []
    assert (fresh(item).state, item.refusal["code"]) == ("refused", "no_accreditation")


@pytest.mark.parametrize("error", [KeyError("bug"), UnicodeEncodeError("ascii", "é", 0, 1, "no"), NotUnderstood(SAID)])
def test_a_fault_before_the_call_is_tried_rarely_and_then_told(item, network, work, clock, error):
    began, network.always["send"] = clock.now(), error
    work(until="refused")
    assert network.calls == ["send"] * 5
    assert clock.now() - began > timedelta(minutes=2)
    assert (fresh(item).refusal["code"], item.state) == ("fault", "refused")
    assert {each.outcome for each in item.tries.all()} == {"failed"}
    clock.pass_(minutes=1)
    work()
    assert "Cinq essais" in mail.outbox[-1].body
    assert network.out == {}


def test_after_a_fault_is_mended_it_goes_out(item, network, work):
    network.does += [KeyError("bug"), KeyError("bug")]
    work(until="sent")
    assert (network.calls, network.out) == (["send"] * 3, {item.key: 1})


@pytest.mark.parametrize("error", [KeyError("bug"), MaybeSent(SAID)])
def test_what_never_comes_through_is_tried_rarely_and_then_told(item, network, work, clock, error):
    def lost(draft):
        begin()
        return error

    network.always["send"] = lost
    began = clock.now()
    work(until="refused")
    assert network.named("send") == ["send"] * 5
    assert clock.now() - began > timedelta(minutes=6)
    assert fresh(item).refusal["code"] == "fault"


def test_once_it_cannot_be_found_out_a_person_learns_of_it(item, network, work, clock):
    network.does += [network.lose_the_answer, *([TryLater(SAID)] * 8)]
    work()
    assert not Delivery.objects.filter(stopped()).exists()
    for _ in range(8):
        clock.pass_(minutes=20)
        work()
    assert (fresh(item).state, item.refusal["code"]) == ("unsure", "cannot_tell")
    assert Delivery.objects.filter(stopped()).exists()
    assert counts(item.organisation)["troubled"] == 1
    assert [each.body.count("n’arrive pas à le savoir") for each in mail.outbox] == [1]
    clock.pass_(hours=2)
    work()
    assert (fresh(item).state, item.refusal, network.out) == ("sent", {}, {item.key: 1})
    assert not Delivery.objects.filter(stopped()).exists()


def test_also_where_the_login_was_lost_meanwhile(item, network, work, clock):
    network.does += [network.lose_the_answer]
    network.always["look"] = Reconnect(SAID)
    for _ in range(10):
        work()
        clock.pass_(minutes=3)
    assert (fresh(item).state, item.refusal["code"]) == ("unsure", "cannot_tell")
    assert len(mail.outbox) == 1
