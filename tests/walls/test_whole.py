"""Verbs that write a row and the audit log do both or neither; what a role no longer allows is stopped at once."""

import secrets
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from parvis.config.provider import Provider
from parvis.converse.models import Message
from parvis.core import counting, forget
from parvis.core.audit import AuditEntry
from parvis.core.routine import Routine
from parvis.listen.models import ContactForm
from parvis.outbox import actions as outbox
from parvis.outbox.models import Delivery
from parvis.people import provider
from parvis.people.models import Membership
from tests.walls.test_doors import conversation

__all__ = ["conversation"]

HOME = "/o/sainte-aube"


class Cut(Exception):
    """The power goes as the log is written."""


@pytest.fixture
def no_log(monkeypatch):
    """`no_log(module)`: its writing to the audit log fails."""

    def fails(*args, **data):
        raise Cut

    return lambda module: monkeypatch.setattr(f"{module}.record", fails)


@pytest.fixture
def contact(town, channel):
    type(channel).objects.update(network="email", state="live")
    return ContactForm.objects.create(organisation=town, channel=channel, name="Accueil", language="fr", intro="x")


def test_a_contact_form_is_not_closed_without_its_entry(contact, alice, sign_in, no_log):
    no_log("parvis.listen.contact.views")
    with pytest.raises(Cut):
        sign_in(alice).post(f"{HOME}/listen/contact/{contact.pk}/close/")
    contact.refresh_from_db()
    assert contact.closed_at is None


def test_a_contact_form_is_not_set_up_without_its_entry(contact, channel, alice, sign_in, no_log):
    client = sign_in(alice)
    page = client.get(f"{HOME}/listen/contact/{contact.pk}/")
    given = {name: value or "" for name, value in page.context["form"].initial.items()}
    given |= {"name": "Autre nom", "channel": channel.pk, "consent": "Lu par l’accueil."}
    no_log("parvis.listen.contact.views")
    with pytest.raises(Cut):
        client.post(f"{HOME}/listen/contact/{contact.pk}/", given)
    contact.refresh_from_db()
    assert contact.name == "Accueil"


def test_settings_are_not_kept_without_their_entry(town, alice, sign_in, no_log):
    client = sign_in(alice)
    page = client.get(f"{HOME}/house/")
    given = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    no_log("parvis.people.views")
    with pytest.raises(Cut):
        client.post(f"{HOME}/house/", given | {"name": "Autre ville"})
    town.refresh_from_db()
    assert town.name == "Mairie de Sainte-Aube"


@pytest.mark.parametrize("how", ["the provider", "a lead"])
def test_who_becomes_a_reader_has_what_waits_stopped_at_once(how, alice, town, channel, settings):
    from tests.cast import _member

    lead = _member(town, "Odile Roux", "lead")
    item = outbox.deliver(
        alice, channel, "reply", "Oui.", secrets.token_hex(16), due_at=timezone.now() + timedelta(hours=3)
    )
    if how == "the provider":
        settings.OIDC = Provider("https://id.example", "parvis", "x", roles=(("lecteurs", "sainte-aube", "reader"),))
        provider._follow(alice, {"sainte-aube": "reader"})
    else:
        from parvis.people import actions

        actions.change_role(lead, Membership.objects.get(user=alice), "reader")
    assert Membership.objects.get(user=alice).role == "reader"
    item.refresh_from_db()
    assert item.state == "refused"


@pytest.mark.parametrize("act", ["reply", "publish"])
def test_a_key_of_something_else_is_a_clean_no(act, alice, dalia, chamber, town, channel):
    """Whether it is another house's, or another kind of item on the same channel."""
    from parvis.channels.models import Channel
    from parvis.govern.models import Accreditation

    key = secrets.token_hex(16)
    place, person = channel, alice
    if act == "reply":
        place = Channel.objects.create(organisation=chamber, network="wordpress", name="Site", state="live")
        person = dalia
        Accreditation.objects.create(
            organisation=chamber, person=dalia, may_publish=True, expires_at=timezone.now() + timedelta(days=9)
        )
    outbox.deliver(person, place, "publish", "Le nôtre", key)
    with pytest.raises(outbox.Impossible, match="already that of something else"):
        outbox.deliver(alice, channel, "reply", "Oui.", key)
    assert Delivery.objects.get().text == "Le nôtre"


def test_the_api_says_so_too(alice, dalia, chamber, conversation, sign_in):
    from parvis.channels.models import Channel

    key = secrets.token_hex(16)
    place = Channel.objects.create(organisation=chamber, network="wordpress", name="Site", state="live")
    Delivery.objects.create(
        organisation=chamber, channel=place, person=dalia, act="publish", key=key, text="x",
        deadline=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    address = f"/api/o/sainte-aube/converse/conversations/{conversation.pk}/reply"
    answer = sign_in(alice).post(address, {"text": "Oui.", "key": key, "anyway": True}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "impossible")
    assert not Message.objects.filter(direction="out").exists()


def test_what_is_counted_starts_anew_once_it_is_forgotten(db, monkeypatch):
    start = timezone.now()
    assert [counting.times("k", 60) for _ in range(3)] == [1, 2, 3]
    assert counting.times("other", 60) == 1
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(seconds=59))
    assert counting.times("k", 60) == 4
    monkeypatch.setattr(timezone, "now", lambda: start + timedelta(seconds=62))
    assert counting.times("k", 60) == 1


def test_writing_the_file_anew_is_left_to_a_worker_and_not_lost(db):
    forget.overwrite_soon()
    forget.overwrite_soon()
    rows = Routine.objects.filter(name=forget.ANEW, due_at__lte=timezone.now())
    assert rows.count() == (connection.vendor == "sqlite"), "PostgreSQL writes over what is gone by itself"
    assert AuditEntry.objects.count() == 0
