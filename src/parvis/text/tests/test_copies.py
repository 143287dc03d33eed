"""Near copies: found through sharing, cutting and small edits; new figures and short thanks are no copies."""

from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text import copies as near
from parvis.text.copies import Copies

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST = "La piscine municipale est fermée jusqu’à lundi : une pompe est en panne, les abonnements sont prolongés."


def is_copy(first: str, then: str) -> bool:
    copies = Copies(most=100)
    assert copies.add("first", first, NOON) is None
    return copies.add("then", then, NOON + timedelta(hours=1)) == "first"


@pytest.mark.parametrize(
    "then",
    [
        FIRST,
        f"RT @mairie: {FIRST} https://t.co/x1",
        FIRST.upper(),
        "RT @mairie: La piscine municipale est fermée jusqu’à lundi : une pompe est en panne, les abonn…",
        FIRST.replace("une pompe", "la pompe"),
        FIRST.replace("fermée", "fermee").replace("prolongés", "prolonges"),
        f"⚠️ {FIRST} #piscine",
        FIRST.replace(" ", "  ") + "\n\nvia @voisin",
        f"Reçu d’un collègue, à vérifier : {FIRST}",
        f"{FIRST} Et personne ne nous a rien dit avant ce matin",
        f"2 minutes pour lire : {FIRST.replace('é', 'e').replace('à', 'a')} (300 partages)",
        f"Info : {FIRST.lower().replace('pompe', 'ponpe').replace(',', '')} pfff",
        f"Je relaie : {FIRST[:80]}…",
    ],
)
def test_a_copy_is_known(then: str):
    assert is_copy(FIRST, then)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (FIRST, "La piscine municipale rouvre lundi : la pompe est réparée, merci de votre visite."),
        (
            "Séisme de magnitude 4,5 à 10 km de Samara, profondeur 44 km",
            "Séisme de magnitude 5,2 à 8 km de Samara, profondeur 24 km",
        ),
        ("Merci beaucoup !", "Merci beaucoup !"),
        (FIRST, FIRST.replace("lundi", "lundi 12") + " Bon courage à tous"),
        (FIRST, f"{FIRST} {FIRST[::-1]} {FIRST[::2]}"),
        (
            "Conseil municipal lundi à 19 h, salle du Parc, séance ouverte à tous. Au programme : le budget des écoles "
            "et les tarifs de la cantine.",
            "Conseil municipal lundi à 19 h, salle du Parc, séance ouverte à tous. Au programme : la vente du terrain "
            "de camping et un nouveau rond-point.",
        ),
        ("https://exemple.fr/article", "https://exemple.fr/article"),
        ("", ""),
    ],
)
def test_what_is_no_copy(first: str, then: str):
    assert not is_copy(first, then)


def test_the_first_of_the_chain_is_given():
    copies = Copies(most=100)
    copies.add("a", FIRST, NOON)
    copies.add("b", f"RT @x {FIRST}", NOON)
    assert copies.add("c", f"RT @y RT @x {FIRST}", NOON) == "a"


def test_a_copy_of_a_copy_belongs_to_the_first():
    copies = Copies(most=100)
    once = f"Ma voisine vient de m’envoyer ce message : {FIRST}"
    twice = f"{once} Merci à elle, et faites passer à ceux qui nagent"
    third = twice.replace(FIRST, FIRST.lower()) + " le samedi matin avec les enfants"
    assert copies.add_many([("a", FIRST, NOON), ("b", once, NOON), ("c", twice, NOON), ("d", third, NOON)])[1:] == list(
        "aaa"
    )
    assert Copies(most=100).add_many([("a", FIRST, NOON), ("d", third, NOON)])[1] is None


def test_differently_wrapped_shares_find_each_other_without_the_first():
    posts = [("a", f"Je fais suivre : {FIRST} #piscine", NOON), ("b", f"{FIRST} c’est noté, merci !", NOON)]
    assert Copies(most=100).add_many(posts) == [None, "a"]


def test_the_same_post_again_is_not_its_own_copy():
    copies = Copies(most=100)
    assert [copies.add("a", FIRST, NOON) for _ in range(2)] == [None, None]


def test_after_the_window_a_text_is_new():
    copies = Copies(window=2 * DAY, most=100)
    copies.add("a", FIRST, NOON)
    assert copies.add("b", FIRST, NOON + 3 * DAY) is None
    assert copies.add("c", FIRST, NOON + 4 * DAY) == "b"


def test_a_chain_that_goes_on_keeps_its_first():
    copies = Copies(window=2 * DAY, most=100)
    assert [copies.add(str(day), FIRST, NOON + day * DAY) for day in range(5)] == [None, "0", "0", "0", "0"]


def test_forgotten_posts_are_forgotten():
    copies = Copies(most=100)
    copies.add("a", FIRST, NOON)
    copies.forget(NOON + DAY)
    assert copies.add("b", FIRST, NOON + DAY) is None


def test_no_more_are_kept_than_asked():
    copies = Copies(most=3)
    texts = [FIRST, FIRST[::-1], FIRST[::2] * 2, FIRST[::3] * 3, FIRST[1::2] * 2]
    assert copies.add_many((str(i), text, NOON) for i, text in enumerate(texts)) == [None] * 5
    assert copies.add("again", texts[0], NOON) is None
    assert copies.add("again4", texts[4], NOON) == "4"


WORDS = st.lists(
    st.sampled_from(["la", "mairie", "ferme", "piscine", "demain", "pour", "travaux", "rouvre", "lundi", "3", "4"]),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=12))
def test_many_at_once_equal_one_by_one(texts: list[list[str]]):
    posts = [(str(i), " ".join(words), NOON + i * timedelta(hours=9)) for i, words in enumerate(texts)]
    one_by_one = Copies(most=50)
    assert Copies(most=50).add_many(posts) == [one_by_one.add(*post) for post in posts]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=200))
def test_any_text_is_read(text: str):
    copies = Copies(most=10)
    copies.add("a", text, NOON)
    assert copies.add("b", text, NOON) in ("a", None)


@pytest.mark.timeout(5)
@pytest.mark.parametrize("piece", ["a", "@a.", "\ud800", "\x00", "𝔘", "http://", "1 "])
def test_a_megabyte_is_read_in_time(piece: str):
    text = piece * (1_000_000 // len(piece))
    copies = Copies(most=10)
    first, second = copies.add_many([("a", text, NOON), ("b", text, NOON)])
    assert first is None
    assert second in ("a", None)


def plainly(text):
    """What `_bare` says, without its short cuts."""
    plain = normalize("NFD", near._CARRIER.sub(" ", text[: 4 * near.LONGEST].lower()))
    return " ".join(near._WORDS.findall(near._ACCENTS.sub("", plain)))[: near.LONGEST]


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from("rtviamt_ @&;.#/http:wÉéœß²ªˆ’…€ ÿŸı\u0301\n\x85\xa0😀ع") | st.characters(), max_size=40)
)
def test_short_cuts_change_no_word(text):
    assert near._bare(text) == plainly(text)
