"""Records the answers of the real servers as tapes for the networks' contract tests.   python -m tests.real.record

Run it when a network's calls have changed; the tapes go to src/parvis/networks/tests/recorded/<slug>/.
"""

import sys
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from parvis.networks.base import Account, Batch, Login, Sent
from parvis.networks.http import Http
from parvis.networks.registry import get
from parvis.networks.tests.tapes import HOST, RecordingHttp, draft_of, record
from tests.real import servers


class Session:
    """One network and account, whose calls are written down."""

    def __init__(self, slug: str, login: Login) -> None:
        where = urlsplit(login.address)
        self.slug, self.http = slug, RecordingHttp({where.netloc: HOST, f"127.0.0.1:{where.port}": HOST})
        self.network = get(slug)(login, self.http)

    def does(self, name: str, verb: str, *arguments: Any, draft: Mapping[str, Any] | None = None) -> Any:
        how: dict[str, Any] = {"arguments": list(arguments)}
        if draft:
            how["draft"] = dict(draft)
        given = [draft_of(draft)] if draft else []

        def act() -> Any:
            return getattr(self.network, verb)(*given, *arguments)

        return record(self.slug, name, verb, self.http, self.network.login, act, **how)

    def connects(self) -> None:
        _, login = record_connect(self)
        self.network = get(self.slug)(login, self.http)


def record_connect(session: Session) -> tuple[Account, Login]:
    kept: list[Any] = []

    def act() -> Account:
        kept.extend(session.network.connect())
        return kept[0]

    record(session.slug, "connect", "connect", session.http, session.network.login, act)
    return kept[0], kept[1]


def fresh(text: str, reply_to: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat()
    return {"key": uuid.uuid4().hex, "text": text, "not_before": now, "reply_to": dict(reply_to or {}), **more}


def whole_life(session: Session, others_word: Callable[[Sent], Any], wait: Callable[[Sent], Any] | None = None) -> None:
    """publish → found again → read what comes back → reply → found again → count → withdraw."""
    session.connects()
    post = fresh("Déneigement : les rues du centre sont faites.", title="Déneigement", pictures=1)
    sent = session.does("publish", "send", draft=post)
    session.does("find_publish", "find_sent", draft=post)
    if wait:
        wait(sent)
    others_word(sent)
    batch = servers.wait_until(lambda: heard(session))
    reply = fresh("Merci, nous passons demain matin.", reply_to=batch.found[-1].reply_handle)
    session.does("addressed", "addressed", {})
    answered = session.does("reply", "send", draft=reply)
    session.does("find_reply", "find_sent", draft=reply)
    session.does("find_nothing", "find_sent", draft=fresh("Jamais envoyé"))
    session.does("count", "count", sent.external_id)
    session.does("withdraw", "withdraw", answered.external_id)


def heard(session: Session) -> Batch | None:
    batch: Batch = session.network.addressed({})
    return batch if any("Et ma rue" in found.text for found in batch.found) else None


def wordpress() -> None:
    with servers.running("wordpress", "wordpress") as printed:
        site = servers.wordpress_of(printed)
        session = Session("wordpress", site.login())
        whole_life(session, lambda s: site.visitor_says(s.external_id.rpartition("-")[2], "Et ma rue ?"))
        film = fresh("Le déneigement en images.", title="Déneigement", videos=1, captions=["fr"])
        session.does("publish_video", "send", draft=film)
        session.does("find_publish_video", "find_sent", draft=film)


def bluesky() -> None:
    with servers.running("bluesky", "bluesky", "--full") as printed:
        server = servers.bluesky_of(printed)
        bob = get("bluesky")(server.login("bob"), Http(allow_loopback=True))

        def word(sent: Sent) -> None:
            bob.send(draft_of(fresh("@alice.test Et ma rue ?")))

        whole_life(Session("bluesky", server.login()), word, lambda sent: server.wait_seen(sent.external_id))


def mastodon() -> None:
    with servers.running("mastodon", "mastodon-snac") as printed:
        server = servers.mastodon_of(printed)
        bob = get("mastodon")(server.login("bob"), Http(allow_loopback=True))
        session = Session("mastodon", server.login())
        whole_life(session, lambda s: bob.send(draft_of(fresh("@ann Et ma rue ?"))))
        thread = fresh("Neige, 1 : le centre est fait.", parts=["Neige, 2 : les rues basses suivent."])
        begun = session.does("publish_thread", "send", draft=thread)
        session.does("go_on", "resume", dict(begun.ticket), draft=thread)
        session.does("find_publish_thread", "find_sent", draft=thread)


if __name__ == "__main__":
    began = time.monotonic()
    for name in sys.argv[1:] or ("wordpress", "bluesky", "mastodon"):
        globals()[name]()
    print(f"recorded in {time.monotonic() - began:.0f} s")
