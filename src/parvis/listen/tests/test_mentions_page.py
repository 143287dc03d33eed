"""The stream: what it shows, what the filters let through, what one can do with a mention."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.listen import actions, stream
from parvis.listen.models import Mention, Post, Source, Watch
from parvis.text import recorded

HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(town):
    return lambda name, *args, house=town: reverse(f"listen:{name}", args=[house.slug, *args])


@pytest.fixture
def source(town):
    return Source.objects.create(organisation=town, kind="feed", name="Journal", address="https://journal.example/")


@pytest.fixture
def heard(watch, source, say):
    """`heard("…")` is a mention of the watch."""

    def make(text, of=watch, **fields):
        post = say(text, **{"unread": False, "tone": "neutral", "intent": "none", "language": "fr"} | fields)
        start = text.find("cantine")
        spans = [[start, start + 7]] if start >= 0 else []
        return Mention.objects.create(
            organisation=post.organisation, watch=of, post=post, published_at=post.published_at, spans=spans
        )

    return make


@pytest.fixture
def page(bruno, sign_in, url):
    client = sign_in(bruno)
    return lambda query="", **headers: client.get(url("mentions") + query, headers=headers).content.decode()


def test_a_mention_is_shown_with_what_was_caught_marked_and_everything_escaped(heard, page):
    heard("<script>alert(1)</script> la cantine", author="Ana <b>")
    html = page()
    assert "la <mark>cantine</mark>" in html
    assert "&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert "Ana &lt;b&gt;" in html


def test_the_page_says_how_good_the_reading_is_known_to_be(heard, page):
    heard("La cantine")
    known = recorded.known()["umsab_fr"]
    assert f"juste {known.right} fois sur 100, sur {known.texts} publications" in page()


def test_a_post_of_two_watches_stands_once_with_both_names(heard, town, page):
    mention = heard("La cantine")
    other = Watch.objects.create(organisation=town, name="Écoles", query="x")
    Mention.objects.create(
        organisation=town, watch=other, post=mention.post, published_at=mention.published_at, spans=[]
    )
    html = page()
    assert html.count(f'id="post-{mention.post_id}"') == 1
    assert '<span class="tag">Écoles</span>' in html


def test_a_mention_leads_to_a_conversation(heard, page, url, bruno, sign_in):
    mention = heard("La cantine")
    address = reverse("converse:open", args=[mention.organisation.slug, mention.post_id])
    assert f'action="{address}"' in page()
    assert sign_in(bruno).post(address).status_code == 302
    assert mention.post.conversation


def test_near_copies_are_folded_behind_their_first_and_can_be_unfolded(heard, page):
    first = heard("La cantine ferme, faites passer")
    for _ in range(3):
        heard("La cantine ferme, faites passer !!", copy_of=first.post)
    html = page()
    assert html.count("faites passer") == 1
    assert "et 3 reprises" in html
    assert page("?unfolded=on").count("faites passer") == 4
    assert page(f"?copies={first.post_id}").count("faites passer") == 4


def test_a_copy_whose_first_is_no_mention_is_shown(heard, say, page):
    heard("La cantine ferme", copy_of=say("autre", unread=False))
    assert "La <mark>cantine</mark> ferme" in page()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?tone=negative", {"un"}),
        ("?intent=question", {"deux"}),
        ("?network=mastodon", {"trois"}),
        ("?language=en", {"quatre"}),
        ("?q=CINQ", {"cinq"}),
        ("?q=Luc", {"six"}),
        ("?since=2020-01-01&until=2020-01-31", {"sept"}),
        ("?tone=nonsense", {"un", "deux", "trois", "quatre", "cinq", "six", "sept"}),
        ("?tone=negative&intent=question", set()),
    ],
)
def test_filters_stand_in_the_address(heard, page, query, words):
    heard("numéro un", tone="negative")
    heard("numéro deux", intent="question")
    heard("numéro trois", network="mastodon")
    heard("numéro quatre", language="en")
    heard("numéro cinq")
    heard("numéro six", author="Luc")
    heard("numéro sept", published_at=timezone.now().replace(year=2020, month=1, day=31))
    html = page(query)
    shown = set(re.findall(r"numéro (\w+)", html))
    assert shown == words


def test_days_begin_at_midnight_of_the_house(heard, page, town):
    town.zone = "Pacific/Noumea"
    town.save()
    heard("tard le 31", published_at=datetime(2020, 1, 31, 12, 59, tzinfo=UTC))
    heard("tôt le 1er", published_at=datetime(2020, 1, 31, 13, 1, tzinfo=UTC))
    html = page("?since=2020-01-31&until=2020-01-31")
    assert "tard le 31" in html
    assert "tôt le 1er" not in html


def test_htmx_gets_only_the_stream_and_the_week(heard, page):
    heard("La cantine")
    part = page("?tone=neutral", **HTMX, **{"HX-Target": "stream"})
    assert "<html" not in part
    assert 'id="stream"' in part
    assert 'hx-swap-oob="true"' in part


def test_new_mentions_are_announced_once_there_are_some(heard, alice, sign_in, url):
    heard("La cantine")
    client, after = sign_in(alice), Mention.objects.get().pk
    assert client.get(url("new"), {"after": after}).status_code == 204
    heard("La cantine encore")
    heard("La cantine toujours", tone="negative")
    assert "2 nouvelles mentions" in client.get(url("new"), {"after": after}).content.decode()
    answer = client.get(url("new"), {"after": after, "tone": "negative"}).content.decode()
    assert "1 nouvelle mention" in answer
    assert "?tone=negative" in answer
    assert client.get(url("new"), {"after": "x"}).status_code == 204


def test_a_tone_is_corrected_by_a_person_and_stays(heard, bruno, sign_in, url, town):
    mention, client = heard("La cantine"), sign_in(bruno)
    back = client.post(url("tone", mention.post_id), {"tone": "negative", "next": url("mentions") + "?tone=neutral"})
    assert back.url == url("mentions") + "?tone=neutral"
    post = Post.objects.get()
    assert (post.tone, post.tone_by) == ("negative", bruno)
    part = client.post(url("tone", mention.post_id), {"tone": "positive"}, headers=HTMX).content.decode()
    assert part.strip().startswith("<li")
    assert "(corrigé)" in part
    client.post(url("tone", mention.post_id), {"tone": "furious"})
    assert Post.objects.get().tone == "positive"
    assert AuditEntry.objects.of(town).filter(code="listen.tone_corrected").count() == 2


def test_the_way_back_never_leaves_the_house(heard, bruno, sign_in, url):
    mention = heard("La cantine")
    answer = sign_in(bruno).post(url("tone", mention.post_id), {"tone": "negative", "next": "https://evil.example/"})
    assert answer.url == url("mentions")


def test_dismissing_takes_it_out_of_all_watches_and_can_be_undone(heard, bruno, sign_in, url, page, town):
    mention, client = heard("La cantine"), sign_in(bruno)
    part = client.post(url("dismiss", mention.post_id), headers=HTMX).content.decode()
    assert "Annuler" in part
    assert "La <mark>" not in page()
    assert "La <mark>" in page("?dismissed=on")
    client.post(url("restore", mention.post_id))
    assert "La <mark>" in page()
    actions.restore(bruno, mention.post)
    codes = AuditEntry.objects.of(town).values_list("code", flat=True)
    assert sorted(codes) == ["listen.dismissed", "listen.restored"]


def test_a_reader_reads_and_changes_nothing(heard, bruno, sign_in, url, page):
    mention = heard("La cantine")
    bruno.memberships.update(role="reader")
    assert "Écarter" not in page()
    assert sign_in(bruno).post(url("dismiss", mention.post_id)).status_code == 403


def test_another_house_sees_and_changes_nothing(heard, dalia, chamber, sign_in, url):
    mention, client = heard("La cantine"), sign_in(dalia)
    assert client.get(url("mentions")).status_code == 404
    assert "cantine" not in client.get(url("mentions", house=chamber)).content.decode()
    for verb in ("tone", "dismiss", "restore"):
        assert client.post(url(verb, mention.post_id, house=chamber), {"tone": "negative"}).status_code == 404
    theirs = client.get(url("mentions", house=chamber), {"watch": mention.watch_id, "source": 1})
    assert "Cantine" not in theirs.content.decode()


def test_the_number_of_questions_does_not_grow_with_the_page(heard, bruno, sign_in, url, django_assert_max_num_queries):
    for n in range(30):
        heard(f"La cantine {n}")
    client = sign_in(bruno)
    client.get(url("mentions"))
    with django_assert_max_num_queries(22):
        client.get(url("mentions"))


def test_the_week_counts_each_post_once_by_local_day(heard, town):
    now = timezone.now()
    mention = heard("La cantine", tone="negative")
    other = Watch.objects.create(organisation=town, name="Autre", query="x")
    Mention.objects.create(organisation=town, watch=other, post=mention.post, published_at=now, spans=[])
    heard("La cantine", published_at=now - timedelta(days=9))
    week = stream.week(town)
    assert (week.total, week.before) == (1, 1)
    assert [row[-1] for row in week.chart.table[1]].count("1") == 1


def test_a_long_text_is_cut_around_what_was_caught():
    text = "mot " * 300 + "la cantine " + "mot " * 300
    at = text.index("cantine")
    excerpt, spans = stream.cut(text, [[at, at + 7]])
    assert len(excerpt) < 480
    assert [excerpt[start:end] for start, end in spans] == ["cantine"]


def test_an_empty_house_is_taught(bruno, sign_in, url):
    assert "Trois pas pour commencer" in sign_in(bruno).get(url("mentions")).content.decode()


@pytest.mark.parametrize(
    "query", ["since=0001-01-01", "until=9999-12-31", "copies=99999999999999999999", "copies=-1", "page=99999999999999"]
)
def test_filters_that_nobody_means_are_left_out(heard, page, query):
    heard("La cantine est ouverte")
    assert "La <mark>cantine</mark> est ouverte" in page(f"?{query}")


def test_a_remark_in_another_language_is_marked_so(heard, page):
    heard("Der Platz ist wieder offen", language="de")
    assert '<p class="listen-text" lang="de">' in page()
