"""The inbox and a conversation, as plain pages and in parts; walls between houses; Bruno."""

import secrets
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.converse import actions, replying
from parvis.converse.models import Commitment, Conversation, Message
from parvis.outbox.models import Delivery

SLUG = "sainte-aube"
YES = "Bonjour Ana, oui, la cantine ouvre lundi à 11 h 30."
HTMX = {"HX-Request": "true"}


def _at(name, *args):
    return reverse(f"converse:{name}", args=[SLUG, *args])


def _reply(client, talk, text=YES, **more):
    return client.post(_at("reply", talk.pk), {"text": text, "key": secrets.token_hex(16), **more}, follow=True)


@pytest.fixture
def page(alice, sign_in):
    return sign_in(alice)


@pytest.fixture
def several(heard, sort):
    """Five people wrote."""
    for name in ("Ana", "Marc", "Zoé", "Lou", "Max"):
        heard(f"Bonjour de {name} ?", author=name, author_handle=name.lower())
    sort()
    return {talk.author: talk for talk in Conversation.objects.all()}


def test_the_inbox_and_its_filters(page, alice, bruno, several):
    actions.assign(alice, several["Ana"], alice)
    actions.assign(alice, several["Marc"], bruno)
    actions.set_handling(alice, several["Zoé"], "crisis")
    Conversation.objects.filter(author="Lou").update(due_at=timezone.now() - timedelta(hours=1))
    actions.close(alice, several["Max"])

    def names(**asked):
        text = page.get(_at("inbox"), asked).text
        return {name for name in several if f"Bonjour de {name}" in text}

    assert names() == {"Ana", "Marc", "Zoé", "Lou"}
    assert names(owner="me") == {"Ana"}
    assert names(owner="nobody") == {"Zoé", "Lou"}
    assert names(due="late") == {"Lou"}
    assert names(handling="crisis") == {"Zoé"}
    assert names(state="closed") == {"Max"}
    assert names(state="all") == set(several)
    assert names(q="de marc") == {"Marc"}
    assert names(channel=several["Ana"].channel_id) == {"Ana", "Marc", "Zoé", "Lou"}
    assert names(channel="99999") == set()


def test_a_crisis_comes_first_then_what_is_due(page, alice, several):
    actions.set_handling(alice, several["Zoé"], "crisis")
    Conversation.objects.filter(author="Lou").update(due_at=timezone.now() - timedelta(hours=1))
    text = page.get(_at("inbox")).text
    assert text.index("Bonjour de Zoé") < text.index("Bonjour de Lou") < text.index("Bonjour de Ana")


def test_a_reply_that_stands_still_comes_back_to_the_inbox(page, alice, talk):
    replying.reply(alice, talk, replying.Answer(YES, "b" * 32))
    assert "envoi arrêté" not in page.get(_at("inbox")).text
    Delivery.objects.update(
        state="refused", refusal={"say": {"fr": "Trop long.", "en": "x"}, "way_out": {"fr": "", "en": ""}}
    )
    assert "envoi arrêté" in page.get(_at("inbox")).text
    shown = page.get(_at("conversation", talk.pk)).text
    assert "Trop long." in shown
    message = Message.objects.get(direction="out")
    assert YES in page.get(_at("conversation", talk.pk), {"draft": message.pk}).context["form"]["text"].value()


def test_an_empty_inbox_teaches_and_an_empty_search_says_so(page):
    assert "Rien n’attend de réponse" in page.get(_at("inbox")).text
    assert "Aucun échange ne correspond" in page.get(_at("inbox"), {"q": "xyz"}).text


def test_few_queries_however_many_conversations(page, heard, sort, django_assert_max_num_queries):
    for n in range(25):
        heard(f"Question {n} ?", author=f"P{n}", author_handle=f"p{n}")
    sort()
    with django_assert_max_num_queries(14):
        page.get(_at("inbox"))
    with django_assert_max_num_queries(32):
        page.get(_at("conversation", Conversation.objects.first().pk))


