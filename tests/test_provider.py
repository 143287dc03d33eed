"""What is believed of a provider's claims; the whole way is in tests/real/test_sign_in.py."""

import pytest

from parvis.config.environment import BadEnvironment, read
from parvis.config.provider import Provider
from parvis.people.provider import Claims

PROVIDER = Provider("https://id.example", "parvis", "x", second_factor=frozenset({"mfa"}))


@pytest.mark.parametrize(
    ("claims", "trusts", "verified"),
    [
        ({"email_verified": True}, False, True),
        ({"email_verified": "true"}, False, True),
        ({"email_verified": False}, True, False),
        ({"email_verified": None}, True, False),
        ({"email_verified": 1.0}, False, True),
        ({}, False, False),
        ({}, True, True),
    ],
)
def test_an_address_counts_as_verified(settings, claims, trusts, verified):
    settings.OIDC = Provider("https://id.example", "parvis", "x", trusts_addresses=trusts)
    assert Claims.of({"userinfo": {"email": "A@b.example", **claims}, "id_token": {}}).verified is verified


@pytest.mark.parametrize(
    ("token", "strong"),
    [({"amr": ["pwd", "mfa"]}, True), ({"acr": "mfa"}, True), ({"amr": ["pwd"]}, False), ({}, False)],
)
def test_only_the_token_vouches_for_a_second_factor(settings, token, strong):
    settings.OIDC = PROVIDER
    assert Claims.of({"userinfo": {"amr": ["mfa"]}, "id_token": token}).strong is strong


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"PARVIS_OIDC_ISSUER": "http://id.example", "PARVIS_OIDC_CLIENT_ID": "x"}, "PARVIS_OIDC_ISSUER"),
        ({"PARVIS_OIDC_ISSUER": "https://id.example"}, "PARVIS_OIDC_CLIENT_ID"),
        (
            {"PARVIS_OIDC_ISSUER": "https://i.example", "PARVIS_OIDC_CLIENT_ID": "x", "PARVIS_OIDC_ROLES": "a:boss=b"},
            "PARVIS_OIDC_ROLES",
        ),
        ({"PARVIS_PASSWORD_SIGN_IN": "0"}, "PARVIS_PASSWORD_SIGN_IN"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, told, named):
    with pytest.raises(BadEnvironment, match=named):
        read({"PARVIS_DATA": str(tmp_path), **told})


def test_rules_hold_groups_with_signs_in_them(tmp_path):
    rules = "sainte-aube:lead=cn=chefs,ou=com; chambre:reader=com:lecture\nchambre:officer=com"
    told = {"PARVIS_OIDC_ISSUER": "https://id.example/", "PARVIS_OIDC_CLIENT_ID": "x", "PARVIS_OIDC_ROLES": rules}
    provider = read({"PARVIS_DATA": str(tmp_path), **told}).provider
    assert provider.issuer == "https://id.example"
    assert provider.roles == (
        ("cn=chefs,ou=com", "sainte-aube", "lead"),
        ("com:lecture", "chambre", "reader"),
        ("com", "chambre", "officer"),
    )


def test_without_a_provider_its_addresses_lead_nowhere(client, town, alice, sign_in):
    assert client.get("/accounts/oidc/sso/login/").status_code == 404
    assert client.get("/accounts/oidc/sso/login/callback/").status_code == 404
    for path in ("/accounts/3rdparty/", "/accounts/3rdparty/signup/", "/accounts/social/connections/"):
        assert sign_in(alice).get(path).url == "/accounts/2fa/"
