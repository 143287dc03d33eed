"""Held by hand: Parvis prepares and recalls, a person carries out and ticks; no program ever sends there."""

import secrets
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from parvis.channels import actions as channels
from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.core.audit import AuditEntry
from parvis.core.work import drain
from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.networks.base import Can, Waiting
from parvis.networks.errors import MaybeSent, Reconnect
from parvis.networks.registry import kinds
from parvis.outbox import actions, correcting, hands, reads, taking
from parvis.outbox.actions import Impossible
from parvis.outbox.models import Delivery
from parvis.outbox.steps import STEPS
from parvis.outbox.tests.conftest import SAID, fresh

PLACE = "https://nextdoor.example/sainte-aube"


@pytest.fixture
def work(work, clock):
    """As everywhere, with the moment in which what comes due together is gathered into one letter."""

    def do(**how):
        work(**how)
        if not how:
            clock.pass_(seconds=30)
            work()

    return do


@pytest.fixture
def board(town, alice, clock):
    """A live channel on a network that nothing can be done on by program."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    made = channels.hold_by_hand(alice, town, "snapchat", "Groupe du quartier", PLACE)
    channels.describe(alice, made, purpose="Les voisins")
    channels.take_live(alice, made)
    return made


@pytest.fixture
def item(board, alice):
    return actions.deliver(alice, board, "publish", "La rue des Lilas est fermée mardi.", secrets.token_hex(16))


def _page(item, name="delivery", *more):
    return reverse(f"outbox:{name}", args=["sainte-aube", item.pk, *more])


def test_at_its_time_the_person_is_reminded_once_and_ticks(item, alice, work, clock, sign_in):
    work()
    assert fresh(item).state == "by_hand"
    assert [m.to for m in mail.outbox] == [[alice.email]]
    assert "C’est l’heure" in mail.outbox[0].body
    assert _page(item) in mail.outbox[0].body
    clock.pass_(hours=2)
    work()
    assert len(mail.outbox) == 1
    assert reads.by_hand(item.organisation).count() == 1
    client = sign_in(alice)
    page = client.get(_page(item)).text
    assert item.text in page
    assert PLACE in page
    client.post(_page(item, "mark_sent"), {"url": "https://nextdoor.example/p/9"})
    assert (fresh(item).state, item.url, item.sent_at) == ("sent", "https://nextdoor.example/p/9", clock.now())
    assert AuditEntry.objects.filter(code="outbox.marked_sent").count() == 1
    assert reads.by_hand(item.organisation).count() == 0


def test_before_its_time_nobody_is_told(item, work, clock):
    Delivery.objects.update(due_at=clock.now() + timedelta(hours=3), deadline=clock.now() + timedelta(hours=9))
    work()
    assert (fresh(item).state, mail.outbox) == ("ready", [])
    clock.pass_(hours=3)
    work()
    assert (fresh(item).state, len(mail.outbox)) == ("by_hand", 1)


def test_two_at_once_are_told_in_one_letter(item, board, alice, work):
    actions.deliver(alice, board, "publish", "La piscine ouvre lundi.", secrets.token_hex(16))
    work()
    assert len(mail.outbox) == 1
    assert "La piscine ouvre lundi." in mail.outbox[0].body


def test_a_mail_server_that_is_down_is_asked_again(item, work, clock, monkeypatch):
    monkeypatch.setattr("parvis.outbox.tell.send_mail", lambda *a, **k: (_ for _ in ()).throw(OSError("down")))
    work()
    assert (fresh(item).state, item.told_at) == ("by_hand", None)
    monkeypatch.undo()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    clock.pass_(minutes=6)
    work()
    assert len(mail.outbox) == 1


def test_past_its_deadline_the_person_is_told_and_may_still_tick_or_begin_again(item, alice, work, clock):
    work()
    clock.at = fresh(item).deadline + timedelta(seconds=1)
    work()
    clock.pass_(minutes=1)
    work()
    assert (fresh(item).state, item.refusal["code"]) == ("given_up", "not_done")
    assert "personne" in mail.outbox[-1].body
    actions.retry(alice, fresh(item))
    work()
    assert fresh(item).state == "by_hand"
    actions.mark_sent(alice, fresh(item), "")
    assert fresh(item).state == "sent"


def test_a_wrong_tick_is_undone(item, alice, work, clock):
    work()
    actions.mark_sent(alice, fresh(item), "https://nextdoor.example/p/9")
    actions.untick(alice, fresh(item))
    assert (fresh(item).state, item.url, item.sent_at) == ("by_hand", "", None)
    assert AuditEntry.objects.filter(code="outbox.unticked").count() == 1
    with pytest.raises(Impossible):
        actions.untick(alice, fresh(item))
    work()
    assert len(mail.outbox) == 2, "it is to be done again, so it is recalled again"


def test_what_a_network_confirmed_is_not_unticked(alice, channel, network, work, clock):
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    sent = actions.deliver(alice, channel, "reply", "Oui.", secrets.token_hex(16), reply_to={"post": 1, "parent": 1})
    work()
    with pytest.raises(Impossible):
        actions.untick(alice, fresh(sent))


def test_a_wrong_tick_on_a_connected_channel_is_looked_for_before_it_goes_again(alice, channel, network, work, clock):
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    sent = actions.deliver(alice, channel, "reply", "Oui.", secrets.token_hex(16), reply_to={"post": 1, "parent": 1})
    network.does += [network.lose_the_answer]
    drain(STEPS)
    actions.mark_sent(alice, fresh(sent), "https://net.example/wrong")
    actions.untick(alice, fresh(sent))
    work(until="sent")
    assert network.out == {sent.key: 1}


def test_taken_back_by_hand(item, alice, work):
    work()
    actions.mark_sent(alice, fresh(item), "")
    taking.withdraw(alice, fresh(item))
    work()
    assert fresh(item).state == "withdrawing"
    assert [row.pk for row in reads.by_hand(item.organisation)] == [item.pk]
    taking.mark_withdrawn(alice, item)
    assert (fresh(item).state, reads.by_hand(item.organisation).count()) == ("withdrawn", 0)


def test_what_is_to_be_taken_away_by_hand_is_recalled_once(item, alice, work, clock):
    work()
    actions.mark_sent(alice, fresh(item), PLACE + "/9")
    taking.withdraw(alice, fresh(item))
    clock.pass_(minutes=1)
    work()
    assert len(mail.outbox) == 2
    assert "à retirer" in mail.outbox[1].body
    clock.pass_(days=1)
    work()
    assert (len(mail.outbox), fresh(item).state, item.due_at) == (2, "withdrawing", None)


NEW = "La rue des Lilas est fermée mercredi."


@pytest.fixture
def correction(item, alice, work):
    """`item` is out with a link; other words are asked for."""
    work()
    actions.mark_sent(alice, fresh(item), PLACE + "/9")
    return correcting.correct(alice, fresh(item), NEW, secrets.token_hex(16))


def test_corrected_by_hand_with_what_changes_and_where(item, correction, alice, work, sign_in):
    work()
    assert fresh(correction).state == "by_hand"
    assert "à corriger" in mail.outbox[-1].body
    client = sign_in(alice)
    page = client.get(_page(correction)).text
    for words in (NEW, PLACE + "/9", "<del>mardi.</del>", "<ins>mercredi.</ins>"):
        assert words in page
    assert list(reads.by_hand(item.organisation)) == [correction]
    assert fresh(item).text != NEW
    client.post(_page(correction, "mark_corrected"))
    assert (fresh(correction).state, fresh(item).state, item.text) == ("corrected", "sent", NEW)
    assert item.url == PLACE + "/9"
    told = AuditEntry.objects.get(code="outbox.corrected_by_hand")
    assert (told.person, told.data["after"]) == (alice, NEW)
    assert reads.by_hand(item.organisation).count() == 0
    client.post(_page(correction, "mark_corrected"))
    assert AuditEntry.objects.filter(code="outbox.corrected_by_hand").count() == 1


def test_the_words_of_an_answer_corrected_by_hand_stay_out_of_the_log(item, correction, alice, work):
    Delivery.objects.update(act="reply")
    work()
    correcting.mark_corrected(alice, fresh(correction))
    entry = AuditEntry.objects.get(code="outbox.reply_corrected_by_hand")
    assert NEW not in str(entry.data) + entry.about


def test_bruno_does_not_tick_a_correction(correction, bruno, work):
    work()
    with pytest.raises(gate.Refused):
        correcting.mark_corrected(bruno, fresh(correction))
    assert fresh(correction).state == "by_hand"


def test_a_correction_nobody_made_in_time_is_told_and_may_still_be_ticked(correction, alice, work, clock):
    work()
    clock.at = fresh(correction).deadline + timedelta(seconds=1)
    work()
    assert (fresh(correction).state, "corrigé" in correction.refusal["say"]["fr"]) == ("given_up", True)
    correcting.mark_corrected(alice, correction)
    assert fresh(correction).state == "corrected"


def test_what_was_taken_away_meanwhile_is_not_corrected(item, correction, alice, work, clock):
    work()
    Delivery.objects.filter(pk=item.pk).update(state="withdrawn")
    with pytest.raises(Impossible):
        correcting.mark_corrected(alice, fresh(correction))
    clock.at = fresh(correction).deadline - timedelta(seconds=1)
    Delivery.objects.filter(pk=correction.pk).update(due_at=clock.now())
    work()
    assert (fresh(correction).state, correction.refusal["code"]) == ("refused", "not_out")


def test_a_correction_by_hand_cannot_be_ticked_as_a_new_item(correction, alice, work):
    work()
    with pytest.raises(Impossible):
        actions.mark_sent(alice, fresh(correction), PLACE)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a b c", "a x c", [("same", "a "), ("del", "b"), ("same", " "), ("ins", "x"), ("same", " "), ("same", "c")]),
        ("", "neuf", [("ins", "neuf")]),
        ("un\ndeux", "un", [("del", "un\ndeux"), ("ins", "un")]),
        ("même", "même", [("same", "même")]),
    ],
)
def test_what_changes_word_by_word(before, after, told):
    assert hands.changes(before, after) == told


def test_the_gate_is_asked_when_made_shown_and_ticked(item, board, alice, bruno, work, sign_in):
    with pytest.raises(gate.Refused):
        actions.deliver(bruno, board, "publish", "x", secrets.token_hex(16))
    work()
    page = sign_in(bruno).get(_page(item)).text
    assert 'data-copy="hands-text"' not in page
    assert "Vous n’avez pas d’habilitation" in page
    with pytest.raises(gate.Refused):
        actions.mark_sent(bruno, fresh(item), PLACE)
    with pytest.raises(gate.Refused):
        actions.untick(bruno, fresh(item))
    assert fresh(item).state == "by_hand"


def test_who_lost_the_accreditation_is_not_reminded_but_refused(item, work, clock):
    Accreditation.objects.update(expires_at=clock.now())
    work()
    assert (fresh(item).state, item.refusal["code"]) == ("refused", "accreditation_ended")


def test_what_the_rules_forbid_today_is_not_offered_to_copy(item, alice, work, sign_in):
    work()
    Delivery.objects.update(text=" ")
    assert 'data-copy="hands-text"' not in sign_in(alice).get(_page(item)).text


def test_pictures_are_handed_out_with_their_alternative_text(item, alice, dalia, work, sign_in):
    name = default_storage.save("pictures/rue.png", ContentFile(b"picture"))
    Delivery.objects.update(media=[{"file": name, "alt": "La rue", "name": "rue.png", "content_type": "image/png"}])
    work()
    client = sign_in(alice)
    assert "La rue" in client.get(_page(item)).text
    answer = client.get(_page(item, "media", 1))
    assert b"".join(answer.streaming_content) == b"picture"
    assert "rue.png" in answer["content-disposition"]
    assert client.get(_page(item, "media", 2)).status_code == 404
    assert client.get(_page(item, "media", 0)).status_code == 404
    assert sign_in(dalia).get(_page(item, "media", 1)).status_code == 404


@pytest.mark.parametrize("slug", sorted(kinds()))
def test_no_program_ever_speaks_for_a_channel_held_by_hand(slug, town):
    held = Channel(organisation=town, network=slug, by_hand=True)
    with pytest.raises(speak.ByHand):
        speak.network_for(held)
    assert [can for can in Can if speak.can(held, can)] == [Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW]


@pytest.mark.parametrize("does", [[Reconnect(SAID)], [MaybeSent(SAID)], [Waiting({"job": 1}, 5)]], ids=repr)
def test_a_channel_that_goes_by_hand_meanwhile_doubles_and_loses_nothing(does, alice, channel, network, work, clock):
    """What surely did not go out is for a person to do; of what may be out they are told, and look."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    item = actions.deliver(alice, channel, "publish", "Bonjour", secrets.token_hex(16))
    network.does += does
    drain(STEPS)
    channels.go_by_hand(alice, channel)
    calls = len(network.calls)
    for _ in range(4):
        clock.pass_(minutes=5)
        work()
    assert len(network.calls) == calls
    assert fresh(item).state == ("by_hand" if isinstance(does[0], Reconnect) else "given_up")
    assert len(mail.outbox) >= 1
    if item.state == "given_up":
        assert item.refusal["code"] == "now_by_hand"
        actions.retry(alice, item)
        work()
        assert fresh(item).state == "by_hand"


def test_a_wrong_tick_on_what_the_network_works_on_waits_for_it_and_begins_nothing_anew(
    alice, channel, network, work, clock
):
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    sent = actions.deliver(alice, channel, "publish", "Un film.", secrets.token_hex(16))
    network.does += [Waiting({"job": 1}, 600)]
    drain(STEPS)
    actions.mark_sent(alice, fresh(sent), "https://net.example/wrong")
    actions.untick(alice, fresh(sent))
    work(until="sent")
    assert network.named("send") == ["send"]
    assert network.named("resume") == ["resume"]
    assert network.out == {sent.key: 1}
