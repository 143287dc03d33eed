"""Opening the house from the command line: Django ready, the database brought up to date."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from parvis import shell
from parvis.say import Say


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
        known = ", ".join(Organisation.objects.values_list("slug", flat=True))
        _end(
            f"il n’y a pas d’organisation « {slug} » ici (connues : {known or 'aucune encore'}).",
            f"no organisation {slug!r} here (known: {known or 'none yet'}).",
        )
    return found


@contextmanager
def quiet_errors() -> Iterator[None]:
    """Turns a database that cannot be used, and files that cannot be written, into a sentence."""
    from django.db import OperationalError, ProgrammingError, connection

    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if _is_empty(connection):
            _end(
                "cette base est vide : lancez parvis up une fois. (PARVIS_DATA, DATABASE_URL)",
                "there is nothing in this database yet: run parvis up once. (PARVIS_DATA, DATABASE_URL)",
            )
        why = str(error).strip()
        _end(
            f"la base de données ne répond pas ({why}). DATABASE_URL est-il juste ?",
            f"the database does not answer ({why}). Is DATABASE_URL right?",
        )
    except BrokenPipeError:
        raise
    except OSError as error:
        why = error.strerror or str(error)
        _end(f"{error.filename or 'un fichier'} : {why}", f"{error.filename or 'a file'}: {why}")


def _end(fr: str, en: str) -> NoReturn:
    sys.exit(f"parvis: {Say(fr, en).to(shell.language())}")


def _is_empty(connection: Any) -> bool:
    from django.db import DatabaseError

    try:
        return "core_organisation" not in connection.introspection.table_names()
    except DatabaseError:
        return False
