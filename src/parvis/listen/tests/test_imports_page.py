"""Handing in a file: columns guessed and shown, progress, what was refused."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parvis.listen.models import Import, Post, Source

TABLE = "Quand;Qui;Verbatim\n24/11/2025;Ana;La cantine est bonne\nhier;Luc;Non\n"


@pytest.fixture
def url(town):
    return lambda name, *args: reverse(f"listen:{name}", args=[town.slug, *args])


@pytest.fixture
def client(bruno, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return sign_in(bruno)


@pytest.fixture
def handed_in(client, url):
    def make(content=TABLE, name="enquête.csv"):
        file = SimpleUploadedFile(name, content.encode())
        return client.post(url("imports"), {"file": file, "name": "Enquête 2025"})

    return make


def test_from_the_file_to_the_refused_lines(client, url, handed_in, work):
    answer = handed_in()
    row = Import.objects.get()
    assert answer.url == url("import", row.pk)
    page = client.get(answer.url).content.decode()
    assert "La cantine est bonne" in page
    assert '<option value="Verbatim" selected>' in page
    client.post(url("start_import", row.pk), {"text": "Verbatim", "published_at": "Quand", "author": "Qui"})
    part = client.get(url("import", row.pk), headers={"HX-Request": "true"}).content.decode()
    assert "<progress" in part
    assert "<html" not in part
    work()
    assert Post.objects.get().author == "Ana"
    done = client.get(url("import", row.pk)).content.decode()
    assert "terminé" in done
    assert "hier" in done
    lines = b"".join(client.get(url("refused", row.pk)).streaming_content).splitlines()
    assert json.loads(lines[0])["line"] == 3


def test_the_text_s_column_must_be_said(client, url, handed_in, work):
    handed_in("a;b\n1;2\n")
    row = Import.objects.get()
    assert "Il reste à corriger" in client.post(url("start_import", row.pk), {"text": ""}).content.decode()
    work()
    assert Import.objects.get().due_at is None


def test_a_file_of_another_kind_is_refused_and_not_kept(handed_in, tmp_path):
    page = handed_in("[1, 2]", "x.json")
    assert "JSON Lines" in page.content.decode()
    assert not Import.objects.exists()
    assert not [path for path in Path(tmp_path).rglob("*") if path.is_file()]


def test_a_started_import_is_not_started_twice(client, url, handed_in, work):
    handed_in()
    row = Import.objects.get()
    columns = {"text": "Verbatim", "published_at": "Quand"}
    client.post(url("start_import", row.pk), columns)
    work()
    client.post(url("start_import", row.pk), columns)
    work()
    assert Import.objects.get().read == 2


def test_a_file_handed_in_by_mistake_goes_without_a_trace(client, url, handed_in, tmp_path):
    handed_in()
    client.post(url("give_up_import", Import.objects.get().pk))
    assert not Import.objects.exists()
    assert not Source.objects.exists()
    assert not [path for path in Path(tmp_path).rglob("*") if path.is_file()]


def test_another_house_s_files_are_not_there(dalia, chamber, sign_in, handed_in):
    handed_in()
    client, pk = sign_in(dalia), Import.objects.get().pk
    for name in ("import", "refused"):
        assert client.get(reverse(f"listen:{name}", args=[chamber.slug, pk])).status_code == 404
    for name in ("start_import", "give_up_import"):
        assert client.post(reverse(f"listen:{name}", args=[chamber.slug, pk])).status_code == 404


def test_a_reader_hands_nothing_in(bruno, handed_in):
    bruno.memberships.update(role="reader")
    assert handed_in().status_code == 403
