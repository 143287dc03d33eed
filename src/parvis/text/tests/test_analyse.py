"""`parvis analyse` and `parvis evaluate` on the command line."""

import gzip
import io
import json
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from parvis.say import Say
from parvis.text import cli_analyse, cli_evaluate
from parvis.text.evaluate import Set, measure

POSTS = [
    {"id": "1", "text": "Merci à toute l’équipe, accueil parfait !", "lang": "fr", "other": [1]},
    {"id": "2", "text": "Il y a le feu rue Haute, vite !"},
    {"id": "3", "text": "Merci à toute l’équipe, accueil parfait !!"},
]


def run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lines: list[str], *more: str
) -> tuple[int, list[dict[str, Any]], str]:
    path = tmp_path / "posts.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    status = cli_analyse.main(["--posts", str(path), *more])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err


def test_lines_come_back_with_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(tmp_path, capsys, [json.dumps(each) for each in POSTS])
    assert status == 0
    assert [{key: line[key] for key in POSTS[0] if key in line} for line in lines] == POSTS
    assert lines[0]["language"]["code"] == "fr"
    assert lines[0]["tone"]["label"] == "positive"
    assert lines[1]["intent"]["label"] == "emergency"
    assert "none" in lines[1]["intent"]["scores"]
    assert [line["copy_of"] for line in lines] == [None, None, "1"]


def test_only_and_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vague = [json.dumps({"id": str(i), "text": text}) for i, text in enumerate(["", "bof", "ça dépend", "hm", "oui"])]
    _, lines, _ = run(tmp_path, capsys, vague, "--only", "language,tone", "--force")
    assert set(lines[0]) == {"id", "text", "language", "tone"}
    assert all(line["tone"]["label"] in ("negative", "neutral", "positive") for line in lines)
    with pytest.raises(SystemExit) as stopped:
        cli_analyse.main(["--posts", "-", "--only", "mood"])
    assert stopped.value.code == 2


def test_bad_lines_are_refused_and_the_rest_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["no", '{"id": "a"}', "[1]", '{"id": "b", "text": "Bravo \\ud800"}', "[" * 100_000]
    status, found, err = run(tmp_path, capsys, lines, "--only", "tone")
    assert status == 1
    assert [line["id"] for line in found] == ["b"]
    assert [line.split()[1] for line in err.splitlines()] == ["1", "2", "3", "5"]


def test_a_missing_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_analyse.main(["--posts", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(POSTS[1]).encode())))
    assert cli_analyse.main(["--posts", "-", "--only", "intent"]) == 0
    assert json.loads(capsys.readouterr().out)["intent"]["label"] == "emergency"


def test_the_measure_counts_right() -> None:
    truth, answers = ["a", "a", "b", "b"], [("a", 0.9), ("b", 0.8), ("b", 0.6), ("b", 1.0)]
    scores = [{"a": s if own == "a" else 1 - s, "b": s if own == "b" else 1 - s} for own, s in answers]
    given = Set("k", Say("t", "t"), "", ["w", "x", "y", "z"], truth, ["a", "b"], lambda texts: scores)
    result = measure(given, "2026-01-01")
    assert result.confusion == [[1, 1], [0, 2]]
    assert result.accuracy == 0.75
    assert result.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert [error.text for error in result.errors] == ["x"]
    assert result.calibration_error == pytest.approx((abs(0.95 - 1) * 2 + 0.8 + 0.4) / 4)


def test_what_chance_does_to_a_calibration_error() -> None:
    def chance(number: int, sure: float) -> float:
        scores = [{"a": sure, "b": 1 - sure}] * number
        given = Set("k", Say("t", "t"), "", ["w"] * number, ["a"] * number, ["a", "b"], lambda texts: scores)
        return measure(given, "2026-01-01").calibration_chance

    assert chance(400, 0.8) == pytest.approx(1.96 * (0.8 * 0.2 / 400) ** 0.5, rel=0.15), "the normal law says so"
    assert chance(100, 0.8) > chance(400, 0.8)
    assert chance(100, 1.0) == 0.0, "who is certain and right has nothing left to chance"


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_evaluate_without_public_sets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARVIS_BENCH_DATA", raising=False)
    path = tmp_path / "deep" / "page.html"
    assert cli_evaluate.main(["--page", str(path)]) == 0
    out = capsys.readouterr().out
    assert "macro-F1" in out
    assert "UMSAB" in out
    assert "enregistrés" in out or "recorded" in out
    outline = Outline()
    outline.feed(path.read_text("utf-8"))
    links = {kept["href"] for tag, kept in outline.seen if tag == "a"}
    ids = {kept["id"] for _, kept in outline.seen if "id" in kept}
    assert links
    assert {link[1:] for link in links if link} <= ids, "self-contained: every link is on the page"
    assert not {"script", "link", "img"} & {tag for tag, _ in outline.seen}
    assert [kept["lang"] for tag, kept in outline.seen if tag == "article"] == ["fr", "en"]


def test_evaluate_says_when_the_page_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli_evaluate.main(["--page", str(tmp_path)]) == 1
    assert capsys.readouterr().err


def test_evaluate_refuses_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli_evaluate.main(["--data", str(tmp_path / "none")])
    assert ended.value.code == 2
    assert "none" in capsys.readouterr().err
