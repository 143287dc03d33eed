"""An answer by mail that does not arrive, and what machines answer: nobody believes that the person was told."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.cli.crew import steps
from parvis.converse import replying
from parvis.converse.models import Conversation, Message
from parvis.core import work
from parvis.core.audit import AuditEntry
from parvis.listen.collecting import listen_to_channels
from parvis.listen.models import Post, Source
from parvis.measure.answers import conversations
from parvis.networks.base import Batch, Found, Returned, Sent
from parvis.outbox import actions
from parvis.outbox.models import Delivery, stopped
from parvis.outbox.returning import came_back
from parvis.say import Say

WHY = Say("Ce courrier n’est pas arrivé à ana@b.fr : cette adresse n’existe pas.", "This mail did not reach ana@b.fr.")


class Mailbox:
    """A mailbox in which `batches` arrive; what it sends is out under its key."""

    login = speak.Login()

    def __init__(self):
        self.batches, self.out = [], []

    def addressed(self, cursor):
        return self.batches.pop(0) if self.batches else Batch((), {})

    def send(self, draft):
        self.out.append(draft.key)
        return Sent(f"<{draft.key}@mairie.fr>", "")

    def find_sent(self, draft):
        return Sent(f"<{draft.key}@mairie.fr>", "") if draft.key in self.out else None


def letter(number, text, **fields):
    given = {
        "external_id": number,
        "url": "",
        "text": text,
        "published_at": timezone.now() - timedelta(hours=1),
        "author": "Ana",
        "author_handle": "ana@b.fr",
        "thread": "<1@b.fr>",
        "addressed": True,
        "reply_handle": {"to": "ana@b.fr", "id": number, "subject": "Ma rue"},
    }
    return Found(**given | fields)


@pytest.fixture
def box(town, alice, monkeypatch):
    made = Mailbox()
    monkeypatch.setattr(speak, "network_for", lambda row, http=None: made)
    Channel.objects.create(organisation=town, network="email", name="Accueil", handle="office@mairie.fr", state="live")
    listen_to_channels(timezone.now())
    return made


def passes(box, *found, returned=()):
    """They arrive, and everything that follows is done."""
    box.batches.append(Batch(tuple(found), {}, returned=returned))
    work.drain(steps())
    Source.objects.update(due_at=timezone.now(), lease_until=None)
    work.drain(steps())
    Delivery.objects.filter(due_at__gt=timezone.now()).update(due_at=timezone.now())
    work.drain(steps())


@pytest.fixture
def answered(box, alice):
    """Ana wrote, Alice answered, the mail is out."""
    passes(box, letter("<1@b.fr>", "Et ma rue ?"))
    replying.reply(alice, Conversation.objects.get(), replying.Answer("Demain à 7 h.", uuid.uuid4().hex, anyway=True))
    work.drain(steps())
    assert Delivery.objects.get().state == "sent"
    return Message.objects.get(direction="out")


def test_an_answer_that_comes_back_is_no_answer(box, answered, alice, town, sign_in):
    row = answered.delivery
    passes(box, returned=(Returned(row.key, WHY, "550 5.1.1 user unknown"),))
    row.refresh_from_db()
    talk = Conversation.objects.get()
    assert (row.state, row.refusal["say"]["fr"]) == ("undelivered", WHY.fr)
    assert (talk.state, talk.answered_at, talk.due_at > timezone.now()) == ("open", None, True)
    assert [each.to for each in mail.outbox] == [[alice.email]]
    assert WHY.fr in mail.outbox[0].body
    assert Delivery.objects.filter(stopped()).count() == 1
    assert Post.objects.count() == 1
    day = timedelta(days=1)
    assert conversations(town, None, talk.opened_at - day, timezone.now() + day)["answered"] == 0
    codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"outbox.came_back", "converse.answer_came_back"} <= codes
    client = sign_in(alice)
    assert "n’est pas arrivé à ana@b.fr" in client.get(reverse("converse:conversation", args=[town.slug, talk.pk])).text
    page = client.get(reverse("outbox:delivery", args=[town.slug, row.pk])).text
    assert "Non remis" in page
    assert "550 5.1.1 user unknown" in page


def test_twice_told_is_once_and_closing_it_holds(box, answered, alice):
    back = (Returned(answered.delivery.key, WHY),)
    passes(box, returned=back)
    talk = Conversation.objects.get()
    talk.state = "closed"
    talk.save()
    passes(box, returned=back)
    talk.refresh_from_db()
    assert (talk.state, answered.delivery.tries.filter(what="return").count()) == ("closed", 1)


def test_sent_again_it_is_a_new_mail_and_an_answer(box, answered, alice):
    row, first = answered.delivery, answered.delivery.key
    passes(box, returned=(Returned(first, WHY),))
    row.refresh_from_db()
    actions.retry(alice, row)
    work.drain(steps())
    work.drain(steps())
    row.refresh_from_db()
    talk = Conversation.objects.get()
    assert (row.state, box.out, row.refusal) == ("sent", [first, row.key], {})
    assert row.key != first
    assert (talk.state, talk.answered_at) == ("answered", answered.at)


def test_another_house_is_not_concerned(box, answered, chamber, dalia):
    other = Channel.objects.create(organisation=chamber, network="email", name="Chambre", state="live")
    came_back(other, Returned(answered.delivery.key, WHY))
    assert Delivery.objects.get().state == "sent"


def test_what_a_machine_answers_is_shown_and_asks_for_nothing(box, answered, alice, town, sign_in):
    absent = {
        "addressed": False,
        "automatic": True,
        "reply_handle": {},
        "author_handle": "rh@b.fr",
        "thread": "<1@b.fr>",
    }
    passes(
        box,
        letter("<2@b.fr>", "Je suis absente.", reply_to=answered.delivery.external_id, **absent),
        letter("<3@b.fr>", "Notre lettre du mois", **absent | {"thread": "<3@b.fr>"}),
    )
    talk = Conversation.objects.get()
    assert (talk.state, [each.text for each in talk.messages.filter(direction="in")]) == (
        "answered",
        ["Et ma rue ?", "Je suis absente."],
    )
    page = sign_in(alice).get(reverse("converse:conversation", args=[town.slug, talk.pk])).text
    assert "Réponse automatique" in page
