"""Charts: well-formed, told to screen readers, readable without colour, no text over another."""

from datetime import date, timedelta
from itertools import combinations
from random import Random
from xml.etree import ElementTree

import pytest
import typst
from django.utils.translation import override

from parvis.web import charts
from parvis.web.charts import Series
from parvis.web.charts.paper import spread, ticks, width_of, wrap

DAYS = [date(2026, 9, 1) + timedelta(days=index) for index in range(30)]
LONG = "Travaux du pont des Trois-Arches et déviation des cars scolaires du matin et du soir"


def samples():
    rolls = Random(4)
    values = [rolls.randint(0, 140) for _ in DAYS]
    marks = [(11, "Menu sans viande à la cantine"), (12, "Réponse de la mairie"), (13, "Grève"), (28, "Pont fermé")]
    three = [
        Series(name, [value / rate for value in values])
        for name, rate in (("Bluesky", 2), ("Mastodon", 2.1), (LONG, 3))
    ]
    tones = [Series(tone, values[:12], tone) for tone in ("negative", "neutral", "positive", "unsure")]
    return {
        "line": charts.line("Mentions", "Par jour.", DAYS, [Series("Mentions", values)], marks=marks),
        "lines": charts.line("Réseaux", "Par jour.", DAYS, three),
        "gaps": charts.line("Trous", "Par jour.", DAYS[:4], [Series("a", [None, 3, None, 5])]),
        "single": charts.line("Un jour", "Par jour.", DAYS[:1], [Series("a", [3])]),
        "zero": charts.line("Rien ce mois-ci", "Par jour.", DAYS, [Series("a", [0] * 30)]),
        "bars": charts.bars("Sujets", "Par sujet.", [(LONG, 1248), ("Eau", 3), ("Neige", 0)]),
        "bar": charts.bars("Sujet", "Un seul.", [("Eau", 0)]),
        "stacked": charts.stacked("Ton", "Par semaine.", [f"sem. {week}" for week in range(36, 48)], tones),
        "heat": charts.heat(
            "Heures", "Par heure.", ["lundi", "mardi"], [f"{h} h" for h in range(24)], [values[:24]] * 2
        ),
        "empty": charts.line("Rien", "Rien.", [], [Series("a", [])]),
        "no bars": charts.bars("Rien", "Rien.", []),
        "no heat": charts.heat("Rien", "Rien.", [], [], []),
    }


def drawings():
    for name, chart in samples().items():
        yield pytest.param(chart, chart.svg, id=f"{name}-wide")
        yield pytest.param(chart, chart.svg_narrow, id=f"{name}-narrow")


def boxes(root):
    """(left, right, top, bottom, text) of each text."""
    for text in root.iter("text"):
        size, wide = float(text.get("font-size")), width_of(text.text or "", float(text.get("font-size")))
        left = float(text.get("x")) - wide * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        yield left, left + wide, float(text.get("y")) - size * 0.75, float(text.get("y")), text.text


@pytest.mark.parametrize(("chart", "svg"), drawings())
def test_an_image_with_title_and_description(chart, svg):
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"title[@id='{root.get('aria-labelledby')}']").text == chart.title
    assert root.find(f"desc[@id='{root.get('aria-describedby')}']").text == chart.description


@pytest.mark.parametrize(("chart", "svg"), drawings())
def test_no_text_lies_over_another_nor_outside(chart, svg):
    root = ElementTree.fromstring(svg)
    width, found = float(root.get("width")), list(boxes(root))
    assert all(left >= -1 and right <= width + 13 for left, right, *_, text in found), found
    for one, other in combinations(found, 2):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert apart, (one, other)


@pytest.mark.parametrize("name", ["lines", "stacked"])
def test_series_differ_by_more_than_colour(name):
    root = ElementTree.fromstring(samples()[name].svg)
    shapes = [
        el
        for el in root.iter()
        if el.tag in {"polyline", "rect"} and el.get("class", "").startswith(("c-line", "c-p", "c-f"))
    ]
    looks = {el.get("stroke-dasharray") or el.get("fill", "").rpartition("-")[2] for el in shapes}
    assert len(looks) >= (3 if name == "lines" else 4)


