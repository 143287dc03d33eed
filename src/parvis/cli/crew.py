"""Who works: the steps and routines of every slice, gathered from their `steps.py`."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from parvis.core import routine, work


def steps(crews: tuple[str, ...] = ("work", "listen")) -> list[work.Step]:
    """Every step that these crews do, their routines last."""
    own = [step for step in _gathered("STEPS") if step.crew in crews]
    return own + ([routine.step(routines())] if "work" in crews else [])


def beside(crews: tuple[str, ...]) -> list[work.Beside]:
    """What processes of these crews do beside their rows."""
    return [each for each in _gathered("BESIDE") if each.crew in crews]


def routines() -> list[routine.Every]:
    """Every routine of the house."""
    return _gathered("ROUTINES")


def _gathered(name: str) -> list[Any]:
    found: list[Any] = []
    for app in apps.get_app_configs():
        module = f"{app.name}.steps"
        if app.name.startswith("parvis.") and find_spec(module):
            found += getattr(import_module(module), name, [])
    return found
