"""A field whose content is encrypted at rest (Fernet). The first key encrypts, all keys decrypt."""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(value: Any) -> str:
    """`value` (plain JSON) as encrypted text."""
    return _box(tuple(settings.LOGIN_KEYS)).encrypt(json.dumps(value).encode()).decode()


def unseal(text: str) -> Any:
    """What `seal` was given; raises `cryptography.fernet.InvalidToken` when no key fits."""
    return json.loads(_box(tuple(settings.LOGIN_KEYS)).decrypt(text.encode()))


class Unreadable(dict[str, Any]):
    """What no key of ours decrypts: empty to whoever reads it, and stored again as it was."""

    def __init__(self, sealed: str) -> None:
        super().__init__()
        self.sealed = sealed


class SealedField(models.TextField):  # type: ignore[type-arg]
    """Plain JSON in Python, encrypted text in the database; never to be shown or logged."""

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, Unreadable):
            return value.sealed
        return None if value is None else seal(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        try:
            return unseal(value)
        except InvalidToken:
            return Unreadable(value)

    def to_python(self, value: Any) -> Any:
        return value
