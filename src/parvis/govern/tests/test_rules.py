"""What is said against a text before it goes out."""

from datetime import date

from parvis.govern.rules import blocking, objections
from parvis.networks.base import Limits

TODAY = date(2026, 11, 23)
ROOMY = Limits(pictures=4)


def _codes(text, limits=ROOMY, act="reply", media=(), **more):
    found = objections(text, limits, "fr", act, media, TODAY, **more)
    for each in found:
        assert each.say.fr
        assert each.say.en
        assert each.suggestion.fr
        assert 0 <= each.start <= each.end <= len(text)
    return {each.code for each in found}


def test_a_plain_answer_passes():
    assert _codes("Bonjour Ana, oui, la cantine ouvre lundi à 11 h 30.") == set()


def test_nothing_written():
    assert _codes("  \n") == {"empty"}
    assert _codes("", media=[{"alt": "La place sous la neige"}]) == set()


def test_counted_as_the_network_counts():
    doubled = Limits(length=10, measure=lambda text: 2 * len(text))
    assert _codes("cinq!", doubled) == set()
    (found,) = objections("six---", doubled, "fr", "reply", (), TODAY)
    assert (found.code, found.blocks, found.start, found.end) == ("too_long", True, 5, 6)
    assert "12" in found.say.fr
    assert "10" in found.say.fr


def test_pictures_need_words_and_room():
    assert _codes("Neige", media=[{"alt": " "}]) == {"alt_missing"}
    assert _codes("Neige", Limits(pictures=1), media=[{"alt": "a"}, {"alt": "b"}]) == {"too_many_pictures"}
    assert _codes("Neige", Limits(pictures=1, alt_length=3), media=[{"alt": "long"}]) == {"alt_too_long"}


def test_wooden_language_is_pointed_at():
    text = "Bonjour. Votre demande sera transmise au service compétent."
    found = objections(text, ROOMY, "fr", "reply", (), TODAY)
    assert any(each.code.startswith("wooden_") for each in found)
    assert all(text[each.start : each.end] for each in found)


def test_personal_data_blocks_and_its_message_does_not_repeat_it():
    text = "Appelez Ana au 06 12 34 56 78."
    (found,) = blocking(objections(text, ROOMY, "fr", "reply", (), TODAY))
    assert found.code == "private_phone"
    assert "12 34" not in found.say.fr + found.say.en
    assert "06 •• •• •• ••" in found.say.fr
    assert _codes(text, allowed=["06 12 34 56 78"]) == set()


def test_a_promise_without_date_is_asked_about_in_replies_alone():
    text = "Nous reviendrons vers vous."
    assert "promise_without_date" in _codes(text)
    assert "promise_without_date" not in _codes(text, act="publish")
    assert "promise_without_date" not in _codes("Nous vous répondons d’ici vendredi.")


def test_what_blocks_comes_first():
    text = "Nous avons bien pris note. Appelez le 06 12 34 56 78."
    found = objections(text, ROOMY, "fr", "reply", (), TODAY)
    assert [each.blocks for each in found] == sorted((each.blocks for each in found), reverse=True)
