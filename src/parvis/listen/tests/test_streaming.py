"""A public stream: what no watch asks for is dropped, the rest is kept as if it had come the ordinary way."""

import json
from datetime import UTC, datetime

import pytest
from django.db.models import Q
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core import work
from parvis.listen import copying, jetstream, matching, storing, streaming
from parvis.listen.models import Mention, Post, Watch
from parvis.listen.steps import STEPS

SEEN = 1_772_452_800_000_000  # 2 March 2026, noon, in microseconds
CHAIN = "La cantine des Tilleuls ferme à la rentrée et personne n’a prévenu les parents de l’école, faites passer"


def line(number, text, did="did:plc:ana", **more):
    record = {"$type": jetstream.POST, "createdAt": "2026-03-02T11:59:00.000Z", "langs": ["fr"], "text": text} | more
    commit = {"operation": "create", "collection": jetstream.POST, "rkey": f"3k{number}", "record": record, "cid": "b"}
    return json.dumps({"did": did, "time_us": SEEN + number, "kind": "commit", "commit": commit}).encode()


LINES = [
    line(1, CHAIN),
    line(2, "Il fait beau sur le port ce matin."),
    line(3, f"Reçu d’une maman : {CHAIN} #SainteAube", facets=[{"features": [{"tag": "SainteAube"}]}]),
    line(4, "À quelle heure ouvre la cantine lundi ? Merci de votre réponse.", did="did:plc:bo"),
    line(5, "The canteen\x00 was lovely, thank you", langs=["en-GB"]),
    line(6, "Photo de la piscine", embed={"images": [{"image": {"ref": {"$link": "x"}, "mimeType": "image/png"}}]}),
    line(7, "Oui, cantine fermée", reply={"root": {"uri": "at://a/b/c"}, "parent": {"uri": "at://a/b/d"}}),
    line(1, CHAIN),
]
WATCHES = {
    "Cantine": "cantine OU canteen",
    "Lundi": "lundi",
    "Images": "has:media",
    "Ana": "author:did:plc:bo OU #sainteaube",
    "Anglais": "lang:en",
    "Réponses": "is:reply",
}


@pytest.fixture
def watches(town):
    for name, query in WATCHES.items():
        Watch.objects.create(organisation=town, name=name, query=query)
    return matching.standing(town).watches


def kept():
    posts = ("network", "external_id", "url", "text", "author", "author_handle", "author_url", "published_at", "unread")
    read = ("language", "tone", "tone_confidence", "intent", "tags", "media", "thread", "reply_to", "reply_handle")
    told = ("copy_of__external_id",)
    mentions = ("watch__name", "spans", "title_spans", "published_at", "sorted", "dismissed_at")
    found = Mention.objects.order_by("watch__name", "post__external_id")
    return list(
        found.annotate(sorted=Q(sorted_at__isnull=False)).values(
            *mentions, *(f"post__{name}" for name in posts + read + told)
        )
    )


def ordinary(town):
    """The same lines collected as any source's are, then read."""
    storing.store(town, [jetstream.found(each) for each in LINES], jetstream.NETWORK, timezone.now())
    work.drain(STEPS[1:2])


def test_the_result_is_that_of_the_ordinary_way(town, watches):
    ordinary(town)
    expected = kept()
    Post.objects.all().delete()
    copying.forget(town)
    taken = streaming.take(town, watches, LINES, timezone.now())
    now = kept()
    assert now == expected
    assert {row["watch__name"] for row in now} == set(WATCHES)
    assert "at://did:plc:ana/app.bsky.feed.post/3k1" in {row["post__copy_of__external_id"] for row in now}
    assert taken == (8, 6, len(now))
    assert not Post.objects.filter(text__contains="port").exists()


def test_what_watches_look_at_is_what_is_kept(town):
    for each in LINES:
        glance = jetstream.glance(each, 7)
        row = storing._post(town, jetstream.found(each), jetstream.NETWORK, timezone.now(), None, None)
        row.pk = 7
        looked_at = ("id", "text", "author", "lang", "source", "url", "tags", "has_media", "is_reply")
        assert [getattr(matching.as_text(row), name) for name in looked_at] == [
            getattr(glance, name) for name in looked_at
        ]


