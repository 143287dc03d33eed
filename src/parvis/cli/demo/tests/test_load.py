"""Loading: once, all or nothing, beside whatever is there."""

import stat
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings

from parvis.cli.demo import command, load, loader
from parvis.cli.demo.story import dated, moved
from parvis.core.scope import Scoped
from parvis.listen.models import Post
from parvis.people.models import User

DAY = date(2026, 11, 21)


def rows():
    scoped = [model for model in apps.get_models() if issubclass(model, Scoped)]
    return {model: list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in scoped}


@pytest.mark.django_db
def test_the_morning_of_the_last_day_knows_nothing_of_its_noon(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    early = datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
    loader.load(DAY, "peu-importe-ici", early)
    assert not Post.objects.filter(published_at__gt=early).exists()
    assert Post.objects.filter(published_at__gt=early - timedelta(hours=4)).exists()


@pytest.mark.django_db
def test_loading_again_changes_nothing(monkeypatch, settings, tmp_path, capsys, chamber):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("parvis.cli.demo.load.KEPT", f"{tmp_path}/demo.password")
    assert load.load(DAY) == 0
    assert "Chambre des métiers" in capsys.readouterr().out
    password = (tmp_path / "demo.password").read_text()
    assert stat.S_IMODE((tmp_path / "demo.password").stat().st_mode) == 0o600
    assert User.objects.get(email=command.EMAIL).check_password(password)
    before = rows()
    assert load.load(None) == 0
    assert load.load(DAY) == 0
    assert "2026-11-21" in capsys.readouterr().out
    assert load.load(date(2026, 2, 10)) == 1
    assert "PARVIS_DATA" in capsys.readouterr().err
    assert before == rows()
    assert not Post.objects.of(chamber).exists()


@pytest.mark.django_db
def test_another_house_of_that_name_stays_as_it_is(town, capsys):
    assert load.load(DAY) == 1
    assert "sainte-aube" in capsys.readouterr().err
    assert not Post.objects.exists()
    assert not (settings.HOUSE.data / "demo.password").exists()


@pytest.mark.parametrize(
    ("how", "day"),
    [("{+0}", 20), ("{-3}", 17), ("{+1w}", 23), ("{+3w}", 23), ("{+0:sat}", 21), ("{+1:fri}", 27)],
)
def test_dates_move_as_the_town_writes_them(how, day):
    friday = date(2026, 11, 20)
    assert moved(friday, how) == date(2026, 11, day)


def test_dates_are_written_out():
    assert dated("Rendez-vous {+1:tue}.", date(2026, 11, 25), "fr") == "Rendez-vous mardi 1er décembre."
    assert dated("See you {+1:tue}.", date(2026, 11, 25), "en") == "See you Tuesday 1 December."
