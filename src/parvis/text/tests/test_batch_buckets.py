"""Short lists in one array hold what lists would, while they grow, shrink and move."""

import random
from collections import defaultdict

import numpy as np

from parvis.text.batch_buckets import Buckets


def test_what_is_put_is_read_and_what_is_dropped_is_not() -> None:
    turn = random.Random(6)
    buckets, known = Buckets(), defaultdict[int, list[int]](list)
    buckets.widen(3_000)
    for step in range(20_000):
        under = int(3_000 * turn.random() ** 3)
        if known[under] and turn.random() < 0.4:
            item = turn.choice(known[under])
            buckets.drop(under, item)
            known[under].remove(item)
        else:
            buckets.put(under, step)
            known[under].append(step)
    assert {under: sorted(buckets.under(under)) for under in range(3_000)} == {
        u: sorted(known[u]) for u in range(3_000)
    }
    assert buckets.counts.tolist()[:3_000] == [len(known[under]) for under in range(3_000)]
    assert len(buckets._items) < 8 * sum(map(len, known.values()))


def test_many_lists_are_read_at_once() -> None:
    buckets = Buckets()
    for under, item in ((5, 50), (7, 70), (5, 51)):
        buckets.put(under, item)
    places, items = buckets.under_each(np.array([7, 6, 5, 5]))
    assert [*zip(places.tolist(), items.tolist(), strict=True)] == [(0, 70), (2, 50), (2, 51), (3, 50), (3, 51)]
    assert buckets.under_any([6, 7]) == [70]


def test_no_list_is_read() -> None:
    places, items = Buckets().under_each(np.array([], np.intp))
    assert not len(places)
    assert not len(items)


def test_lists_that_empty_and_fill_again_leave_no_gaps_for_ever() -> None:
    buckets = Buckets()
    for step in range(50_000):
        buckets.put(step % 700, step)
        buckets.drop(step % 700, step)
    assert len(buckets._items) < 10_000
