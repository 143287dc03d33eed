"""The tags that every page is written with."""

from types import SimpleNamespace
from zoneinfo import ZoneInfo

import lucide
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.utils import timezone
from django.utils.translation import override

from parvis.web.context import WAYS
from parvis.web.templatetags.parvis import NETWORKS


def render(source, request=None, **given):
    return engines["django"].from_string("{% load parvis %}" + source).render(given, request)


class Form(forms.Form):
    name = forms.CharField(label="Nom", help_text="Un mot suffit.")
    handling = forms.ChoiceField(label="Traitement", choices=[("a", "Répondre")], widget=forms.RadioSelect)
    shared = forms.BooleanField(label="Partager", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "a&lt;b&gt; cantine"),
        ([[5, 12]], "a&lt;b&gt; <mark>cantine</mark>"),
        ([[1, 4]], "a<mark>&lt;b&gt;</mark> cantine"),
        ([[5, 9], [7, 12]], "a&lt;b&gt; <mark>cant</mark><mark>ine</mark>"),
        ([[7, 90]], "a&lt;b&gt; ca<mark>ntine</mark>"),
    ],
)
def test_mark_escapes_and_never_goes_over(spans, expected):
    assert render("{% mark text spans %}", text="a<b> cantine", spans=spans) == expected


def test_tone_is_a_shape_and_a_word():
    assert "▾" in render('{% tone "negative" %}')
    assert "négatif" in render('{% tone "negative" %}')
    assert render('{% tone "" %}') == ""


def test_every_icon_that_the_house_names_exists():
    for name in [way[2] for way in WAYS] + [icon for _, icon in NETWORKS.values()]:
        assert lucide._load_icon(name) is not None
    assert 'aria-hidden="true"' in render('{% icon "inbox" %}')


def test_names_are_escaped():
    for tag in ("{% avatar name %}", "{% network name %}", "{% badge name %}"):
        assert "<script>" not in render(tag, name="<script>x")


def test_when_is_in_the_zone_of_the_house(rf):
    request = rf.get("/")
    request.house = SimpleNamespace(tz=ZoneInfo("Indian/Reunion"))
    moment = timezone.now().replace(year=2024, month=1, day=31, hour=22, minute=0)
    assert "1er\u00a0février 2024, 2\u00a0h" in render("{% when at %}", at=moment, request=request)
    assert "jeudi 1er\u00a0février 2024" in render("{% day at %}", at=moment, request=request)
    assert render("{% when at %}", at=None) == "–"


def test_field_ties_label_help_and_error_to_the_input():
    found = render("{% field form.name %}", form=Form({}))
    assert '<label for="id_name">Nom' in found
    assert 'aria-describedby="id_name_helptext id_name_error"' in found
    assert 'id="id_name_helptext"' in found
    assert 'id="id_name_error"' in found
    assert 'aria-invalid="true"' in found


def test_field_groups_choices_and_puts_the_box_before_its_words():
    assert "<legend>Traitement" in render("{% field form.handling %}", form=Form())
    box = render("{% field form.shared %}", form=Form())
    assert box.index("<input") < box.index("Partager")
    assert "<label" not in render("{% field form.token %}", form=Form())


def test_form_errors_links_to_each_field():
    found = render("{% form_errors form %}", form=Form({"token": "x"}))
    assert 'href="#id_name"' in found
    assert 'href="#id_handling"' in found
    assert 'role="alert"' in found
    assert render("{% form_errors form %}", form=Form()) == ""


def test_pager_keeps_the_filters(rf):
    page = Paginator(range(50), 10).page(2)
    found = render("{% pager page %}", rf.get("/?q=pont&page=2"), page=page)
    assert "?q=pont&amp;page=3" in found
    assert "Page 2 sur 5" in found
    assert render("{% pager page %}", rf.get("/"), page=Paginator([], 10).page(1)) == ""


def test_empty_teaches():
    found = render('{% empty icon="ear" title="Rien encore" text="Écrivez" href="/x/" label="Commencer" %}')
    assert "Rien encore" in found
    assert 'href="/x/"' in found


def test_colons_and_quotation_marks_are_the_readers_own():
    source = "{{ name }}{% colon %}{{ words|quoted }}"
    with override("fr"):
        assert render(source, name="Bruno", words="l’heure <b>") == "Bruno\xa0: «\xa0l’heure &lt;b&gt;\xa0»"
    with override("en"):
        assert render(source, name="Bruno", words="l’heure <b>") == "Bruno: “l’heure &lt;b&gt;”"


def test_words_in_another_language_are_marked_for_those_who_hear_them():
    assert render("<p{% lang code %}>", code="fr") == '<p lang="fr">'
    assert render("<p{% lang code %}>", code="") == "<p>"
