"""Intent: plain cases, probabilities, and no worse than last recorded on the test part of the corpus."""

from collections import Counter

import pytest

from parvis.text import corpus, intent


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bonjour, à quelle heure ouvre la médiathèque le samedi ?", "question"),
        ("Pourriez-vous m’envoyer le formulaire de demande de logement ?", "request"),
        ("Trois semaines que nos poubelles ne sont pas ramassées, c’est inadmissible.", "complaint"),
        ("Merci beaucoup pour votre réponse rapide.", "thanks"),
        ("Bravo, le nouveau parc est magnifique !", "praise"),
        ("Pourquoi ne pas installer des bancs à l’ombre le long du canal ?", "suggestion"),
        ("On nous cache la vérité sur l’eau, faites tourner avant censure !", "false_information"),
        ("Au secours, il y a le feu dans l’immeuble, des gens sont coincés", "emergency"),
        ("Photo prise hier depuis la tour", "none"),
        ("Could you please send me a copy of my bill?", "request"),
        ("There is a fire in the flats, people are trapped", "emergency"),
    ],
)
def test_plain_cases(text: str, label: str) -> None:
    assert intent.read(text).label == label


@pytest.mark.parametrize(
    "text",
    [
        "eau",
        "L’eau",
        "fuite",
        "le toit",
        "feu rouge",
        "rue inondée",
        "panne d’eau",
        "Fumée",
        "crue et digue",
        "pompiers",
    ]
    + ["L'école d'Évreux et l'eau", "Château d’eau", "la police municipale", "water", "fire station"],
)
def test_a_name_calls_nobody(text: str) -> None:
    answer = intent.read(text)
    assert answer.label != "emergency"
    assert answer.label == max(answer.scores, key=lambda each: answer.scores[each])
    assert sum(answer.scores.values()) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    "text",
    ["Au secours", "Au feu", "Incendie !", "SOS", "Il brûle", "Fuite de gaz !", "urgent", "L’eau monte", "Help!"],
)
def test_few_words_can_call(text: str) -> None:
    assert intent.read(text).label == "emergency"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Bravo pour l'incendie maîtrisé hier soir par nos pompiers", "praise"),
        ("Bravo aux secours pour leur intervention de dimanche", "praise"),
        ("Merci aux pompiers qui sont venus si vite", "thanks"),
        ("L’incendie de lundi est éteint", "none"),
    ],
)
def test_praise_of_rescuers_is_no_call(text: str, label: str) -> None:
    assert intent.read(text).label == label


def test_probabilities_over_all_labels() -> None:
    answer = intent.read("")
    assert tuple(answer.scores) == intent.LABELS
    assert sum(answer.scores.values()) == pytest.approx(1, abs=1e-4)
    assert intent.read_many([]) == []


def test_four_in_five_on_messages_never_trained_on() -> None:
    messages = corpus.load("fr", "test")
    found = [each.label for each in intent.read_many([message.text for message in messages])]
    pairs = Counter((message.intent, label) for message, label in zip(messages, found, strict=True))
    scores = []
    for label in intent.LABELS:
        given = sum(n for (gold, _), n in pairs.items() if gold == label)
        answered = sum(n for (_, own), n in pairs.items() if own == label)
        scores.append(2 * pairs[label, label] / (given + answered))
    assert sum(scores) / len(scores) >= 0.8


@pytest.mark.parametrize("code", ["fr", "en"])
def test_train_and_test_parts_share_no_text(code: str) -> None:
    train, test = (
        {" ".join(each.text.lower().split()) for each in corpus.load(code, part)} for part in ("train", "test")
    )
    assert train
    assert test
    assert not train & test
    labels = {(each.intent, each.tone) for part in ("train", "test") for each in corpus.load(code, part)}
    assert {one for one, _ in labels} == set(intent.LABELS)
    assert {two for _, two in labels} == {"negative", "neutral", "positive"}
