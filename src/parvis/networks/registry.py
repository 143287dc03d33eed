"""All networks there are, by slug. A network is one file in `kinds/` with one class named `Kind`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from parvis.networks import kinds as shelf
from parvis.networks.base import Info


@cache
def kinds() -> Mapping[str, type[Any]]:
    """slug → class; each is made by `Kind(login, http)` and carries `info`."""
    names = sorted(module.name for module in pkgutil.iter_modules(shelf.__path__))
    found = [importlib.import_module(f"{shelf.__name__}.{name}").Kind for name in names]
    return MappingProxyType({kind.info.slug: kind for kind in found})


def get(slug: str) -> type[Any]:
    """The class of a network; KeyError when there is none."""
    return kinds()[slug]


def infos() -> tuple[Info, ...]:
    """The cards of all networks, in the order of their names."""
    return tuple(sorted((kind.info for kind in kinds().values()), key=lambda info: info.name.lower()))
