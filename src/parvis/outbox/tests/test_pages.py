"""Pages of the outbox, with and without htmx; walls between houses; Bruno."""

import secrets

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.outbox import actions
from parvis.outbox.models import Delivery

SLUG = "sainte-aube"


@pytest.fixture
def item(alice, channel):
    return actions.deliver(alice, channel, "reply", "Oui, lundi à 11 h 30.", secrets.token_hex(16))


def _at(name, item=None):
    return reverse(f"outbox:{name}", args=[SLUG, *([item.pk] if item else [])])


def _state(item, state, **fields):
    Delivery.objects.filter(pk=item.pk).update(state=state, **fields)


def test_the_list_with_its_filters(item, alice, bruno, channel, sign_in):
    actions.deliver(alice, channel, "publish", "Neige : les rues sont dégagées", secrets.token_hex(16))
    refusal = {"code": "network", "say": {"fr": "Trop long.", "en": "Too long."}, "way_out": {"fr": "", "en": ""}}
    _state(item, "refused", refusal=refusal)
    client = sign_in(bruno)
    page = client.get(_at("deliveries")).text
    assert "Oui, lundi" in page
    assert "Neige" in page
    assert "Trop long." in page
    assert "Neige" not in client.get(_at("deliveries"), {"state": "troubled"}).text
    assert "Oui, lundi" not in client.get(_at("deliveries"), {"q": "neige"}).text
    assert "Oui, lundi" not in client.get(_at("deliveries"), {"act": "publish"}).text
    assert "Aucun envoi ne correspond" in client.get(_at("deliveries"), {"channel": "999999"}).text


def test_an_empty_outbox_teaches(alice, sign_in):
    assert "Rien n’est encore parti" in sign_in(alice).get(_at("deliveries")).text


def test_the_list_asks_the_database_little(alice, channel, sign_in, django_assert_max_num_queries):
    for n in range(30):
        actions.deliver(alice, channel, "reply", f"Réponse {n}", secrets.token_hex(16))
    client = sign_in(alice)
    with django_assert_max_num_queries(10):
        client.get(_at("deliveries"))


def test_one_delivery_with_the_words_of_the_network(item, alice, sign_in):
    item.tries.create(what="send", outcome="refused", say={"fr": "Trop long.", "en": "Too long."}, words="422 <script>")
    _state(item, "refused", refusal={"say": {"fr": "Trop long.", "en": "."}, "way_out": {"fr": "Coupez.", "en": "."}})
    page = sign_in(alice).get(_at("delivery", item)).text
    for words in ("Trop long.", "Coupez.", "422 &lt;script&gt;", "Relancer", "C’est parti, voici le lien"):
        assert words in page
    assert "<script>422" not in page


