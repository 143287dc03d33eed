"""`./parvis bench`: every measurement in one table: its goal, this machine's figure, and the peer's in the same run.

    ./parvis bench [--only copies,bursts] [--json FILE]

Each part runs in a process of its own, one after the other: a part that fails is a line of the table. Figures are CPU
time of one core; on a machine that does other things besides, only the ratios hold.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.parts import PARTS
from bench.rows import Row, data

LIMIT = 1800  # seconds for a part
HEAD = Row("what", "on what", "goal", "this machine", None, "peer")


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="parvis bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, with commas: {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, help="write the lines there too")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    asked = parser.parse_args(argv)
    if asked.part:
        return _one(asked.part)
    wanted = asked.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    lines = [line for name in wanted for line in _child(name)]
    rows = [Row(*line) for line in lines if len(line) > 2]
    lacking = _by_remedy(line for line in lines if len(line) == 2)
    print(f"{_machine()}; {_from()}\n\n{table(rows)}\n")
    print("\n".join(f"not there: {', '.join(what)}: {how}" for how, what in lacking.items()))
    if asked.json:
        asked.json.write_text(json.dumps({"rows": [row._asdict() for row in rows], "lacking": lacking}, indent=1))
    return 1 if any(row.met is False for row in rows) else 0


def _by_remedy(lacking: Iterable[list[object]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for what, how in lacking:
        found.setdefault(str(how), []).append(str(what))
    return found


def _machine() -> str:
    name = platform.processor() or platform.machine()
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _from() -> str:
    return f"public data from {data()}" if data() else "no public data: made-up posts, and what ships with the project"


def _one(name: str) -> int:
    print(json.dumps([list(line) for line in PARTS[name]()]))
    return 0


def _child(name: str) -> list[list[object]]:
    """The lines of a part, from a fresh process on one thread."""
    print(f"… {name}", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "bench", "--part", name]
    alone = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, env=os.environ | alone, capture_output=True, text=True, timeout=LIMIT, check=True
        )
        return json.loads(done.stdout.splitlines()[-1])
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["no word"])[-1]
        return [list(Row(name, "", "", "failed", False, said[:120]))]
    except subprocess.TimeoutExpired:
        return [list(Row(name, "", "", f"not done in {LIMIT} s", False))]


def table(rows: list[Row]) -> str:
    """Aligned columns; a mark for what is reached and what is not."""
    cells = [[*_cells(row)] for row in (HEAD, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join([lines[0], "─" * max(map(len, lines)), *lines[1:]])


def _cells(row: Row) -> tuple[str, str, str, str, str, str]:
    mark = {True: "✓", False: "✗", None: ""}[row.met]
    return row.what, row.on, row.goal, mark, row.here, row.peer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
