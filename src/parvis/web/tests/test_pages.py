"""The frame of every page: where one is, the theme, what stays closed, nothing inline, nothing from elsewhere."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse

from tests.cast import PASSWORD

INLINE = re.compile(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*(\ssrc=|application/json))")
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
OPEN = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
OWN = [
    "web:guide",
    "web:guide_inbox",
    "mfa_index",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
]


def check(page):
    assert page.status_code == 200
    text = page.content.decode()
    assert not INLINE.search(text), INLINE.search(text)
    assert not ELSEWHERE.search(text)
    for path in re.findall(r'(?:src|href)="/static/([^"]+)"', text):
        assert finders.find(path), path
    return text


@pytest.mark.parametrize("name", OPEN)
def test_pages_before_one_is_in(client, town, name):
    check(client.get(reverse(name)))


@pytest.mark.parametrize("name", [*OWN, "account_reauthenticate"])
def test_pages_of_ones_own(sign_in, alice, name):
    check(sign_in(alice).get(reverse(name)))


def test_a_second_factor_from_start_to_end(client, alice):
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = check(client.get(reverse("mfa_activate_totp")))
    secret = re.search(r'class="secret">(\w+)<', page)[1]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    assert "rangez-les loin de votre téléphone" in check(
        client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)
    )
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        check(client.get(reverse(name)))
    client.post(reverse("account_logout"))
    asked = client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD}, follow=True)
    assert "code à six chiffres" in check(asked)


def test_a_key_can_be_added(client, alice):
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    check(client.get(reverse("mfa_add_webauthn")))
    assert "Aucune clé d’accès" in check(client.get(reverse("mfa_list_webauthn")))


def test_a_wrong_password_is_said_in_french_and_english(client, alice):
    wrong = {"login": alice.email, "password": "rien-de-tel"}
    assert "Rien n’est enregistré" in check(client.post(reverse("account_login"), wrong))
    assert "Sign in" in check(client.get(reverse("account_login"), headers={"Accept-Language": "en"}))


def test_the_guide_is_closed_to_passers_by(client, town):
    assert client.get(reverse("web:guide")).status_code == 302


def test_the_way_one_is_on_is_marked(sign_in, alice, town):
    page = sign_in(alice).get(f"/o/{town.slug}/channels/").content.decode()
    current = re.findall(r'href="([^"]+)" aria-current="page"', page)
    assert f"/o/{town.slug}/channels/" in current
    assert f'href="/o/{town.slug}/measure/"' in page


def test_the_frame_names_only_ones_own_houses(sign_in, alice, town, chamber):
    assert "Chambre des métiers" not in sign_in(alice).get(f"/o/{town.slug}/channels/").content.decode()
    alice.memberships.create(organisation=chamber, role="reader")
    assert f'href="/o/{chamber.slug}/"' in sign_in(alice).get(f"/o/{town.slug}/channels/").content.decode()


def test_the_way_to_the_organisation_is_shown_to_those_who_arrange_it(sign_in, alice, bruno, town):
    there = f'href="/o/{town.slug}/house/"'
    assert there in sign_in(alice).get(f"/o/{town.slug}/channels/").content.decode()
    assert there not in sign_in(bruno).get(f"/o/{town.slug}/channels/").content.decode()


def test_the_theme_is_kept(client, town):
    answer = client.post(reverse("web:theme"), {"theme": "dark", "next": "/accounts/login/"})
    assert answer.url == "/accounts/login/"
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    client.post(reverse("web:theme"), {"theme": "auto"})
    assert "data-theme" not in client.get("/accounts/login/").content.decode().replace("data-theme-form", "")


def test_the_theme_never_sends_one_elsewhere_nor_keeps_nonsense(client, town):
    answer = client.post(reverse("web:theme"), {"theme": '"><script>', "next": "https://ailleurs.example/"})
    assert answer.url == "/"
    assert "theme" not in answer.cookies
    assert client.get(reverse("web:theme")).status_code == 405


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_says_what_next(rf, code):
    page = render_to_string(f"{code}.html")
    assert 'href="/"' in page
    assert not INLINE.search(page)


def test_not_found_is_ours(sign_in, alice, chamber):
    answer = sign_in(alice).get(f"/o/{chamber.slug}/channels/")
    assert answer.status_code == 404
    assert "Cette page n’existe pas, ou plus" in answer.content.decode()


def test_forbidden_forms_say_that_the_page_is_old(alice):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {})
    assert answer.status_code == 403
    assert "trop longtemps" in answer.content.decode()
