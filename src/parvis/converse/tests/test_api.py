"""The API passes the same gate and rules as the page."""

import secrets

import pytest

from parvis.converse.models import Conversation
from parvis.outbox.models import Delivery

pytestmark = pytest.mark.urls("parvis.converse.tests.api_urls")
YES = "Bonjour Ana, oui, la cantine ouvre lundi à 11 h 30."


def _at(path, house="sainte-aube"):
    return f"/tried/o/{house}/{path}"


def _post(client, path, house="sainte-aube", **body):
    return client.post(_at(path, house), body, content_type="application/json")


def test_read_then_answer(talk, alice, sign_in):
    client = sign_in(alice)
    (row,) = client.get(_at("converse/conversations")).json()
    assert (row["author"], row["state"]) == ("Ana", "open")
    key = secrets.token_hex(16)
    for _ in range(2):
        answer = _post(client, f"converse/conversations/{talk.pk}/reply", text=YES, key=key)
        assert answer.status_code == 201
        assert answer.json()["delivery"]["state"] == "ready"
    assert Delivery.objects.count() == 1
    full = client.get(_at(f"converse/conversations/{talk.pk}")).json()
    assert [message["direction"] for message in full["messages"]] == ["in", "out"]
    assert client.get(_at("outbox/deliveries?state=going")).json()[0]["text"] == YES


def test_objections_are_named_and_anyway_lets_warnings_pass(talk, alice, sign_in):
    client = sign_in(alice)
    address = f"converse/conversations/{talk.pk}/reply"
    blocked = _post(client, address, text="Appelez Ana au 06 12 34 56 78.", anyway=True)
    assert blocked.status_code == 422
    assert blocked.json()["objections"][0]["blocks"]
    warned = "Bonjour, nous avons bien pris note de votre remarque."
    assert _post(client, f"converse/conversations/{talk.pk}/check", text=warned).json()["objections"]
    assert _post(client, address, text=warned).status_code == 422
    assert not Delivery.objects.exists()
    assert _post(client, address, text=warned, anyway=True).status_code == 201


def test_bruno_is_refused_with_the_way_out(talk, alice, bruno, sign_in):
    client = sign_in(bruno)
    answer = _post(client, f"converse/conversations/{talk.pk}/reply", text=YES, anyway=True)
    assert answer.status_code == 403
    assert answer.json()["code"] == "no_accreditation"
    assert "Alice Morel" in answer.json()["way_out"]["fr"]
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("verb", ["retry", "cancel", "withdraw", "sent"])
def test_bruno_is_refused_in_the_outbox_too(talk, alice, bruno, sign_in, verb):
    _post(sign_in(alice), f"converse/conversations/{talk.pk}/reply", text=YES)
    row = Delivery.objects.get()
    body = {"url": "https://net.example/1"} if verb == "sent" else {}
    assert _post(sign_in(bruno), f"outbox/deliveries/{row.pk}/{verb}", **body).status_code == 403
    assert Delivery.objects.get().state == "ready"


def test_verbs_of_the_outbox(talk, alice, sign_in):
    client = sign_in(alice)
    _post(client, f"converse/conversations/{talk.pk}/reply", text=YES)
    row = Delivery.objects.get()
    assert _post(client, f"outbox/deliveries/{row.pk}/withdraw").status_code == 409
    assert _post(client, f"outbox/deliveries/{row.pk}/sent", url="nope").status_code == 409
    assert _post(client, f"outbox/deliveries/{row.pk}/cancel").json()["state"] == "cancelled"


def test_close_reopen_note(talk, alice, sign_in):
    client = sign_in(alice)
    closed = _post(client, f"converse/conversations/{talk.pk}/close", outcome="turned", learnt="Menu")
    assert (closed.json()["state"], closed.json()["outcome"]) == ("closed", "turned")
    assert _post(client, f"converse/conversations/{talk.pk}/close", outcome="nonsense").status_code == 422
    assert _post(client, f"converse/conversations/{talk.pk}/reopen").json()["state"] == "open"
    assert _post(client, f"converse/conversations/{talk.pk}/note", text="Vu.").status_code == 201
    assert _post(client, f"converse/conversations/{talk.pk}/note", text=" ").status_code == 409


def test_the_other_house_a_reader_and_a_stranger(talk, alice, dalia, chamber, town, sign_in, client):
    from tests.cast import _member

    _post(sign_in(alice), f"converse/conversations/{talk.pk}/reply", text=YES)
    row = Delivery.objects.get()
    stranger = sign_in(dalia)
    for house in (town.slug, chamber.slug):
        assert stranger.get(_at(f"converse/conversations/{talk.pk}", house)).status_code == 404
        assert stranger.get(_at(f"outbox/deliveries/{row.pk}", house)).status_code == 404
        assert _post(stranger, f"converse/conversations/{talk.pk}/close", house).status_code == 404
        assert _post(stranger, f"outbox/deliveries/{row.pk}/cancel", house).status_code == 404
    assert stranger.get(_at("converse/conversations", chamber.slug)).json() == []
    reader = sign_in(_member(town, "Rémi Roux", "reader"))
    assert reader.get(_at("converse/conversations")).status_code == 200
    assert _post(reader, f"converse/conversations/{talk.pk}/reply", text=YES).status_code == 403
    assert client.get(_at("converse/conversations")).status_code == 401
    assert Conversation.objects.get().state == "answered"
