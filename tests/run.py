"""`./parvis test`: all tests on SQLite; beside it those that touch the database, on PostgreSQL where it is installed.

Arguments go to pytest, in one run on the database that `DATABASE_URL` names.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = ROOT / "tests" / "real" / "servers" / "postgres.sh"
TOUCH_NO_ROWS = [
    f"--ignore={folder}"
    for folder in (
        "src/parvis/text",
        "src/parvis/networks",
        "src/parvis/web",
        "tests/browser",
        "tests/real",
        "tests/journeys",
    )
]


def main(arguments: list[str]) -> int:
    """The exit status of a run that failed, or 0."""
    if arguments:
        return subprocess.run(_pytest(arguments), cwd=ROOT, check=False).returncode
    with postgres() as url, TemporaryFile("w+") as said:
        other = _beside(url, said) if url else None
        print("== pytest on SQLite", flush=True)
        failed = subprocess.run(_pytest([]), cwd=ROOT, check=False).returncode
        return (other and _told(other, said)) or failed


def _pytest(arguments: list[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", *arguments]


def _beside(url: str, said: IO[str]) -> "subprocess.Popen[str]":
    """The run on PostgreSQL, at the same time as that on SQLite; what it says is kept until that has ended."""
    env = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen(_pytest(TOUCH_NO_ROWS), cwd=ROOT, env=env, stdout=said, stderr=said, text=True)


def _told(run: "subprocess.Popen[str]", said: IO[str]) -> int:
    """Wait for it; its closing line is the last that is printed."""
    status = run.wait()
    said.seek(0)
    print(f"\n== pytest on PostgreSQL {' '.join(TOUCH_NO_ROWS)}\n{said.read()}", end="", flush=True)
    return status


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL started for this run; empty, and said, where it cannot be."""
    env = {**os.environ, "RS_INSTANCE": f"run-{os.getpid()}"}
    started = subprocess.run(["bash", str(POSTGRES), "start"], env=env, capture_output=True, text=True, check=False)
    facts = dict(line.split("=", 1) for line in started.stdout.splitlines() if "=" in line)
    if started.returncode:
        print(f"== no run on PostgreSQL: {started.stderr.strip() or 'it does not start here'}", flush=True)
    try:
        yield facts.get("DATABASE_URL", "")
    finally:
        subprocess.run(["bash", str(POSTGRES), "stop"], env=env, capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
