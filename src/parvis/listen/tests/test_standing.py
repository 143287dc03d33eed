"""The compiled watches follow the rows: what a change concerns is compiled again, and nothing else."""

import pytest
from django.utils import timezone

from parvis.listen import matching
from parvis.listen.models import Watch
from parvis.text.batch import Watches
from parvis.text.posts import Post


@pytest.fixture
def named(town):
    """`named(Name="query")` makes a watch or gives it another query."""

    def make(**queries):
        for name, query in queries.items():
            Watch.objects.update_or_create(organisation=town, name=name, defaults={"query": query})

    return make


@pytest.fixture
def added(monkeypatch):
    """The keys of the watches that are compiled, in order."""
    keys, real = [], Watches.add

    def add(self, watch_id, query):
        keys.append(int(watch_id))
        real(self, watch_id, query)

    monkeypatch.setattr(Watches, "add", add)
    return keys


def caught(town, text):
    """The names of the watches that catch `text`."""
    names = dict(Watch.objects.values_list("pk", "name"))
    return {names[int(match.watch_id)] for match in matching.standing(town).watches.match([Post("1", text)])}


def test_only_what_changes_is_compiled_again(town, named, added):
    named(Cantine="cantine", Piscine="piscine", Voirie="voirie")
    matching.standing(town)
    assert len(added) == 3
    added.clear()
    named(Piscine="piscine OR bassin", Marché="marché")
    assert caught(town, "bassin, marché, cantine") == {"Piscine", "Marché", "Cantine"}
    assert {*added} == {*Watch.objects.filter(name__in=["Piscine", "Marché"]).values_list("pk", flat=True)}


def test_a_watch_that_goes_or_is_paused_catches_nothing_and_comes_back(town, named, added):
    named(Cantine="cantine", Piscine="piscine")
    assert caught(town, "cantine et piscine") == {"Cantine", "Piscine"}
    Watch.objects.filter(name="Cantine").update(paused_at=timezone.now())
    Watch.objects.filter(name="Piscine").delete()
    assert caught(town, "cantine et piscine") == set()
    Watch.objects.update(paused_at=None)
    added.clear()
    assert caught(town, "cantine et piscine") == {"Cantine"}
    assert len(added) == 1


def test_a_watch_that_quotes_another_follows_it_at_any_depth(town, named, added):
    named(Lieux="cantine", École="saved:Lieux AND école", Tout="saved:École OR crèche", Autre="voirie")
    assert caught(town, "L’école et la cantine") == {"Lieux", "École", "Tout"}
    added.clear()
    named(Lieux="gymnase")
    assert caught(town, "L’école et la cantine") == set()
    assert caught(town, "L’école et le gymnase") == {"Lieux", "École", "Tout"}
    assert len(added) == 3


def test_the_query_of_a_paused_watch_is_still_quoted(town, named):
    named(Lieux="cantine", École="saved:Lieux AND école")
    Watch.objects.filter(name="Lieux").update(paused_at=timezone.now())
    assert caught(town, "L’école et la cantine") == {"École"}
    named(Lieux="gymnase")
    assert caught(town, "L’école et le gymnase") == {"École"}


def test_a_watch_whose_quotation_is_gone_catches_nothing_until_it_is_back(town, named, caplog):
    named(Lieux="cantine", École="saved:Lieux AND école")
    assert caught(town, "L’école et la cantine") == {"Lieux", "École"}
    Watch.objects.filter(name="Lieux").update(name="Salles")
    assert caught(town, "L’école et la cantine") == {"Salles"}
    assert "cannot be read" in caplog.text
    named(Lieux="cantine")
    assert caught(town, "L’école et la cantine") == {"Salles", "Lieux", "École"}


def test_a_renamed_watch_that_nobody_quotes_is_not_compiled_again(town, named, added):
    named(Cantine="cantine")
    matching.standing(town)
    added.clear()
    Watch.objects.update(name="Restauration")
    assert caught(town, "La cantine") == {"Restauration"}
    assert not added


def test_houses_do_not_share_what_is_compiled(town, chamber, named):
    named(Cantine="cantine")
    Watch.objects.create(organisation=chamber, name="Piscine", query="piscine")
    assert caught(town, "cantine, piscine") == {"Cantine"}
    assert caught(chamber, "cantine, piscine") == {"Piscine"}


def test_nothing_is_compiled_or_looked_at_twice_when_nothing_changed(town, named, added, django_assert_num_queries):
    named(Cantine="cantine")
    held = matching.standing(town)
    added.clear()
    with django_assert_num_queries(1):
        assert matching.standing(town) is held
    assert not added
