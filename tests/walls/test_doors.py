"""Every door to sending, with people who may not: nothing gets through, whichever door they try."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.converse import moderating, replying
from parvis.converse import steps as converse_steps
from parvis.converse.models import Conversation, Message, Moderation
from parvis.core import work
from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.outbox import actions as outbox
from parvis.outbox import correcting, reviewing, steps
from parvis.outbox.models import Delivery
from parvis.people.models import Membership
from parvis.publish import actions as publish
from parvis.publish.models import Publication

HOME = "/o/sainte-aube"
API = "/api/o/sainte-aube"
TEXT = "Bonjour Ana. La cantine ouvre lundi à 11 h 45. Alice Morel, mairie de Sainte-Aube."


@pytest.fixture
def conversation(town, channel, post):
    now = timezone.now()
    talk = Conversation.objects.create(
        organisation=town, root=post, channel=channel, network="wordpress", opened_at=now, last_at=now, author="Ana"
    )
    Message.objects.create(organisation=town, conversation=talk, direction="in", post=post, text=post.text, at=now)
    return talk


@pytest.fixture
def silent(monkeypatch):
    """Fails the test when anything asks for a network object."""

    def never(*args, **kwargs):
        raise AssertionError("a network was asked to speak")

    monkeypatch.setattr(speak, "network_at", never)


@pytest.fixture(
    params=[
        "never accredited",
        "suspended",
        "ended",
        "only elsewhere",
        "only the other act",
        "reader",
        "left",
        "charter not read",
    ]
)
def person(request, town, alice, bruno, channel):
    """Somebody who may not reply on this channel now, and why."""
    if request.param == "never accredited":
        return bruno
    held = Accreditation.objects.filter(person=alice)
    held.update(may_moderate=True)
    now = timezone.now()
    if request.param == "suspended":
        held.update(suspended_at=now)
    elif request.param == "ended":
        held.update(expires_at=now - timedelta(seconds=1))
    elif request.param == "only elsewhere":
        other = type(channel).objects.create(organisation=town, network="mastodon", name="Mastodon", state="live")
        held.get().channels.add(other)
    elif request.param == "only the other act":
        held.update(may_reply=False, may_publish=False, may_moderate=False)
    elif request.param == "charter not read":
        _charter_in_force(town, alice, now - timedelta(days=20))
    elif request.param == "reader":
        Membership.objects.filter(user=alice).update(role="reader")
    else:
        Membership.objects.filter(user=alice).delete()
    return alice


def _charter_in_force(town, writer, since):
    """A charter that its writer has not read, though they had fourteen days; the others have just joined."""
    from parvis.govern.charter import writing
    from parvis.govern.charter.models import Version

    version = writing.begin(writer, town, "charter", "Charte", [writing.Written("Parler clairement", "Une date.")])
    Version.objects.filter(pk=version.pk).update(in_force_at=since)
    Membership.objects.filter(user=writer).update(since=since)


def _delivery(town, channel, person, act="reply", state="ready"):
    now = timezone.now()
    return Delivery.objects.create(
        organisation=town, channel=channel, person=person, act=act, text=TEXT, key=uuid4().hex, state=state,
        due_at=now, deadline=now + timedelta(days=1), reply_to={"post": 1, "parent": 1},
    )  # fmt: skip


def test_the_page(sign_in, conversation, person, silent):
    answer = sign_in(person).post(f"{HOME}/converse/{conversation.pk}/reply/", {"text": TEXT, "key": uuid4().hex})
    assert answer.status_code in {200, 302, 403, 404, 422}
    assert not Delivery.objects.exists()


def test_the_api(sign_in, conversation, person, silent):
    answer = sign_in(person).post(
        f"{API}/converse/conversations/{conversation.pk}/reply",
        json.dumps({"text": TEXT, "anyway": True}),
        content_type="application/json",
    )
    assert answer.status_code in {403, 404}
    assert not Delivery.objects.exists()


def test_the_verb(conversation, person, silent):
    with pytest.raises(gate.Refused):
        replying.reply(person, conversation, replying.Answer(TEXT, uuid4().hex, True, None, []))
    assert not Delivery.objects.exists()


def test_the_outbox_itself(channel, person, silent):
    for act in ("reply", "publish"):
        with pytest.raises(gate.Refused):
            outbox.deliver(person, channel, act, TEXT, uuid4().hex)
    assert not Delivery.objects.exists()


def test_publishing(town, channel, person, silent):
    publication = Publication.objects.create(organisation=town, author=person, text=TEXT)
    publication.channels.add(channel)
    with pytest.raises(publish.NotYet):
        publish.publish(person, publication, timezone.now(), anyway=True)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("verb", ["retry", "withdraw", "sent", "correct"])  # holding back is open to all who work here
def test_acting_on_somebody_elses_delivery(sign_in, town, channel, person, silent, verb):
    state = "sent" if verb in {"withdraw", "correct"} else "refused"
    row = _delivery(town, channel, person, state=state)
    Delivery.objects.filter(pk=row.pk).update(external_id="site#post-1")
    client = sign_in(person)
    told = {"url": "https://sainte-aube.example/1", "text": "Autre texte.", "key": uuid4().hex, "anyway": True}
    client.post(f"{HOME}/outbox/{row.pk}/{verb}/", told)
    client.post(f"{API}/outbox/deliveries/{row.pk}/{verb}", json.dumps(told), "application/json")
    row.refresh_from_db()
    assert (row.state, Delivery.objects.count()) == (state, 1)


def test_correcting_by_the_verb(town, channel, person, silent):
    row = _delivery(town, channel, person, state="sent")
    Delivery.objects.filter(pk=row.pk).update(external_id="site#post-1")
    row.refresh_from_db()
    with pytest.raises(gate.Refused):
        correcting.correct(person, row, "Autre texte.", uuid4().hex, anyway=True)


def test_who_asked_to_correct_may_no_longer_when_it_is_done(town, channel, alice, silent):
    """Between asking and doing the accreditation ends: the words that are out stay."""
    row = _delivery(town, channel, alice, state="sent")
    Delivery.objects.filter(pk=row.pk).update(external_id="site#post-1")
    row.refresh_from_db()
    asked = correcting.correct(alice, row, "Autre texte.", uuid4().hex, anyway=True)
    Accreditation.objects.filter(person=alice).update(expires_at=timezone.now() - timedelta(seconds=1))
    work.drain(steps.STEPS)
    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.state, row.state, row.text) == ("refused", "sent", TEXT)


def test_the_sending_step_asks_again(town, channel, person, silent):
    """The item was accepted while the person could speak; at the moment of sending they no longer can."""
    row = _delivery(town, channel, person)
    work.drain(steps.STEPS)
    row.refresh_from_db()
    assert row.state == "refused"
    assert row.refusal["say"]["fr"]
    assert row.refusal["say"]["en"]


@pytest.fixture
def colleague(town, chloe):
    """Chloé, supervised: what she writes waits for a referent."""
    end = timezone.now() + timedelta(days=1)
    fields = {"may_publish": True, "may_reply": True, "level": "supervised", "expires_at": end}
    Accreditation.objects.create(organisation=town, person=chloe, **fields)
    return chloe


@pytest.fixture
def referent(alice):
    Accreditation.objects.filter(person=alice).update(level="referent")
    return alice


def _try_to_read(client, row):
    """Every door to approving, of pages and API."""
    for verb in ("release", "send-back", "check"):
        client.post(f"{HOME}/outbox/{row.pk}/{verb}/", {"word": "Oui."})
        client.post(f"{API}/outbox/deliveries/{row.pk}/{verb}", json.dumps({"word": "Oui."}), "application/json")


def test_what_is_supervised_waits_at_every_door(sign_in, town, colleague, conversation, channel, silent):
    client = sign_in(colleague)
    client.post(f"{HOME}/converse/{conversation.pk}/reply/", {"text": TEXT, "key": uuid4().hex})
    address = f"{API}/converse/conversations/{conversation.pk}/reply"
    client.post(address, json.dumps({"text": TEXT, "anyway": True, "emergency": "Urgent"}), "application/json")
    outbox.deliver(colleague, channel, "publish", TEXT, uuid4().hex)
    work.drain(steps.STEPS)
    assert [row.state for row in Delivery.objects.all()] == ["held"] * 3


def test_approving(sign_in, town, channel, colleague, referent, person, silent):
    held = _delivery(town, channel, colleague, state="held")
    out = _delivery(town, channel, colleague, state="sent")
    Delivery.objects.filter(pk=out.pk).update(emergency="Crue")
    for row in (held, out):
        _try_to_read(sign_in(person), row)
        for verb in (reviewing.release, reviewing.check_after, lambda who, row: reviewing.send_back(who, row, "Non.")):
            with pytest.raises(gate.Refused):
                verb(person, row)
        assert not row.reviews.exists()
    held.refresh_from_db()
    assert held.state == "held"


def test_approving_ones_own(sign_in, town, channel, colleague, referent, silent):
    """Not even by a referent, and not by taking it over."""
    Accreditation.objects.filter(person=colleague).update(level="referent")
    row = _delivery(town, channel, colleague, state="held")
    _try_to_read(sign_in(colleague), row)
    row.refresh_from_db()
    assert row.state == "held"
    for verb in ("retry", "sent"):
        sign_in(colleague).post(f"{HOME}/outbox/{row.pk}/{verb}/", {"url": "https://sainte-aube.example/1"})
    row.refresh_from_db()
    assert row.state == "held"


def test_who_approved_may_no_longer_when_it_is_sent(town, channel, bruno, colleague, referent, person, silent):
    """It was let go while the referent could speak; at the moment of sending they no longer can."""
    row = _delivery(town, channel, colleague)
    row.reviews.create(author=colleague, person=person, verdict="released")
    work.drain(steps.STEPS)
    row.refresh_from_db()
    assert row.state == "held"
    assert row.refusal["say"]["fr"]
    assert row.refusal["say"]["en"]


def test_whose_item_was_approved_may_no_longer_when_it_is_sent(town, channel, chloe, referent, person, silent):
    author, reader = person, chloe
    end = timezone.now() + timedelta(days=1)
    Accreditation.objects.create(organisation=town, person=reader, may_publish=True, level="referent", expires_at=end)
    Accreditation.objects.filter(person=author).update(level="supervised")
    row = _delivery(town, channel, author)
    row.reviews.create(author=author, person=reader, verdict="released")
    work.drain(steps.STEPS)
    row.refresh_from_db()
    assert row.state == "refused"


def test_a_referent_gets_through(sign_in, town, channel, colleague, referent):
    """The same doors, so that the tests above cannot pass because a door is missing."""
    client = sign_in(referent)
    page, api, back = (_delivery(town, channel, colleague, state="held") for _ in range(3))
    client.post(f"{HOME}/outbox/{page.pk}/release/")
    client.post(f"{API}/outbox/deliveries/{api.pk}/release")
    client.post(f"{HOME}/outbox/{back.pk}/send-back/", {"word": "Plus court."})
    assert [Delivery.objects.get(pk=row.pk).state for row in (page, api, back)] == ["ready", "ready", "refused"]
    out = _delivery(town, channel, colleague, state="sent")
    Delivery.objects.filter(pk=out.pk).update(emergency="Crue")
    client.post(f"{HOME}/outbox/{out.pk}/check/")
    assert out.reviews.get().verdict == "checked"


def test_moderating(sign_in, conversation, person, silent):
    message = conversation.messages.get()
    given = {"measure": "hold", "clause": "Article 4"}
    sign_in(person).post(f"{HOME}/converse/messages/{message.pk}/moderate/", given)
    sign_in(person).post(f"{API}/converse/messages/{message.pk}/moderate", json.dumps(given), "application/json")
    with pytest.raises(gate.Refused):
        moderating.moderate(person, message, **given)
    assert not Moderation.objects.exists()


def test_moderating_is_asked_again_by_the_worker(town, channel, post, conversation, person, silent):
    now, message = timezone.now(), conversation.messages.get()
    row = Moderation.objects.create(
        organisation=town, message=message, channel=channel, external_id=post.external_id, person=person,
        measure="hold", clause="Article 4", due_at=now, deadline=now + timedelta(days=1),
    )  # fmt: skip
    work.drain(converse_steps.STEPS)
    row.refresh_from_db()
    assert row.state == "refused"
    assert row.refusal["say"]["fr"]


def test_who_may_moderate_gets_through(sign_in, alice, conversation):
    Accreditation.objects.filter(person=alice).update(may_moderate=True)
    message = conversation.messages.get()
    given = {"measure": "hold", "clause": "Article 4"}
    sign_in(alice).post(f"{HOME}/converse/messages/{message.pk}/moderate/", given)
    assert Moderation.objects.get().state == "asked"


def test_who_may_gets_through(sign_in, alice, conversation):
    """The same doors, so that the tests above cannot pass because a door is missing."""
    answer = sign_in(alice).post(
        f"{API}/converse/conversations/{conversation.pk}/reply", json.dumps({"text": TEXT}), "application/json"
    )
    assert answer.status_code == 201, answer.content
    sign_in(alice).post(f"{HOME}/converse/{conversation.pk}/reply/", {"text": TEXT + " À lundi.", "key": uuid4().hex})
    assert Delivery.objects.count() == 2
