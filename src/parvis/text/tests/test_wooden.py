"""Wooden language is pointed at, with something better to write; plain good answers are left alone."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text.wooden import find

ANSWERS = Path(__file__).parent / "answers"
GOOD_FR = (ANSWERS / "good_fr.txt").read_text("utf-8").splitlines()
GOOD_EN = (ANSWERS / "good_en.txt").read_text("utf-8").splitlines()
WOODEN = [
    (text, language)
    for language in ("fr", "en")
    for text in (ANSWERS / f"wooden_{language}.txt").read_text("utf-8").splitlines()
]

WOODEN_FR = {
    "Nous prenons bonne note de votre remarque.": ["empty"],
    "Votre message a retenu toute notre attention.": ["empty"],
    "Soyez assurée que nous mettons tout en œuvre pour vous satisfaire.": ["empty", "empty"],
    "Nous vous répondrons dans les meilleurs délais.": ["empty"],
    "Une réponse vous sera apportée prochainement.": ["evasion", "empty"],
    "Votre demande a été prise en considération et fera l’objet d’un examen attentif.": ["evasion", "empty"],
    "Nous sommes au regret de vous informer que votre demande ne peut aboutir.": ["empty"],
    "Nous vous tiendrons informée de la suite donnée.": ["empty"],
    "Le dossier suit son cours.": ["evasion"],
    "La mairie suit cela avec la plus grande attention.": ["empty"],
    "Je transmets à ma hiérarchie.": ["referral"],
    "Le service concerné a été informé.": ["referral"],
    "Nous travaillons activement à une solution.": ["empty"],
    "C’est noté.": ["empty"],
    "Nous ne pouvons que regretter cette situation.": ["empty"],
    "Nous vous invitons à patienter.": ["empty"],
    "Cette question ne dépend pas de la commune.": ["redirect"],
    "Il y a lieu de préciser que la procédure est en cours.": ["empty", "evasion"],
    "Des contrôles seront effectués.": ["evasion"],
    "Nous reviendrons vers vous dans les prochains jours.": ["empty"],
    "Le nécessaire sera fait dès que possible.": ["evasion", "empty"],
    "Nous restons à votre disposition pour tout renseignement complémentaire.": ["empty"],
    "N’hésitez pas à revenir vers nous.": ["empty"],
    "Nous vous remercions de votre compréhension.": ["empty"],
    "Veuillez nous excuser pour la gêne occasionnée.": ["empty", "empty"],
    "Nous comprenons votre mécontentement.": ["empty"],
    "Nous sommes conscients de la situation et restons à votre écoute.": ["empty", "empty"],
    "La propreté est au cœur de nos préoccupations.": ["empty"],
    "La sécurité est une priorité.": ["empty"],
    "Nous prenons votre remarque très au sérieux.": ["empty"],
    "Nous accusons réception de votre message.": ["empty"],
    "Nous tenons à vous informer que la rue est fermée.": ["empty"],
    "Conformément à la réglementation en vigueur, le parc est fermé.": ["empty"],
    "Il a été décidé de fermer la crèche.": ["evasion"],
    "Des mesures ont été prises.": ["evasion"],
    "Les mesures nécessaires seront prises.": ["evasion"],
    "Des dysfonctionnements ont été constatés.": ["evasion"],
    "Des erreurs ont été commises.": ["evasion"],
    "Une réflexion est en cours.": ["evasion"],
    "Votre demande est en cours de traitement.": ["evasion"],
    "Votre demande a bien été prise en compte.": ["evasion"],
    "La piscine est fermée pour des raisons techniques.": ["evasion"],
    "Nous ne sommes pas en mesure de répondre.": ["evasion"],
    "Nous transmettons votre message aux services compétents.": ["referral"],
    "Votre demande a été transmise au service concerné.": ["referral"],
    "Nous transmettons votre message au service voirie.": ["referral"],
    "Nous faisons remonter l’information en interne et vous répondrons vendredi.": ["referral"],
    "Nous vous invitons à vous rapprocher des services compétents.": ["redirect"],
    "Cela ne relève pas de notre compétence.": ["redirect"],
    "Les services compétents s’en occupent.": ["no_owner"],
    "Nous référons la question aux autorités compétentes.": ["referral"],
    "La commune met tout en œuvre pour améliorer la sécurité.": ["empty"],
    "La municipalité reste mobilisée à vos côtés.": ["empty"],
    "Nos équipes font le maximum.": ["no_owner", "empty"],
    "Nous regrettons la gêne et vous remercions de votre compréhension.": ["empty", "empty"],
    "Nous sommes désolés pour ce désagrément.": ["empty"],
    "Nous avons bien pris en compte votre demande.": ["empty"],
    "Nous étudions votre proposition avec intérêt.": ["empty"],
    "Nous allons faire le nécessaire.": ["evasion"],
}
WOODEN_EN = {
    "We have taken note of your comment.": ["empty"],
    "Please rest assured that we are doing everything we can.": ["empty", "empty"],
    "We will reply in due course.": ["empty"],
    "We apologise for any inconvenience caused.": ["empty"],
    "Thank you for your patience and understanding.": ["empty"],
    "Please do not hesitate to contact us.": ["empty"],
    "We understand your frustration.": ["empty"],
    "Safety is our top priority.": ["empty"],
    "We take this matter very seriously.": ["empty"],
    "It has been decided to close the nursery.": ["evasion"],
    "Appropriate measures will be taken.": ["evasion"],
    "Mistakes were made.": ["evasion"],
    "The matter is under review.": ["evasion"],
    "Your request has been taken into account.": ["evasion"],
    "The pool is closed due to technical reasons.": ["evasion"],
    "We have forwarded your message to the relevant department.": ["referral"],
    "Your request has been passed on to the roads office.": ["referral"],
    "Please contact the competent authorities.": ["redirect"],
    "This is outside our remit.": ["redirect"],
    "The relevant services are dealing with it.": ["no_owner"],
}


@pytest.mark.parametrize("text", GOOD_FR)
def test_a_good_french_answer_is_left_alone(text: str):
    assert [text[each.start : each.end] for each in find(text, "fr")] == []


@pytest.mark.parametrize("text", GOOD_EN)
def test_a_good_english_answer_is_left_alone(text: str):
    assert [text[each.start : each.end] for each in find(text, "en")] == []


@pytest.mark.parametrize(("text", "language"), WOODEN)
def test_what_says_nothing_is_pointed_at(text: str, language: str):
    found = find(text, language)
    assert found
    assert all(find(each.suggestion.to(language), language) == [] for each in found)


@pytest.mark.parametrize(("text", "kinds"), WOODEN_FR.items())
def test_french_wood_is_pointed_at(text: str, kinds: list[str]):
    assert [each.kind for each in find(text, "fr")] == kinds


@pytest.mark.parametrize(("text", "kinds"), WOODEN_EN.items())
def test_english_wood_is_pointed_at(text: str, kinds: list[str]):
    assert [each.kind for each in find(text, "en")] == kinds


@pytest.mark.parametrize(("text", "language"), [*((t, "fr") for t in WOODEN_FR), *((t, "en") for t in WOODEN_EN)])
def test_each_finding_proposes_something_else(text: str, language: str):
    for each in find(text, language):
        assert all(each.say)
        assert all(each.suggestion)
        assert each.suggestion.fr != each.suggestion.en
        assert find(each.suggestion.to(language), language) == []


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Nous transmettons votre message aux services compétents.", ["block"]),
        ("Nous transmettons votre message au service voirie.", ["warn"]),
        ("Nous transmettons votre message aux services compétents, qui vous répondent vendredi.", ["warn"]),
        ("Nous transmettons votre message au service voirie, qui vous répond vendredi.", []),
        ("Nous transmettons votre message au service voirie. Vous aurez une réponse vendredi.", []),
    ],
)
def test_a_referral_needs_an_owner_and_a_date(text: str, severity: list[str]):
    assert [each.severity for each in find(text, "fr")] == severity


@pytest.mark.parametrize(
    ("text", "language", "severity"),
    [
        ("Contactez le service concerné.", "fr", ["block"]),
        ("Merci de vous rapprocher de l’accueil.", "fr", ["warn"]),
        ("Merci de vous rapprocher de l’accueil. Il est ouvert de 9 h à 12 h.", "fr", []),
        ("Cela relève du département.", "fr", ["warn"]),
        ("Cela relève du département. Nous lui avons transmis votre photo ce matin.", "fr", []),
        ("Please contact reception.", "en", ["warn"]),
        ("Please contact reception. It is open from 9 to noon.", "en", []),
    ],
)
def test_who_sends_a_person_away_says_how_to_reach_the_other(text: str, language: str, severity: list[str]):
    assert [each.severity for each in find(text, language)] == severity


@pytest.mark.parametrize(
    ("text", "starts"),
    [("Le nécessaire sera fait.", "Dites ce qui est fait"), ("Des mesures ont été prises.", "Dites lesquelles")],
)
def test_what_is_proposed_agrees_with_what_was_written(text: str, starts: str):
    (finding,) = find(text)
    assert finding.suggestion.fr.startswith(starts)


def test_the_place_is_exact():
    text = "Bonjour, NOUS PRENONS  bonne note : « Soyez assuré »."
    assert [text[each.start : each.end] for each in find(text)] == ["NOUS PRENONS  bonne note", "Soyez assuré"]


def test_apostrophes_and_accents_may_be_any():
    assert len(find("Nous restons a l'ecoute. Nous restons à l’écoute. Nous restons à l’e\u0301coute.")) == 3


def test_another_language_is_left_alone():
    assert find("Nous prenons bonne note.", "de") == []


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=300), st.sampled_from(["fr", "en", ""]))
def test_any_text_is_read(text: str, language: str):
    text += " nous prenons bonne note"
    assert all(text[each.start : each.end] for each in find(text, language))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["a", "nous ", "votre demande ", "a été ", "\n", ". ", "\ud800", "\x00", "nous transmettons votre message "],
)
def test_a_megabyte_is_read_in_time(piece: str):
    text = piece * (1_000_000 // len(piece))
    assert all(0 <= each.start < each.end <= len(text) for each in find(text, "fr"))
