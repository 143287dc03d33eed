"""An office is set up, by pages alone: the first run, a colleague, an accreditation, channels."""

import html
import re
import time

import httpx2

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
    joins(alice, bruno, home, "Bruno Diallo", "bruno@sainte-aube.example")


def joins(alice, visitor, home, name, email, role="officer"):
    """Alice invites; whoever opens the link is in."""
    alice.open(f"{home}/house/members/").fill("Inviter", email="", role=role)
    link = re.search(r'value="(http[^"]+/invitations/[^"]+)"', alice.source)[1]
    visitor.open(link).fill("Rejoindre", name=name, email=email, password=PASSWORD)
    assert f"Bonjour {name}" in visitor.text


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


def mentions(visitor, home):
    """Reads every source now, as a person in a hurry would, and returns the page of mentions."""
    for form in visitor.open(f"{home}/listen/sources/").forms:
        if form.action.endswith("/read/"):
            visitor.client.post(form.action, data={name: values[0] for name, values in form.values.items()})
    time.sleep(1)
    return visitor.open(f"{home}/listen/").text


def conversation_with(visitor, home, words):
    """The address of the conversation in which this was said."""

    def found():
        for row in visitor.open(f"{home}/converse/").source.split("<li"):
            link = re.search(r'href="([^"]*/converse/\d+/[^"]*)"', row)
            if link and words in row.replace("\u202f", " "):
                return html.unescape(link[1])
        return None

    return eventually(found)


def answer(visitor, text):
    return visitor.fill("Envoyer", text=text)


def replies_on_wordpress(wordpress, comment):
    login = wordpress.login("ed")
    found = httpx2.get(
        wordpress.url + "/index.php",
        params={"rest_route": "/wp/v2/comments", "parent": comment, "context": "edit", "status": "all"},
        auth=(login.handle, login.secrets["password"]),
        timeout=30,
    )
    return [row["content"]["raw"] for row in found.json()]
