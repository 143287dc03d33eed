"""What a measurement says: a line of the table, and where the public data is."""

import os
from pathlib import Path
from typing import NamedTuple


class Row(NamedTuple):
    """`goal` as it is written, `met` None where there is none; `peer`: another's figure in the same run."""

    what: str
    on: str
    goal: str
    here: str
    met: bool | None = None
    peer: str = ""


def data() -> Path | None:
    """The folder of public data that `PARVIS_BENCH_DATA` names; see `bench/README.md`."""
    named = os.environ.get("PARVIS_BENCH_DATA")
    return Path(named) if named else None


def part_of_data(*names: str) -> Path | None:
    """A file or folder in it, if it is there."""
    folder = data()
    path = folder.joinpath(*names) if folder else None
    return path if path and path.exists() else None


def number(value: float, digits: int = 0) -> str:
    """1,234 or 1,234.5."""
    return f"{value:,.{digits}f}"
