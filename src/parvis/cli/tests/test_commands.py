"""Commands by hand: their exit status, what they say, and what they do not show."""

import gzip
import io
import json

import pytest

from parvis.cli import main as command
from parvis.listen.models import Post

LINES = b'{"text": "La cantine est ouverte"}\nrien\n'


def run(*words):
    try:
        return command.main(list(words))
    except SystemExit as end:
        return end.code


@pytest.fixture
def stdin(monkeypatch):
    def give(content):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_import_reads_standard_input_packed_or_not(town, stdin, capsys, tmp_path, monkeypatch, pack):
    monkeypatch.chdir(tmp_path)
    stdin(pack(LINES))
    assert run("import", "mentions", "-", "--source", "Archives") == 1
    said = capsys.readouterr()
    assert json.loads(said.out) == {"read": 2, "new": 1, "known": 0, "refused": 1}
    assert "stdin.refused.jsonl" in said.err
    assert json.loads((tmp_path / "stdin.refused.jsonl").read_text())["line"] == 2
    assert Post.objects.get().organisation == town


def test_import_says_where_the_refused_lines_are(town, tmp_path, capsys):
    path = tmp_path / "r.jsonl"
    path.write_bytes(LINES)
    assert run("import", "mentions", str(path), "--source", "Archives") == 1
    assert f"{path}.refused.jsonl" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("import", "mentions", "/nowhere", "--source", "x"), 2),
        (("import", "mentions", "/dev/null", "--source", "x"), 2),
        (("report", "nobody", "--quarter", "2026Q9", "--out", "/tmp"), 2),
        (("report", "nobody"), 2),
        (("nonsense",), 2),
        (("--help",), 0),
    ],
)
def test_exit_status(words, status):
    assert run(*words) == status


def test_a_report_that_cannot_be_written_is_said_in_words(town, tmp_path):
    (tmp_path / "file").write_text("")
    said = run("report", town.slug, "--quarter", "2026Q3", "--out", str(tmp_path / "file" / "folder"))
    assert str(tmp_path / "file") in said


def test_a_bad_variable_ends_every_command_in_words(monkeypatch, capsys):
    monkeypatch.setenv("PARVIS_PORT", "http")
    assert run("web") == 1
    assert "PARVIS_PORT" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "place"), [("", 0), ("fr_FR.UTF-8", 0), ("en_GB.UTF-8", 1)])
def test_what_goes_wrong_is_said_in_the_readers_language(town, tmp_path, capsys, monkeypatch, language, place):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, language)
    path = tmp_path / "lines.jsonl"
    path.write_bytes(LINES)
    run("import", "mentions", str(path), "--source", "Archives")
    assert ("Lignes refusées : 1.", "Lines refused: 1.")[place] in capsys.readouterr().err
    run("report", town.slug, "--quarter", "2026Q9", "--out", str(tmp_path))
    assert ("n’est pas un trimestre", "is no quarter")[place] in capsys.readouterr().err
    assert ("pas d’organisation", "no organisation")[place] in run(
        "report", "nobody", "--quarter", "2026Q3", "--out", "x"
    )