def test_the_live_part_is_silent_until_something_changes(item, alice, sign_in):
    client = sign_in(alice)
    part = client.get(_at("delivery", item), headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "hx-trigger" in part.text
    seen = {"seen": "ready-0-0"}
    assert client.get(_at("delivery", item), seen, headers={"HX-Request": "true"}).status_code == 204
    item.tries.create(what="send")
    assert client.get(_at("delivery", item), seen, headers={"HX-Request": "true"}).status_code == 200


def test_alice_retries_cancels_links_and_withdraws(item, alice, sign_in):
    client = sign_in(alice)
    _state(item, "refused")
    client.post(_at("retry", item))
    assert Delivery.objects.get().state == "ready"
    assert "Annuler «" in client.get(_at("cancel", item)).text
    client.post(_at("cancel", item))
    assert Delivery.objects.get().state == "cancelled"
    _state(item, "unsure")
    wrong = client.post(_at("mark_sent", item), {"url": "pas un lien"})
    assert wrong.status_code == 200
    assert Delivery.objects.get().state == "unsure"
    client.post(_at("mark_sent", item), {"url": "https://net.example/1"})
    assert Delivery.objects.get().state == "sent"
    _state(item, "sent", external_id="site#comment-1")
    assert "Retirer «" in client.get(_at("withdraw", item)).text
    client.post(_at("withdraw", item))
    assert Delivery.objects.get().state == "withdrawing"


POSTS = ("retry", "cancel", "take_up", "leave", "mark_sent", "withdraw")


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("state", ["ready", "refused", "unsure", "sent"])
def test_bruno_is_refused_with_the_reason_and_nothing_moves(item, bruno, sign_in, name, state):
    _state(item, state, external_id="1")
    answer = sign_in(bruno).post(_at(name, item), {"url": "https://net.example/1"}, follow=True)
    assert "Vous n’avez pas d’habilitation" in answer.text
    assert Delivery.objects.get().state == state


def test_bruno_sees_why_instead_of_buttons(item, bruno, sign_in):
    _state(item, "refused")
    page = sign_in(bruno).get(_at("delivery", item)).text
    assert "Vous n’avez pas d’habilitation" in page
    assert "Alice Morel" in page
    assert _at("retry", item) not in page


def test_the_other_house_sees_nothing(item, dalia, chamber, sign_in):
    client = sign_in(dalia)
    for name in ("delivery", *POSTS):
        for slug in (SLUG, chamber.slug):
            address = reverse(f"outbox:{name}", args=[slug, item.pk])
            assert client.get(address).status_code in (404, 405)
            assert client.post(address).status_code in (404, 405)
    assert client.get(_at("deliveries")).status_code == 404
    client.post(reverse("outbox:several", args=[chamber.slug]), {"picked": [item.pk], "verb": "cancel", "sure": "yes"})
    assert Delivery.objects.get().state == "ready"


def test_a_reader_cannot_write(item, alice, town, sign_in):
    from tests.cast import _member

    reader = sign_in(_member(town, "Rémi Roux", "reader"))
    assert reader.get(_at("delivery", item)).status_code == 200
    for name in POSTS:
        assert reader.post(_at(name, item)).status_code == 403
    assert item.made_at <= timezone.now()


def test_numbers_that_are_none_are_left_out(item, alice, sign_in):
    """« ² » is a digit to Python and no number."""
    client = sign_in(alice)
    assert client.get(_at("deliveries"), {"channel": "²"}).status_code == 200
    assert client.post(_at("several"), {"verb": "cancel", "picked": ["²"]}).status_code == 302
    for path in ("govern/journal/?person=²", "listen/new/?after=²"):
        assert client.get(f"/o/{SLUG}/{path}").status_code in {200, 204}
    assert client.get(f"/o/{SLUG}/measure/?watch=²").status_code == 404


def test_a_closed_channel_leaves_the_way_to_cancel(item, alice, channel, sign_in):
    type(channel).objects.update(state="closed")
    _state(item, "refused")
    page = sign_in(alice).get(_at("delivery", item)).text
    assert _at("cancel", item) in page
    assert _at("retry", item) not in page


@pytest.mark.parametrize("odd", ["²", "9" * 40, "-1", "x", "\0"])
def test_odd_numbers_and_signs_find_nothing_and_break_nothing(item, alice, sign_in, odd):
    client = sign_in(alice)
    for name in ("channel", "page", "q", "state", "act"):
        assert client.get(_at("deliveries"), {name: odd}).status_code == 200
    assert client.post(_at("several"), {"picked": odd, "verb": "cancel", "sure": "yes"}).status_code == 302
    assert Delivery.objects.get().state == "ready"


def test_a_lost_login_leads_to_connecting_again_for_whoever_may(item, alice, town, channel, sign_in):
    from tests.cast import _member

    _state(item, "login_lost")
    there = reverse("channels:reconnect", args=[SLUG, channel.pk])
    assert there not in sign_in(alice).get(_at("delivery", item)).text
    type(channel).objects.filter(pk=channel.pk).update(login_lost_at=timezone.now())
    assert there in sign_in(alice).get(_at("delivery", item)).text
    reader = sign_in(_member(town, "Rémi Roux", "reader"))
    assert there not in reader.get(_at("delivery", item)).text
