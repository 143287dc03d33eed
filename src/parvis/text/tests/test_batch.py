"""The batch matcher equals the one-by-one evaluator, whatever is added, removed or learnt."""

import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text import batch_learn, batch_table
from parvis.text.batch import Watches
from parvis.text.batch_filed import GONE
from parvis.text.match import spans
from parvis.text.posts import Post
from parvis.text.query import Query, parse

from .query_strategies import posts, queries

parsed = st.lists(queries().map(parse), min_size=1, max_size=12)


def one_by_one(watches: dict[str, Query], stream: list[Post]) -> list[tuple[str, str, list[tuple[int, int]]]]:
    found = [(post.id, name, spans(query, post)) for post in stream for name, query in watches.items()]
    return sorted((p, w, s) for p, w, s in found if s is not None)


def together(live: Watches, stream: list[Post]) -> list[tuple[str, str, list[tuple[int, int]]]]:
    return sorted((m.post_id, m.watch_id, m.spans) for m in live.match(stream))


def numbered(stream: list[Post]) -> list[Post]:
    return [post._replace(id=str(i)) for i, post in enumerate(stream)]


@settings(deadline=None)
@given(parsed, st.lists(posts, max_size=12).map(numbered))
def test_a_batch_gives_what_each_query_gives_alone(asked: list[Query], stream: list[Post]) -> None:
    watches = {str(i): query for i, query in enumerate(asked)}
    live = Watches()
    for name, query in watches.items():
        live.add(name, query)
    expected = one_by_one(watches, stream)
    assert together(live, stream) == expected
    assert sorted(m for post in stream for m in together(live, [post])) == expected


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.none() | queries().map(parse)), max_size=20), st.data())
def test_what_was_added_and_removed_before_leaves_no_trace(
    changes: list[tuple[str, Query | None]], data: st.DataObject
) -> None:
    live, watches = Watches(), dict[str, Query]()
    for name, query in changes:
        if query is None:
            live.remove(name)
            watches.pop(name, None)
        else:
            live.add(name, query)
            watches[name] = query
        stream = data.draw(st.lists(posts, max_size=6).map(numbered))
        assert together(live, stream) == one_by_one(watches, stream)
    for name in [*watches]:
        live.remove(name)
    assert not len(live)
    assert not live._terms.numbers
    assert not live._filed.under.counts.any()
    assert all(rule is GONE for rule in live._filed.rules)
    assert not live._lists


@settings(deadline=None)
@given(parsed, st.lists(posts, min_size=5, max_size=30).map(numbered))
def test_filing_watches_under_rarer_terms_changes_no_match(asked: list[Query], stream: list[Post]) -> None:
    watches = {str(i): query for i, query in enumerate(asked)}
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {"_FIRST_LOOK": 5, "_NEXT_LOOK": 1, "_TOO_OFTEN": 0.0, "_TRUST": 0.1}.items():
            patched.setattr(batch_learn, name, value)
        live = Watches()
        for name, query in watches.items():
            live.add(name, query)
        for _ in range(4):
            assert together(live, stream) == one_by_one(watches, stream)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.none() | queries().map(parse)), max_size=30),
    st.lists(posts, min_size=5, max_size=12).map(numbered),
)
def test_a_set_that_changes_while_it_learns_and_its_tables_grow_misses_nothing(
    changes: list[tuple[str, Query | None]], stream: list[Post]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        for name, value in {"_FIRST_LOOK": 5, "_NEXT_LOOK": 1, "_TOO_OFTEN": 0.0, "_TRUST": 0.1}.items():
            patched.setattr(batch_learn, name, value)
        for name, value in {"_SMALLEST": 2, "_MOVED": 2}.items():
            patched.setattr(batch_table, name, value)
        live, watches = Watches(), dict[str, Query]()
        for name, query in changes:
            if query is None:
                live.remove(name)
                watches.pop(name, None)
            else:
                live.add(name, query)
                watches[name] = query
            expected = one_by_one(watches, stream)
            assert together(live, stream) == expected
            assert sorted(m for post in stream for m in together(live, [post])) == expected


def test_watches_learn_which_term_is_rare() -> None:
    live = Watches()
    for i in range(50):
        live.add(str(i), parse(f"zygomatique AND (lieu{i} OR place{i})"))
    stream = [Post(str(i), "un zygomatique de plus dans la rue", "") for i in range(3000)]
    assert not [*live.match(stream)]
    assert not [*live.match(stream)]
    assert not live._filed.under.under(live._terms.numbers["zygomatique"])
    assert [m.watch_id for m in live.match([Post("x", "Le zygomatique du lieu7")])] == ["7"]


def test_watches_change_while_posts_flow() -> None:
    live = Watches()
    live.add("stays", parse("mairie"))
    stop = threading.Event()

    def change() -> None:
        turn = random.Random(1)
        while not stop.is_set():
            name = str(turn.randrange(40))
            live.add(name, parse(f'"rue {name}" OR place{name} AND NOT inond*'))
            live.remove(str(turn.randrange(40)))

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for turn in range(30):
            stream = [Post(f"{turn}-{i}", f"La mairie, rue {i}") for i in range(60)]
            found = {m.post_id for m in live.match(stream) if m.watch_id == "stays"}
            assert len(found) == 60
    finally:
        stop.set()
        changing.join()


def test_a_word_that_was_only_the_first_of_a_phrase_is_asked_for() -> None:
    live, post = Watches(), [Post("1", "la mairie")]
    live.add("phrase", parse('"mairie de quartier"'))
    assert not [*live.match(post)]
    live.add("word", parse("mairie"))
    assert [m.watch_id for m in live.match(post)] == ["word"]
    live.remove("word")
    assert not [*live.match(post)]


def test_a_replaced_watch_asks_only_the_new_question() -> None:
    live = Watches()
    live.add("w", parse("piscine"))
    live.add("w", parse("gymnase"))
    assert [m.post_id for m in live.match([Post("1", "piscine"), Post("2", "gymnase")])] == ["2"]
    assert len(live) == 1
    assert "w" in live


def test_a_watch_of_thousands_of_words_under_one_rare_word() -> None:
    live = Watches()
    live.add("w", parse(f"zygomatique AND ({' OR '.join(f'mot{number}' for number in range(3000))})"))
    stream = [Post(str(number), f"Un zygomatique, le mot{number}") for number in (0, 2999, 3000, 7, 8)]
    assert [match.post_id for match in live.match(stream)] == ["0", "2999", "7", "8"]
