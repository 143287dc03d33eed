"""Supervised: what Bruno writes goes out once a referent has read it, never by his own hand, never by a lapsed word."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern import actions as govern
from parvis.govern import gate, growth
from parvis.govern.growth import Record
from parvis.govern.models import Accreditation, Duty, Level
from parvis.networks.base import Waiting
from parvis.outbox import actions, reads, reviewing
from parvis.outbox.models import Delivery

OUTBOX, API = "/o/sainte-aube/outbox/", "/api/o/sainte-aube/outbox/"
TEXT = "La cantine ouvre lundi à 11 h 45."


def _accredit(house, person, level, **more):
    end = timezone.now() + timedelta(days=365)
    fields = {"may_publish": True, "may_reply": True, "expires_at": end} | more
    return Accreditation.objects.create(organisation=house, person=person, level=level, **fields)


@pytest.fixture(autouse=True)
def _referent(clock, alice):
    Accreditation.objects.filter(person=alice).update(level=Level.REFERENT, expires_at=clock.now() + timedelta(days=99))


@pytest.fixture
def supervised(town, bruno, clock):
    return _accredit(town, bruno, Level.SUPERVISED)


def _write(person, channel, **more):
    return actions.deliver(person, channel, "publish", TEXT, uuid4().hex, **more)


@pytest.fixture
def held(supervised, bruno, channel):
    return _write(bruno, channel)


def _now(row):
    row.refresh_from_db()
    return row.state


def test_it_waits_and_the_referent_is_asked_once(held, network, work, alice):
    work()
    work()
    assert _now(held) == "held"
    assert not network.calls
    (letter,) = mail.outbox
    assert letter.to == [alice.email]
    assert TEXT in letter.body


def test_released_it_goes_out(held, network, work, alice, town):
    reviewing.release(alice, held)
    work()
    assert _now(held) == "sent"
    assert network.calls == ["send"]
    assert AuditEntry.objects.of(town).filter(code="outbox.released", person=alice).count() == 1


def test_the_planned_hour_is_kept(supervised, bruno, alice, channel, network, work, clock):
    row = _write(bruno, channel, due_at=clock.now() + timedelta(hours=5))
    work()
    reviewing.release(alice, row)
    work()
    assert _now(row) == "ready"
    clock.pass_(hours=5)
    work()
    assert _now(row) == "sent"


def test_sent_back_with_a_word(held, network, work, alice, bruno, sign_in):
    with pytest.raises(actions.Impossible):
        reviewing.send_back(alice, held, "  ")
    reviewing.send_back(alice, held, "Dites qui rappelle, et quand.")
    work()
    assert _now(held) == "refused"
    assert not network.calls
    assert "Dites qui rappelle" in held.refusal["say"]["fr"]
    assert [letter.to for letter in mail.outbox] == [[bruno.email]]
    page = sign_in(bruno).get(f"{OUTBOX}{held.pk}/").content.decode()
    assert "Dites qui rappelle" in page
    assert TEXT in page
    actions.retry(bruno, held)
    assert _now(held) == "held"


def test_nobody_releases_their_own(supervised, bruno, channel, town):
    row = _write(bruno, channel)
    Accreditation.objects.filter(pk=supervised.pk).update(level=Level.REFERENT)
    with pytest.raises(gate.Refused) as refused:
        reviewing.release(bruno, row)
    assert refused.value.refusal.code == "own_item"


def test_an_autonomous_colleague_is_no_referent(held, town, chloe):
    _accredit(town, chloe, Level.AUTONOMOUS)
    with pytest.raises(gate.Refused) as refused:
        reviewing.release(chloe, held)
    assert refused.value.refusal.code == "not_referent"
    assert "Alice Morel" in refused.value.refusal.way_out.fr


def test_a_house_without_referent_has_its_lead(held, alice, network, work):
    Accreditation.objects.filter(person=alice).update(level=Level.AUTONOMOUS)
    reviewing.release(alice, held)
    work()
    assert _now(held) == "sent"


@pytest.mark.parametrize("change", [{"suspended": True}, {"level": Level.SUPERVISED}, {"may_publish": False}])
def test_a_release_lapses_with_its_releaser(held, alice, town, network, work, change):
    """Between the word and the sending: it waits for another referent, and says so."""
    reviewing.release(alice, held)
    fields = {"suspended_at": timezone.now()} if "suspended" in change else change
    Accreditation.objects.filter(person=alice).update(**fields)
    work()
    assert _now(held) == "held"
    assert not network.calls
    assert "Alice Morel" in held.refusal["say"]["fr"]


def test_who_becomes_supervised_waits_too(alice, bruno, town, channel, network, work, clock):
    own = _accredit(town, bruno, Level.AUTONOMOUS)
    row = _write(bruno, channel, due_at=clock.now() + timedelta(hours=1))
    Accreditation.objects.filter(pk=own.pk).update(level=Level.SUPERVISED)
    clock.pass_(hours=1)
    work()
    assert _now(row) == "held"
    assert not network.calls


def test_past_its_deadline_it_is_given_up(held, network, work, clock):
    work()
    clock.pass_(hours=25)
    work()
    assert _now(held) == "given_up"
    assert not network.calls


def test_suspending_stops_what_waits_at_once(supervised, held, bruno, alice, channel, clock, sign_in, town):
    planned = _write(bruno, channel, due_at=clock.now() + timedelta(hours=5))
    reviewing.release(alice, planned)
    client = sign_in(alice)
    answer = client.post(f"/o/sainte-aube/govern/{supervised.pk}/suspend/", {"reason": "Relire la charte"}, follow=True)
    assert "2 envois qui attendaient sont arrêtés" in answer.content.decode()
    for row in (held, planned):
        assert _now(row) == "refused"
        assert "Relire la charte" in row.refusal["say"]["fr"]
    client.post(f"/o/sainte-aube/govern/{supervised.pk}/restore/")
    assert {_now(held), _now(planned)} == {"refused"}
    actions.retry(bruno, held)
    assert _now(held) == "held"


def test_suspending_a_referent_holds_what_they_released(held, alice, town, clock):
    reviewing.release(alice, held)
    row = Accreditation.objects.get(person=alice)
    assert govern.suspend(alice, row, "Départ", clock.now()) == 1
    assert _now(held) == "held"


def test_another_accreditation_still_lets_it_go(supervised, held, bruno, alice, town, clock):
    _accredit(town, bruno, Level.SUPERVISED)
    assert govern.suspend(alice, supervised, "Doublon", clock.now()) == 0
    assert _now(held) == "held"


def test_who_leaves_stops_too(held, bruno, alice):
    from parvis.people import actions as people
    from parvis.people.models import Membership

    people.remove(alice, Membership.objects.get(user=bruno))
    assert _now(held) == "refused"


def test_the_pages(held, alice, bruno, sign_in):
    mine, theirs = (sign_in(who).get(OUTBOX + "to-read/").content.decode() for who in (alice, bruno))
    assert "Laisser partir" in mine
    assert TEXT in theirs
    assert "Laisser partir" not in theirs
    assert sign_in(bruno).post(f"{OUTBOX}{held.pk}/release/").status_code == 302
    assert _now(held) == "held"
    sign_in(alice).post(f"{OUTBOX}{held.pk}/release/", {"list": "yes"})
    assert _now(held) == "ready"


def test_the_api(held, alice, bruno, sign_in):
    assert [row["id"] for row in sign_in(alice).get(API + "to-read").json()] == [held.pk]
    assert sign_in(bruno).get(API + "to-read").json() == []
    assert sign_in(bruno).post(f"{API}deliveries/{held.pk}/release").status_code == 403
    word = json.dumps({"word": "Plus court."})
    answer = sign_in(alice).post(f"{API}deliveries/{held.pk}/send-back", word, "application/json")
    assert answer.json()["state"] == "refused"
    assert sign_in(alice).post(f"{API}deliveries/{held.pk}/release").status_code == 409


def test_counted_for_the_start_page(held, town, alice, bruno):
    assert [row.pk for row in reads.to_read(town, alice, timezone.now())] == [held.pk]
    assert reads.to_read(town, bruno, timezone.now()) == []
    assert Delivery.objects.get() == held


@pytest.fixture
def on_duty(town, bruno, alice, clock):
    return govern.name_on_duty(alice, town, bruno, clock.now(), clock.now() + timedelta(hours=12))


def test_on_duty_an_emergency_goes_out_and_is_read_afterwards(
    supervised, on_duty, bruno, alice, channel, network, work, town
):
    row = _write(bruno, channel, emergency="Crue de la rivière")
    work()
    assert _now(row) == "sent"
    assert [each.pk for each in reads.to_check_by(town, alice, timezone.now())] == [row.pk]
    assert reads.to_check_by(town, bruno, timezone.now()) == []
    assert AuditEntry.objects.of(town).get(code="outbox.emergency").data["reason"] == "Crue de la rivière"
    with pytest.raises(gate.Refused):
        reviewing.check_after(bruno, row)
    reviewing.check_after(alice, row, "Bien dit.")
    assert not reads.to_check(town).exists()
    with pytest.raises(actions.Impossible):
        reviewing.check_after(alice, row)


def test_on_duty_without_emergency_it_waits(supervised, on_duty, bruno, channel):
    assert _now(_write(bruno, channel)) == "held"


def test_an_emergency_off_duty_waits_like_any_other(supervised, bruno, channel):
    assert _now(_write(bruno, channel, emergency="Crue")) == "held"


def test_the_duty_must_last_until_it_goes_out(supervised, on_duty, bruno, alice, channel, network, work, clock, town):
    late = _write(bruno, channel, emergency="Crue", due_at=clock.now() + timedelta(hours=13))
    ended = _write(bruno, channel, emergency="Crue", due_at=clock.now() + timedelta(hours=1))
    govern.end_duty(alice, on_duty, clock.now())
    assert {_now(late), _now(ended)} == {"held"}
    clock.pass_(hours=13)
    work()
    assert not network.calls


def test_duty_does_not_replace_an_accreditation(supervised, on_duty, bruno, channel, network, work):
    row = _write(bruno, channel, emergency="Crue")
    Accreditation.objects.filter(pk=supervised.pk).update(suspended_at=timezone.now())
    work()
    assert _now(row) == "refused"
    assert not network.calls


def test_a_lead_names_who_is_on_duty(supervised, alice, bruno, town, sign_in):
    from parvis.people.models import Membership

    page = "/o/sainte-aube/govern/duty/"
    dates = {"starts_at": "2026-11-24T18:00", "ends_at": "2026-11-25T08:00"}
    given = {"person": Membership.objects.get(user=bruno).pk, **dates}
    assert sign_in(bruno).post(page, given).status_code == 403
    assert "d’astreinte" in sign_in(alice).post(page, given, follow=True).content.decode()
    (row,) = Duty.objects.of(town)
    assert f"{row.starts_at:%H:%M}" == "17:00"  # 18 h in Paris
    too_long = given | {"ends_at": "2026-12-25T08:00"}
    sign_in(alice).post(page, too_long)
    assert Duty.objects.count() == 1
    sign_in(alice).post(f"{page}{row.pk}/end/")
    assert "Mettre fin" not in sign_in(alice).get(page).content.decode()


def test_the_record_counts_what_became_of_it(supervised, bruno, alice, channel, network, work):
    first, second, _third = (_write(bruno, channel) for _ in range(3))
    reviewing.release(alice, first)
    reviewing.send_back(alice, second, "Plus court.")
    work()
    assert growth.record_of(supervised) == Record(sent=1, released=1, returned=1)


def test_demoting_holds_what_was_ready(supervised, bruno, alice, channel, clock):
    Accreditation.objects.filter(pk=supervised.pk).update(level=Level.AUTONOMOUS)
    row = _write(bruno, channel)
    supervised.refresh_from_db()
    assert govern.change_level(alice, supervised, "supervised", clock.now()) == 1
    assert _now(row) == "held"


def test_an_emergency_does_not_outweigh_a_referents_no(town, supervised, bruno, alice, channel, network, work, clock):
    """Sent back first, then on duty: sent again, in one's own name or another's, it is still read first."""
    row = _write(bruno, channel, emergency="Conduite rompue")
    reviewing.send_back(alice, row, "Ce n’est pas confirmé.")
    Duty.objects.create(
        organisation=town, person=bruno, starts_at=clock.now(), ends_at=clock.now() + timedelta(hours=1), named_by=alice
    )
    row.refresh_from_db()
    actions.retry(bruno, row)
    work()
    assert _now(row) == "held"
    assert not network.calls


def test_what_was_sent_back_is_not_ticked_by_a_supervised_hand(held, alice, bruno, chloe, town, channel):
    type(channel).objects.filter(pk=channel.pk).update(by_hand=True)
    held.channel.refresh_from_db()
    reviewing.send_back(alice, held, "Pas ainsi.")
    _accredit(town, chloe, Level.SUPERVISED)
    for person in (bruno, chloe):
        with pytest.raises(gate.Refused) as refused:
            actions.mark_sent(person, held, "https://net.example/1")
        assert refused.value.refusal.code == "not_read"
    actions.mark_sent(alice, held, "https://net.example/1")
    assert _now(held) == "sent"


@pytest.mark.parametrize("who", ["author", "referent", "channel"])
def test_what_the_network_works_on_is_not_finished_once_the_gate_closed(
    who, held, supervised, alice, bruno, channel, network, work, clock
):
    """The second call may be the irreversible one: a container is made, then published."""
    network.does += [Waiting({"job": 1}, 600)]
    reviewing.release(alice, held)
    work()
    assert _now(held) == "waiting"
    if who == "channel":
        type(channel).objects.filter(pk=channel.pk).update(state="prepared")
    else:
        row = supervised if who == "author" else Accreditation.objects.get(person=alice)
        govern.suspend(alice, row, "Départ", clock.now())
    clock.pass_(minutes=11)
    work()
    assert _now(held) == "given_up"
    assert network.calls == ["send"]
    assert "regardez sur place" in held.refusal["way_out"]["fr"]
    clock.pass_(minutes=1)
    work()
    assert mail.outbox
