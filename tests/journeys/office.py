"""An office is set up, by pages alone: the first run, a colleague, an accreditation, channels."""

import re
import time

from tests.visitor import Visitor

PASSWORD = "trois-ponts-sous-la-neige"


def first_run(url):
    """The first person opens the house."""
    alice = Visitor(url).open("/")
    assert alice.url.endswith("/welcome/")
    alice.fill(
        "Ouvrir la maison",
        organisation="Mairie de Sainte-Aube",
        zone="Europe/Paris",
        name="Alice Morel",
        email="alice@sainte-aube.example",
        password=PASSWORD,
    )
    assert "Bonjour Alice Morel" in alice.text
    return alice


def bruno_joins(alice, bruno, home):
    alice.open(f"{home}/house/members/").fill("Inviter", email="", role="officer")
    link = re.search(r'value="(http[^"]+/invitations/[^"]+)"', alice.source)[1]
    bruno.open(link).fill("Rejoindre", name="Bruno Diallo", email="bruno@sainte-aube.example", password=PASSWORD)
    assert "Bonjour Bruno Diallo" in bruno.text


def accredit_alice(alice, home):
    alice.open(f"{home}/govern/accredit/").fill("Habiliter", person="Alice Morel", may_reply="on", may_publish="on")
    assert "Alice Morel" in alice.text
    assert "en cours" in alice.text


def connect(alice, home, login, network, name):
    alice.open(f"{home}/channels/connect/{network}/")
    alice.fill("Essayer et connecter", address=login.address, handle=login.handle, **login.secrets)
    alice.fill(
        "Enregistrer la fiche", name=name, purpose="Répondre aux habitants", owner="Alice Morel", promised_hours="24"
    )
    alice.fill("Mettre en service")
    assert "Suspendre le canal" in alice.text, alice.text


def eventually(true, seconds=60):
    """What `true()` gives once it is true."""
    end = time.monotonic() + seconds
    while not (got := true()):
        assert time.monotonic() < end, "not within a minute"
        time.sleep(1)
    return got
