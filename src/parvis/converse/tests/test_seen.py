"""A remark noted by hand where nothing is read by program: heard once, answered by hand, counted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.converse.models import Conversation
from parvis.converse.replying import Answer, reply
from parvis.converse.seen import Remark, note_seen
from parvis.core import work
from parvis.core.audit import AuditEntry
from parvis.listen.models import Post
from parvis.outbox import actions as outbox
from parvis.outbox.actions import Impossible
from parvis.outbox.models import Delivery
from parvis.outbox.steps import STEPS

URL = "/o/sainte-aube/converse/seen/"
LINK = "https://forum.exemple.fr/t/neige/42"


@pytest.fixture
def forum(town, alice):
    about = {"purpose": "Répondre", "owner": alice, "promised_hours": 24}
    return Channel.objects.create(
        organisation=town, network="elsewhere", name="Forum", by_hand=True, state="live", url=LINK, **about
    )


def _remark(**more):
    given = {"text": "La rue des Lilas est bloquée.", "url": LINK, "author": "Ana", "at": timezone.now()}
    return Remark(**given | more)


def _form(forum, **more):
    at = timezone.localtime() - timedelta(hours=2)
    given = {"channel": forum.pk, "text": "La rue des Lilas est bloquée.", "author": " Ana ", "url": LINK}
    return given | {"at": f"{at:%Y-%m-%dT%H:%M}"} | more


def test_a_remark_becomes_a_conversation_owed_in_the_promised_time(forum, alice):
    at = timezone.now() - timedelta(hours=2)
    conversation, is_new = note_seen(alice, forum, _remark(at=at), timezone.now())
    assert is_new
    assert (conversation.channel, conversation.author, conversation.owner) == (forum, "Ana", alice)
    assert conversation.due_at == at + timedelta(hours=24)
    assert conversation.messages.get().text == "La rue des Lilas est bloquée."
    entry = AuditEntry.objects.get(code="converse.seen")
    assert "Ana" not in str(entry.data)


def test_the_same_link_and_text_are_the_same_remark(forum, alice):
    first, _ = note_seen(alice, forum, _remark(), timezone.now())
    assert note_seen(alice, forum, _remark(author="A."), timezone.now()) == (first, False)
    assert Post.objects.count() == Conversation.objects.count() == 1
    assert AuditEntry.objects.filter(code="converse.seen").count() == 1


def test_what_the_same_person_adds_there_goes_on_with_the_conversation(forum, alice):
    first, _ = note_seen(alice, forum, _remark(), timezone.now())
    again, is_new = note_seen(alice, forum, _remark(text="Et ce matin encore."), timezone.now())
    assert (again, is_new, again.messages.count()) == (first, True, 2)


def test_where_parvis_reads_by_itself_nothing_is_noted(channel, forum, alice):
    for row in (channel, forum):
        row.state = "closed" if row is forum else row.state
        with pytest.raises(Impossible):
            note_seen(alice, row, _remark(), timezone.now())
    assert not Post.objects.exists()


def test_the_answer_goes_out_by_hand_and_counts(forum, alice):
    conversation, _ = note_seen(alice, forum, _remark(), timezone.now())
    reply(alice, conversation, Answer("La déneigeuse y passe à 14 h.", "0" * 32))
    work.drain(STEPS)
    row = Delivery.objects.get()
    assert (row.state, row.place, row.act) == ("by_hand", LINK, "reply")
    outbox.mark_sent(alice, row, LINK + "#2")
    row.refresh_from_db()
    conversation.refresh_from_db()
    assert (row.state, conversation.state) == ("sent", "answered")


def test_the_page_notes_and_leads_to_the_conversation(forum, alice, sign_in):
    client = sign_in(alice)
    assert f'value="{forum.pk}" selected' in client.get(f"{URL}?channel={forum.pk}").content.decode()
    answer = client.post(URL, _form(forum))
    row = Conversation.objects.get()
    assert answer.url == f"/o/sainte-aube/converse/{row.pk}/"
    assert row.author == "Ana"
    assert "déjà notée" in client.post(URL, _form(forum), follow=True).content.decode()


def test_an_hour_to_come_and_a_channel_that_is_read_are_refused(forum, channel, alice, sign_in):
    client, later = sign_in(alice), timezone.localtime() + timedelta(days=1)
    assert "pas encore passée" in client.post(URL, _form(forum, at=f"{later:%Y-%m-%dT%H:%M}")).content.decode()
    assert client.post(URL, _form(forum, channel=channel.pk)).status_code == 200
    assert not Post.objects.exists()


def test_without_such_a_channel_the_page_says_why(channel, alice, sign_in):
    page = sign_in(alice).get(URL).content.decode()
    assert "Aucun canal n’est tenu à la main" in page
    assert URL not in sign_in(alice).get("/o/sainte-aube/converse/").content.decode()


def test_the_inbox_and_the_channel_lead_there(forum, alice, sign_in):
    client = sign_in(alice)
    for page in ("/o/sainte-aube/converse/", f"/o/sainte-aube/channels/{forum.pk}/"):
        assert URL in client.get(page).content.decode()
