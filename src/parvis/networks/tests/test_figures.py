"""What a network takes stands in one file, with its date and source; no card holds a figure of its own."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from parvis.networks import dialect_x, kinds
from parvis.networks.base import Can
from parvis.networks.figures import limits, rows
from parvis.networks.registry import infos

ROOM = Path(kinds.__file__).parents[1]
FILES = [*sorted((ROOM / "kinds").glob("[a-z]*.py")), *sorted(ROOM.glob("dialect_*.py")), ROOM / "closed.py"]
FIGURE = re.compile(r"(\w+_)?(LENGTH|LIMIT|CAPTION|COMMENT|PICTURES|VIDEOS|DOCUMENTS|OPTIONS|PARTS|ALT|BYTES)(_BYTES)?")
OWN = {"ID_LENGTH", "MOST_BYTES"}  # what Parvis itself keeps of a feed or a letter


def figures_in(tree: ast.Module) -> Iterator[str]:
    """Numbers given to names of limits, and `Limits` made by hand."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from _given(node)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "Limits":
            yield f"Limits(…) in line {call.lineno}"


def _given(node: ast.Assign) -> Iterator[str]:
    target = node.targets[0]
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value] * len(names)
    for name, value in zip(names, values, strict=False):
        is_limit = isinstance(name, ast.Name) and FIGURE.fullmatch(name.id) and name.id not in OWN
        if is_limit and isinstance(value, ast.Constant) and isinstance(value.value, int):
            yield f"{ast.unparse(name)} = {value.value} in line {node.lineno}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_card_holds_a_figure_of_its_own(file: Path) -> None:
    found = list(figures_in(ast.parse(file.read_text("utf-8"))))
    assert not found, f"put these into data/limits.toml and take them from there with figures.figure: {found}"


@pytest.mark.parametrize("text", ["LENGTH, PAGE = 500, 40", "PICTURE_BYTES = 4_000_000", "x = Limits(3000)"])
def test_the_search_for_figures_finds_them(text: str) -> None:
    assert list(figures_in(ast.parse(text)))


def test_every_row_belongs_to_a_network_and_is_dated_or_says_nothing() -> None:
    assert set(rows()) <= {info.slug for info in infos()}
    for slug, row in rows().items():
        assert row["source"].startswith("https://"), slug
        assert row.get("checked_on", date.max) > date(2026, 1, 1), slug
        assert {type(value) for name, value in row.items() if name not in ("source", "checked_on")} <= {int, bool}, slug
        assert ("calls" in row) == ("calls_seconds" in row), slug


def test_every_card_carries_the_row_of_its_network() -> None:
    for info in infos():
        if info.slug in rows() or {Can.PUBLISH, Can.REPLY} & info.can:
            row, its = rows()[info.slug], info.limits
            assert (its.length, its.pictures, its.source) == (row.get("length"), row.get("pictures", 0), row["source"])


def test_a_network_without_a_row_has_no_limits() -> None:
    assert limits("no-such-network").length is None
    assert dialect_x.LIMIT == 280
