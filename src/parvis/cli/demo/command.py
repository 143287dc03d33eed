"""`parvis demo`: everything that `parvis up` starts, in the example town Sainte-Aube.

The town is loaded by a process of its own that ends: the supervisor stays small.
"""

import argparse
import subprocess
import sys
from datetime import date

from parvis.cli import up
from parvis.config import environment

EMAIL = "alice@sainte-aube.example"
KEPT = "demo.password"


def main(argv: list[str]) -> int:
    """Loads the town unless it is there, then runs until Ctrl-C; 1 when another day is loaded already."""
    options = _options(argv)
    try:
        house = environment.read()
    except environment.BadEnvironment as bad:
        sys.exit(f"parvis: {bad}")
    until = ["--until", options.until.isoformat()] if options.until else []
    loaded = subprocess.run([sys.executable, "-m", "parvis.cli.demo.load", *until], check=False).returncode
    if loaded != 0 or options.load_only:
        return loaded
    return up.start(sign_in=sign_in(house))


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parvis demo", description=__doc__)
    parser.add_argument("--until", type=_day, metavar="DATE", help="the town’s last day, YYYY-MM-DD (default: today)")
    parser.add_argument("--load-only", action="store_true", help="fill the data folder and end")
    return parser.parse_args(argv)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day written YYYY-MM-DD") from None


def sign_in(house: environment.Environment) -> str:
    """How to sign in, for whoever reads the terminal."""
    path = house.data / KEPT
    if not path.exists():
        return f"Connexion / Sign in : {EMAIL} ({path} n’est plus là / is gone)"
    password = path.read_text(encoding="utf-8").strip()
    return f"Connexion / Sign in : {EMAIL} · {password}\n  (aussi / also : bruno@, chloe@, etienne@sainte-aube.example)"
