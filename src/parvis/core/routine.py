"""What comes round again: a row a routine, claimed like any other work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from parvis.core import work


class Routine(work.Due):
    """The next time of a routine, by name."""

    name = models.CharField(primary_key=True, max_length=80)


@dataclass(frozen=True)
class Every:
    """A routine: `do(now)` every `period`, counted from midnight UTC."""

    name: str
    period: timedelta
    do: Callable[[datetime], None]

    def next_after(self, now: datetime) -> datetime:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + ((now - midnight) // self.period + 1) * self.period


def step(routines: list[Every], crew: str = "work") -> work.Step:
    """One step of the worker for all `routines`; their rows are made when missing."""
    by_name = {routine.name: routine for routine in routines}

    def rows() -> "models.QuerySet[Routine]":
        return Routine.objects.filter(name__in=by_name)

    def do(row: Routine) -> None:
        routine = by_name[row.name]
        now = timezone.now()
        routine.do(now)
        row.finish(due_at=routine.next_after(now), attempts=0, last_words="")

    return work.Step(f"routines of {crew}", rows, do, lease=600, crew=crew)


def register(routines: list[Every]) -> None:
    """Makes the rows of routines that have none yet; they are due at once."""
    rows = [Routine(name=routine.name, due_at=timezone.now()) for routine in routines]
    Routine.objects.bulk_create(rows, ignore_conflicts=True)
