"""Texts are counted and read as the networks' own published cases say; longer files are run where they are at hand."""

import gzip
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from parvis.networks import dialect_bluesky, dialect_x
from parvis.networks.spans import Span

OWN = Path(__file__).parent / "cases"
MORE = Path(os.environ.get("PARVIS_COMPOSE_CASES", OWN.parents[5] / "shared" / "data"))
Case = Mapping[str, Any]


def cases(file: Path) -> Iterator[Case]:
    content = file.read_bytes()
    text = gzip.decompress(content) if file.suffix == ".gz" else content
    yield from map(json.loads, text.decode().split("\n")[:-1])


def longer(pattern: str) -> list[Case]:
    """The cases of the longer files; skips with the reason where there are none."""
    files = sorted(MORE.rglob(pattern)) if MORE.is_dir() else []
    if not files:
        pytest.skip(f"{pattern} is in no folder of PARVIS_COMPOSE_CASES")
    return [case for file in files for case in cases(file)]


def units(text: str, span: Span) -> list[int]:
    """twitter-text counts code points in its indices."""
    return [len(text[: span.start]), len(text[: span.end])]


X: Mapping[tuple[str, str], Callable[[str], Any]] = {
    ("validate", "tweets"): lambda text: dialect_x.fits(text),
    ("validate", "WeightedTweetsWithDiscountedEmojiCounterTest"): lambda text: dialect_x.measure(text),
    ("extract", "mentions"): lambda text: [s.value.partition("/")[0] for s in dialect_x.spans(text).mentions],
    ("extract", "urls"): lambda text: [text[s.start : s.end] for s in dialect_x.spans(text).links],
    ("extract", "tco_urls_with_params"): lambda text: [text[s.start : s.end] for s in dialect_x.spans(text).links],
    ("extract", "hashtags"): lambda text: [s.value for s in dialect_x.spans(text).tags],
    ("extract", "hashtags_from_astral"): lambda text: [s.value for s in dialect_x.spans(text).tags],
    ("extract", "urls_with_indices"): lambda text: [units(text, s) for s in dialect_x.spans(text).links],
    ("extract", "hashtags_with_indices"): lambda text: [units(text, s) for s in dialect_x.spans(text).tags],
}
# The old cases of 140 characters: X takes 280 since configuration 2.
OLD = {"Invalid Tweet: 141 characters", "Invalid Tweet: 141 characters (due to newline)"}


def wanted_of_x(case: Case) -> Any:
    expected = case["expected"]
    if isinstance(expected, dict):
        return expected["weightedLength"]
    return [each["indices"] if isinstance(each, dict) else each for each in expected] if expected else expected


def differ_on_x(given: Iterator[Case] | list[Case]) -> tuple[int, list[str]]:
    """How many cases were run, and those that came out otherwise."""
    own = [case for case in given if (case["file"], case["section"]) in X and case["description"] not in OLD]
    found = ((case, X[case["file"], case["section"]](case["text"])) for case in own)
    return len(own), [f"{c['description']}: {c['text']!r} gave {got}" for c, got in found if got != wanted_of_x(c)]


def pieces(text: str) -> list[list[str]]:
    """The text cut at its links and mentions, as the cases of Bluesky show it: a piece, with where it leads."""
    found = dialect_bluesky.spans(text)
    targets = [(s, s.value) for s in found.links] + [(s, f"did:fake:{s.value}") for s in found.mentions]
    cut, at = [], 0
    for span, target in sorted(targets):
        cut += [[text[at : span.start]]] if span.start > at else []
        cut += [[text[span.start : span.end], target]]
        at = span.end
    return cut + ([[text[at:]]] if at < len(text) else [])


def differ_on_bluesky(given: Iterator[Case] | list[Case]) -> tuple[int, list[str]]:
    own, wrong = list(given), []
    for case in own:
        text = case["text"]
        if case["kind"] == "facets":
            got: Any = pieces(text)
            wanted: Any = [list(piece) for piece in case["segments"]]
        else:
            is_money = case["kind"] == "cashtags"
            got = [s.value for s in dialect_bluesky.spans(text).tags if s.value.startswith("$") == is_money]
            wanted = [("$" + v.lstrip("$")) if is_money else v for v in case["values"]]
        wrong += [] if got == wanted else [f"{text!r} gave {got}, not {wanted}"]
    return len(own), wrong


def test_x_counts_and_reads_as_twitter_text_says() -> None:
    number, wrong = differ_on_x(cases(OWN / "twitter_text.jsonl"))
    assert (number > 60, wrong) == (True, [])


def test_bluesky_reads_as_its_own_client_does() -> None:
    number, wrong = differ_on_bluesky(cases(OWN / "bluesky_richtext.jsonl"))
    assert (number > 40, wrong) == (True, [])


def test_x_on_the_longer_file() -> None:
    number, wrong = differ_on_x(longer("twitter_text*.jsonl.gz"))
    assert (number > 100, wrong) == (True, [])


def test_bluesky_on_the_longer_file() -> None:
    number, wrong = differ_on_bluesky(longer("*richtext*.jsonl.gz"))
    assert (number > 40, wrong) == (True, [])
