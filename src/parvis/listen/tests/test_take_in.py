"""Taking files in: as people and programs write them, in pieces, with what was refused told."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from parvis.core import work
from parvis.listen import files, taking
from parvis.listen.columns import guess, moment
from parvis.listen.models import Import, Post, RefusedLine
from parvis.listen.steps import STEPS
from parvis.text.posts import PostError

EXCEL = (
    "Date;Auteur;Texte;Lien\r\n"
    '24/11/2025 20:15;Ana;"Où est la cantine\u202f?\r\nMerci ; bonne soirée";https://x.example/1\r\n'
    "pas une date;Luc;Bonjour;\r\n"
    ";Zoé;;\r\n"
    "25/11/2025;Max;Élan;;trop\r\n"
    "\r\n"
    "26/11/2025;Éva;C’est très bien;\r\n"
)


@pytest.fixture
def file(tmp_path):
    def make(content, name="remarques.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.fixture
def taken(town, file, settings, tmp_path):
    """`taken(content)` makes an import that is due."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(content):
        shape = files.look(file(content))
        row = Import(
            organisation=town,
            source=taking.source_for(town, "Archives"),
            mapping={**shape.as_json(), "fields": guess(shape.columns)},
            size=shape.size,
            due_at=timezone.now(),
        )
        row.file.save("remarques.csv", ContentFile(content.encode()))
        return row

    return make


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_as_excel_writes_it(town, file, encoding):
    content = EXCEL.replace("\u202f", " ")
    summary = taking.take_in_file(town, file(content.encode(encoding)), "Archives")
    assert summary == {"read": 5, "new": 2, "known": 0, "refused": 3}
    first = Post.objects.get(author="Ana")
    assert first.text == "Où est la cantine ?\r\nMerci ; bonne soirée"
    assert first.published_at == datetime(2025, 11, 24, 19, 15, tzinfo=UTC)
    assert Post.objects.get(author="Éva").text == "C’est très bien"


def test_refused_lines_lie_beside_the_file_with_their_reasons(town, file):
    path = file(EXCEL)
    taking.take_in_file(town, path, "Archives")
    aside = path.with_name("remarques.csv.refused.jsonl")
    refused = [json.loads(line) for line in aside.read_text().splitlines()]
    assert [line["line"] for line in refused] == [3, 4, 5]
    assert "pas une date" in refused[0]["reason"]["fr"]
    assert "trop" in refused[2]["content"]


def test_the_same_file_again_is_known_and_another_source_is_not(town, file):
    path = file('{"id": 1, "text": "Bonjour"}\n{"id": "1", "text": "Bonjour"}\n', "posts.jsonl")
    assert taking.take_in_file(town, path, "A") == {"read": 2, "new": 1, "known": 1, "refused": 0}
    assert taking.take_in_file(town, path, "A")["known"] == 2
    assert taking.take_in_file(town, path, "B")["new"] == 1
    assert not path.with_name("posts.jsonl.refused.jsonl").exists()


def test_packed_lines_as_programs_write_them(town, file):
    post = {"id": "a", "text": "Snow", "lang": "en", "source": "mastodon", "published_at": "2026-01-05T08:00:00Z"}
    lines = [json.dumps(post), "", "[1]", "not json", json.dumps({"text": "no id"}), json.dumps({"id": "b"})]
    path = file(gzip.compress("\n".join(lines).encode()), "posts.jsonl.gz")
    assert taking.take_in_file(town, path, "Neige") == {"read": 5, "new": 2, "known": 0, "refused": 3}
    post = Post.objects.get(network="mastodon")
    assert (post.published_at, post.language) == (datetime(2026, 1, 5, 8, tzinfo=UTC), "en")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "vide"), (b"[{}]", "seul tableau"), ("a;b".encode("utf-16"), "UTF-16"), (b"\x1f\x8bzzzz", "abîmé")],
)
def test_a_file_that_cannot_be_taken_in_says_what_to_do(file, content, words):
    with pytest.raises(files.UnreadableFile) as error:
        files.look(file(content))
    assert words in error.value.say.fr


def test_a_file_without_a_text_is_refused_as_a_whole(town, file):
    with pytest.raises(files.UnreadableFile):
        taking.take_in_file(town, file("a;b\n1;2\n"), "A")
    assert not Post.objects.exists()


def test_reading_goes_on_from_any_record(file):
    path = file(EXCEL)
    shape = files.look(path)
    whole = list(files.lines(path, shape))
    for line in whole:
        rest = list(files.lines(path, shape, line.end, line.number))
        assert rest == whole[whole.index(line) + 1 :]


