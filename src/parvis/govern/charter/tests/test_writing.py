"""Writing: a text in preparation alone changes, and nobody's words are lost."""

import pytest
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.charter import signing, starting, writing
from parvis.govern.charter.models import Clause, Kind, Policy, Version


def titles(version):
    return list(version.clauses.values_list("title", flat=True))


def numbers(version):
    return list(version.clauses.values_list("position", flat=True))


def test_begun_from_a_starting_text_and_twice_is_once(town, alice, draft):
    assert draft.number == 1
    assert draft.clauses.count() >= 12
    again = writing.begin(alice, town, "charter", "Autre", [])
    assert again == draft
    assert AuditEntry.objects.of(town).filter(code="charter.begun").count() == 1


def test_clauses_are_added_changed_moved_removed_and_counted_without_gaps(alice, draft):
    count = draft.clauses.count()
    added = writing.add_clause(alice, draft, "Nouvelle", "Texte")
    assert added.position == count + 1
    assert writing.move_clause(alice, added, -1) == count
    first = draft.clauses.first()
    assert writing.move_clause(alice, first, -1) == 1
    writing.change_clause(alice, first, "Changée", "Autre texte", (first.title, first.text))
    writing.remove_clause(alice, draft.clauses.all()[2])
    assert numbers(draft) == list(range(1, count + 1))
    assert titles(draft)[0] == "Changée"
    codes = set(AuditEntry.objects.of(draft.organisation).values_list("code", flat=True))
    assert {"clause_added", "clause_moved", "clause_changed", "clause_removed"} <= {c.split(".")[1] for c in codes}


def test_what_another_wrote_meanwhile_is_not_overwritten(alice, draft):
    clause = draft.clauses.first()
    seen = (clause.title, clause.text)
    writing.change_clause(alice, clause, clause.title, "Le mot de Bruno", seen)
    with pytest.raises(writing.Meanwhile) as caught:
        writing.change_clause(alice, clause, clause.title, "Le mot d’Alice", seen)
    assert caught.value.now.text == "Le mot de Bruno"
    assert Clause.objects.get(pk=clause.pk).text == "Le mot de Bruno"


@pytest.mark.parametrize("act", ["describe", "add", "change", "move", "remove", "discard"])
def test_a_text_at_the_signature_does_not_change(alice, waiting, act):
    clause = waiting.clauses.first()
    before = waiting.fingerprint()
    acts = {
        "describe": lambda: writing.describe(alice, waiting, "x", "", 1),
        "add": lambda: writing.add_clause(alice, waiting, "x", "y"),
        "change": lambda: writing.change_clause(alice, clause, "x", "y", (clause.title, clause.text)),
        "move": lambda: writing.move_clause(alice, clause, 1),
        "remove": lambda: writing.remove_clause(alice, clause),
        "discard": lambda: writing.discard(alice, waiting),
    }
    with pytest.raises(writing.Frozen):
        acts[act]()
    waiting.refresh_from_db()
    assert waiting.fingerprint() == before
    assert waiting.policy.title == "Charte"


def test_the_next_version_keeps_the_keys(town, alice, in_force):
    following = writing.begin(alice, town, "charter", "x", writing.copied(in_force))
    assert following.number == 2
    assert [c.key for c in following.clauses.all()] == [c.key for c in in_force.clauses.all()]
    assert following.policy.title == "Charte"


def test_discarding_the_first_version_leaves_nothing(alice, draft):
    writing.discard(alice, draft)
    assert not Version.objects.exists()
    assert not Policy.objects.exists()


@pytest.mark.parametrize("language", starting.LANGUAGES)
@pytest.mark.parametrize("house", starting.HOUSES)
@pytest.mark.parametrize("kind", Kind.values)
def test_every_starting_text_is_whole(town, kind, house, language):
    clauses = starting.clauses(kind, house, language, town)
    assert starting.title(kind, language)
    assert len(clauses) >= 7
    assert len({each.key for each in clauses}) == len(clauses)
    for each in clauses:
        assert len(each.title) <= 160
        assert 80 < len(each.text) < 1500
        assert "{" not in each.title + each.text
    text = "\n".join(each.text for each in clauses)
    if language == "fr":
        assert "'" not in text
        assert " :" not in text
        assert "« " not in text
    assert "L. 52-1" not in text or house == "town"
    assert "agent public" not in text or house in {"town", "agency"}


def test_both_languages_have_the_same_clauses(town):
    for kind in Kind.values:
        for house in starting.HOUSES:
            french, english = (starting.clauses(kind, house, language, town) for language in ("fr", "en"))
            assert [each.key for each in french] == [each.key for each in english]


def test_handing_over_an_empty_text_is_refused(town, alice, functions):
    version = writing.begin(alice, town, "netiquette", "x", [])
    with pytest.raises(signing.NotNow):
        signing.submit(alice, version, timezone.now())
