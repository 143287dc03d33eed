"""What people wrote, and what stands in the inbox."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone


@pytest.fixture
def heard(town, channel):
    """`heard("Bonjour ?", intent="question")` is a post as listening leaves it."""
    from parvis.listen.models import Post

    numbers = count(1)

    def make(text="La cantine ouvre-t-elle lundi ?", hours_ago=3, **fields):
        number = next(numbers)
        defaults = {
            "organisation": town,
            "channel": channel,
            "network": "wordpress",
            "external_id": f"site#comment-{number}",
            "author": "Ana",
            "author_handle": "ana",
            "text": text,
            "published_at": timezone.now() - timedelta(hours=hours_ago),
            "language": "fr",
            "tone": "neutral",
            "intent": "question",
            "addressed": True,
            "unread": False,
            "thread": "site#post-1",
            "url": f"https://sainte-aube.example/#comment-{number}",
            "reply_handle": {"post": 1, "parent": number},
        }
        return Post.objects.create(**defaults | fields)

    return make


@pytest.fixture
def watch(town):
    from parvis.listen.models import Watch

    return Watch.objects.create(organisation=town, name="Cantine", query="cantine")


@pytest.fixture
def mention(town, watch):
    """`mention(post)`: a watch caught it."""
    from parvis.listen.models import Mention

    def make(post, **fields):
        return Mention.objects.create(
            **{"organisation": town, "watch": watch, "post": post, "published_at": post.published_at} | fields
        )

    return make


@pytest.fixture
def sort():
    """`sort()`: triage does all that waits."""
    from parvis.converse.steps import STEPS
    from parvis.core.work import drain

    return lambda: drain(STEPS)


@pytest.fixture
def talk(heard, sort):
    """Ana asks; nobody has answered."""
    from parvis.converse.models import Conversation

    heard()
    sort()
    return Conversation.objects.get()