def test_alice_replies_without_javascript(page, talk):
    answer = _reply(page, talk)
    assert "confiée à l’envoi" in answer.text
    assert YES in answer.text
    assert "Prêt à partir" in answer.text
    assert Delivery.objects.get().text == YES


def test_the_same_form_sent_twice_is_one_reply(page, talk):
    key = secrets.token_hex(16)
    for _ in range(2):
        page.post(_at("reply", talk.pk), {"text": YES, "key": key})
    assert Delivery.objects.count() == 1


def test_what_blocks_is_listed_and_the_text_is_kept(page, talk):
    text = "Appelez Ana au 06 12 34 56 78."
    answer = _reply(page, talk, text, anyway="on", warned="private_phone")
    assert answer.status_code == 422
    assert "numéro de téléphone" in answer.text
    assert text in answer.context["form"]["text"].value()
    assert not Delivery.objects.exists()


def test_a_warning_goes_out_only_once_it_was_read(page, talk):
    text = "Bonjour, nous avons bien pris note de votre remarque."
    first = _reply(page, talk, text, anyway="on")
    assert first.status_code == 422
    warned = first.context["warned"]
    assert warned
    assert "Envoyer quand même" in first.text
    assert not Delivery.objects.exists()
    other = "Nous avons bien pris note. Nous reviendrons vers vous."
    assert _reply(page, talk, other, anyway="on", warned=warned).status_code == 422
    _reply(page, talk, text, anyway="on", warned=warned)
    assert Delivery.objects.get().text == text


def test_objections_while_writing(page, talk):
    part = page.post(_at("check", talk.pk), {"text": "Appelez le 06 12 34 56 78."}, headers=HTMX).text
    assert "<html" not in part
    assert "numéro de téléphone" in part
    assert 'aria-disabled="true"' in part
    clean = page.post(_at("check", talk.pk), {"text": YES}, headers=HTMX).text
    assert "objections" not in clean
    assert "aria-disabled" not in clean
    assert not Delivery.objects.exists()


def test_the_thread_alone_and_204_while_nothing_changes(page, talk, heard, sort):
    part = page.get(_at("thread", talk.pk), headers=HTMX)
    assert "<html" not in part.text
    seen = part.context["seen"]
    assert page.get(_at("thread", talk.pk), {"seen": seen}, headers=HTMX).status_code == 204
    heard("Et mardi ?", hours_ago=1)
    sort()
    assert "Et mardi" in page.get(_at("thread", talk.pk), {"seen": seen}, headers=HTMX).text


def test_bruno_is_refused_with_reasons_and_a_way_out(talk, alice, bruno, sign_in):
    client = sign_in(bruno)
    shown = client.get(_at("conversation", talk.pk)).text
    assert "Vous n’avez pas d’habilitation" in shown
    assert "Alice Morel" in shown
    assert 'aria-disabled="true"' in shown
    assert "Vous n’avez pas d’habilitation" in client.post(_at("check", talk.pk), {"text": YES}).text
    answer = _reply(client, talk, anyway="on")
    assert answer.status_code == 403
    assert "Vous n’avez pas d’habilitation" in answer.text
    assert YES in answer.context["form"]["text"].value()
    assert not Delivery.objects.exists()
    assert Conversation.objects.get().state == "open"


def test_bruno_leaves_his_text_for_alice(talk, bruno, alice, sign_in):
    _reply(sign_in(bruno), talk, note="yes")
    note = Message.objects.get(direction="note")
    assert note.text == YES
    assert YES in sign_in(alice).get(_at("conversation", talk.pk), {"draft": note.pk}).context["form"]["text"].value()


