"""Writing in the middle of a claimed row's work, and stopping when it is no longer ours."""

from typing import Any

from parvis.core.work import Due


class LeaseLost(Exception):
    """Another worker has this row now: nothing of ours is kept."""


def advance(row: Due, **fields: Any) -> None:
    """Writes `fields` and keeps the lease; raises `LeaseLost`, for the transaction around it, when it is not ours."""
    mine: Any = type(row)._base_manager
    if not row.lease_by or mine.filter(pk=row.pk, lease_by=row.lease_by).update(**fields) != 1:
        raise LeaseLost
    for name, value in fields.items():
        setattr(row, name, value)


def finish(row: Due, **fields: Any) -> None:
    """`row.finish`, raising `LeaseLost` when it is not ours."""
    if not row.finish(**fields):
        raise LeaseLost
