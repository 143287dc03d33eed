"""Taking a name out of everything that is written down; the audit log is reworded by `journal`."""

import json
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.core.routine import Routine
from parvis.core.scope import Organisation, Scoped

Told = Callable[[Any], Any]
ANEW = "file written anew"


def mark() -> str:
    """A name for somebody who is erased, told from others who are."""
    return secrets.token_hex(3)


def without(names: Sequence[str], instead: str, anywhere: bool = False) -> Told:
    """Gives a function that takes `names` out of a value: text, or lists and dicts of it.

    Whole words only; a name of one word, which may be a word like any other, only where it stands alone, or `anywhere`.
    """
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    shapes = [r"\A%s\Z" if is_one_word(name) and not anywhere else r"(?<!\w)%s(?!\w)" for name in longest_first]
    forms = [shape % re.escape(name) for shape, name in zip(shapes, longest_first, strict=True)]
    pattern = re.compile("|".join(forms), re.IGNORECASE)

    def told(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(instead, value) if forms else value
        if isinstance(value, list):
            return [told(each) for each in value]
        return {key: told(each) for key, each in value.items()} if isinstance(value, dict) else value

    return told


def is_one_word(name: str) -> bool:
    return re.fullmatch(r"\w+", name) is not None


def sweep(names: Sequence[str], instead: str, house: Organisation | None = None) -> int:
    """Puts `instead` for `names` in every text of every table but the audit log; how many rows were written anew.

    With a `house`, rows of other organisations stay as they are.
    """
    told = without(names, instead)
    return sum(_sweep(model, names, told, house) for model in apps.get_models() if model is not AuditEntry)


def _sweep(model: type[models.Model], names: Sequence[str], told: Told, house: Organisation | None) -> int:
    fields = [field for field in model._meta.concrete_fields if is_text(field)]
    if not fields or not any(names):
        return 0
    rows = _telling(model, fields, names)
    rows = rows.filter(organisation=house) if house and issubclass(model, Scoped) else rows
    return sum(rewrite(row, fields, told) for row in list(rows))


def is_text(field: Any) -> bool:
    """Encrypted fields and binaries hold no words; keys and addresses of things stay."""
    return type(field) in _TEXTS and not field.primary_key


_TEXTS = {models.CharField, models.TextField, models.EmailField, models.URLField, models.JSONField}


def _telling(model: type[models.Model], fields: Iterable[Any], names: Iterable[str]) -> Any:
    """Rows in which one of the names stands; of JSON, as SQLite escapes it too."""
    wanted = models.Q()
    shown = {f"told_{field.name}": Cast(field.name, models.TextField()) for field in fields}
    for column in shown:
        for name in filter(None, names):
            for form in {name, json.dumps(name)[1:-1]}:
                wanted |= models.Q(**{f"{column}__icontains": form})
    return model._base_manager.annotate(**shown).filter(wanted)


def rewrite(row: Any, fields: Iterable[Any], told: Told) -> bool:
    """Writes a row anew without what `told` takes out; False where that changes nothing."""
    new = {field.name: told(getattr(row, field.name)) for field in fields}
    changed = {name: _fitted(row, name, value) for name, value in new.items() if value != getattr(row, name)}
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return bool(changed)


def _fitted(row: Any, name: str, value: Any) -> Any:
    most = row._meta.get_field(name).max_length
    return value[:most] if isinstance(value, str) and most else value


def overwrite_soon() -> None:
    """SQLite keeps what was deleted in its file until the room is used again: a worker writes the file anew.

    Asked for in the transaction that erases, so that no kill loses it.
    """
    if connection.vendor == "sqlite":
        Routine.objects.update_or_create(name=ANEW, defaults={"due_at": timezone.now()})


def anew() -> "models.QuerySet[Routine]":
    """The row that asks for it; of a database that overwrites by itself there is none."""
    return Routine.objects.filter(name=ANEW)


def write_file_anew(row: Routine) -> None:
    """What was asked for while it is at work is done once more."""
    asked = row.due_at
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    later = anew().filter(due_at__gt=asked).exists()
    row.finish(due_at=timezone.now() if later else None)
