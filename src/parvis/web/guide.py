"""What the style guide shows: the same components as every page, with words from Sainte-Aube."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone

from parvis.web import charts
from parvis.web.charts import Series

MENTIONS = [21, 24, 19, 26, 27, 18, 20, 31, 23, 22, 30, 25, 118, 84, 41, 27, 21, 26, 30, 25, 28, 27, 20, 29, 26, 57, 30]
WEEKS = [f"sem. {week}" for week in range(36, 48)]
HOURS = [0, 0, 0, 0, 0, 1, 3, 6, 8, 5, 4, 5, 9, 6, 4, 3, 5, 8, 10, 11, 9, 6, 3, 1]


class Example(forms.Form):
    """A form with one field of each shape."""

    name = forms.CharField(label="Nom de la veille", help_text="Vos collègues la verront sous ce nom.")
    words = forms.CharField(
        label="Ce que vous cherchez",
        widget=forms.Textarea(attrs={"rows": 3}),
        initial="(cantine OU « restaurant scolaire ») SAUF recrutement",
        required=False,
    )
    network = forms.ChoiceField(
        label="Réseau",
        choices=[("", "Tous les réseaux"), ("bluesky", "Bluesky"), ("mastodon", "Mastodon")],
        required=False,
    )
    since = forms.DateField(
        label="Depuis le",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=date(2026, 9, 1),
        required=False,
    )
    often = forms.ChoiceField(
        label="Me prévenir",
        choices=[("now", "tout de suite"), ("day", "une fois par jour"), ("never", "jamais")],
        widget=forms.RadioSelect,
        initial="day",
    )
    shared = forms.BooleanField(label="Partager cette veille avec toute l’équipe", initial=True, required=False)


class House:
    """The organisation in whose frame the guide stands for a reader who has none, or several."""

    slug, tz = "sainte-aube", None

    def __str__(self) -> str:
        return "Mairie de Sainte-Aube"


def specimens() -> dict[str, Any]:
    """Everything that the guide's template shows."""
    now = timezone.now()
    wrong = Example({"name": "", "often": "day"})
    return {
        "form": Example(),
        "wrong": wrong,
        "moments": [
            now - timedelta(minutes=12),
            now - timedelta(hours=5),
            now - timedelta(days=1),
            now + timedelta(days=3),
        ],
        "page": Paginator(range(120), 20).page(3),
        "spans": [[15, 22], [26, 31]],
        "line": _line(),
        "lines": _lines(),
        "bars": _bars(),
        "stacked": _stacked(),
        "heat": _heat(),
        "nothing": charts.line("Mentions du festival", "Aucune mention pour l’instant.", [], [Series("Mentions", [])]),
        "spark": charts.spark(MENTIONS),
    }


def _days() -> list[date]:
    return [date(2026, 9, 1) + timedelta(days=index) for index in range(len(MENTIONS))]


def _line() -> charts.Chart:
    return charts.line(
        "La cantine fait parler deux jours, puis le calme revient",
        "Mentions de la ville par jour, septembre 2026. Le plus haut : 118 le 13 septembre.",
        _days(),
        [Series("Mentions", MENTIONS)],
        marks=[(12, "Menu sans viande à la cantine"), (13, "Réponse de la mairie"), (25, "Pont fermé")],
    )


def _lines() -> charts.Chart:
    series = [
        Series("Bluesky", [round(value * 0.5) for value in MENTIONS]),
        Series("Mastodon", [round(value * 0.3) for value in MENTIONS]),
        Series("Site de la ville", [None] * 6 + [round(value * 0.22) for value in MENTIONS[6:]]),
    ]
    return charts.line(
        "D’où viennent les mentions", "Mentions par jour et par réseau, septembre 2026.", _days(), series
    )


def _bars() -> charts.Chart:
    rows = [
        ("Cantine et menus des écoles", 248),
        ("Travaux du pont des Trois-Arches et déviation des cars scolaires", 182),
        ("Festival des Lanternes", 97),
        ("Coupure d’eau du quartier des Tilleuls", 61),
        ("Déneigement", 12),
    ]
    return charts.bars("De quoi on parle", "Mentions par sujet, troisième trimestre 2026.", rows, unit="Mentions")


def _stacked() -> charts.Chart:
    series = [
        Series("négatif", [8, 12, 31, 14, 9, 7, 12, 10, 6, 5, 8, 7], "negative"),
        Series("neutre", [30, 34, 42, 38, 29, 26, 30, 28, 25, 30, 27, 24], "neutral"),
        Series("positif", [12, 10, 9, 16, 22, 18, 14, 19, 24, 28, 21, 20], "positive"),
        Series("incertain", [4, 6, 8, 5, 3, 4, 6, 3, 2, 4, 3, 5], "unsure"),
    ]
    return charts.stacked("Le ton, semaine après semaine", "Mentions par semaine et par ton.", WEEKS, series)


def _heat() -> charts.Chart:
    days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    values = [[value * (5 - abs(2 - at)) // 3 if at < 5 else value // 2 for value in HOURS] for at in range(7)]
    return charts.heat(
        "Quand on vous écrit", "Messages reçus par jour et par heure.", days, [f"{h} h" for h in range(24)], values
    )
