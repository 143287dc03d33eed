"""The query language by examples kept in text files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.text.batch import Watches
from parvis.text.dialects import FIELDS_FR
from parvis.text.match import spans
from parvis.text.posts import Post
from parvis.text.query import QueryError, explain, parse

CASES = Path(__file__).parent / "cases"
SAVED = {"voirie": "nid* AND poule", "boucle": "saved:tour", "tour": "saved:boucle", "faute": "a AND"}


def lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not re.match(r"# |#$", line):
            yield re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), line)


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without ⟦ ⟧, and the spans they marked."""
    found, plain = [], ""
    for piece in re.split("([⟦⟧])", text):
        if piece == "⟦":
            found.append((len(plain), 0))
        elif piece == "⟧":
            found[-1] = (found[-1][0], len(plain))
        else:
            plain += piece
    return plain, found


def posts() -> Iterator[tuple[str, bool, str]]:
    query = ""
    for line in lines(CASES / "matches.txt"):
        if line[0] == "?":
            query = line[2:]
        else:
            yield query, line[0] == "+", line[2:]


@pytest.mark.parametrize(("query", "matches", "text"), posts())
def test_what_a_query_finds_and_where(query: str, matches: bool, text: str) -> None:
    text, _, known = text.partition(" {")
    plain, expected = marked(text)
    post = Post.from_json({"id": "1", "text": plain, **(json.loads("{" + known) if known else {})})
    asked = parse(query)
    assert spans(asked, post) == (expected if matches else None)
    live = Watches()
    live.add("w", asked)
    for copies in (1, 6):
        assert [m.spans for m in live.match([post] * copies)] == [expected] * (copies if matches else 0)


@pytest.mark.parametrize("line", lines(CASES / "normal_forms.txt"))
def test_normal_form(line: str) -> None:
    text, normal = line.split(" => ")
    query = parse(text, SAVED)
    assert str(query) == normal
    assert parse(normal, SAVED) == query


@pytest.mark.parametrize("line", lines(CASES / "refused.txt"))
def test_a_refusal_points_at_the_place_and_proposes_a_repair(line: str) -> None:
    code, text = line.split(": ", 1)
    text, _, repair = text.partition(" => ")
    plain, [place] = marked(text)
    with pytest.raises(QueryError) as caught:
        parse(plain, SAVED)
    error = caught.value
    assert (error.code, error.repair) == (code, repair)
    assert (error.start, error.end) == place
    assert all(len(sentence) > 20 for sentence in error.say)
    if repair:
        parse(repair, SAVED)


@pytest.mark.parametrize("line", [case for path in sorted(CASES.glob("dialects/*.txt")) for case in lines(path)])
def test_dialects_of_other_tools_are_translated_or_refused(line: str) -> None:
    text, sign, expected = re.split(" (=>|!>) ", line)
    if sign == "=>":
        assert str(parse(text)) == expected
        return
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.code == expected


@pytest.mark.parametrize("line", lines(CASES / "explained.txt"))
def test_explain_says_what_is_found_in_both_languages(line: str) -> None:
    text, fr, en = (part.strip() for part in line.split(" | "))
    say = explain(parse(text, SAVED))
    assert say.fr.replace("\u00a0", " ") == f"Trouve les publications {fr}"
    assert say.en == f"Finds posts {en}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('!"NASA"', ('SAUF "NASA"', '="NASA"')),
        ("a AND !« conseil municipal »", ('="conseil municipal"',)),
        ("a !b", ("SAUF b", '="b"')),
        ("a /1 b", ("NEAR/1", "ONEAR/1")),
        ("x:y", ("auteur", "étiquette", "requête")),
        ("a is:retweet", ("les partages",)),
        ("lang:x1", ("fr", "deux ou trois lettres")),
    ],
)
def test_what_is_said_has_no_holes(text: str, said: tuple[str, ...]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    fr, en = caught.value.say
    assert all(word in fr.replace("\u00a0", " ") for word in said)
    for sentence in (fr, en):
        assert not re.search(r"«\s*»|“”|=\"\"|\.\.|….|\b1 mots|SAUF\s+»|NOT ”", sentence)


@pytest.mark.parametrize("name", FIELDS_FR)
def test_the_french_fields_that_are_named_exist(name: str) -> None:
    value = {"avec": "média", "est": "réponse", "langue": "fr", "requête": "voirie"}.get(name, "x")
    assert parse(f"mairie {name}:{value}", SAVED)
