"""Texts are counted and read as each network does it. Cases of our own, from the rules of each network."""

import pytest

from parvis.networks import dialect_bluesky, dialect_mastodon, dialect_x
from parvis.networks.spans import graphemes, usual

FAMILY = "👨‍👩‍👧"


@pytest.mark.parametrize(
    ("text", "bluesky", "mastodon", "x"),
    [
        ("été", 3, 3, 3),
        ("e\u0301te\u0301", 3, 3, 3),
        (FAMILY, 1, 1, 2),
        ("👍🏽", 1, 1, 2),
        ("🇫🇷", 1, 1, 2),
        ("雪の日", 3, 3, 6),
        ("https://mairie.fr/une/adresse/assez/longue?avec=des&choses=1", 60, 23, 23),
        ("voir https://a.fr.", 18, 29, 29),
        ("mairie.fr", 9, 9, 23),
        ("@ana@mastodon.social bonjour", 28, 12, 28),
    ],
)
def test_lengths(text: str, bluesky: int, mastodon: int, x: int) -> None:
    assert (graphemes(text), dialect_mastodon.measure(text), dialect_x.measure(text)) == (bluesky, mastodon, x)


def shown(text: str, spans: object) -> tuple[list[str], list[str], list[str]]:
    kinds = (spans.links, spans.mentions, spans.tags)  # type: ignore[attr-defined]
    first, second, third = ([text[s.start : s.end] for s in kind] for kind in kinds)
    return first, second, third


TEXT = "(voir https://mairie.fr/a_(b), mairie.fr/c) @ana.bsky.social #Déneigement#non #2026 é#oui ana@mairie.fr"


def test_what_stands_out() -> None:
    assert shown(TEXT, usual(TEXT)) == (["https://mairie.fr/a_(b)"], ["@ana.bsky.social"], ["#Déneigement"])
    links, mentions, tags = shown(TEXT, dialect_bluesky.spans(TEXT))
    assert links == ["https://mairie.fr/a_(b)", "mairie.fr/c"]
    assert (mentions, tags) == (["@ana.bsky.social"], ["#Déneigement#non"])
    links, mentions, tags = shown(TEXT, dialect_x.spans(TEXT))
    assert links == ["https://mairie.fr/a_(b)", "mairie.fr/c"]
    assert (mentions, tags) == (["@ana"], [])


def test_facets_count_bytes() -> None:
    text = f"{FAMILY} à @bob.test : https://été.fr/ #Noël."
    made = dialect_bluesky.facets(text, lambda handle: "did:plc:bob" if handle == "bob.test" else None)
    raw = text.encode()
    assert [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in made] == [
        "@bob.test",
        "https://été.fr/",
        "#Noël",
    ]
    assert made[2]["features"][0]["tag"] == "Noël"


@pytest.mark.parametrize("text", ["@" * 5000, "#" * 5000, "a." * 5000, "http://" + "a" * 5000, "(" * 5000, "(a" * 2500])
def test_no_text_makes_the_reader_slow(text: str) -> None:
    for spans in (usual, dialect_bluesky.spans, dialect_x.spans):
        found = spans(text)
        every = (*found.links, *found.mentions, *found.tags)
        assert all(0 <= each.start < each.end <= len(text) for each in every)


@pytest.mark.parametrize("text", ["", "x" * 281, "a\ufeffb"])
def test_what_x_does_not_take(text: str) -> None:
    assert not dialect_x.fits(text)
