"""The doctor speaks the language of whoever asks."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.cli.check import examine
from parvis.cli.main import main
from parvis.core import heartbeat
from parvis.listen.models import Source
from parvis.say import Say


@pytest.fixture
def ailing(town, channel, settings):
    """A house in which much is wrong: its settings, a login, two sources, nobody accredited, no worker."""
    settings.HOUSE = replace(settings.HOUSE, host="0.0.0.0", debug=True, allow_loopback=True, email_url="")
    Channel.objects.create(
        organisation=town, network="mastodon", name="La place", secrets={}, login_lost_at=timezone.now()
    )
    trouble, at = Say("Le flux n’est plus là.", "The feed is gone."), timezone.now() - timedelta(days=2)
    failing = {"trouble": trouble._asdict(), "failing_since": at}
    partly = {"trouble": {**trouble._asdict(), "at": at.isoformat()}, "last_words": "7: KeyError 'id'"}
    for name, fields in {"Flux": failing, "Blog": partly}.items():
        Source.objects.create(organisation=town, kind="feed", name=name, address=f"https://{name}.test", **fields)


def said(monkeypatch, capsys, language, *words):
    monkeypatch.setenv("LC_ALL", language)
    status = main(["check", *words])
    return status, capsys.readouterr().out


def test_every_finding_speaks_both_languages(ailing, alice):
    findings = list(examine())
    assert len(findings) > 12
    for each in findings:
        assert each.what.fr != each.what.en
        assert (each.do.fr != each.do.en) or each.how_bad == "good", each.what.en


def test_the_reader_gets_one_language_alone(ailing, monkeypatch, capsys):
    status, french = said(monkeypatch, capsys, "fr_FR.UTF-8")
    assert status == 1
    for line in (
        "✗ accès de La place : le réseau ne l’accepte plus\n    → Ouvrez la page de ce canal et reconnectez-le.",
        "Le flux n’est plus là.",
        "! source Blog : elle répond, mais tout n’a pas pu être lu. 7: KeyError 'id'",
        "! Mairie de Sainte-Aube : personne n’est habilité à prendre la parole",
        "✓ envois : aucun ne demande votre attention",
    ):
        assert line in french
    assert " the " not in french
    status, english = said(monkeypatch, capsys, "en_GB.UTF-8")
    assert "✗ login of La place: no longer accepted\n    → Open the channel's page and connect it again." in english
    assert "The feed is gone." in english
    assert " le " not in english.replace("Le flux", "")


def test_json_keeps_its_names_and_speaks_the_readers_language(ailing, monkeypatch, capsys):
    for language, word in (("fr", "horloge"), ("en", "clock")):
        status, out = said(monkeypatch, capsys, language, "--json")
        rows = [json.loads(line) for line in out.splitlines()]
        assert status == 1
        assert all(set(row) == {"what", "how_bad", "do"} for row in rows)
        assert any(row["what"].startswith(word) for row in rows)


def test_where_all_is_well_nothing_is_to_be_done(town, settings):
    settings.HOUSE = replace(settings.HOUSE, host="127.0.0.1", debug=False, email_url="smtp://mail.example")
    heartbeat.beat("work")
    told = [each.what.fr for each in examine() if each.how_bad == "good"]
    assert "tâches : processus actif" in told
    assert "base de données : sqlite répond, les tables sont à jour" in told or "postgresql" in " ".join(told)
