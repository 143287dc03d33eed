"""Good texts to start from, for each kind of house, in French and in English: files in `texts/`, none is a row."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import override

from parvis.core.scope import Organisation
from parvis.govern.charter.models import Kind
from parvis.govern.charter.writing import Written
from parvis.say import Say
from parvis.web.words import spaced

HOUSES = {
    "town": Say("Mairie", "Town hall"),
    "chamber": Say("Chambre consulaire", "Chamber of commerce or trades"),
    "agency": Say("Agence publique", "Public agency"),
    "company": Say("Entreprise", "Company"),
}
LANGUAGES = ("fr", "en")


def title(kind: str, language: str) -> str:
    """What a text of this `kind` is called."""
    return str(_book(kind, language)["title"])


def clauses(kind: str, house: str, language: str, organisation: Organisation) -> list[Written]:
    """The starting text of `kind` for this kind of `house`, in the words of this organisation."""
    words = {**_houses(language)[house], "name": organisation.name}
    rows = [row for row in _book(kind, language)["clause"] if house in row.get("houses", HOUSES)]
    with override(language):
        return [_written(kind, row, words) for row in rows]


def _written(kind: str, row: dict[str, Any], words: dict[str, str]) -> Written:
    title, text = (spaced(row[part].strip().format_map(words)) for part in ("title", "text"))
    return Written(title, text, key_of(kind, row["id"]))


def key_of(kind: str, name: str) -> UUID:
    """The key of a starting clause by its `id` in the file: the same in every house and every version."""
    return uuid5(NAMESPACE_URL, f"parvis:clause:{Kind(kind).value}:{name}")


def _book(kind: str, language: str) -> dict[str, Any]:
    return _file(language, Kind(kind).value)


def _houses(language: str) -> dict[str, Any]:
    return _file(language, "houses")


@cache
def _file(language: str, name: str) -> dict[str, Any]:
    text = files("parvis.govern.charter").joinpath("texts", language, f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
