"""An organisation asks everybody for a second factor from a day on; sessions are seen and ended."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from parvis.people.provider import SECOND_FACTOR
from parvis.people.sessions import browser
from tests.cast import PASSWORD

HOME = "/o/sainte-aube/govern/"


@pytest.fixture
def strict(town):
    """From today on."""
    town.second_factor_from = timezone.now().astimezone(town.tz).date()
    town.save()
    return town


def test_who_has_none_is_led_to_set_one_up_before_any_page(strict, alice, sign_in):
    client = sign_in(alice)
    answer = client.get(HOME)
    assert answer.url == "/second-factor/sainte-aube/"
    page = client.get(answer.url).content.decode()
    assert "/accounts/2fa/totp/activate/" in page
    assert "/accounts/2fa/webauthn/add/" in page
    assert client.post(f"{HOME}accredit/").url == "/second-factor/sainte-aube/"
    assert client.get("/api/o/sainte-aube/outbox/deliveries").status_code == 403


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_a_code_or_a_passkey_opens(strict, alice, sign_in, kind):
    Authenticator.objects.create(user=alice, type=kind, data={})
    client = sign_in(alice)
    assert client.get(HOME).status_code == 200
    assert client.get("/second-factor/sainte-aube/").status_code == 302


def test_recovery_codes_alone_do_not(strict, alice, sign_in):
    Authenticator.objects.create(user=alice, type="recovery_codes", data={})
    assert sign_in(alice).get(HOME).status_code == 302


def test_the_providers_word_counts_for_that_session_only(strict, alice, sign_in):
    client = sign_in(alice)
    session = client.session
    session[SECOND_FACTOR] = True
    session.save()
    assert client.get(HOME).status_code == 200
    assert sign_in(alice).get(HOME).status_code == 302


def test_nothing_is_asked_before_the_day_nor_in_another_house(strict, chamber, alice, dalia, sign_in):
    strict.second_factor_from += timedelta(days=1)
    strict.save()
    assert "Le préparer maintenant" in sign_in(alice).get(HOME).content.decode()
    assert sign_in(dalia).get("/o/chambre-metiers/govern/").status_code == 200
    assert sign_in(dalia).get("/second-factor/sainte-aube/").status_code == 404


def test_a_lead_sets_the_day(town, alice, bruno, sign_in):
    told = {"name": town.name, "zone": town.zone, "language": "fr", "second_factor_from": "2027-01-15"}
    assert sign_in(bruno).post("/o/sainte-aube/house/", told).status_code == 403
    sign_in(alice).post("/o/sainte-aube/house/", told)
    town.refresh_from_db()
    assert town.second_factor_from.isoformat() == "2027-01-15"


def _signed_in(user, agent):
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_sessions_are_listed_and_ended_one_or_all(alice, bruno):
    here, there, phone = (_signed_in(alice, agent) for agent in ("Firefox/130 Windows", "Edg/1", "iPhone Safari"))
    page = here.get("/sessions/").content.decode()
    assert all(name in page for name in ("Firefox, Windows", "Edge", "Safari, iPhone", "celle-ci"))
    row = alice.usersession_set.get(user_agent="Edg/1")
    _signed_in(bruno, "x").post("/sessions/", {"end": row.pk})
    assert there.get("/preferences/").status_code == 200
    here.post("/sessions/", {"end": row.pk})
    assert there.get("/preferences/").status_code == 302
    assert phone.get("/preferences/").status_code == 200
    here.post("/sessions/", {"end": "others"})
    assert phone.get("/preferences/").status_code == 302
    assert here.get("/preferences/").status_code == 200


def test_a_browser_is_named_as_far_as_it_says():
    assert browser("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/120 Safari/537") == "Chrome, Linux"
    assert browser("curl/8") == ""
