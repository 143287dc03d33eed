"""Signatures: every function, its own people, this very text; only then is a version in force."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.charter import reads, signing, writing
from parvis.govern.charter.models import Function, Signature
from parvis.people.models import Membership


def give(version, function, person, seen=None):
    membership = Membership.objects.get(user=person)
    return signing.sign(membership, version, function, seen or version.fingerprint(), timezone.now())


def test_in_force_with_the_last_signature_and_not_before(waiting, functions, alice, bruno, chloe, nadia):
    people = {"Relations publiques": alice, "Marketing": bruno, "Ressources humaines": nadia, "Juridique": chloe}
    for name, person in people.items():
        waiting.refresh_from_db()
        assert not waiting.is_in_force
        give(waiting, functions[name], person)
    waiting.refresh_from_db()
    assert waiting.is_in_force
    codes = list(AuditEntry.objects.of(waiting.organisation).values_list("code", flat=True))
    assert codes.count("charter.signed") == 4
    assert codes.count("charter.in_force") == 1


def test_the_version_before_ends_at_that_moment(town, alice, in_force, sign_all):
    following = writing.begin(alice, town, "charter", "x", writing.copied(in_force))
    writing.add_clause(alice, following, "Nouvelle", "Texte")
    signing.submit(alice, following, timezone.now())
    sign_all(following)
    in_force.refresh_from_db()
    assert in_force.ended_at == following.in_force_at
    assert list(reads.in_force(town)) == [following]


def test_signing_twice_is_once(waiting, functions, chloe):
    give(waiting, functions["Juridique"], chloe)
    give(waiting, functions["Juridique"], chloe)
    assert Signature.objects.count() == 1


def test_nobody_signs_for_a_function_that_is_not_theirs(waiting, functions, chloe, alice):
    for person, name in ((chloe, "Marketing"), (alice, "Juridique")):
        with pytest.raises(signing.NotNow):
            give(waiting, functions[name], person)
    assert not Signature.objects.exists()


def test_a_signer_who_may_only_read_now_does_not_sign(waiting, functions, chloe):
    Membership.objects.filter(user=chloe).update(role="reader")
    with pytest.raises(signing.NotNow):
        give(waiting, functions["Juridique"], chloe)


def test_nobody_signs_for_two_functions(waiting, functions, chloe):
    functions["Marketing"].signers.add(Membership.objects.get(user=chloe))
    give(waiting, functions["Juridique"], chloe)
    with pytest.raises(signing.NotNow):
        give(waiting, functions["Marketing"], chloe)
    assert [place.is_mine for place in reads.places(waiting, Membership.objects.get(user=chloe))] == [False] * 4


def test_unless_the_house_has_too_few_people_and_the_log_says_so(town, waiting, functions, chloe, nadia):
    functions["Ressources humaines"].signers.add(Membership.objects.get(user=chloe))
    Membership.objects.filter(user=nadia).delete()
    give(waiting, functions["Juridique"], chloe)
    again = give(waiting, functions["Ressources humaines"], chloe)
    assert again.alone
    assert AuditEntry.objects.of(town).filter(code="charter.signed_again").count() == 1


def test_a_signature_is_void_once_a_word_changed(waiting, functions, alice, chloe):
    give(waiting, functions["Juridique"], chloe)
    signing.take_back(alice, waiting)
    clause = waiting.clauses.first()
    writing.change_clause(alice, clause, clause.title, "Autre chose", (clause.title, clause.text))
    signing.submit(alice, waiting, timezone.now())
    assert signing.standing(waiting) == {}
    assert Signature.objects.count() == 1
    give(waiting, functions["Juridique"], chloe)
    assert len(signing.standing(waiting)) == 1


def test_it_holds_when_the_text_comes_back_word_for_word(waiting, functions, alice, chloe):
    give(waiting, functions["Juridique"], chloe)
    signing.take_back(alice, waiting)
    signing.submit(alice, waiting, timezone.now())
    assert len(signing.standing(waiting)) == 1


def test_only_the_text_that_was_read_is_signed(waiting, functions, chloe):
    with pytest.raises(signing.NotNow):
        give(waiting, functions["Juridique"], chloe, seen="0" * 64)
    assert not Signature.objects.exists()


def test_a_refusal_sends_it_back_with_its_word(waiting, functions, chloe):
    membership = Membership.objects.get(user=chloe)
    args = (membership, waiting, functions["Juridique"], waiting.fingerprint(), "La clause 9 cite un texte abrogé.")
    signing.refuse(*args, timezone.now())
    waiting.refresh_from_db()
    assert waiting.is_draft
    assert [row.word for row in reads.refusals(waiting)] == ["La clause 9 cite un texte abrogé."]
    assert AuditEntry.objects.get(code="charter.refused").words("fr").endswith("La clause 9 cite un texte abrogé.")


def test_a_draft_is_not_signed(draft, functions, chloe):
    with pytest.raises(signing.NotNow):
        give(draft, functions["Juridique"], chloe)


def test_every_function_needs_somebody_before_the_text_is_handed_over(draft, functions, alice):
    functions["Juridique"].signers.clear()
    with pytest.raises(signing.NotNow) as caught:
        signing.submit(alice, draft, timezone.now())
    assert "Juridique" in caught.value.say.fr


def test_a_house_that_named_no_functions_has_nobody_to_sign(draft, alice):
    with pytest.raises(signing.NotNow):
        signing.submit(alice, draft, timezone.now())


def test_a_function_left_out_is_no_longer_waited_for(town, waiting, functions, alice, bruno, nadia, member):
    for name, person in (("Relations publiques", alice), ("Marketing", bruno), ("Ressources humaines", nadia)):
        give(waiting, functions[name], person)
    kept = [signing.Named(row, row.name, list(row.signers.all())) for row in Function.objects.exclude(name="Juridique")]
    signing.name_functions(alice, town, kept, timezone.now() + timedelta(seconds=1))
    waiting.refresh_from_db()
    assert waiting.is_in_force


def test_names_may_change_places(town, alice, functions):
    rows = list(Function.objects.of(town))
    names = [row.name for row in reversed(rows)]
    signing.name_functions(
        alice, town, [signing.Named(row, name, []) for row, name in zip(rows, names, strict=True)], timezone.now()
    )
    assert list(Function.objects.of(town).values_list("pk", "name")) == [
        (row.pk, name) for row, name in zip(rows, names, strict=True)
    ]
