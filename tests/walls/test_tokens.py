"""Tokens of the API: what they open, and every wall they meet."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from parvis.converse.models import Conversation, Message
from parvis.core.audit import AuditEntry
from parvis.govern.models import Accreditation
from parvis.outbox.models import Delivery
from parvis.people import tokens
from parvis.people.models import ApiToken, Membership

YES = "Bonjour Ana, oui, la cantine ouvre lundi à 11 h 30."
PAGE = "/o/sainte-aube/house/tokens/"
READ = "/api/o/sainte-aube/converse/conversations"


@pytest.fixture(autouse=True)
def _fresh(db):
    cache.clear()


@pytest.fixture
def talk(town, post):
    now = timezone.now()
    talk = Conversation.objects.create(
        organisation=town,
        root=post,
        channel=post.channel,
        network="wordpress",
        opened_at=now,
        last_at=now,
        author="Ana",
    )
    Message.objects.create(organisation=town, conversation=talk, direction="in", post=post, text=post.text, at=now)
    return talk


def _token(person, *scopes, days=30):
    row, text = tokens.make(person.memberships.get(), "Outil", list(scopes), days, timezone.now())
    return row, {"HTTP_AUTHORIZATION": f"Bearer {text}"}


def _reply(talk, header, house="sainte-aube"):
    client = Client(enforce_csrf_checks=True)
    where = f"/api/o/{house}/converse/conversations/{talk.pk}/reply"
    return client.post(where, {"text": YES}, content_type="application/json", **header)


def test_a_member_makes_one_sees_it_once_and_it_is_kept_hashed(town, bruno, sign_in):
    client = sign_in(bruno)
    answer = client.post(PAGE, {"name": "Tableau de bord", "scopes": ["read"], "days": "90"})
    text = answer.context["made"]
    assert text in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert text not in client.get(PAGE).content.decode()
    row = ApiToken.objects.get()
    assert text not in row.digest
    assert Client().get(READ, HTTP_AUTHORIZATION=f"Bearer {text}").status_code == 200
    row.refresh_from_db()
    assert row.last_used_at
    assert AuditEntry.objects.get(code="people.token_made").about == "Tableau de bord"


def test_it_replies_with_the_scope_and_without_csrf(talk, alice):
    assert _reply(talk, _token(alice, "reply")[1]).status_code == 201
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("scopes", [["read"], ["read", "handle", "publish"]])
def test_without_the_scope_it_is_refused(talk, alice, scopes):
    answer = _reply(talk, _token(alice, *scopes)[1])
    assert answer.status_code == 403
    assert "reply" in answer.json()["detail"]
    assert not Delivery.objects.exists()


def test_only_to_reply_is_not_to_read(alice):
    assert Client().get(READ, **_token(alice, "reply")[1]).status_code == 403


@pytest.mark.parametrize("verb", ["cancel", "retry", "withdraw"])
def test_the_outbox_asks_for_the_scope_of_the_item(talk, alice, verb):
    _reply(talk, _token(alice, "reply")[1])
    where = f"/api/o/sainte-aube/outbox/deliveries/{Delivery.objects.get().pk}/{verb}"
    assert Client().post(where, **_token(alice, "read", "publish")[1]).status_code == 403
    assert Client().post(where, **_token(alice, "reply")[1]).status_code in {200, 409}


def test_it_never_exceeds_the_person(talk, alice, bruno):
    answer = _reply(talk, _token(bruno, "reply")[1])
    assert (answer.status_code, answer.json()["code"]) == (403, "no_accreditation")


def test_a_suspended_accreditation_stops_it(talk, alice):
    header = _token(alice, "reply")[1]
    Accreditation.objects.filter(person=alice).update(suspended_at=timezone.now())
    answer = _reply(talk, header)
    assert (answer.status_code, answer.json()["code"]) == (403, "accreditation_suspended")


def test_expired_revoked_or_of_a_closed_account_it_opens_nothing(alice, bruno, sign_in):
    row, header = _token(alice, "read")
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert Client().get(READ, **header).status_code == 401
    row, header = _token(alice, "read")
    assert sign_in(bruno).post(f"{PAGE}{row.pk}/revoke/").status_code == 404
    assert Client().get(READ, **header).status_code == 200
    sign_in(alice).post(f"{PAGE}{row.pk}/revoke/")
    assert Client().get(READ, **header).status_code == 401
    header = _token(bruno, "read")[1]
    bruno.is_active = False
    bruno.save()
    assert Client().get(READ, **header).status_code == 401


def test_it_dies_with_the_membership(town, alice, bruno):
    header = _token(bruno, "read")[1]
    bruno.memberships.get().delete()
    assert Client().get(READ, **header).status_code == 401
    Membership.objects.create(organisation=town, user=bruno, role="lead")
    assert Client().get(READ, **header).status_code == 401


def test_it_opens_its_own_house_only(chamber, town, talk, alice, dalia):
    Membership.objects.create(organisation=chamber, user=alice, role="lead")
    _row, text = tokens.make(alice.memberships.get(organisation=chamber), "x", ["read", "reply"], 1, timezone.now())
    header = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    assert Client().get("/api/o/chambre-metiers/converse/conversations", **header).status_code == 200
    assert Client().get(READ, **header).status_code == 404
    assert _reply(talk, header).status_code == 404


def test_a_wrong_token_is_never_saved_by_a_session_and_too_many_wait(alice, sign_in):
    client = sign_in(alice)
    header = {"HTTP_AUTHORIZATION": "Bearer parvis_wrong"}
    answers = [client.get(READ, **header).status_code for _ in range(22)]
    assert answers == [401] * 20 + [429] * 2
    assert client.get(READ, **_token(alice, "read")[1]).status_code == 200


def test_a_session_still_needs_its_csrf_token(talk, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")
    where = f"/api/o/sainte-aube/converse/conversations/{talk.pk}/reply"
    assert client.post(where, {"text": YES}, content_type="application/json").status_code == 403


def test_leads_see_and_revoke_those_of_all_others_only_their_own(alice, bruno, chloe, sign_in):
    row, header = _token(bruno, "read")
    assert "Bruno Diallo" in sign_in(alice).get(PAGE).content.decode()
    assert "Outil" not in sign_in(chloe).get(PAGE).content.decode()
    sign_in(alice).post(f"{PAGE}{row.pk}/revoke/")
    assert Client().get(READ, **header).status_code == 401
    assert AuditEntry.objects.get(code="people.token_revoked").person == alice
    assert row.expires_at < timezone.now() + timedelta(days=31)


def test_one_made_before_a_second_factor_was_asked_opens_nothing_without_one(town, bruno):
    row, header = _token(bruno, "read")
    town.second_factor_from = timezone.localdate()
    town.save()
    assert Client().get(READ, **header).status_code == 200  # today it could only be made behind one
    ApiToken.objects.filter(pk=row.pk).update(made_at=timezone.now() - timedelta(days=2))
    assert Client().get(READ, **header).status_code == 403