def test_the_other_verbs(page, alice, bruno, talk):
    page.post(_at("handling", talk.pk), {"handling": "correct"})
    page.post(_at("stage", talk.pk), {"stage": "after_service"})
    page.post(_at("assign", talk.pk), {"to": bruno.pk})
    page.post(_at("note", talk.pk), {"text": "Vu avec la régie."})
    row = Conversation.objects.get()
    assert (row.handling, row.stage, row.owner) == ("correct", "after_service", bruno)
    page.post(_at("assign", talk.pk), {"to": "me"})
    assert Conversation.objects.get().owner == alice
    for name in ("handling", "stage"):
        assert page.post(_at(name, talk.pk), {name: "nonsense"}).status_code == 302
    assert Conversation.objects.get().handling == "correct"
    assert "Vu avec la régie" in page.get(_at("conversation", talk.pk)).text


def test_closed_then_undone_with_the_filters_kept(page, talk):
    after = page.post(
        _at("close", talk.pk), {"outcome": "improved", "learnt": "Menu", "back": "?owner=me"}, follow=True
    )
    assert after.redirect_chain[-1][0] == f"{_at('inbox')}?owner=me&undo={talk.pk}"
    assert "L’échange avec Ana est clos" in after.text
    assert Conversation.objects.get().outcome == "improved"
    back = page.post(_at("undo"), {"picked": talk.pk, "back": "?owner=me"})
    assert back.url == f"{_at('inbox')}?owner=me"
    assert Conversation.objects.get().state == "open"
    assert page.post(_at("close", talk.pk), {"back": "https://evil.example"}).url.startswith(_at("inbox"))


def test_several_closed_and_undone_or_given(page, bruno, several):
    picked = [several["Ana"].pk, several["Marc"].pk]
    after = page.post(_at("several"), {"picked": picked, "verb": "close"}, follow=True)
    assert "2 échanges sont clos" in after.text
    page.post(_at("undo"), {"picked": picked})
    assert Conversation.objects.filter(state="open").count() == 5
    page.post(_at("several"), {"picked": picked, "verb": "assign", "to": bruno.pk})
    assert Conversation.objects.filter(owner=bruno).count() == 2


def test_opened_from_a_mention(page, heard):
    post = heard(addressed=False, intent="none")
    answer = page.post(_at("open", post.pk))
    talk = Conversation.objects.get()
    assert answer.url == _at("conversation", talk.pk)
    assert page.post(_at("open", post.pk)).url == answer.url
    assert page.get(_at("open", post.pk)).status_code == 405


def test_where_nobody_can_answer_the_page_says_what_to_do(page, heard, sort):
    heard(channel=None, reply_handle={}, network="feed")
    sort()
    talk = Conversation.objects.get()
    shown = page.get(_at("conversation", talk.pk)).text
    assert "Répondez sur place" in shown
    assert 'name="key"' not in shown
    assert _reply(page, talk).status_code == 422
    assert not Delivery.objects.exists()


def test_the_ledger(page, alice, talk):
    fields = {"organisation": talk.organisation, "conversation": talk, "owner": alice, "made_at": timezone.now()}
    today = timezone.now().date()
    Commitment.objects.create(text="Réparer le pont", due_on=today - timedelta(days=3), **fields)
    Commitment.objects.create(text="Ouvrir le guichet", due_on=today + timedelta(days=3), **fields)
    late = page.get(_at("commitments"), {"stands": "late"}).text
    assert "Réparer le pont" in late
    assert "Ouvrir le guichet" not in late
    row = Commitment.objects.get(text="Réparer le pont")
    page.post(_at("settle", row.pk), {"verb": "told"})
    row.refresh_from_db()
    assert not row.told_at
    page.post(_at("settle", row.pk), {"verb": "keep"})
    assert "Réparer le pont" in page.get(_at("commitments"), {"stands": "untold"}).text
    page.post(_at("settle", row.pk), {"verb": "told", "back": "?stands=untold"})
    assert "Réparer le pont" not in page.get(_at("commitments"), {"stands": "untold"}).text
    assert "Aucun engagement ici" in page.get(_at("commitments"), {"stands": "broken"}).text


POSTS = ("reply", "note", "assign", "handling", "stage", "close", "reopen", "check")


