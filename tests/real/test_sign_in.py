"""Sign-in through a real OpenID Connect provider, over HTTP: code and PKCE, groups, linking, and who stays outside."""

import json
import subprocess
import sys
import time
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest

from tests.house import House, new_folder
from tests.real.servers import oidc
from tests.visitor import Visitor

pytestmark = pytest.mark.real
BACK = "/accounts/oidc/sso/login/callback/"
OWN = "trois-ponts-sous-la-neige"
ROLES = "sainte-aube:lead=com chefs; sainte-aube:officer=com; chambre:reader=com"
FOUND = f"""
from parvis.people import actions
from parvis.core.scope import Organisation
from parvis.people.models import Membership, User
actions.found("Sainte-Aube", "Europe/Paris", dict(email="chef@a.example", password="{OWN}", name="Chef"))
chamber = Organisation.objects.create(name="Chambre", slug="chambre")
zoe = User.objects.create_user("zoe@a.example", "{OWN}", name="Zoé")
Membership.objects.create(organisation=chamber, user=zoe, role="reader")
"""


class Web(House):
    """A house of which only the pages run."""

    def serve(self, **env):
        self.env |= env
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "parvis", "web"], env=self.env, stdout=log, stderr=log
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(0.1)

    def _answers(self):
        try:
            urlopen(f"{self.url}/healthz", timeout=2).close()
        except HTTPError:
            return True
        except (URLError, OSError):
            return False
        return True


@pytest.fixture(scope="module")
def made():
    """A house and its provider, side by side."""
    house = Web(new_folder())
    with oidc(house.url + BACK) as provider:
        subprocess.run([sys.executable, "-m", "parvis.cli.prepare_data"], env=house.env, check=True)
        house.inside(FOUND)
        yield house, provider
        house.kill_tree()


@pytest.fixture
def office(made, request):
    """`office(**env)` starts the pages with that way in; gives house and provider."""
    house, provider = made

    def start(client="parvis", **env):
        told = {
            "PARVIS_OIDC_ISSUER": provider.issuer,
            "PARVIS_OIDC_CLIENT_ID": client,
            "PARVIS_OIDC_CLIENT_SECRET": f"{client}-secret-that-is-long-enough",
            "PARVIS_OIDC_LABEL": "Compte de la ville",
            "PARVIS_OIDC_ROLES": ROLES,
        }
        house.serve(**told, PARVIS_PASSWORD_SIGN_IN="1", **env)
        return house, provider

    yield start
    house.kill_tree()


def _come_in(house, name):
    """From the button on our page, through the provider's own pages, back."""
    visitor = Visitor(house.url).open("/accounts/login/")
    (link,) = visitor.links("oidc/sso/login")
    visitor.open(link)
    visitor.fill("Sign-in", login=name, password="any")
    return visitor.fill("Continue")


def _asked(house, code):
    return json.loads(house.inside("import json\nfrom parvis.people.models import *\n" + code))


def _roles(house, email):
    rows = f"Membership.objects.filter(user__email='{email}').values_list('organisation__slug', 'role')"
    return dict(_asked(house, f"print(json.dumps(list({rows})))"))


def _journal(house, code, **more):
    wanted = {"code": code, **more}
    return _asked(house, f"from parvis.core.audit import *\nprint(AuditEntry.objects.filter(**{wanted}).count())")


def test_code_with_pkce_and_a_state_of_this_browser_only(office):
    house, provider = office()
    visitor = Visitor(house.url).open("/accounts/login/")
    (link,) = visitor.links("oidc/sso/login")
    answer = visitor.client.get(house.url + link, follow_redirects=False)
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(provider.issuer)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    stranger = Visitor(house.url).open(f"{BACK}?code=x&state={asked['state'][0]}")
    assert "La connexion n’a pas abouti" in stranger.text


