"""Opening the house from the command line: Django ready, the database brought up to date."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def open_house() -> None:
    """Makes Django ready; nothing is read or written yet."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    django.setup()


def bring_up_to_date() -> None:
    """Creates or migrates the tables, the cache and the routines of the worker."""
    from django.core.management import call_command

    from parvis.cli.crew import routines
    from parvis.core import routine

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    routine.register(routines())


def organisation(slug: str) -> Any:
    """The organisation of that slug, or the end of the command with what exists."""
    from parvis.core.scope import Organisation

    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "none yet"
        sys.exit(f"parvis: no organisation {slug!r} here (known: {known}).")
    return found


@contextmanager
def quiet_errors() -> Iterator[None]:
    """Turns a database that cannot be reached into a sentence."""
    from django.db import OperationalError

    try:
        yield
    except OperationalError as error:
        sys.exit(f"parvis: the database does not answer ({error}). Is DATABASE_URL right?")
