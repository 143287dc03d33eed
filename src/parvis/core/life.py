"""Declared lives: which state may follow which. A move is an UPDATE that only the present state allows."""

from collections.abc import Mapping
from typing import Any

from django.db import models


class ImpossibleMove(Exception):
    """The life of this row has no such move: a fault of the code, not of a person."""


class Life:
    """`Life({"ready": {"sending"}, …})`: each state with the states that may follow it."""

    def __init__(self, moves: Mapping[str, set[str]]) -> None:
        self.moves = dict(moves)

    @property
    def ends(self) -> set[str]:
        """States after which nothing comes."""
        return {state for state, after in self.moves.items() if not after}

    def allows(self, before: str, after: str) -> bool:
        return after in self.moves[before]

    def check(self, before: str, after: str) -> None:
        """Raises `ImpossibleMove` unless `after` may follow `before`."""
        if not self.allows(before, after):
            raise ImpossibleMove(f"{before} → {after}")

    def move(self, row: models.Model, after: str, **fields: Any) -> bool:
        """Moves `row.state` to `after`, writing `fields` too; False if the row has meanwhile left its state."""
        before = row.state  # type: ignore[attr-defined]
        self.check(before, after)
        changes = {"state": after, **fields}
        if type(row)._base_manager.filter(pk=row.pk, state=before).update(**changes) != 1:
            return False
        for name, value in changes.items():
            setattr(row, name, value)
        return True
