"""Every pair of colours that pages use has enough contrast, by day and by night (WCAG 2.2: text 4.5, shapes 3)."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[1] / "static" / "web" / "css"
PAPERS = ("paper", "paper-raised", "paper-sunk")
SOFT = ("accent-soft", "attention-soft", "kept-soft", "late-soft", "broken-soft")

TEXT_PAIRS = [
    *((ink, paper) for ink in ("ink", "ink-soft", "muted", "accent", "accent-strong", "broken") for paper in PAPERS),
    *((f"{kind}", f"{kind}-soft") for kind in ("accent", "attention", "kept", "late", "broken")),
    *((ink, soft) for ink in ("ink", "muted", "accent") for soft in SOFT),
    ("ink", "mark"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper-raised", "broken"),
    ("ink", "stone"),
]
SHAPE_PAIRS = [
    *(("line-strong", paper) for paper in PAPERS),
    *((f"tone-{tone}", paper) for tone in ("negative", "neutral", "positive") for paper in PAPERS[:2]),
    ("terracotta", "paper-raised"),
    ("accent", "accent-soft"),
]


def tokens(night):
    text = (CSS / "tokens.css").read_text()
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    return {name: (dark if night else light) for name, light, dark in found}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_text_can_be_read(night):
    colours = tokens(night)
    poor = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_PAIRS}
    assert not {pair: ratio for pair, ratio in poor.items() if ratio < 4.5}


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_body_text_reaches_the_highest_level(night):
    colours = tokens(night)
    assert all(contrast(colours["ink"], colours[paper]) >= 7 for paper in PAPERS)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_shapes_can_be_seen(night):
    colours = tokens(night)
    poor = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in SHAPE_PAIRS}
    assert not {pair: ratio for pair, ratio in poor.items() if ratio < 3}


def test_sheets_use_only_colours_that_are_tokens():
    known = set(re.findall(r"--([\w-]+):", (CSS / "tokens.css").read_text())) | {"k"}
    for sheet in CSS.glob("*.css"):
        assert set(re.findall(r"var\(--([\w-]+)\)", sheet.read_text())) <= known, sheet.name


def test_every_sheet_is_linked_once():
    linked = re.findall(r"css/(\w+)\.css", (CSS.parents[2] / "templates/web/parts/sheets.html").read_text())
    assert sorted(linked) == sorted(sheet.stem for sheet in CSS.glob("*.css"))
