"""From a charter to the right to speak, and its end: over HTTP only, against a real WordPress."""

import html
import re
import time
from dataclasses import dataclass

import pytest

from parvis.govern.courses.material import ready
from tests.journeys.office import (
    accredit_alice,
    bruno_joins,
    connect,
    conversation_with,
    eventually,
    first_run,
    joins,
    mentions,
    replies_on_wordpress,
)
from tests.visitor import Visitor

SIGNATORIES = {
    "Marketing": ("Denis Robin", "denis@sainte-aube.example"),
    "Ressources humaines": ("Élise Garnier", "elise@sainte-aube.example"),
    "Juridique": ("Chloé Martin", "chloe@sainte-aube.example"),
}
QUESTION = "Bonjour, à quelle heure ouvre la médiathèque de Sainte-Aube le samedi ?"
ANSWER = "Bonjour Ana. La médiathèque ouvre le samedi de 9 h à 19 h. Bruno Diallo, mairie de Sainte-Aube."
MORE = "Le dimanche, la médiathèque ouvre de 9 h à 13 h. Bruno Diallo, mairie de Sainte-Aube."
WHY = "Le mot de passe de Bruno a été vu par d’autres."


@dataclass(frozen=True)
class Office:
    """Who does what in this journey, and where the house lives."""

    home: str
    alice: Visitor
    bruno: Visitor
    signatories: dict[str, Visitor]


@pytest.mark.real
@pytest.mark.slow
def test_from_the_charter_to_the_right_to_speak_and_its_end(house, wordpress):
    house.start()
    office = _everybody(house.url)
    accredit_alice(office.alice, office.home)
    charter = _charter_in_force(office)
    _bruno_reads(office, charter)
    _bruno_learns(office)
    _accredit_bruno(office)

    connect(office.alice, office.home, wordpress.login("ed"), "wordpress", "Site de la ville")
    comment = wordpress.visitor_says(1, QUESTION, author="Ana")
    mentions(office.alice, office.home)
    talk = conversation_with(office.alice, office.home, "ouvre la médiathèque")

    waits = _held(office, talk, ANSWER)
    time.sleep(3)
    assert replies_on_wordpress(wordpress, comment) == []
    office.alice.open(waits).fill("Laisser partir")
    eventually(lambda: replies_on_wordpress(wordpress, comment) == [ANSWER])
    eventually(lambda: "Envoyé" in office.bruno.open(waits).text)

    waits = _held(office, talk, MORE)
    _suspend_bruno(office)
    stopped = office.bruno.open(waits).text
    assert "suspendue depuis" in stopped
    assert WHY in stopped
    assert WHY in office.bruno.open(talk).text
    assert "Laisser partir" not in office.alice.open(waits).text
    time.sleep(3)
    assert replies_on_wordpress(wordpress, comment) == [ANSWER]
    assert house.stop() < 5


def _everybody(url):
    alice = first_run(url)
    office = Office(alice.url.rstrip("/"), alice, Visitor(url), {name: Visitor(url) for name in SIGNATORIES})
    bruno_joins(alice, office.bruno, office.home)
    for function, (name, email) in SIGNATORIES.items():
        joins(alice, office.signatories[function], office.home, name, email, role="signatory")
    return office


def _charter_in_force(office):
    """Written from the text for a town hall, one clause changed, signed by four people; its address."""
    alice = office.alice
    alice.open(f"{office.home}/govern/charter/functions/").fill("Enregistrer", **_who_signs(alice))
    alice.open(f"{office.home}/govern/charter/begin/").fill("Commencer", kind="charter", start="town")
    write = alice.url
    clause = alice.links("/charter/clauses/")[0]
    alice.open(clause).fill("Enregistrer", title="Pourquoi nous parlons")
    assert "Pourquoi nous parlons" in alice.open(write).text
    alice.fill("Remettre à la signature")
    version = alice.url
    for number, signatory in enumerate([alice, *office.signatories.values()]):
        assert "en vigueur depuis" not in signatory.open(version).text, number
        signatory.fill("Signer pour")
    assert "la version est en vigueur" in signatory.text
    return version


def _who_signs(alice):
    """Fields of the form of functions: each of the four with one person."""
    names = {"Relations publiques": "Alice Morel"} | {name: person for name, (person, _) in SIGNATORIES.items()}
    chosen = {}
    for number in range(4):
        function = html.unescape(re.search(rf'name="f-{number}-name" value="([^"]+)"', alice.source)[1])
        chosen[f"f-{number}-signers"] = [names[function]]
    return chosen


def _bruno_reads(office, charter):
    assert "Pourquoi nous parlons" in office.bruno.open(charter).text
    office.bruno.fill("J’ai lu")
    assert "C’est noté" in office.bruno.text


def _bruno_learns(office):
    """Fails the questions of the charter, passes them, practises; Alice marks."""
    alice, bruno, course = office.alice, office.bruno, f"{office.home}/govern/courses/charter/"
    alice.open(f"{office.home}/govern/courses/terms/").fill("Enregistrer", required=["charter"])
    material = ready("charter", "fr")
    bruno.open(course)
    _answer_all(bruno, "Commencer", material, rightly=False)
    assert "à retravailler" in bruno.open(course).text
    _answer_all(bruno, "Essayer de nouveau", material, rightly=True)
    assert "réussi" in bruno.open(course).text
    for situation in material.situations:
        bruno.open(f"{course}practice/{situation.id}/").fill("Remettre à un collègue", text=situation.example)
        assert "est remise" in bruno.text, bruno.text
        alice.open(f"{office.home}/govern/courses/marking/")
        alice.open(alice.links("/courses/marking/")[-1]).fill("Rendre mon avis", verdict="passed", word="Clair.")
    assert "Parcours réussi" in bruno.open(course).text


def _answer_all(bruno, button, material, rightly):
    bruno.fill(button)
    for _ in range(int(re.search(r"Question 1 sur (\d+)", bruno.text)[1])):
        key = re.search(r'name="question" value="([^"]+)"', bruno.source)[1]
        question = next(each for each in material.questions if each.id == key)
        bruno.fill("Valider ma réponse", **_given(bruno.source, question, rightly))
    assert "Revenir au parcours" in bruno.text


def _given(source, question, rightly):
    """The fields that answer the question; the file of the course tells what is right, never the page."""
    if not question.order:
        return {"given": list(question.right if rightly else question.wrong[:1])}
    steps = question.order if rightly else question.order[::-1]
    shown = re.findall(r'<label for="id_(rank-\d+)">([^<]+)<', source)
    return {field: str(steps.index(html.unescape(text)) + 1) for field, text in shown}


def _accredit_bruno(office):
    office.alice.open(f"{office.home}/govern/accredit/").fill(
        "Habiliter", person="Bruno Diallo", may_reply="on", level="supervised"
    )
    assert "Sous relecture" in office.alice.text


def _held(office, talk, text):
    """The page of the delivery of Bruno's answer, which waits for Alice."""
    office.bruno.open(talk).fill("Donner à relire", text=text)
    eventually(lambda: "Un référent lit cette réponse" in office.bruno.open(talk).text)
    return office.bruno.links("/outbox/")[-1]


def _suspend_bruno(office):
    alice = office.alice
    row = next(part for part in alice.open(f"{office.home}/govern/").source.split("<tr") if "Bruno Diallo" in part)
    alice.open(re.search(r'href="([^"]+/suspend/)"', row)[1]).fill("Suspendre", reason=WHY)
    assert "1 envoi qui attendait est arrêté" in alice.text
