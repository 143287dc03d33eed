"""The contact form: open to the public and to the sites that the house names, closed to programs."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.listen.contact import taking
from parvis.listen.models import ContactForm, Post

pytestmark = pytest.mark.django_db

GIVEN = {
    "name": "Ana", "email": "ana@example.org", "subject": "La neige", "text": "Et ma rue ?", "consent": "on",
}  # fmt: skip


@pytest.fixture
def mailbox(town):
    return Channel.objects.create(
        organisation=town, network="email", name="Accueil", handle="mairie@sainte-aube.test", state="live"
    )


@pytest.fixture
def contact(town, mailbox):
    cache.clear()
    return ContactForm.objects.create(
        organisation=town, name="Nous écrire", channel=mailbox, consent="Gardé un an.", sites="https://ville.test"
    )


def old_ticket(monkeypatch, seconds=10):
    import time

    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now - seconds)
    ticket = taking.new_ticket()
    monkeypatch.undo()
    return ticket


def test_other_words_on_the_page_gone_back_to_are_another_message(client, contact, monkeypatch):
    given = {**GIVEN, "ticket": old_ticket(monkeypatch)}
    for text in ("Et ma rue ?", "Et celle de l’école ?", "Et ma rue ?"):
        page = client.post(f"/contact/{contact.key}/", {**given, "text": text}).content.decode()
        assert "Votre message est arrivé" in page
    assert sorted(Post.objects.values_list("text", flat=True)) == ["Et celle de l’école ?", "Et ma rue ?"]


def test_a_message_is_heard_as_a_mail_that_can_be_answered(client, contact, monkeypatch):
    given = {**GIVEN, "ticket": old_ticket(monkeypatch)}
    page = client.post(f"/contact/{contact.key}/", given).content.decode()
    client.post(f"/contact/{contact.key}/", given)
    assert "Votre message est arrivé" in page
    post = Post.objects.get()
    assert (post.text, post.author, post.network, post.addressed) == ("Et ma rue ?", "Ana", "email", True)
    assert post.channel == contact.channel
    assert (post.reply_handle["to"], post.reply_handle["id"]) == ("ana@example.org", post.external_id)
    assert post.external_id.endswith("@sainte-aube.test>")


def test_it_works_for_strangers_without_cookies_and_only_inside_named_sites(client, contact):
    answer = client.get(f"/contact/{contact.key}/")
    assert "frame-ancestors 'self' https://ville.test" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    assert client.get("/accounts/login/").headers["X-Frame-Options"] == "DENY"


def test_what_comes_from_a_plain_form_is_confirmed_first(client, contact):
    page = client.post(f"/contact/{contact.key}/", GIVEN).content.decode()
    assert "Relisez votre message" in page
    assert "Et ma rue ?" in page
    assert not Post.objects.exists()


def test_faster_than_a_person_writes_is_asked_again(client, contact):
    page = client.post(f"/contact/{contact.key}/", {**GIVEN, "ticket": taking.new_ticket()}).content.decode()
    assert "Relisez votre message" in page
    assert not Post.objects.exists()


@pytest.mark.parametrize("ticket", ["", "x", "a:b:c", "0123456789abcdef:1abc:wrong"])
def test_a_ticket_that_is_not_ours_is_none(ticket):
    assert taking.key_of(ticket, timezone.now()) is None


def test_a_ticket_lasts_a_day(monkeypatch):
    assert taking.key_of(old_ticket(monkeypatch, 86_401), timezone.now()) is None
    assert taking.key_of(old_ticket(monkeypatch, 86_000), timezone.now())
    assert taking.key_of(taking.new_ticket(), timezone.now() + timedelta(seconds=1)) == ""


def test_a_program_that_fills_what_nobody_sees_is_not_heard(client, contact, monkeypatch):
    given = {**GIVEN, "ticket": old_ticket(monkeypatch), "website": "https://spam.test"}
    assert "Votre message est arrivé" in client.post(f"/contact/{contact.key}/", given).content.decode()
    assert not Post.objects.exists()


def test_too_many_from_one_computer_wait_and_lose_nothing(client, contact, monkeypatch):
    for _number in range(taking.FROM_ONE):
        client.post(f"/contact/{contact.key}/", {**GIVEN, "ticket": old_ticket(monkeypatch)})
    answer = client.post(f"/contact/{contact.key}/", {**GIVEN, "ticket": old_ticket(monkeypatch)})
    assert answer.status_code == 429
    assert "Et ma rue ?" in answer.content.decode()
    assert Post.objects.count() == taking.FROM_ONE


def test_a_closed_form_says_so(client, contact, monkeypatch):
    contact.closed_at = timezone.now()
    contact.save()
    assert "fermé" in client.post(f"/contact/{contact.key}/", GIVEN).content.decode()
    assert client.get("/contact/nothing/").status_code == 404


def test_a_lead_sets_it_up(sign_in, alice, mailbox, town):
    client = sign_in(alice)
    given = {"name": "Écrire", "channel": mailbox.pk, "consent": "Gardé un an.", "sites": "https://Ville.test/\n"}
    client.post("/o/sainte-aube/listen/contact/new/", given)
    row = ContactForm.objects.get()
    assert row.sites == "https://ville.test"
    assert f"/contact/{row.key}/" in client.get(f"/o/sainte-aube/listen/contact/{row.pk}/").content.decode()
    wrong = client.post("/o/sainte-aube/listen/contact/new/", {**given, "sites": "ville.test; script-src *"})
    assert "pas l’adresse d’un site" in wrong.content.decode()
    client.post(f"/o/sainte-aube/listen/contact/{row.pk}/close/")
    row.refresh_from_db()
    assert row.closed_at
    assert "Écrire" in client.get("/o/sainte-aube/listen/contact/").content.decode()


def test_who_does_not_lead_does_not(sign_in, bruno, contact):
    assert sign_in(bruno).post(f"/o/sainte-aube/listen/contact/{contact.pk}/close/").status_code == 403


def test_an_address_that_no_letter_could_be_addressed_to_is_refused_and_accents_are_written_as_servers_take_them():
    from parvis.listen.contact.forms import WriteForm

    def written(email):
        return WriteForm({"email": email, "subject": "Rue", "text": "Un trou.", "consent": "on"})

    good = written("ana@évry.example")
    assert good.is_valid()
    assert good.message().email == "ana@xn--vry-9la.example"
    for odd in ('"a\x0bb"@ville.example', '"a@b.example, c"@ville.example'):
        assert "email" in written(odd).errors
