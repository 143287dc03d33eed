"""The figures of the last evaluation that was kept, `models/recorded.json`: how good the models are known to be."""

import json
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from parvis.say import Say
from parvis.text.evaluate_found import Bin, Class, Result

_NAME = "recorded.json"


class Known(NamedTuple):
    """How often in a hundred the likeliest label is the one people gave, and when that was measured."""

    right: int
    texts: int
    measured: date


@cache
def known() -> dict[str, Known]:
    """By set of texts: `umsab_fr` (tone of posts), `intent_fr`, `umsab_language` and the others."""
    return {
        each.key: Known(round(100 * each.accuracy), each.texts, date.fromisoformat(each.measured)) for each in results()
    }


def results() -> list[Result]:
    """The figures that were kept; the texts were not."""
    text = (files("parvis.text") / "models" / _NAME).read_text(encoding="utf-8")
    return [_back(each) for each in json.loads(text)]


def keep(found: Iterable[Result]) -> None:
    """Keep these figures in the place of those before."""
    kept = [each._asdict() | {"title": each.title._asdict(), "recorded": True, "errors": []} for each in found]
    path = Path(__file__).parent / "models" / _NAME
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _back(kept: dict[str, object]) -> Result:
    fields = dict(kept)
    fields["title"] = Say(**fields["title"])  # type: ignore[arg-type]
    fields["classes"] = [Class(*each) for each in fields["classes"]]  # type: ignore[attr-defined]
    fields["bins"] = [Bin(*each) for each in fields["bins"]]  # type: ignore[attr-defined]
    return Result(**fields)  # type: ignore[arg-type]
