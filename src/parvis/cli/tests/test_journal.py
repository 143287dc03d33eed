"""The journal's page: filtered, verified, taken away and checked elsewhere."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from parvis.cli.check_work import journals
from parvis.cli.main import main
from parvis.core import audit
from parvis.core.journal import chain, reword

WHERE = "/o/sainte-aube/govern/journal/"


@pytest.fixture
def log(town, alice, bruno):
    audit.record(town, alice, "people.invited", about="=HYPERLINK(1)")
    audit.record(town, bruno, "people.joined")
    audit.record(town, alice, "people.role_changed", about=str(bruno), role="Lecteur")
    chain(town)
    return town


def _shown(client, **asked):
    return client.get(WHERE, asked).content.decode()


def test_filters_by_words_person_act_and_day(log, alice, bruno, sign_in):
    client = sign_in(alice)
    assert "a rejoint" in _shown(client)
    for asked in ({"q": "hyperlink"}, {"person": alice.pk}, {"act": "people.invited"}):
        page = _shown(client, **asked)
        assert "a invité =HYPERLINK(1)" in page
        assert "Bruno Diallo a rejoint" not in page
    today = timezone.now().astimezone(log.tz).date()
    assert "a rejoint l’organisation.</span>" in _shown(client, since=today, until=today)
    assert "Rien ne correspond" in _shown(client, since=today + timedelta(days=1))
    assert "Rien ne correspond" in _shown(client, until=today - timedelta(days=1))
    for odd in ("2026-13-01", "9999-12-31", "0001-01-01", "x"):
        assert client.get(WHERE, {"since": odd, "until": odd, "person": odd, "act": odd}).status_code == 200


def test_a_break_is_told_on_the_page_and_by_the_doctor(log, alice, sign_in):
    assert "La chaîne est intacte." in _shown(sign_in(alice), verify="")
    (finding,) = journals()
    assert finding.how_bad == "good"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_auditentry SET about = 'Bruno Dialla' WHERE number = 3")
    page = _shown(sign_in(alice), verify="")
    assert "La chaîne est rompue." in page
    assert "Acte n° 3" in page
    (finding,) = journals()
    assert (finding.how_bad, finding.do.en != "") == ("bad", True)
    assert "Mairie de Sainte-Aube: Entry 3: its words" in finding.what.en


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_an_export_is_checked_without_the_database(log, alice, bruno, sign_in, kind, tmp_path, capsys):
    reword(log, [bruno.name, bruno.email])
    answer = sign_in(alice).get(f"{WHERE}journal.{kind}")
    assert answer.status_code == 200
    file = tmp_path / f"journal.{kind}"
    file.write_bytes(b"".join(answer.streaming_content))
    text = file.read_text(encoding="utf-8")
    assert "Bruno" not in text
    assert main(["journal", "verify", str(file)]) == 0
    assert "4 entries, unbroken" in capsys.readouterr().out
    if kind == "csv":
        assert ",=HYPERLINK" not in text
    file.write_text(text.replace("Lecteur", "Lecteus"), encoding="utf-8")
    assert main(["journal", "verify", str(file)]) == 1
    assert "Entry 3: its words" in capsys.readouterr().out


def test_an_export_without_its_last_lines_is_found_out(log, alice, sign_in, tmp_path, capsys):
    lines = b"".join(sign_in(alice).get(f"{WHERE}journal.jsonl").streaming_content).splitlines()
    assert json.loads(lines[0])["number"] == 3
    file = tmp_path / "journal.jsonl"
    file.write_bytes(b"\n".join(lines[:-1]))
    assert main(["journal", "verify", str(file)]) == 1
    assert "Entry 3: the end" in capsys.readouterr().out
    file.write_text("no journal")
    assert main(["journal", "verify", str(file)]) == 1


def test_only_leads_take_it_away(log, bruno, alice, sign_in):
    assert sign_in(bruno).get(f"{WHERE}journal.csv").status_code == 403
    assert sign_in(alice).get(f"{WHERE}journal.exe").status_code == 404
