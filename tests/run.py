"""`./parvis test`: all tests on SQLite, then those that touch the database again on PostgreSQL where it is installed.

Arguments go to pytest, in one run on the database that `DATABASE_URL` names.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    """The exit status of the first run that failed, or 0."""
    if arguments:
        return run(arguments)
    failed = run([])
    if failed:
        return failed
    with postgres() as url:
        return run(TOUCH_NO_ROWS, DATABASE_URL=url) if url else 0


def run(arguments: list[str], **env: str) -> int:
    """One run of pytest; its closing line is the last that is printed."""
    print(f"\n== pytest on {'PostgreSQL' if env else 'SQLite'} {' '.join(arguments)}", flush=True)
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, check=False).returncode


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
