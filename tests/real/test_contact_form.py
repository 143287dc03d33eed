"""From the contact form to the answer in the visitor's mailbox: a real mailbox and a real outgoing server."""

import uuid

import pytest
from django.core.cache import cache

from parvis.channels.models import Channel
from parvis.cli.crew import steps
from parvis.converse import replying
from parvis.converse.models import Conversation, Message
from parvis.core import work
from parvis.listen.models import ContactForm
from parvis.listen.tests.test_contact import GIVEN, old_ticket
from tests.real.servers import Imap, Mail

ANSWER = "Bonjour Ana. La rue des Lavoirs est déneigée demain à 7 h. Alice Morel, mairie de Sainte-Aube."


@pytest.fixture
def office(town, imap: Imap, mail: Mail):
    secrets = {
        "imap": f"{imap.host}:{imap.port}",
        "smtp": f"{mail.host}:{mail.port}",
        "user": imap.user,
        "password": imap.password,
    }
    return Channel.objects.create(
        organisation=town,
        network="email",
        name="Accueil",
        handle="office@localhost.test",
        state="live",
        secrets=secrets,
    )


@pytest.mark.real
def test_what_is_written_on_the_form_is_answered_by_mail_in_its_thread(client, town, alice, office, mail, monkeypatch):
    cache.clear()
    form = ContactForm.objects.create(organisation=town, name="Nous écrire", channel=office, consent="Gardé un an.")
    given = {**GIVEN, "email": "ana@localhost.test", "ticket": old_ticket(monkeypatch)}
    assert client.post(f"/contact/{form.key}/", given).status_code == 200
    work.drain(steps())
    conversation = Conversation.objects.get()
    assert (conversation.channel, conversation.author) == (office, "Ana")
    replying.reply(alice, conversation, replying.Answer(ANSWER, uuid.uuid4().hex, anyway=True))
    work.drain(steps())
    sent = Message.objects.get(direction="out").delivery
    assert sent.state == "sent", (sent.refusal, list(sent.tries.values("outcome", "words")))
    out = next(each for each in mail.received() if each["Message-ID"] == sent.external_id)
    assert (out["To"], out["Subject"]) == ("Ana <ana@localhost.test>", "Re: La neige")
    assert out["In-Reply-To"] == conversation.root.external_id
    assert ANSWER in out.get_body().get_content()
