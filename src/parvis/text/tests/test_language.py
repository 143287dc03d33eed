"""Language: sentences, very short posts, the account's language as prior, nothing to read."""

import pytest

from parvis.text import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Les travaux de la rue Pasteur commencent lundi prochain.", "fr"),
        ("Roadworks on Pasteur Street start next Monday.", "en"),
        ("De werken in de straat beginnen volgende maandag.", "nl"),
        ("Die Bauarbeiten in der Straße beginnen nächsten Montag.", "de"),
        ("I lavori in strada iniziano lunedì prossimo.", "it"),
        ("Las obras de la calle empiezan el lunes.", "es"),
        ("Trugarez deoc'h holl evit ar gouel", "br"),
        ("Merci beaucoup !", "fr"),
        ("thanks a lot", "en"),
        ("https://example.org @mairie Quelle belle journée 😀", "fr"),
        ("#ich #will #nach #hause", "de"),
        ("Qualité de l’air", "fr"),
    ],
)
def test_texts(text: str, code: str) -> None:
    assert language.detect(text).code == code


def test_the_account_decides_where_the_text_says_nothing() -> None:
    assert language.detect("😀 https://a.fr @b 12").code == ""
    assert language.detect("😀 https://a.fr @b 12", prior="nl") == ("nl", 0.5)
    assert {language.detect("Maria", prior=code).code for code in ("fr", "es", "de")} == {"fr", "es", "de"}
    assert language.detect("ʘʘ") == ("", 0.0)
    assert language.detect("Las obras de la calle empiezan el lunes por la mañana.", prior="fr").code == "es"


def test_confidence_is_a_probability_and_grows_with_the_text() -> None:
    short, long = language.detect("plage"), language.detect("La plage sera fermée dimanche pour la course à pied.")
    assert 0 < short.confidence < long.confidence <= 1


def test_many_equals_one_by_one() -> None:
    texts, priors = ["Bonjour", "Hello there", "", "Hola amigo"], ["", "fr", "fr", ""]
    assert language.detect_many(texts, priors) == [language.detect(t, p) for t, p in zip(texts, priors, strict=True)]


@pytest.mark.parametrize("text", ["\ud800", "\x00", "a" * 1_000_000, "ع" * 40, "\u202e\u200b"])
def test_hostile_texts(text: str) -> None:
    assert 0 <= language.detect(text).confidence <= 1
