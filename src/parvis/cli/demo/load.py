"""Fills the data folder with the example town, in a process of its own that ends."""

import argparse
import os
import secrets
import sys
import time
from datetime import date
from pathlib import Path
from typing import TextIO

from parvis.cli.demo.command import KEPT
from parvis.cli.house import bring_up_to_date, open_house, quiet_errors
from parvis.say import Say

HERE = Say("Sainte-Aube est déjà là, jusqu’au {there}.", "Sainte-Aube is here already, up to {there}.")
OTHER_DAY = Say(
    "Sainte-Aube est déjà là, jusqu’au {there} ; rien n’a changé. Pour un autre jour, prenez un dossier de données "
    "neuf : PARVIS_DATA=… parvis demo --until {until}",
    "Sainte-Aube is here already, up to {there}; nothing was changed. For another day, take a fresh data folder: "
    "PARVIS_DATA=… parvis demo --until {until}",
)
TAKEN = Say(
    "Une organisation « sainte-aube » existe déjà ici, et ce n’est pas la démonstration. Rien n’a changé : prenez un "
    "dossier de données neuf (PARVIS_DATA).",
    "An organisation “sainte-aube” exists here already, and it is not the demo. Nothing was changed: take a fresh data "
    "folder (PARVIS_DATA).",
)
BESIDE = Say(
    "Sainte-Aube s’ajoute à côté de : {others}. Rien n’y change.",
    "Sainte-Aube is added beside: {others}. Nothing changes there.",
)
DONE = Say(
    "Sainte-Aube, jusqu’au {until} : {post} remarques, {mention} mentions, {conversation} échanges, {publication} "
    "publications, {delivery} envois, {commitment} engagements ({seconds:.1f} s).",
    "Sainte-Aube, up to {until}: {post} remarks, {mention} mentions, {conversation} conversations, {publication} "
    "publications, {delivery} deliveries, {commitment} commitments ({seconds:.1f} s).",
)


def main(argv: list[str]) -> int:
    """0: the town is there, up to the day asked for; 1: it is there up to another day, and nothing was changed."""
    parser = argparse.ArgumentParser(prog="parvis demo")
    parser.add_argument("--until", type=date.fromisoformat)
    until = parser.parse_args(argv).until
    open_house()
    with quiet_errors():
        bring_up_to_date()
        return load(until)


def load(until: date | None) -> int:
    """Loads the town unless it is there; `until` None: today, or whatever day is loaded."""
    from parvis.cli.demo import loader
    from parvis.cli.demo.office import SLUG
    from parvis.core.scope import Organisation

    there = loader.last_day()
    if there and until in (None, there):
        tell(HERE, there=there)
        return 0
    if there:
        tell(OTHER_DAY, sys.stderr, there=there, until=until)
        return 1
    if Organisation.objects.filter(slug=SLUG).exists():
        tell(TAKEN, sys.stderr)
        return 1
    if others := loader.neighbours():
        tell(BESIDE, others=", ".join(others))
    return _fill(until)


def _fill(until: date | None) -> int:
    from django.conf import settings
    from django.utils import timezone

    from parvis.cli.demo import loader

    now, began = timezone.now(), time.monotonic()
    until = until or loader.today(now)
    counts = loader.load(until, kept_password(settings.HOUSE.data / KEPT), now)
    tell(DONE, until=until, seconds=time.monotonic() - began, **counts)
    return 0


def tell(say: Say, stream: TextIO | None = None, **values: object) -> None:
    """The sentence in both languages, a line each."""
    for sentence in say:
        print(sentence.format(**values), file=stream or sys.stdout, flush=True)


def kept_password(path: Path) -> str:
    """The demo's one password, made at the first load and readable by the owner of the data folder alone."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(12))
    return path.read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
