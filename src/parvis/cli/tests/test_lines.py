"""Commands that read and write lines: closed pipes, full disks, files that break off, the language of what is said."""

import gzip
import json
import os
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import IO

import pytest

from parvis.networks.registry import kinds

PARVIS = [sys.executable, "-m", "parvis"]
POST = json.dumps({"id": "1", "text": "La cantine de l’école"}) + "\n"
HOURS = "".join(f"2026-01-{day:02}T{hour:02}:00:00Z,4\n" for day in range(1, 29) for hour in range(24))


@pytest.fixture
def watches(tmp_path: Path) -> str:
    (tmp_path / "w.tsv").write_text("w\tcantine\n")
    return str(tmp_path / "w.tsv")


def verbs(watches: str, file: str) -> list[list[str]]:
    return [
        ["match", "--watches", watches, "--posts", file],
        ["match", "--watches", file, "--posts", watches],
        ["analyse", "--posts", file, "--only", "language"],
        ["bursts", "--series", file],
        ["compose", "--network", "mastodon", file],
        ["feed", file],
    ]


def done(words: list[str], **more) -> subprocess.CompletedProcess[str]:
    unset = dict.fromkeys(("LC_ALL", "LC_MESSAGES", "LANG"), "")
    return subprocess.run(
        [*PARVIS, *words], capture_output=True, text=True, encoding="utf-8", env=os.environ | unset | more, check=False
    )


@pytest.mark.parametrize("verb", range(6))
@pytest.mark.parametrize("name", ["none.jsonl", "none.gz", "folder"])
def test_a_file_that_does_not_open_is_an_unusable_argument(tmp_path: Path, watches: str, verb: int, name: str):
    (tmp_path / "folder").mkdir()
    said = done(verbs(watches, str(tmp_path / name))[verb])
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith(f"{tmp_path / name} ne s’ouvre pas")


@pytest.mark.parametrize("verb", range(6))
@pytest.mark.parametrize("how", ["cut", "spoilt", "none"])
def test_a_file_that_breaks_off_is_said(tmp_path: Path, watches: str, verb: int, how: str):
    packed = bytearray(
        gzip.compress("".join(f"{zlib.crc32(bytes([n % 256, n // 256]))}\n" for n in range(9000)).encode())
    )
    broken = {"cut": packed[:9000], "spoilt": packed[:200] + b"\xff" * 200 + packed[400:], "none": b"plain"}[how]
    (tmp_path / "p.gz").write_bytes(broken)
    said = done(verbs(watches, str(tmp_path / "p.gz"))[verb])
    assert said.returncode == 1
    if verb != 3 or how != "cut":  # bursts stops at its first bad line
        assert "ne se lit pas jusqu’au bout" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    "verb", [["match", "--watches"], ["analyse", "--only", "language"], ["compose", "--network", "x"]]
)
def test_a_reader_that_goes_is_no_mistake(tmp_path: Path, watches: str, verb: list[str]):
    (tmp_path / "p.jsonl").write_text(POST * 20_000)
    file = str(tmp_path / "p.jsonl")
    words = {"match": [*verb, watches, "--posts", file], "analyse": [*verb, "--posts", file]}.get(
        verb[0], [*verb, file]
    )
    with subprocess.Popen([*PARVIS, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("words", [["query", "explain", "eau"], ["help"]])
def test_a_full_disk_is_said(words: list[str]):
    with open("/dev/full", "w") as full:
        said = subprocess.run([*PARVIS, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert said.returncode == 1
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("asked", "word"),
    [({}, "ouvre"), ({"LANG": "C.UTF-8"}, "ouvre"), ({"LANG": "en_GB.UTF-8"}, "opened")]
    + [({"LANG": "en_GB", "LC_ALL": "fr_FR"}, "ouvre"), ({"LANG": "fr_FR", "LC_MESSAGES": "en_US"}, "opened")],
)
def test_what_is_said_is_in_the_readers_language(asked: dict[str, str], word: str):
    assert word in done(["compose", "--network", "x", "/nowhere"], **asked).stderr


@pytest.mark.parametrize("slug", sorted(kinds()))
def test_bad_lines_are_refused_in_words_and_the_rest_is_measured(tmp_path: Path, slug: str):
    bad = ['{"id": 2, "text": null}', '{"id": true, "text": "a"}', '{"text": "a"}', "[1]", "no", "[" * 100_000]
    good = '{"id": "é", "text": "a \\ud800 #\\ud800 b"}'
    (tmp_path / "p.jsonl").write_text("\n".join([*bad, "", good]))
    said = done(["compose", "--network", slug, str(tmp_path / "p.jsonl")])
    assert said.returncode == 1
    assert [line.split()[1] for line in said.stderr.splitlines()] == ["1", "2", "3", "4", "5", "6"]
    assert "Error" not in said.stderr
    assert json.loads(said.stdout)["id"] == "é"


def test_an_address_in_capitals_is_an_address():
    said = done(["feed", "HTTP://127.0.0.1:9/"])
    assert said.returncode == 1
    assert "ouvre" not in said.stderr


@pytest.mark.parametrize("verb", [["match", "--watches"], ["analyse", "--only", "language"]])
def test_a_stream_is_answered_while_it_flows(watches: str, verb: list[str]):
    words = [*verb, watches] if verb[0] == "match" else verb
    with subprocess.Popen(
        [*PARVIS, *words, "--posts", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as child:
        assert child.stdin
        assert child.stdout
        answered = threading.Event()
        writing = threading.Thread(target=trickle, args=(child.stdin, answered))
        writing.start()
        assert '"1"' in child.stdout.readline()
        answered.set()
        writing.join()
        child.stdin.close()
        child.stdout.read()


def trickle(stream: IO[str], until: threading.Event) -> None:
    while not until.wait(0.1):
        stream.write(POST)
        stream.flush()


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("mairie ET travaux", 0, "mairie AND travaux"),
        ("-emploi mairie", 0, "NOT emploi AND mairie"),
        ("-emploi", 1, ""),
        ("mairie (", 1, "mairie"),
        ("--version", 1, ""),
    ],
)
def test_a_query_is_one_argument_whatever_it_begins_with(query: str, status: int, said: str):
    asked = done(["query", "explain", query])
    told = json.loads(asked.stdout)
    assert (asked.returncode, told["ok"]) == (status, status == 0)
    assert said == (told["query"] if told["ok"] else told["error"]["repair"])
    assert (set(told["explain"]) if told["ok"] else {"fr", "en"} & set(told["error"])) == {"fr", "en"}


def test_a_watch_that_cannot_be_read_comes_with_its_repair(tmp_path: Path):
    (tmp_path / "w.tsv").write_text("a\tmairie ET\nb\tmairie\n")
    (tmp_path / "p.jsonl").write_text('{"id": "1", "text": "La mairie"}\n')
    said = done(["match", "--watches", str(tmp_path / "w.tsv"), "--posts", str(tmp_path / "p.jsonl")])
    assert (said.returncode, len(said.stdout.splitlines())) == (1, 1)
    assert "ligne 1" in said.stderr
    assert "Proposition : mairie" in said.stderr
