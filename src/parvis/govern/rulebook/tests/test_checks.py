"""What each kind of rule says, and what it leaves alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from parvis.govern.rulebook.checks import CHECKS, Item

NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Europe/Paris"))
NIGHT = NOON.replace(hour=23)
SUNDAY = NOON.replace(day=8)
PICTURE = {"alt": "Le pont sous la neige, vu du quai", "content_type": "image/jpeg"}
VIDEO = {"alt": "Le maire visite le chantier", "content_type": "video/mp4"}


def said(kind, terms, text="Le pont rouvre lundi.", at=NOON, media=(), act="publish"):
    """The pieces of text a rule points at; None for a breach of the whole."""
    found = CHECKS[kind](terms, Item(text, act, at, "fr", media))
    return [text[each.start : each.end] or None for each in found]


CASES = [
    ("words", {"query": "administré* OR usager*"}, {"text": "Chers administrés, le pont rouvre."}, ["administrés"]),
    ("words", {"query": "administré*"}, {"text": "L’administration vous répond."}, []),
    (
        "mention",
        {"wanted": ["Avec le soutien du Département"], "query": "festival"},
        {"text": "Le festival ouvre."},
        [None],
    ),
    ("mention", {"wanted": ["Avec le soutien du Département"], "query": "festival"}, {}, []),
    ("mention", {"wanted": ["soutien du département"]}, {"text": "Avec le soutien du DEPARTEMENT"}, []),
    ("mention", {"wanted": ["Photo :"], "picture": True}, {}, []),
    ("mention", {"wanted": ["Photo :"], "picture": True}, {"media": [PICTURE]}, [None]),
    ("mention", {"wanted": ["Photo :"], "picture": True}, {"media": [{**PICTURE, "alt": "Photo : A. Morel"}]}, []),
    ("privacy", {}, {"text": "Appelez le 06 12 34 56 78."}, ["06 12 34 56 78"]),
    ("privacy", {"allowed": ["06 12 34 56 78"]}, {"text": "Appelez le 06 12 34 56 78."}, []),
    ("silence", {"start": "2026-03-01", "end": "2026-03-10"}, {}, [None]),
    ("silence", {"start": "2026-03-11", "end": "2026-03-20"}, {}, []),
    ("silence", {"start": "2026-03-01", "end": "2026-03-31", "query": "bilan"}, {}, []),
    ("silence", {"start": "2026-03-01", "end": "2026-03-31", "query": "bilan"}, {"text": "Le bilan du maire"}, [None]),
    ("quiet", {"start": "21:00", "end": "07:30"}, {"at": NIGHT}, [None]),
    ("quiet", {"start": "21:00", "end": "07:30"}, {"at": NOON.replace(hour=7, minute=30)}, []),
    ("quiet", {"start": "12:00", "end": "14:00"}, {}, [None]),
    ("quiet", {"start": "21:00", "end": "07:30", "sundays": True}, {"at": SUNDAY}, [None]),
    ("quiet", {"start": "21:00", "end": "07:30", "sundays": False}, {"at": SUNDAY}, []),
    ("language", {"languages": ["fr"]}, {"text": "The bridge opens again on Monday morning for everybody."}, [None]),
    ("language", {"languages": ["fr", "en"]}, {"text": "The bridge opens again on Monday morning for everybody."}, []),
    ("language", {"languages": ["fr"]}, {"text": "OK"}, []),
    (
        "links",
        {"sites": ["gouv.fr"]},
        {"text": "Voir https://bit.ly/x1 et https://www.impots.gouv.fr/a?b"},
        ["https://bit.ly/x1"],
    ),
    ("links", {"sites": ["gouv.fr"]}, {"text": "Voir https://notgouv.fr"}, ["https://notgouv.fr"]),
    (
        "links",
        {"sites": ["gouv.fr"]},
        {"text": "Voir https://gouv.fr@evil.example/x"},
        ["https://gouv.fr@evil.example/x"],
    ),
    ("description", {"least": 20}, {"media": [{**PICTURE, "alt": "photo"}]}, [None]),
    ("description", {"least": 20, "captions": True}, {"media": [PICTURE]}, []),
    ("description", {"least": 0, "captions": True}, {"media": [VIDEO]}, [None]),
    ("description", {"least": 0, "captions": True}, {"media": [{**VIDEO, "captions": "a.vtt"}]}, []),
]


@pytest.mark.parametrize(("kind", "terms", "item", "pieces"), CASES)
def test_what_it_points_at(kind, terms, item, pieces):
    assert said(kind, terms, **item) == pieces


def test_every_kind_is_checked():
    from parvis.govern.rulebook.forms import FORMS
    from parvis.govern.rulebook.models import Kind

    assert set(CHECKS) == set(FORMS) == set(Kind.values) == {case[0] for case in CASES}
