"""`parvis rotate-key`: encrypts every login and secret with the newest key of PARVIS_LOGIN_KEYS (newest first)."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from parvis.cli.house import open_house, quiet_errors


def main(argv: list[str]) -> int:
    """Says how many secrets were encrypted anew; 1 when some could not be read, and stay as they are."""
    argparse.ArgumentParser(prog="parvis rotate-key", description=__doc__).parse_args(argv)
    open_house()
    with quiet_errors():
        kept = [_anew(*each) for each in _sealed()]
    locked = [name for name in kept if name]
    print(f"{len(kept) - len(locked)} secrets")
    for name in locked:
        print(f"parvis: no key decrypts the secrets of {name}: they stay as they are.", file=sys.stderr)
    return 1 if locked else 0


def _sealed() -> Iterator[tuple[Any, str, int]]:
    """Model, field and primary key of everything that is encrypted."""
    from django.apps import apps

    from parvis.core.secret import SealedField
    from parvis.listen.models import Subscription

    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField):
                keys = list(model._default_manager.values_list("pk", flat=True))
                yield from ((model, field.name, pk) for pk in keys if model is not Subscription or _is_kept(pk))


def _is_kept(pk: int) -> bool:
    """Whether the secret shared with a hub is readable; otherwise it goes: the next reading of its feed asks anew."""
    from parvis.core.secret import Unreadable
    from parvis.listen.models import Subscription

    hub = Subscription.objects.filter(pk=pk).first()
    if hub and isinstance(hub.secret, Unreadable):
        hub.delete()
        return False
    return hub is not None


def _anew(model: Any, field: str, pk: int) -> str:
    """Reads and writes one row under its lock, so that no login renewed meanwhile is undone; its name if unreadable."""
    from django.db import transaction

    from parvis.core.secret import Unreadable

    with transaction.atomic():
        row = model._default_manager.select_for_update().filter(pk=pk).first()
        if row is None:
            return ""
        if isinstance(getattr(row, field), Unreadable):
            return str(row)
        row.save(update_fields=[field])
    return ""
