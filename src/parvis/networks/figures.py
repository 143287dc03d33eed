"""The figures of `data/limits.toml`: what each network takes, when that was checked, and where it stands."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

from parvis.networks.base import Limits
from parvis.networks.spans import Spans, usual

MANY = 20  # pictures, where nothing is known


@cache
def rows() -> Mapping[str, Mapping[str, Any]]:
    """slug → its row of the file."""
    return tomllib.loads((files("parvis.networks") / "data" / "limits.toml").read_text("utf-8"))


def figure(slug: str, name: str) -> int:
    """One figure; KeyError when the file has none."""
    return int(rows()[slug][name])


def limits(slug: str, measure: Callable[[str], int] = len, spans: Callable[[str], Spans] = usual) -> Limits:
    """The limits of a network, counted by `measure`; of one that the file does not know, none that stops anybody."""
    row = rows().get(slug, {"pictures": MANY})
    known = {each.name for each in fields(Limits)}
    return Limits(measure=measure, spans=spans, **{name: value for name, value in row.items() if name in known})
