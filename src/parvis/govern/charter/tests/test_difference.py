"""Differences: nothing is lost, moves are the fewest, words that changed together stand together."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from parvis.govern.charter import difference
from parvis.govern.charter.models import Clause


def rows(*pairs):
    return [Clause(position=n, key=key, title=f"T{n}", text=text) for n, (key, text) in enumerate(pairs, 1)]


A, B, C, D = (uuid4() for _ in range(4))


def told(before, after):
    return [(each.kind, each.number, each.was) for each in difference.changes(before, after)]


def test_added_removed_changed_moved_said():
    before = rows((A, "a"), (B, "b"), (C, "c"))
    for row in before:
        row.title = "T"
    after = rows((C, "c"), (A, "a plus"), (D, "d"))
    for row in after:
        row.title = "T"
    assert told(before, after) == [
        ("same", 1, 3),
        ("changed", 2, None),
        ("removed", 2, None),
        ("added", 3, None),
    ]


def test_a_removed_clause_moves_nobody():
    before, after = rows((A, "a"), (B, "b"), (C, "c")), rows((B, "b"), (C, "c"))
    assert {was for _kind, _number, was in told(before, after)} == {None}


def test_words_that_changed_together_stand_together():
    parts = difference.words("Nous répondons en deux jours.", "Nous répondons sous 24 heures.")
    assert parts == [("", "Nous répondons "), ("del", "en deux jours"), ("ins", "sous 24 heures"), ("", ".")]


@given(st.text("ab \n.é", max_size=40), st.text("ab \n.é", max_size=40))
def test_both_texts_can_be_read_back(before, after):
    parts = difference.words(before, after)
    assert "".join(part.text for part in parts if part.change != "ins") == before
    assert "".join(part.text for part in parts if part.change != "del") == after


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)), st.sets(st.integers(6, 8)))
def test_every_clause_is_told_once(order, gone, new):
    keys = [uuid4() for _ in range(9)]
    before = rows(*((keys[n], str(n)) for n in range(6)))
    after = rows(*((keys[n], str(n)) for n in [*(n for n in order if n not in gone), *new]))
    kinds = [each.kind for each in difference.changes(before, after)]
    assert kinds.count("removed") == len(gone)
    assert kinds.count("added") == len(new)
    assert len(kinds) == len(after) + len(gone)
