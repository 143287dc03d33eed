"""The table of hashes finds what a dict would, while it grows and shrinks, and no change costs much."""

import random

import numpy as np

from parvis.text import batch_table
from parvis.text.batch_table import Table


def drawn(turn: random.Random, count: int, high: int = 64) -> list[int]:
    """Hashes that are not 0; few first bits make them meet."""
    return [turn.getrandbits(high) << (64 - high) | turn.randrange(1, 1 << 20) for _ in range(count)]


def found(table: Table, asked: list[int]) -> dict[int, int]:
    at, numbers = table.find(np.array(asked, np.uint64))
    return {asked[place]: number for place, number in zip(at.tolist(), numbers.tolist(), strict=True)}


def put(table: Table, known: dict[int, int], keys: list[int]) -> None:
    new = {key: len(known) + at for at, key in enumerate(dict.fromkeys(keys)) if key not in known}
    table.put(np.array([*new], np.uint64), np.array([*new.values()], np.intp))
    known |= new


def test_what_is_put_is_found_and_what_is_dropped_is_not(monkeypatch) -> None:
    monkeypatch.setattr(batch_table, "_MOVED", 64)
    turn = random.Random(3)
    table, known = Table(), dict[int, int]()
    for step in range(400):
        put(table, known, drawn(turn, turn.choice((1, 1, 3, 40)), turn.choice((64, 6))))
        gone = turn.sample([*known], min(len(known), turn.choice((0, 1, 5))))
        table.drop(np.array(gone, np.uint64))
        for key in gone:
            del known[key]
        assert len(table) == len(known)
        if step % 10 == 0:
            assert found(table, [*known, *gone, *drawn(turn, 200)]) == known
    assert sum(part.size for part in table._parts) < 64 * len(known)


def test_a_dropped_hash_leaves_no_place_to_look_at() -> None:
    turn = random.Random(4)
    table, known = Table(), dict[int, int]()
    put(table, known, drawn(turn, 300))
    table.drop(np.array([*known], np.uint64))
    assert not any(part._named.any() for part in table._parts)


def test_a_table_that_grows_moves_a_bounded_part_with_each_change() -> None:
    turn = random.Random(5)
    table, known = Table(), dict[int, int]()
    put(table, known, drawn(turn, 100_000))
    before = table._parts[-1]
    most = 0
    while len(table._parts) == 1 or before in table._parts:
        lay = before.count
        put(table, known, drawn(turn, 10))
        most = max(most, lay - before.count)
    assert 0 < most < 1.5 * batch_table._MOVED / batch_table._LEAST_ROOM
    assert found(table, [*known]) == known