def test_every_pattern_that_is_used_is_there():
    root = ElementTree.fromstring(samples()["stacked"].svg)
    used = {el.get("fill")[5:-1] for el in root.iter("rect") if el.get("fill", "").startswith("url(")}
    assert used
    assert used == {el.get("id") for el in root.iter("pattern")}


def test_what_happened_is_in_the_drawing_the_description_and_the_table():
    chart = samples()["line"]
    assert "Pont fermé" in chart.svg
    assert "29\u00a0sept., Pont fermé" in chart.description
    assert chart.table[1][28][-1] == "Pont fermé"


def test_the_table_holds_the_data_in_french_and_english():
    chart = charts.bars("Sujets", "…", [("Cantine", 1248.5)], unit="Mentions")
    assert chart.table == (["", "Mentions"], [["Cantine", "1\u202f248,5"]])
    with override("en"):
        assert charts.bars("Topics", "…", [("Canteen", 1248.5)]).table[1] == [["Canteen", "1,248.5"]]


def test_texts_from_people_are_only_text():
    chart = charts.bars('<script>"', "a & b", [("</text><script>alert(1)</script>", 2)])
    assert "<script" not in chart.svg
    assert ElementTree.fromstring(chart.svg).find("title").text == '<script>"'


@pytest.mark.parametrize("name", sorted(samples()))
def test_stands_alone_in_print(name, tmp_path):
    (tmp_path / "chart.svg").write_text(samples()[name].svg_print, encoding="utf-8")
    (tmp_path / "page.typ").write_text('#image("chart.svg", alt: "a chart")')
    assert typst.compile(str(tmp_path / "page.typ")).startswith(b"%PDF")


def test_spark_is_silent_unless_it_has_words():
    assert 'aria-hidden="true"' in charts.spark([1, 5, 2])
    assert 'aria-label="en hausse"' in charts.spark([1, 5, 2], label="en hausse")
    assert charts.spark([]) == ""
    ElementTree.fromstring(charts.spark([4]))


@pytest.mark.parametrize(("top", "expected"), [(0, [0, 1]), (3, [0, 1, 2, 3]), (118, [0, 50, 100, 150]), (0.6, 0.6)])
def test_ticks_are_round_and_reach_the_top(top, expected):
    found = ticks(top)
    assert found[-1] >= top
    assert expected == 0.6 or found == expected


def test_names_at_the_end_of_lines_keep_their_order_and_distance():
    placed = spread([100, 99, 98], 17, 0, 110)
    assert sorted(placed) == [placed[2], placed[1], placed[0]]
    assert placed[0] <= 110
    assert placed[0] - placed[1] >= 17


def test_wrap_keeps_to_its_lines_and_room():
    rows = wrap(LONG, 120, 14, lines=2)
    assert len(rows) == 2
    assert rows[1].endswith("…")
    assert all(width_of(row, 14) <= 120 for row in rows)


@pytest.mark.parametrize("seed", range(30))
def test_marks_keep_apart_wherever_they_fall(seed):
    rolls = Random(seed)
    texts = ["Grève", "Pont fermé", "Menu sans viande à la cantine", "Coupure d’eau aux Tilleuls", LONG]
    marks = [(index, rolls.choice(texts)) for index in rolls.sample(range(30), 5)]
    chart = charts.line("Mentions", "…", DAYS, [Series("a", [rolls.randint(0, 50) for _ in DAYS])], marks=marks)
    for svg in (chart.svg, chart.svg_narrow):
        root = ElementTree.fromstring(svg)
        strong = [
            box for box, text in zip(boxes(root), root.iter("text"), strict=True) if text.get("class") == "c-strong"
        ]
        poles = [float(rule.get("x1")) for rule in root.iter("line") if rule.get("class") == "c-pole"]
        assert all(one[1] <= two[0] or two[1] <= one[0] or one[3] != two[3] for one, two in combinations(strong, 2))
        assert len(poles) == len(strong) > 0
        assert all(left >= 0 and right <= float(root.get("width")) for left, right, *_ in strong)
