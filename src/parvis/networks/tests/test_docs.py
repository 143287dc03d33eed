"""docs/networks.md says what the code says."""

from pathlib import Path

from parvis.networks.docs import page
from parvis.networks.registry import infos

PAGE = Path(__file__).parents[4] / "docs" / "networks.md"


def test_the_page_is_made_from_the_code() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m parvis.networks.docs"


def test_every_network_has_a_row_in_both_languages() -> None:
    assert all(page().count(f"| **{info.name}** |") == 2 for info in infos())