def test_groups_give_roles_change_them_and_take_them_away(office):
    house, provider = office()
    who = {"email": "Elise@ville.example", "email_verified": True, "name": "Élise Roy"}
    provider.person("elise", **who, groups=["com", "com chefs"])
    assert "Responsable" in _come_in(house, "elise").text
    assert _roles(house, "elise@ville.example") == {"sainte-aube": "lead", "chambre": "reader"}
    provider.person("elise", **who, groups=["com"])
    _come_in(house, "elise")
    assert _roles(house, "elise@ville.example") == {"sainte-aube": "officer", "chambre": "reader"}
    house.inside("""
    from datetime import timedelta
    from django.utils import timezone
    from parvis.govern.models import Accreditation
    from parvis.people.models import Membership
    row = Membership.objects.get(user__email="elise@ville.example", organisation__slug="sainte-aube")
    Accreditation.objects.create(organisation=row.organisation, person=row.user, may_reply=True,
        expires_at=timezone.now() + timedelta(days=9))
    """)
    provider.person("elise", **who, groups=["cantine"])
    outside = _come_in(house, "elise")
    assert outside.status == 403
    assert "aucun des groupes" in outside.text
    assert _roles(house, "elise@ville.example") == {}
    holding = (
        "from parvis.govern.models import Accreditation\nprint(Accreditation.objects.filter(suspended_at=None).count())"
    )
    assert _asked(house, holding) == 0
    assert _journal(house, "people.joined_by_group", person_name="Élise Roy") == 2
    assert _journal(house, "people.left_group", about="Élise Roy") == 2


def test_who_is_in_no_group_gets_a_page_and_no_account(office):
    house, provider = office()
    provider.person("noel", email="noel@ville.example", email_verified=True, name="Noël", groups=[])
    outside = _come_in(house, "noel")
    assert outside.status == 403
    assert "n’appartient à aucun des groupes" in outside.text
    assert _asked(house, "print(User.objects.filter(email='noel@ville.example').count())") == 0


def test_an_unverified_address_leads_to_nobody(office):
    """Whoever writes the lead's address into a profile at the provider does not become the lead."""
    house, provider = office()
    for verified in (False, None):
        claims = {} if verified is None else {"email_verified": verified}
        provider.person("faux", sub=f"faux{verified}", email="chef@a.example", name="Faux", groups=["com"], **claims)
        outside = _come_in(house, "faux")
        assert outside.status == 403
        assert "n’est pas vérifiée" in outside.text
    kept = "User.objects.get(email='chef@a.example').has_usable_password()"
    assert _asked(house, f"print(json.dumps({kept}))") is True


def test_a_verified_address_is_linked_and_whoever_opened_the_account_before_is_out(office):
    house, provider = office()
    house.inside(f"""
    from parvis.people.models import *
    from parvis.core.scope import Organisation
    squatter = User.objects.create_user("maire@ville.example", "{OWN}", name="Pas le maire")
    Membership.objects.create(organisation=Organisation.objects.get(slug="chambre"), user=squatter, role="reader")
    """)
    before = Visitor(house.url).open("/accounts/login/")
    before.fill("Se connecter", login="maire@ville.example", password=OWN)
    assert "Pas le maire" in before.open("/o/chambre/").text
    provider.person("maire", email="maire@ville.example", email_verified=True, name="Le maire", groups=["com"])
    _come_in(house, "maire")
    assert _roles(house, "maire@ville.example") == {"sainte-aube": "officer", "chambre": "reader"}
    assert before.open("/o/chambre/").url.startswith(f"{house.url}/accounts/login/")
    again = Visitor(house.url).open("/accounts/login/")
    again.fill("Se connecter", login="maire@ville.example", password=OWN)
    assert "Pas le maire" not in again.open("/o/chambre/").text
    assert _journal(house, "people.linked", person_name="Pas le maire") == 1
    provider.person("autre", email="maire@ville.example", email_verified=True, name="Autre", groups=["com chefs"])
    assert "Un autre compte se sert déjà" in _come_in(house, "autre").text


def test_userinfo_as_a_signed_token(office):
    house, provider = office(client="parvis-jwt")
    provider.person("jeanne", email="jeanne@ville.example", email_verified=True, name="Jeanne", groups=["com"])
    assert "Chargé de communication" in _come_in(house, "jeanne").text


def test_local_sign_in_can_be_closed(office, made):
    house, provider = office()
    house.kill_tree()
    house.serve(PARVIS_PASSWORD_SIGN_IN="0")
    visitor = Visitor(house.url).open("/accounts/login/")
    assert "Mot de passe" not in visitor.text
    visitor.client.get(f"{house.url}/accounts/password/reset/")
    token = visitor.client.cookies.get("csrftoken")
    visitor.client.post(
        f"{house.url}/accounts/login/",
        data={"login": "zoe@a.example", "password": OWN, "csrfmiddlewaretoken": token},
        headers={"Referer": house.url},
    )
    assert visitor.open("/o/chambre/").url.startswith(f"{house.url}/accounts/login/")
    provider.person("zoe", email="zoe@a.example", email_verified=True, name="Zoé", groups=["com chefs"])
    assert "Zoé" in _come_in(house, "zoe").text