def test_lines_seen_again_change_nothing(town, watches):
    streaming.take(town, watches, LINES, timezone.now())
    before = kept()
    assert streaming.take(town, watches, LINES, timezone.now()) == (8, 0, 0)
    assert kept() == before


def test_a_batch_that_fails_leaves_nothing(town, watches, monkeypatch):
    monkeypatch.setattr(streaming, "mentions_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        streaming.take(town, watches, LINES, timezone.now())
    assert not Post.objects.exists()
    monkeypatch.undo()
    assert streaming.take(town, watches, LINES, timezone.now()).kept == 6


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        line(1, None),
        line(1, "cantine", facets=[{"features": 3}]),
        line(1, "cantine", langs=3),
        line(1, "cantine", tags={"a": 1, "b": [2]}).replace(b"create", b"delete"),
        line(1, "cantine", embed={"images": [{"image": {}}]}),
        line(1, "cantine", reply={"root": "x"}),
        line(1, "cantine").replace(b'"cid": "b"', b'"x": 1'),
        line(1, "cantine").replace(str(SEEN + 1).encode(), b"1e300"),
    ],
)
def test_misshapen_lines_are_left_out(town, watches, bad):
    taken = streaming.take(town, watches, [bad, line(2, "La cantine ouvre")], timezone.now())
    assert (taken.kept, Post.objects.count()) == (1, 1)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3),
    lambda it: st.lists(it, max_size=2),
    max_leaves=3,
)


def some(*fitting):
    return st.one_of(*map(st.just, fitting), anything)


features = some([], [{"tag": "Été"}, {"uri": "https://x.example"}], [{"tag": ""}], [{"tag": None}], [{"tag": 5}], [3])
images = some([], [{"alt": "x"}], None, {})
records = st.fixed_dictionaries(
    {},
    optional={
        "text": some("Été \x00", "\ud83d, half", "\ud83d\ude00"),
        "langs": some(["fr-CA"], ["EN", "fr"], [], None, [None]),
        "tags": some(["a", "b\x00"], [], None, "ab", [3]),
        "facets": st.lists(st.fixed_dictionaries({}, optional={"features": features}), max_size=2) | anything,
        "embed": st.fixed_dictionaries({}, optional={"images": images, "media": some({"images": [{}]}, {}, None)})
        | anything,
        "reply": some({"root": {"uri": "at://x"}}, {}, None),
    },
)
commits = st.fixed_dictionaries(
    {"record": records | anything},
    optional={"operation": some("create"), "collection": some(jetstream.POST), "rkey": some("3k")},
)


@settings(max_examples=400, deadline=None)
@given(st.fixed_dictionaries({}, optional={"did": some("did:plc:ana"), "commit": commits | anything}) | anything)
def test_both_glances_see_the_same(event):
    told = json.dumps(event).encode()
    assert jetstream.glance(told, 4) == jetstream._second_glance(told, 4)


@settings(max_examples=400, deadline=None)
@given(records)
def test_both_glances_see_the_same_of_a_post(record):
    commit = {"operation": "create", "collection": jetstream.POST, "rkey": "3k", "record": record}
    told = json.dumps({"did": "did:plc:ana", "commit": commit})
    assert jetstream.glance(told, 4) == jetstream._second_glance(told, 4)


@pytest.mark.parametrize("deep", [b"[" * 100_000 + b"]" * 100_000, b"[" * 100_000])
def test_a_line_too_deep_is_left_out(deep):
    assert jetstream.glance(b'{"did": "x", "commit": {"record": %s}}' % deep, 0) is None


def test_half_a_character_is_left_out_before_places_are_counted(town, watches):
    streaming.take(town, watches, [line(1, "\ud83d La cantine")], timezone.now())
    mention = Mention.objects.get()
    (start, end), *_ = mention.spans
    assert mention.post.text[start:end] == "cantine"


def test_a_post_is_not_from_the_future():
    ahead = line(1, "x", createdAt="2099-01-01T00:00:00Z")
    assert jetstream.found(ahead).published_at == datetime.fromtimestamp(SEEN / 1e6, UTC).replace(microsecond=1)
