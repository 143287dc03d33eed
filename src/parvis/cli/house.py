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
    """Turns a database that cannot be used, and files that cannot be written, into a sentence."""
    from django.db import OperationalError, ProgrammingError, connection

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if _is_empty(connection):
            sys.exit("parvis: there is nothing in this database yet: run parvis up once. (PARVIS_DATA, DATABASE_URL)")
        sys.exit(f"parvis: the database does not answer ({str(error).strip()}). Is DATABASE_URL right?")
    except OSError as error:
        sys.exit(f"parvis: {error.filename or 'a file'}: {error.strerror or error}")


def _is_empty(connection: Any) -> bool:
    from django.db import DatabaseError

    try:
        return "core_organisation" not in connection.introspection.table_names()
    except DatabaseError:
        return False
