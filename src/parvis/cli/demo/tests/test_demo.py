"""The example town: lively on any last day, past as it should be, and silent on the network."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings
from PIL import Image

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.cli.crew import routines, steps
from parvis.cli.demo import loader, pictures
from parvis.converse.models import Commitment, Conversation, Message, Moderation
from parvis.core import routine, work
from parvis.core.audit import AuditEntry, words
from parvis.core.scope import Organisation, Scoped
from parvis.govern.models import Duty
from parvis.listen.models import ContactForm, Mention, Post, Source, Watch
from parvis.outbox.models import Delivery, Review, State
from parvis.people.models import ApiToken, Membership, User
from parvis.publish.models import Publication
from parvis.text.query import parse

DAYS = [date(2026, 11, 21), date(2026, 2, 10)]
PLANNED = {
    "certificate.expires_at",
    "publication.planned_at",
    "conversation.due_at",
    "accreditation.expires_at",
    "delivery.deadline",
    "duty.ends_at",
    "ambassador.expires_at",
    "apitoken.expires_at",
}


def evening(day):
    return datetime(day.year, day.month, day.day, 21, tzinfo=UTC)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def until(request):
    return request.param


@pytest.fixture(scope="module")
def loaded(until, django_db_setup, django_db_blocker, tmp_path_factory):
    """The town, once for all tests of this file; each of them undoes what it changes."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        loader.load(until, "peu-importe-ici", evening(until))
        yield Organisation.objects.get(slug="sainte-aube")
        transaction.set_rollback(True)


@pytest.fixture
def house(loaded, db):
    return loaded


def scoped():
    return [model for model in apps.get_models() if issubclass(model, Scoped)]


def test_it_is_lively(house, until):
    posts = Post.objects.of(house).filter(by_us=False)
    assert posts.count() >= 700
    assert {row["network"] for row in posts.values("network")} == {
        "bluesky",
        "mastodon",
        "wordpress",
        "feed",
        "elsewhere",
    }
    talks = Conversation.objects.of(house)
    assert talks.exclude(answered_at=None).count() >= 150
    waiting = talks.filter(state="open")
    assert waiting.filter(due_at__lt=evening(until)).count() >= 5
    assert waiting.filter(due_at__gte=evening(until)).count() >= 5
    assert not waiting.filter(opened_at__lt=evening(until) - timedelta(days=8)).exists()
    for outcome in ("resolved", "improved", "turned", "no_answer"):
        assert talks.filter(outcome=outcome).count() >= 10
    assert Message.objects.of(house).filter(direction="note").count() >= 8
    today = until
    promises = Commitment.objects.of(house)
    assert promises.filter(kept_at=None, broken_at=None, due_on__lt=today).exists()
    assert promises.filter(kept_at=None, broken_at=None, due_on__gte=today).exists()
    assert promises.exclude(broken_at=None).exists()
    assert promises.filter(kept_at__date__gt=F("due_on")).exists()
    assert promises.filter(kept_at__date__lte=F("due_on")).count() >= 40


def test_the_real_reading_step_read_it(house):
    assert not Post.objects.of(house).filter(unread=True).exists()
    assert not Post.objects.of(house).filter(tone="").exists()
    watches = Watch.objects.of(house).annotate(caught=Count("mentions"))
    for watch in watches:
        parse(watch.query)
        assert watch.caught >= 20, watch.name
    for mention in Mention.objects.of(house).select_related("post")[:300]:
        text = mention.post.text
        assert all(0 <= start < end <= len(text) for start, end in mention.spans)
    assert Post.objects.of(house).exclude(copy_of=None).count() >= 150
    assert not Mention.objects.of(house).filter(post__by_us=True).exists()


def test_nothing_lies_in_the_future_but_plans(house, until):
    late = [
        f"{model._meta.model_name}.{field.name}"
        for model in scoped()
        for field in model._meta.get_fields()
        if getattr(field, "get_internal_type", str)() == "DateTimeField"
        and model.objects.of(house).filter(**{f"{field.name}__gt": evening(until)}).exists()
    ]
    assert set(late) <= PLANNED
    assert Publication.objects.of(house).filter(planned_at__gt=evening(until), sent_at=None).count() == 3


def test_every_page_beside_the_stories_has_something_to_show(house, until):
    by_hand = Delivery.objects.of(house).filter(channel__network="elsewhere")
    assert sorted(by_hand.values_list("state", flat=True)) == [State.BY_HAND, State.BY_HAND, State.SENT, State.SENT]
    assert by_hand.exclude(corrects=None).get().corrects.state == State.SENT
    assert Conversation.objects.of(house).get(channel__by_hand=True).messages.get().direction == "in"
    assert Review.objects.filter(delivery__in=by_hand, author__email__startswith="chloe").count() == 1
    assert Moderation.objects.of(house).get().clause.startswith("Ce qui est retiré")
    assert Duty.objects.of(house).get(starts_at__lte=evening(until), ends_at__gt=evening(until))
    assert ContactForm.objects.of(house).get(closed_at=None, channel__state="live")
    assert len(Publication.objects.of(house).exclude(more="").get().parts) == 2
    assert ApiToken.objects.of(house).get().scopes == ["read"]


