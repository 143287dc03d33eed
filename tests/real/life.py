"""The life of an item on a network, walked through on a real server by the tests of this folder."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from parvis.networks import words
from parvis.networks.base import Batch, Draft, Found, Sent
from parvis.networks.errors import Gone, MaybeSent
from parvis.networks.http import Http
from parvis.networks.reply import Reply
from parvis.networks.tests.tapes import picture
from tests.real.servers import wait_until

HERE = Http(allow_loopback=True)


class AnswerLost(Http):
    """The irreversible call is made and its answer lost."""

    def __init__(self) -> None:
        super().__init__(allow_loopback=True)

    def once(self, method: str, url: str, **how: Any) -> Reply:
        assert super().once(method, url, **how).ok
        raise MaybeSent(words.maybe_sent("server.test"))


def draft(text: str, reply_to: Mapping[str, Any] | None = None, **more: Any) -> Draft:
    return Draft(uuid.uuid4().hex, text, datetime.now(UTC), reply_to=reply_to or {}, **more)


def heard(network: Any, words_of_it: str, cursor: Mapping[str, Any] | None = None) -> tuple[Found, Batch]:
    """The remark addressed to the account that holds these words, once it is there, and its batch."""

    def look() -> tuple[Found, Batch] | None:
        batch: Batch = network.addressed(cursor or {})
        return next(((found, batch) for found in batch.found if words_of_it in found.text), None)

    found: tuple[Found, Batch] = wait_until(look, 30)
    return found


def published(network: Any) -> tuple[Draft, Sent]:
    """A post with a picture goes out once, and is found again by its key."""
    post = draft("Déneigement : « c’est fait » & dit.\n\nSuite demain…", title="Déneigement", media=(picture(),))
    sent = network.send(post)
    assert network.find_sent(post) == sent
    assert network.find_sent(draft("Jamais envoyé")) is None
    return post, sent


def answered(network: Any, found: Found) -> Sent:
    """A reply goes out once and is found again."""
    reply = draft("Merci, nous passons demain.", found.reply_handle)
    sent: Sent = network.send(reply)
    assert network.find_sent(reply) == sent
    return sent


def found_after_a_lost_answer(kind: Any, login: Any, reply_to: Mapping[str, Any] | None = None) -> Sent:
    """The answer is lost after the server has done it: `MaybeSent`, and looking there finds it."""
    unsure = draft(f"Réponse perdue {uuid.uuid4().hex[:6]} l’été", reply_to)
    with pytest.raises(MaybeSent):
        kind(login, AnswerLost()).send(unsure)
    sent: Sent = wait_until(lambda: kind(login, HERE).find_sent(unsure), 10)
    return sent


def withdrawn(network: Any, sent: Sent) -> None:
    """Taking back twice is taking back once; afterwards it is gone."""
    network.withdraw(sent.external_id)
    network.withdraw(sent.external_id)
    wait_until(lambda: _is_gone(network, sent), 10)


def _is_gone(network: Any, sent: Sent) -> bool:
    try:
        network.count(sent.external_id)
    except Gone:
        return True
    return False
