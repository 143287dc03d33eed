"""The examples of the guide's pages on queries are true."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.text.match import spans
from parvis.text.posts import Post
from parvis.text.query import QueryError, parse

GUIDE = Path(__file__).parents[4] / "docs/guide"
PAGES = [GUIDE / language / "queries.md" for language in ("fr", "en")]
pytestmark = pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not part of an installed package")
SAVED = {"voirie": "nid*", "roads": "pothole*"}


def rows(columns: int) -> Iterator[list[str]]:
    """The rows of the tables with so many columns, without their headings."""
    for page in PAGES:
        for table in re.findall(
            r"(?:^\|.*\n)+", page.read_text(encoding="utf-8") if page.exists() else "", re.MULTILINE
        ):
            lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()]
            if len(lines[0]) == columns:
                yield from lines[2:]


def code(cell: str) -> str:
    [inside] = re.findall(r"`([^`]+)`", cell)
    return inside


EXAMPLES = [row for row in rows(3) if not row[0].endswith((":`", "media`", "reply`"))]
FIELDS = [row for row in rows(3) if row not in EXAMPLES]
PAIRS = list(rows(2))


@pytest.mark.parametrize(("query", "finds", "misses"), EXAMPLES)
def test_what_is_in_bold_is_found_and_the_rest_is_not(query: str, finds: str, misses: str) -> None:
    pieces = finds.split("**")
    text, bold = "".join(pieces), []
    for at in range(1, len(pieces), 2):
        start = len("".join(pieces[:at]))
        bold.append((start, start + len(pieces[at])))
    assert spans(parse(code(query)), Post("1", text)) == bold
    assert spans(parse(code(query)), Post("1", misses)) is None


@pytest.mark.parametrize("example", [row[2] for row in FIELDS])
def test_examples_of_fields_can_be_read(example: str) -> None:
    assert str(parse(code(example), SAVED))


@pytest.mark.parametrize(("written", "proposed"), PAIRS)
def test_a_refusal_proposes_and_a_foreign_query_reads_what_the_guide_says(written: str, proposed: str) -> None:
    try:
        read = str(parse(code(written)))
    except QueryError as error:
        read = error.repair
    assert read == code(proposed)


def test_the_guide_has_examples_of_each_kind() -> None:
    assert len(EXAMPLES) > 40
    assert len(FIELDS) == 18
    assert len(PAIRS) == 28
