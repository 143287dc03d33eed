"""Plain words: jargon, unexplained acronyms and long sentences, each with what to write instead."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text.phrases import phrases
from parvis.text.plain import LONG, find

ANSWERS = Path(__file__).parent / "answers"
GOOD = [
    (text, language)
    for language in ("fr", "en")
    for text in (ANSWERS / f"good_{language}.txt").read_text("utf-8").splitlines()
    if "CCAS" not in text
]
JARGON = {
    "Le point se tient en présentiel.": "en présentiel",
    "Cela impacte les riverains.": "impacte",
    "Nous priorisons la voirie.": "priorisons",
    "Nous procédons à la réparation du trottoir.": "procédons à",
    "La co-construction du projet avance.": "co-construction",
    "Les administrés sont invités au vote.": "administrés",
    "Voir la pièce ci-jointe, susvisée.": "susvisée",
    "Nous reviendrons vers vous.": "reviendrons vers vous",
    "Favoriser les mobilités douces.": "mobilités douces",
}


def places(text: str, language: str = "fr") -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in find(text, language)]


@pytest.mark.parametrize(("text", "language"), GOOD)
def test_a_good_answer_is_left_alone(text: str, language: str):
    assert places(text, language) == []


@pytest.mark.parametrize(("text", "word"), JARGON.items())
def test_jargon_is_pointed_at(text: str, word: str):
    assert ("jargon", word) in places(text)


def test_english_jargon_is_pointed_at():
    assert places("We will leverage synergies with stakeholders.", "en") == [
        ("jargon", "leverage"),
        ("jargon", "synergies"),
        ("jargon", "stakeholders"),
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_word_of_jargon_has_a_suggestion_in_both_languages(language: str):
    for each in phrases("jargon", language):
        assert each.suggestion.fr.endswith((".", "…"))
        assert each.suggestion.en.endswith((".", "…", ".”"))


def test_an_acronym_is_spelt_out_where_it_is_known():
    (finding,) = find("Le CCAS vous reçoit. Le CCAS est au 4, rue du Stade.")
    assert (finding.start, finding.end) == (3, 7)
    assert finding.suggestion.fr == "Écrivez : « centre communal d’action sociale (CCAS) »."


def test_an_acronym_nobody_knows_is_pointed_at_too():
    assert places("Voyez avec le SIVURZ ou le P.L.U. et le PLUi.") == [
        ("acronym", "SIVURZ"),
        ("acronym", "P.L.U."),
        ("acronym", "PLUi"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Le centre communal d’action sociale (CCAS) vous reçoit, le CCAS est ouvert.",
        "Le CCAS (centre communal d’action sociale) vous reçoit.",
        "Le CCAS, c’est le Centre communal d'action sociale.",
        "La SNCF, EDF et la TVA. Louis XIV. En PDF.",
        "La RN13, l’A13 et la D12 sont coupées.",
        "LE MARCHÉ EST FERMÉ CE MATIN, MERCI",
        "BRAVO et MERCI à tous, c’est GRATUIT ce soir.",
        "#RGPD @CCAS https://CCAS.fr",
    ],
)
def test_what_needs_no_explanation(text: str):
    assert [each for each in places(text) if each[0] == "acronym"] == []


def test_a_long_sentence_is_counted():
    (finding,) = find(f"Bonjour. {'mot ' * LONG}fin. Merci.")
    assert finding.kind == "long"
    assert str(LONG + 1) in finding.say.fr
    assert finding.start == 9


def test_jargon_in_a_long_sentence_is_still_seen():
    assert [kind for kind, _ in places(f"{'mot ' * LONG}en présentiel.")] == ["long", "jargon"]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=300), st.sampled_from(["fr", "en", "de", ""]))
def test_any_text_is_read(text: str, language: str):
    assert all(text[each.start : each.end] for each in find(text, language))


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a", "A", "AB ", "A.", "(AB", "mot ", "\n", "\ud800", "\x00"])
def test_a_megabyte_is_read_in_time(piece: str):
    text = piece * (1_000_000 // len(piece))
    assert all(0 <= each.start < each.end <= len(text) for each in find(text, "fr"))
