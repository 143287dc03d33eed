"""docs/networks.md says what the code says."""

from pathlib import Path

from parvis.networks.docs import page
from parvis.networks.registry import infos, kinds
from parvis.networks.setup import page as guide
from parvis.networks.setup import setup_of, slugs

PAGE = Path(__file__).parents[4] / "docs" / "networks.md"


def test_the_page_is_made_from_the_code() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m parvis.networks.docs"


def test_every_network_has_a_row_in_both_languages() -> None:
    assert all(page().count(f"| **{info.name}** |") == 2 for info in infos())


def test_the_guides_are_made_from_the_code() -> None:
    for language in ("fr", "en"):
        for slug in slugs():
            written = PAGE.parent / "guide" / language / "networks" / f"{slug}.md"
            assert written.read_text("utf-8") == guide(slug, language), "run: python -m parvis.networks.setup"


def test_every_platform_with_applications_has_steps_and_none_else() -> None:
    assert set(slugs()) == {slug for slug, kind in kinds().items() if getattr(kind, "door", None)}
    for slug in slugs():
        setup = setup_of(slug)
        assert setup is not None
        assert setup.sources
        assert any("{back}" in step.say.fr and "{back}" in step.say.en for step in setup.steps), slug


def test_a_step_whose_page_was_not_read_says_so_and_no_other_does() -> None:
    for slug in slugs():
        setup = setup_of(slug)
        assert setup is not None
        for step, fr, en in zip(setup.steps, setup.told("fr", ""), setup.told("en", ""), strict=True):
            assert step.unread == fr.endswith("(à vérifier sur la page officielle)") == en.endswith("official page)")