def test_the_other_house_sees_nothing_and_moves_nothing(talk, alice, dalia, chamber, sign_in, heard):
    client = sign_in(dalia)
    row = Commitment.objects.create(
        organisation=talk.organisation, conversation=talk, text="x", due_on="2026-12-01", made_at=timezone.now()
    )
    for slug in (SLUG, chamber.slug):
        for name in ("conversation", "thread"):
            assert client.get(reverse(f"converse:{name}", args=[slug, talk.pk])).status_code == 404
        for name in POSTS:
            form = {"text": YES, "key": "c" * 32, "handling": "crisis", "stage": "discovery", "to": "me"}
            assert client.post(reverse(f"converse:{name}", args=[slug, talk.pk]), form).status_code == 404
        assert client.post(reverse("converse:open", args=[slug, heard().pk])).status_code == 404
        assert client.post(reverse("converse:settle", args=[slug, row.pk]), {"verb": "keep"}).status_code == 404
    client.post(reverse("converse:several", args=[chamber.slug]), {"picked": [talk.pk], "verb": "close"})
    client.post(reverse("converse:undo", args=[chamber.slug]), {"picked": [talk.pk]})
    assert (
        "Ana" not in client.get(reverse("converse:inbox", args=[chamber.slug]), {"undo": talk.pk, "state": "all"}).text
    )
    assert client.get(_at("inbox")).status_code == 404
    talk.refresh_from_db()
    assert (talk.state, talk.handling, talk.owner) == ("open", "answer", None)
    assert not Delivery.objects.exists()


def test_a_colleague_of_another_house_cannot_be_given_a_conversation(page, dalia, talk):
    page.post(_at("assign", talk.pk), {"to": dalia.pk})
    assert Conversation.objects.get().owner is None


def test_a_reader_reads_and_writes_nothing(talk, town, sign_in):
    from tests.cast import _member

    client = sign_in(_member(town, "Rémi Roux", "reader"))
    shown = client.get(_at("conversation", talk.pk))
    assert shown.status_code == 200
    assert "composer" not in shown.text
    for name in set(POSTS) - {"check"}:
        assert client.post(_at(name, talk.pk)).status_code == 403


def test_what_people_write_is_never_markup(page, heard, sort):
    heard("<script>alert(1)</script>", author="<b>Eve</b>", author_handle="eve")
    sort()
    for shown in (page.get(_at("inbox")).text, page.get(_at("conversation", Conversation.objects.get().pk)).text):
        assert "<script>alert" not in shown
        assert "<b>Eve" not in shown


@pytest.mark.parametrize("odd", ["²", "9" * 40, "-1", "x", "\0", "1e9"])
def test_odd_numbers_in_an_address_find_nothing_and_break_nothing(page, talk, odd):
    for name in ("owner", "channel", "page", "undo", "q"):
        assert page.get(_at("inbox"), {name: odd}).status_code == 200
    assert page.get(_at("conversation", talk.pk), {"draft": odd}).status_code == 200
    for name in ("several", "undo"):
        assert page.post(_at(name), {"picked": odd, "verb": "close"}).status_code == 302
    assert page.post(_at("assign", talk.pk), {"to": odd}).status_code == 302
    assert page.post(_at("note", talk.pk), {"text": f"Vu {odd}"}).status_code == 302
    assert Conversation.objects.get().state == "open"


def test_the_files_of_a_mail_are_named_and_one_learns_where_they_are(page, heard, sort):
    name = {"url": "", "alt": "", "content_type": "image/jpeg"}
    media = [{**name, "name": "<nid> de poule.jpg", "size": 204_800}, {**name, "name": "plan.pdf", "size": 0}]
    heard("", media=media)
    sort()
    shown = page.get(_at("conversation", Conversation.objects.get().pk)).text
    assert "&lt;nid&gt; de poule.jpg" in shown
    assert "200,0" in shown
    assert "plan.pdf" in shown
    assert "Ces 2 pièces jointes ne sont pas gardées ici" in shown