def test_each_thing_follows_what_it_answers(house):
    for talk in Conversation.objects.of(house).prefetch_related("messages"):
        messages = list(talk.messages.all())
        assert messages[0].direction == "in"
        assert messages[0].at == talk.opened_at
        assert talk.last_at == max(each.at for each in messages if each.direction != "note")
        assert (talk.answered_at is None) == all(each.direction != "out" for each in messages)
        assert talk.state != "closed" or talk.closed_at > talk.last_at
    for message in (
        Message.objects.of(house).filter(direction="out").select_related("delivery__channel", "conversation")
    ):
        answered = Post.objects.get(network=message.conversation.network, reply_handle=message.delivery.reply_to)
        assert answered.message.conversation_id == message.conversation_id
        assert message.delivery.channel.network == answered.network
    assert not Post.objects.of(house).filter(addressed=True, message=None).exists()


def test_replies_hold_what_each_network_needs(house):
    needed = {
        "bluesky": {"root", "parent"},
        "mastodon": {"id", "uri", "acct", "visibility"},
        "wordpress": {"post", "parent"},
        "feed": set(),
        "elsewhere": {"seen"},
    }
    for network, handle in Post.objects.of(house).values_list("network", "reply_handle"):
        assert set(handle) == needed[network]
    for delivery in Delivery.objects.of(house).filter(act="reply", channel__network="bluesky"):
        root, parent = delivery.reply_to["root"], delivery.reply_to["parent"]
        assert root["uri"].startswith("at://did:plc:")
        assert Post.objects.get(external_id=parent["uri"]).thread == root["uri"]
    for delivery in Delivery.objects.of(house).select_related("channel"):
        limit = speak.info(delivery.channel.network).limits
        assert limit.length is None or limit.measure(delivery.text) <= limit.length


def test_no_worker_sends_asks_or_opens_anything(house, monkeypatch):
    """All crews do all that is due: no network is spoken to, and the town stays as it is."""

    spoken = []
    monkeypatch.setattr(speak, "network_at", lambda slug, login, http=None: spoken.append(login.address))
    before = {model: model.objects.of(house).count() for model in scoped()}
    states = sorted(Conversation.objects.of(house).values_list("pk", "state"))
    routine.register(routines())
    work.drain(steps())
    assert spoken == []
    after = {model: model.objects.of(house).count() for model in scoped()}
    assert {model.__name__: (n, after[model]) for model, n in before.items() if after[model] != n} == {}
    assert sorted(Conversation.objects.of(house).values_list("pk", "state")) == states
    assert not Delivery.objects.of(house).exclude(due_at=None).exists()
    stood = {"sent", "refused", "given_up", "held", "by_hand"}
    assert {row["state"] for row in Delivery.objects.of(house).values("state")} == stood
    assert not Source.objects.of(house).filter(paused_at=None).exists()
    assert all(
        ".example" in address
        for address in Channel.objects.of(house).exclude(by_hand=True).values_list("address", flat=True)
    )


def test_people_and_what_they_may_do(house):
    roles = dict(Membership.objects.of(house).values_list("user__name", "role"))
    assert roles == {
        "Alice Morel": "lead",
        "Bruno Diallo": "officer",
        "Chloé Le Goff": "signatory",
        "Nadia Ferrand": "signatory",
        "Paul Quéméner": "signatory",
        "Étienne Marsan": "reader",
    }
    assert User.objects.get(email="bruno@sainte-aube.example").check_password("peu-importe-ici")
    assert set(User.objects.filter(accreditations__isnull=False).values_list("name", flat=True)) == {
        "Alice Morel",
        "Chloé Le Goff",
    }
    held = Delivery.objects.of(house).get(state="held")
    assert str(held.person) == "Chloé Le Goff"
    for entry in AuditEntry.objects.of(house):
        assert entry.code in words()
        assert "{" not in entry.words("fr") + entry.words("en")


def test_pictures_are_small_and_described(house):
    drawn = Publication.objects.of(house).exclude(picture="")
    assert drawn.count() >= 6
    for publication in drawn:
        assert publication.alt
        assert publication.picture.size < 60_000
        with Image.open(publication.picture.path) as image:
            assert image.size == (pictures.WIDTH, pictures.HEIGHT)
    assert not Publication.objects.of(house).filter(picture="").exclude(alt="").exists()