def test_a_quote_that_never_ends_and_a_giant_line_are_refused_not_fatal(file, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_LINE", 50)
    path = file("texte\nbon\n" + '"' + "x" * 200 + "\nencore\n" + '"fin"\n')
    refusals = [line.refusal for line in files.lines(path, files.look(path))]
    assert files.TOO_LONG in refusals
    path = file('{"text": "' + "x" * 200 + '"}\n{"text": "bon"}\n', "x.jsonl")
    lines = list(files.lines(path, files.Shape("jsonl", "utf-8", "", ["text"], 0)))
    assert [line.refusal for line in lines] == [files.TOO_LONG, None]


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-01-05T08:00:00+01:00", datetime(2026, 1, 5, 7, tzinfo=UTC)),
        ("5/1/2026 à 8h00", datetime(2026, 1, 5, 7, tzinfo=UTC)),
        ("05.01.2026", datetime(2026, 1, 4, 23, tzinfo=UTC)),
        ("1767596400", datetime(2026, 1, 5, 7, tzinfo=UTC)),
        ("1767596400000", datetime(2026, 1, 5, 7, tzinfo=UTC)),
        ("Mon, 05 Jan 2026 08:00:00 +0100", datetime(2026, 1, 5, 7, tzinfo=UTC)),
    ],
)
def test_dates_as_people_write_them(town, written, utc):
    assert moment(written, town.tz) == utc


def test_a_date_that_is_none_is_refused(town):
    for wrong in ("hier", "31/02/2026", "99999999999999999"):
        with pytest.raises(PostError):
            moment(wrong, town.tz)


def test_an_import_runs_in_pieces_counts_and_removes_its_file(taken, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(taking, "CHUNK", 2)
    row = taken(EXCEL)
    path = Path(row.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        work.drain(STEPS[3:])
    row.refresh_from_db()
    assert (row.read, row.new, row.known, row.refused) == (5, 2, 0, 3)
    assert (row.position, bool(row.file)) == (row.size, False)
    assert row.done_at
    assert list(RefusedLine.objects.values_list("number", flat=True)) == [3, 4, 5]
    assert not path.exists()


def test_killed_between_two_pieces_nothing_is_lost_or_doubled(taken, monkeypatch):
    monkeypatch.setattr(taking, "CHUNK", 2)
    row = work.claim(Import.objects.filter(pk=taken(EXCEL).pk), timezone.now(), 60)
    real, calls = taking._take_chunk, []

    def die_at_the_second(*args):
        real(*args)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(taking, "_take_chunk", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        taking.take_in(row)
    monkeypatch.setattr(taking, "_take_chunk", real)
    assert Import.objects.get().read == 2
    Import.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work.drain(STEPS[3:])
    row = Import.objects.get()
    assert (row.read, row.new, row.refused) == (5, 2, 3)
    assert Post.objects.count() == 2
    assert RefusedLine.objects.count() == 3


@pytest.mark.parametrize(
    "line",
    [
        '{"text": "Bonjour", "published_at": "0001-01-01T00:00:00"}',
        '{"text": "Bonjour", "published_at": "9999-12-31T23:59:59-05:00"}',
        '{"text": "Bonjour", "published_at": "01/01/0001"}',
        '{"text": ' + "[" * 100_000,
    ],
)
def test_one_line_that_makes_no_sense_does_not_stop_the_others(town, file, line):
    summary = taking.take_in_file(town, file(line + '\n{"text": "Merci"}\n', "r.jsonl"), "Archives")
    assert summary == {"read": 2, "new": 1, "known": 0, "refused": 1}


def test_half_an_emoji_is_left_out(town, file):
    half = {"text": "Bravo \ud83d", "author": "Ana\ud83d", "tags": ["fete\udd25"], "title": "T\udd25", "id": "\ud83d1"}
    assert taking.take_in_file(town, file(json.dumps(half), "r.jsonl"), "Archives")["new"] == 1
    post = Post.objects.get()
    assert (post.text, post.author, post.tags, post.title) == ("Bravo ", "Ana", ["fete"], "T")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04" + bytes(range(256)) * 20, "workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 20, "workbook"),
        (b'"' + b"x" * 3_000_000, "CSV table"),
    ],
)
def test_what_is_no_table_is_refused_in_words(file, content, words):
    with pytest.raises(files.UnreadableFile, match=words):
        files.look(file(content))
