"""Features and scores: the same in a batch as alone, each column once a text, and the same for some as for all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text import features, intent, lexicon, linear, vectors

TEXTS = [
    "",
    "Merci pour l’accueil, vraiment merci !",
    "ha " * 400,
    "\ud800 ’ « »",
    "Pas de bus, pas de train…",
    "I am not happy",
]


def rows(texts):
    batch = features.batch(texts)
    return features.sparse(batch, features.tokens(batch))


def row(sparse, at):
    part = slice(sparse.ends[at], sparse.ends[at + 1])
    return dict(zip(sparse.columns[part].tolist(), sparse.counts[part].tolist(), strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=80), min_size=1, max_size=5))
def test_the_features_of_a_text_do_not_depend_on_its_company(texts):
    together = rows(texts)
    for at, text in enumerate(texts):
        alone = rows([text])
        assert row(together, at) == row(alone, 0)
        assert len(row(alone, 0)) == len(alone.columns)


def test_what_comes_again_counts_with_its_logarithm():
    assert sorted(row(rows(["aaa"]), 0).values()) == pytest.approx([*[1] * 9, 1 + np.log(2)])


@pytest.mark.parametrize("name", ["tone_fr", "tone_en", "intent"])
def test_scores_of_some_are_those_of_all(name, monkeypatch):
    monkeypatch.setattr(linear, "BLOCK", 4)
    model, chosen = linear.shipped(name), np.array([0, 1, 2, 5])
    every = model.margins(TEXTS)
    assert model.margins(TEXTS, chosen) == pytest.approx(every[chosen], abs=1e-4)
    assert every == pytest.approx(np.vstack([model.margins([text]) for text in TEXTS]), abs=1e-4)


def test_intents_do_not_depend_on_company():
    for text, answer in zip(TEXTS, intent.read_many(TEXTS), strict=True):
        assert intent.read(text).scores == pytest.approx(answer.scores, abs=1e-4)


@pytest.mark.parametrize("known", [lexicon.shipped().words, vectors.shipped().words])
def test_a_table_finds_what_it_holds_and_nothing_else(known):
    held = known.hashes[:-1]
    found, places = known.find(held)
    assert found.tolist() == places.tolist() == [*range(len(held))]
    beside = [*(held + np.uint64(1)), np.uint64(0), held[-1] + np.uint64(1), known.hashes[-1] - np.uint64(1)]
    assert not len(known.find(np.array(beside, np.uint64))[0])
