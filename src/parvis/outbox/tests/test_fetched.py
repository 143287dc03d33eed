"""Platforms that only fetch get an address that opens one file, for a week, to nobody else."""

from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from parvis.outbox.drafts import _media
from parvis.outbox.fetched import address_of


@pytest.fixture
def file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_URL = "https://parvis.sainte-aube.fr"
    name = default_storage.save("place.jpg", ContentFile(b"\xff\xd8picture"))
    return {"file": name, "content_type": "image/jpeg", "name": "la place.jpg", "alt": "La place"}


def test_a_draft_brings_the_address_of_its_picture(client, town, file):
    media = _media(file, True)
    assert media.url.startswith("https://parvis.sainte-aube.fr/fetched/")
    answer = client.get(urlsplit(media.url).path)
    assert (answer.status_code, answer["content-type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content) == media.content


def test_without_https_there_is_no_address(settings, file):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert address_of(file) == ""
    assert _media(file, True).url == ""


def test_a_made_up_or_old_address_opens_nothing(client, town, file, monkeypatch):
    path = urlsplit(address_of(file)).path
    token = path.split("/")[2]
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), "x", token.swapcase()):
        assert client.get(path.replace(token, wrong)).status_code == 404
    monkeypatch.setattr("parvis.outbox.fetched.LASTS", -1)
    assert client.get(path).status_code == 404


def test_a_file_that_is_gone_is_not_found(client, town, file):
    path = urlsplit(address_of(file)).path
    default_storage.delete(file["file"])
    assert client.get(path).status_code == 404
