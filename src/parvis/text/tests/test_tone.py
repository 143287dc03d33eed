"""Tone: what the public would agree on is read, extremes are bounded, the answer does not depend on company."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text import corpus, features, lexicon, tone


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Bravo à toute l’équipe, accueil formidable, merci !", "fr", "positive"),
        ("C’est une honte, trois semaines sans ramassage, inadmissible.", "fr", "negative"),
        ("La réunion publique aura lieu jeudi à 18 h 30, salle Jean-Moulin.", "fr", "neutral"),
        ("Great job, I love the new park", "en", "positive"),
        ("Disgusting service, nobody ever answers, what a disgrace", "en", "negative"),
    ],
)
def test_plain_cases(text: str, language: str, label: str) -> None:
    assert tone.read(text, language).label == label


def test_scores_are_probabilities_and_unsure_is_an_answer() -> None:
    messages = [each.text for each in corpus.load("fr", "test")]
    answers = tone.read_many(messages)
    for each in answers:
        assert sum(each.scores.values()) == pytest.approx(1, abs=1e-4)
        assert each.confidence == pytest.approx(max(each.scores.values()))
        assert (each.label == "unsure") == (each.confidence < tone.SURE)
    assert any(each.label == "unsure" for each in answers)
    assert not any(each.label == "unsure" for each in tone.read_many(messages, force=True))


def test_the_less_sure_are_more_often_wrong() -> None:
    messages = corpus.load("fr", "test")
    answers = tone.read_many([each.text for each in messages], force=True)
    right = {True: [0, 0], False: [0, 0]}
    for message, answer in zip(messages, answers, strict=True):
        right[answer.confidence >= 0.75][message.tone == answer.label] += 1
    shares = {sure: hits / (hits + misses) for sure, (misses, hits) in right.items()}
    assert shares[True] > shares[False] + 0.1


def test_a_negation_turns_a_word() -> None:
    good, bad = tone.read("le service est efficace"), tone.read("le service n'est pas efficace")
    assert bad.scores["negative"] > good.scores["negative"] + 0.2


def test_languages_are_read_apart_and_in_order() -> None:
    texts = ["Merci pour tout !", "Thank you for everything!", "Quel scandale", "What a shame"] * 3
    codes = ["fr", "en", "fr", "en"] * 3
    for text, code, answer in zip(texts, codes, tone.read_many(texts, codes), strict=True):
        assert tone.read(text, code).scores == pytest.approx(answer.scores, abs=1e-4)
    assert tone.read_many([]) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60), min_size=1, max_size=5))
def test_any_text_alone_or_in_company(texts: list[str]) -> None:
    together = tone.read_many(texts, force=True)
    for text, answer in zip(texts, together, strict=True):
        assert tone.read(text, force=True).scores == pytest.approx(answer.scores, abs=1e-4)


@pytest.mark.parametrize("text", ["", "\ud800\udfff", "\x00", "é" * 1_000_000, "👩‍👩‍👧" * 10, "ש" * 50, "\u202e" * 9])
def test_hostile_texts_get_an_answer(text: str) -> None:
    assert set(tone.read(text).scores) == set(tone.LABELS)


def test_words_hash_as_tokens_do() -> None:
    cut = features.tokens(features.batch(["Très ÉMU, l’œuvre !!! 😀"]))
    assert list(cut.hashes) == list(features.word_hashes(["tres", "emu", ",", "l", "'", "œuvre", "!", "😀"]))
    assert list(cut.runs[-2:]) == [3, 1]


def test_the_lexicon_knows_forms_and_turns_them() -> None:
    def row(text: str) -> list[float]:
        cut = features.tokens(features.batch([text]))
        return lexicon.rows(cut, 1)[0].tolist()

    assert row("magnifiques") != row("table") == row("chaise")
    assert row("pas magnifiques") != row("magnifiques")
