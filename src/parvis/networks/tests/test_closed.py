"""Networks that nothing can be done on still have an honest card."""

import pytest

from parvis.networks.registry import kinds
from parvis.networks.tests.contract import Contract

CLOSED = [kind for kind in kinds().values() if not kind.info.can]


@pytest.mark.parametrize("closed", CLOSED, ids=lambda kind: kind.info.slug)
def test_a_closed_network_says_why_and_what_to_do(closed: type) -> None:
    contract = type("One", (Contract,), {"kind": closed})()
    contract.test_what_is_declared_is_there_and_nothing_else()
    contract.test_the_card_is_complete()
    for text in closed.info.note:  # type: ignore[attr-defined]
        assert len(text.split(". ")) >= 2


def test_every_network_has_its_own_slug_and_file() -> None:
    for slug, kind in kinds().items():
        assert kind.__module__ == f"parvis.networks.kinds.{slug}"
