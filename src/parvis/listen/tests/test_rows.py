"""Rows written by the hundred are the rows that Django would write."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict

from parvis.listen.models import Mention, Post, Watch
from parvis.listen.rows import filled, insert, made

NOON = datetime(2026, 3, 2, 12, 0, 0, 7, tzinfo=UTC)


def values(town, number, **more):
    given = {"organisation_id": town.pk, "network": "bluesky", "external_id": f"at://{number}", "text": "Été 😀 %s ?"}
    given |= {"published_at": NOON, "collected_at": NOON, "tags": ["Été", 'a"b'], "media": [{"alt": None}]}
    return given | {"reply_handle": {"root": {"uri": "x", "n": 1.5, "is": True}}, "copy_of_id": None} | more


def test_the_rows_are_those_of_django(town):
    rows = [values(town, number) for number in range(120)]
    keys = insert(Post, [filled(Post, row) for row in rows], "external_id")
    ours = [model_to_dict(Post.objects.get(pk=keys[row["external_id"]])) for row in rows[::40]]
    Post.objects.all().delete()
    Post.objects.bulk_create([Post(**row) for row in rows])
    theirs = [model_to_dict(Post.objects.get(external_id=row["external_id"])) for row in rows[::40]]
    assert [{**row, "id": 0} for row in ours] == [{**row, "id": 0} for row in theirs]
    assert len(keys) == 120


def test_what_is_there_stays_and_only_the_new_is_told(town):
    rows = [vars(made(Post, values(town, number))) for number in range(3)]
    first = insert(Post, rows[:1], "external_id")
    assert set(insert(Post, rows, "external_id")) == {"at://1", "at://2"}
    assert Post.objects.get(external_id="at://0").pk == first["at://0"]
    assert insert(Post, [], "external_id") == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no half characters")
def test_half_a_character_in_what_is_handed_back(town):
    handle = {"uri": "\ud83d"}
    insert(Post, [filled(Post, values(town, 1, reply_handle=handle))])
    assert Post.objects.get().reply_handle == handle


def test_a_row_that_points_nowhere_is_refused_as_django_refuses_it(town):
    watch = Watch.objects.create(organisation=town, name="x", query="x")
    post = insert(Post, [filled(Post, values(town, 1))])
    row = filled(Mention, {"organisation_id": town.pk, "watch_id": watch.pk, "post_id": None, "published_at": NOON})
    assert post
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Mention, [row | {"found_at": NOON, "spans": [], "title_spans": []}])
