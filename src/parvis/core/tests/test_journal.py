"""The chain of the audit log: one byte changed by hand is found and located."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from parvis.core import audit
from parvis.core.audit import AuditEntry, OnlyAdded
from parvis.core.chain import Break
from parvis.core.journal import chain, head, links, reword, verify

SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def log(town, alice, bruno):
    """Six acts: numbers 1 to 6."""
    audit.record(town, alice, "people.joined")
    audit.record(town, alice, "people.invited", about="bruno@sainte-aube.example")
    audit.record(town, bruno, "people.joined")
    audit.record(town, alice, "people.role_changed", about=str(bruno), role="Lecteur")
    audit.record(town, alice, "people.removed", about=str(bruno))
    audit.record(town, alice, "people.arranged", about=town.name)
    chain(town)  # PostgreSQL chains after the commit, which a test never reaches
    return town


def _by_hand(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _set(number, column, value):
    _by_hand(f"UPDATE core_auditentry SET {column} = %s WHERE number = %s", value, number)


def test_an_untouched_log_is_whole(log):
    found = verify(log)
    assert (found.breaks, found.at.number) == ([], 6)
    assert [link.number for link in links(log, head(log))] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("person_name", "Alice Morem", "words"),
        ("about", "Bruno Dialla", "words"),
        ("data", '{"role": "Lecteus"}', "words"),
        ("salt", "0" * 32, "words"),
        ("code", "people.role_changee", "act"),
        ("seal", "0" * 64, "act"),
        ("hash", "0" * 64, "act"),
    ],
)
def test_one_byte_changed_is_located(log, column, value, what):
    _set(4, column, value)
    assert Break(4, what) in verify(log).breaks
    assert verify(log).breaks[0].number == 4


def test_a_changed_time_is_located(log):
    at = AuditEntry.objects.get(number=4).at
    _set(4, "at", at + timedelta(microseconds=1))
    assert verify(log).breaks == [Break(4, "act")]


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL takes no such values")
@pytest.mark.parametrize(
    ("column", "value", "what"),
    [("at", "2026-13-01 00:00:00", "act"), ("at", "hier", "act"), ("about", b"Brun\xff Diallo", "words")],
)
def test_what_can_no_longer_be_read_is_located(log, column, value, what):
    _set(4, column, value)
    assert verify(log).breaks == [Break(4, what)]


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL takes no such values")
def test_bytes_that_are_no_text_are_located(log):
    _by_hand("UPDATE core_auditentry SET about = CAST(%s AS TEXT) WHERE number = 4", b"Brun\xff Diallo")
    assert verify(log).breaks[0].number == 4


def test_two_that_changed_places_are_located(log):
    for old, new in ((3, 99), (4, 3), (99, 4)):
        _set(old, "number", new)
    assert verify(log).breaks[:2] == [Break(3, "act"), Break(4, "act")]


def test_one_taken_out_is_located(log):
    _by_hand("DELETE FROM core_auditentry WHERE number = 4")
    assert verify(log).breaks == [Break(4, "missing")]


def test_the_last_ones_taken_off_are_located(log):
    _by_hand("DELETE FROM core_auditentry WHERE number >= 5")
    assert verify(log).breaks == [Break(5, "end")]


def test_all_of_them_taken_off_are_missed(log):
    _by_hand("DELETE FROM core_auditentry")
    assert verify(log).breaks == [Break(1, "end")]


def test_one_put_in_is_located(log):
    row = AuditEntry.objects.get(number=4)
    AuditEntry.objects.bulk_create(
        [AuditEntry(organisation=log, code="people.joined", number=4, seal=row.seal, hash=row.hash)]
    )
    assert Break(4, "twice") in verify(log).breaks


def test_one_put_in_after_the_end_is_located(log):
    AuditEntry.objects.bulk_create([AuditEntry(organisation=log, code="people.joined", number=7)])
    assert verify(log).breaks == [Break(7, "end")]


def test_one_moved_to_another_house_is_located_in_both(log, chamber):
    _set(4, "organisation_id", chamber.pk)
    assert verify(log).breaks == [Break(4, "missing")]
    assert verify(chamber).breaks


def test_the_house_works_on_after_a_break_and_only_the_break_is_named(log, alice):
    _set(4, "about", "Personne")
    audit.record(log, alice, "people.joined")
    chain(log)
    assert verify(log).breaks == [Break(4, "words")]


def test_nothing_of_it_changes_through_the_rows(log):
    entry = AuditEntry.objects.first()
    entry.about = "Autre chose"
    for act in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(about=""),
        lambda: AuditEntry.objects.of(log).update(about=""),
        lambda: AuditEntry.objects.bulk_update([entry], ["about"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"about": ""}),
    ):
        with pytest.raises(OnlyAdded):
            act()
    assert verify(log).breaks == []


def test_an_erased_person_is_nowhere_and_the_chain_still_holds(log, bruno):
    assert reword(log, [bruno.name, bruno.email]) == 4
    bruno.delete()
    told = " ".join(entry.words("fr") + str(entry.data) + entry.about for entry in AuditEntry.objects.of(log))
    assert "Bruno" not in told
    assert "bruno" not in told
    assert "une personne effacée (" in told
    assert (verify(log).breaks, verify(log).at.number) == ([], 7)


def test_reworded_entries_are_guarded_like_the_others(log, bruno, alice):
    before = AuditEntry.objects.get(number=4)
    reword(log, [bruno.name, bruno.email])
    reword(log, [alice.name, alice.email])
    assert verify(log).breaks == []
    now = AuditEntry.objects.get(number=4)
    _set(4, "about", "Chloé Le Goff")
    assert verify(log).breaks == [Break(4, "words")]
    for column in ("about", "person_name", "salt"):  # whoever kept the old words cannot put them back unseen
        _set(4, column, getattr(before, column))
    assert verify(log).breaks == [Break(4, "words")]
    for column in ("about", "person_name", "salt"):
        _set(4, column, getattr(now, column))
    assert verify(log).breaks == []


def test_an_act_that_is_undone_leaves_no_gap(log, alice):
    with transaction.atomic():
        audit.record(log, alice, "people.joined")
        transaction.set_rollback(True)
    audit.record(log, alice, "people.joined")
    chain(log)
    assert (verify(log).breaks, verify(log).at.number) == ([], 7)
