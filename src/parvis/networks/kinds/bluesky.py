"""Bluesky, or any server of the AT Protocol: posts whose own address is made from the delivery's key."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from parvis.networks import jetstream, words
from parvis.networks.base import (
    Account,
    Asked,
    Batch,
    Can,
    Counts,
    Draft,
    Found,
    Info,
    Limits,
    Login,
    Media,
    Sent,
    Waiting,
)
from parvis.networks.cards import card_of
from parvis.networks.dialect_bluesky import facets, pictures_of, spans, tags_of
from parvis.networks.errors import Amend, Gone, NetworkError, Reconnect
from parvis.networks.http import Http, Reply
from parvis.networks.pictures import fitted, size_of
from parvis.networks.platform import BY_KEY
from parvis.networks.spans import graphemes
from parvis.say import Say

LENGTH, BYTES = 300, 3000
PICTURES = 4
THUMB_BYTES = 1_000_000
PICTURE_BYTES = 2_000_000  # app.bsky.embed.images, lexicon of 2026-08
PAGE, PAGES = 100, 10
POST = "app.bsky.feed.post"
HOME = "https://bsky.social"
STALE = {"ExpiredToken", "InvalidToken", "BadJwt", "BadJwtSignature"}
REASONS = ("mention", "reply", "quote")

INFO = Info(
    slug="bluesky",
    name="Bluesky",
    can=frozenset(Can) - {Can.MODERATE},
    limits=Limits(LENGTH, graphemes, spans, PICTURES, PICTURE_BYTES, alt_length=2000),
    docs="https://docs.bsky.app/docs/category/http-reference",
    verified=Say(
        "Vérifié le 21 novembre 2026 sur un vrai serveur Bluesky (PDS) avec son service de recherche et d’alertes.",
        "Verified on 21 November 2026 on a real Bluesky server (PDS) with its application view.",
    ),
    note=Say(
        "Bluesky ne donne aucun nombre de vues. Une image de plus de 2 Mo est allégée avant l’envoi. Le suivi en "
        "direct de tout le réseau (Jetstream) n’est pas vérifié sur le vrai service.",
        "Bluesky gives no number of views. A picture above 2 MB is made lighter before it is sent. Following the whole "
        "network live (Jetstream) is not verified on the real service.",
    ),
    asks=(
        Asked("handle", Say("Identifiant", "Handle"), Say("mairie.bsky.social", "townhall.bsky.social")),
        Asked(
            "password",
            Say("Mot de passe d’application", "App password"),
            Say(
                "Dans Bluesky : Paramètres, Confidentialité et sécurité, Mots de passe d’application.",
                "In Bluesky: Settings, Privacy and security, App passwords.",
            ),
            secret=True,
        ),
        Asked(
            "address",
            Say("Serveur (facultatif)", "Server (optional)"),
            Say(f"{HOME}, sauf si vous tenez votre propre serveur.", f"{HOME}, unless you run your own server."),
        ),
    ),
    known_by=BY_KEY,
)

WRONG_LOGIN = Say(
    "Bluesky refuse cet identifiant ou ce mot de passe d’application. Créez un nouveau mot de passe d’application, "
    "puis reconnectez le compte.",
    "Bluesky refuses this handle or app password. Make a new app password, then connect the account again.",
)
TOO_HEAVY = Say(
    f"Ce texte pèse plus de {BYTES} octets, la limite de Bluesky. Rien n’est parti : retirez des émojis ou du texte, "
    "puis renvoyez.",
    f"This text weighs more than {BYTES} bytes, the limit of Bluesky. Nothing went out: remove some emoji or text, "
    "then send again.",
)


class Kind:
    """An account, by its handle and an app password; the session's tokens are kept in the login."""

    info = INFO
    stream = jetstream.HOST

    def __init__(self, login: Login, http: Http) -> None:
        self.login = replace(login, address=login.address.rstrip("/") or HOME)
        self._http = http
        self.http = http.knowing(tuple(login.secrets.values()))

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            self._open_session()
            profile = self.look_up(self.did) if self.did else None
            return profile or self._account({"did": self.did, "handle": self.login.handle}), self.login

    def look_up(self, handle: str) -> Account | None:
        reply = self._ask("GET", "app.bsky.actor.getProfile", {"actor": handle.removeprefix("@")})
        return self._account(reply.json()) if reply.ok else None

    def _account(self, profile: Mapping[str, Any]) -> Account:
        handle = profile["handle"]
        return Account(
            profile["did"], handle, profile.get("displayName") or handle, f"https://bsky.app/profile/{handle}"
        )

    @property
    def did(self) -> str:
        """The account's lasting identifier; opens a session where it is not known yet."""
        if not self.login.external_id:
            self._open_session()
        return self.login.external_id

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Mentions, replies and quotations after the cursor."""
        with self.http.within():
            query = {"reasons": REASONS}
            rows = self._new("app.bsky.notification.listNotifications", query, "notifications", cursor)
            rows = [row for row in rows if row["reason"] in REASONS]
            return Batch(tuple(self._found(r, r["record"], addressed=True) for r in rows), _after(rows, cursor))

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        with self.http.within():
            query = {"q": words, "sort": "latest"} | ({"since": cursor["at"]} if cursor else {})
            rows = self._new("app.bsky.feed.searchPosts", query, "posts", cursor)
            return Batch(tuple(self._found(row, row["record"]) for row in rows), _after(rows, cursor))

    def follow(self, cursor: Mapping[str, Any]) -> Iterator[Batch]:
        """All new posts of the network, about once a second; their authors are named by their ids only."""
        for rows, after in jetstream.posts(self.stream, cursor, self.http):
            yield Batch(tuple(filter(None, map(self._heard, rows))), after)

    def _heard(self, row: Mapping[str, Any]) -> Found | None:
        """Anybody may write anything into a record: one that is not as it should be is passed over."""
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            found = self._found(row, row["record"], jetstream.names(row["record"], self.login.external_id))
            return replace(found, author="", author_handle="")
        return None

    def _new(self, name: str, query: Mapping[str, Any], key: str, cursor: Mapping[str, Any]) -> list[dict[str, Any]]:
        """What came after the cursor, oldest first; at the first call one page."""
        since, seen = cursor.get("at", ""), set(cursor.get("seen", ()))
        rows: list[dict[str, Any]] = []
        for page in self._pages(name, query, key):
            rows += (row for row in page if row["indexedAt"] >= since and row["uri"] not in seen)
            if not cursor or not page or page[-1]["indexedAt"] < since:
                break
        return sorted(rows, key=lambda row: (row["indexedAt"], row["uri"]))

    def _pages(self, name: str, query: Mapping[str, Any], key: str) -> Iterator[list[dict[str, Any]]]:
        page: dict[str, Any] = {"cursor": ""}
        for _ in range(PAGES):
            more = {"cursor": page["cursor"]} if page["cursor"] else {}
            page = {"cursor": None} | self._ask("GET", name, {"limit": PAGE, **query, **more}).good().json()
            yield page[key]
            if not page["cursor"]:
                return

    def _found(self, row: Mapping[str, Any], record: Mapping[str, Any], addressed: bool = False) -> Found:
        author, above = row["author"], record.get("reply") or {}
        here = {"uri": row["uri"], "cid": row["cid"]}
        return Found(
            external_id=row["uri"],
            url=_public(row["uri"], author["handle"]),
            text=record.get("text", ""),
            published_at=min(_when(record.get("createdAt", "")) or _time(row["indexedAt"]), _time(row["indexedAt"])),
            author=author.get("displayName") or author["handle"],
            author_handle=author["handle"],
            author_url=f"https://bsky.app/profile/{author['handle']}",
            author_id=author["did"],
            language=(record.get("langs") or [""])[0],
            reply_to=above.get("parent", {}).get("uri", ""),
            thread=above.get("root", here)["uri"],
            tags=tags_of(record),
            media=tuple(pictures_of(record, author["did"])),
            is_own=author["did"] == self.login.external_id,
            addressed=addressed,
            reply_handle={"root": above.get("root", here), "parent": here},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            record = self._record(draft)
            body = {"repo": self.did, "collection": POST, "rkey": rkey(draft), "record": record, "swapRecord": None}
            reply = self._ask("POST", "com.atproto.repo.putRecord", json=body, once=True)
            if not reply.ok:
                return self._already(reply, draft)
            made = reply.json()
            if not isinstance(made, dict) or "uri" not in made:
                reply.unclear()
            return Sent(made["uri"], _public(made["uri"], self.login.handle))

    def _already(self, reply: Reply, draft: Draft) -> Sent:
        """`swapRecord: null` lets nothing be written over: what is there is this delivery, from an earlier try."""
        if reply.said().get("error") == "InvalidSwap" and (found := self.find_sent(draft)):
            return found
        raise self._refusal(reply)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Bluesky answers at once and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        with self.http.within():
            query = {"repo": self.did, "collection": POST, "rkey": rkey(draft)}
            reply = self._ask("GET", "com.atproto.repo.getRecord", query)
            if reply.status == 400 and "locate record" in str(reply.said().get("message", "")).lower():
                return None
            if reply.said().get("error") == "RecordNotFound" or reply.status == 404:
                return None
            uri = reply.good().json()["uri"]
            return Sent(uri, _public(uri, self.login.handle))

    def _record(self, draft: Draft) -> dict[str, Any]:
        """The same at every try: nothing in it but what the draft says."""
        self._check(draft)
        record: dict[str, Any] = {
            "$type": POST,
            "text": draft.text,
            "createdAt": _stamp(draft.not_before),
            "langs": [draft.language],
        }
        if found := facets(draft.text, self._did_of):
            record["facets"] = found
        if draft.reply_to:
            record["reply"] = {"root": dict(draft.reply_to["root"]), "parent": dict(draft.reply_to["parent"])}
        if draft.media:
            images = [self._image(media) for media in draft.media]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        elif card := self._link_card(draft.text):
            record["embed"] = {"$type": "app.bsky.embed.external", "external": card}
        return record

    def _link_card(self, text: str) -> dict[str, Any] | None:
        """The network makes no cards itself; a page that cannot be read leaves the post without one."""
        links = spans(text).links
        card = card_of(links[0].value, self._http) if links else None
        if not card:
            return None
        told: dict[str, Any] = {"uri": card.url, "title": card.title, "description": card.description}
        with suppress(Amend):  # a picture that cannot be read
            if card.picture:
                told["thumb"] = self._blob(fitted(Media(card.picture, card.picture_type, "card.jpg"), THUMB_BYTES))
        return told

    def _check(self, draft: Draft) -> None:
        if (length := graphemes(draft.text)) > LENGTH:
            raise Amend(words.too_long("Bluesky", length, LENGTH), f"{length} graphemes")
        if (size := len(draft.text.encode())) > BYTES:
            raise Amend(TOO_HEAVY, f"{size} bytes")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("Bluesky", PICTURES), f"{len(draft.media)} pictures")

    def _image(self, media: Media) -> dict[str, Any]:
        media = fitted(media, PICTURE_BYTES)
        width, height = size_of(media)
        return {"image": self._blob(media), "alt": media.alt, "aspectRatio": {"width": width, "height": height}}

    def _blob(self, media: Media) -> Any:
        kind = {"content-type": media.content_type}
        reply = self._ask("POST", "com.atproto.repo.uploadBlob", content=media.content, headers=kind)
        return reply.good_or(_message).json()["blob"]

    def _did_of(self, handle: str) -> str | None:
        reply = self._ask("GET", "com.atproto.identity.resolveHandle", {"handle": handle.lower()})
        return str(reply.json()["did"]) if reply.ok else None

    def _refusal(self, reply: Reply) -> NetworkError:
        if reply.said().get("error") in ("AccountTakedown", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"):
            return Reconnect(words.reconnect("Bluesky"), reply.detail)
        return reply.error(_message(reply))

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        repo, collection, key = external_id.removeprefix("at://").split("/")
        body = {"repo": repo, "collection": collection, "rkey": key}
        reply = self._ask("POST", "com.atproto.repo.deleteRecord", json=body)
        reply.good(_message(reply))

    def count(self, external_id: str) -> Counts:
        posts = self._ask("GET", "app.bsky.feed.getPosts", {"uris": external_id}).good().json()["posts"]
        if not posts:
            raise Gone(words.gone("Bluesky"), external_id)
        post = posts[0]
        shares = post.get("repostCount", 0) + post.get("quoteCount", 0)
        return Counts(likes=post.get("likeCount", 0), shares=shares, replies=post.get("replyCount", 0))

    # --- the API and its session

    def _ask(self, method: str, name: str, query: Any = None, *, once: bool = False, **how: Any) -> Reply:
        """A call with the session's token; one that is stale was refused, so the call is made again with a new one."""
        if "access" not in self.login.secrets:
            self._open_session()
        reply = self._call(method, name, self.login.secrets["access"], query, once=once, **how)
        if reply.status in (400, 401) and reply.said().get("error") in STALE:
            self._renew()
            reply = self._call(method, name, self.login.secrets["access"], query, once=once, **how)
        return reply

    def _call(self, method: str, name: str, token: str, query: Any = None, *, once: bool = False, **how: Any) -> Reply:
        headers = {**how.pop("headers", {})} | ({"authorization": f"Bearer {token}"} if token else {})
        ask = self.http.once if once else self.http.call
        return ask(method, f"{self.login.address}/xrpc/{name}", params=query, headers=headers, **how)

    def _open_session(self) -> None:
        """30 in 5 minutes and 300 a day are allowed, so the tokens are kept."""
        body = {"identifier": self.login.handle, "password": self.login.secrets.get("password", "")}
        reply = self._call("POST", "com.atproto.server.createSession", "", json=body)
        if reply.status in (400, 401):
            raise Reconnect(WRONG_LOGIN, reply.detail)
        self._keep(reply.good().json())

    def _renew(self) -> None:
        reply = self._call("POST", "com.atproto.server.refreshSession", self.login.secrets.get("refresh", ""))
        if reply.ok:
            self._keep(reply.json())
        else:
            self._open_session()

    def _keep(self, session: Mapping[str, Any]) -> None:
        tokens = {"access": session["accessJwt"], "refresh": session["refreshJwt"]}
        secrets = {**self.login.secrets, **tokens}
        self.login = replace(self.login, handle=session["handle"], external_id=session["did"], secrets=secrets)
        self.http = self._http.knowing(tuple(secrets.values()))


SIGNS = "234567abcdefghijklmnopqrstuvwxyz"


def rkey(draft: Draft) -> str:
    """The post's key in its repository: a valid TID (https://atproto.com/specs/tid), the same at every try.

    Its second is that of `not_before`; the microseconds and the clock's number (30 bits together) come from the key.
    """
    number = int.from_bytes(hashlib.sha256(draft.key.encode()).digest()[:8])
    micros = int(draft.not_before.timestamp()) * 1_000_000 + number % 1_000_000
    bits = micros << 10 | number >> 32 & 0x3FF
    return "".join(SIGNS[bits >> shift & 31] for shift in range(60, -1, -5))


def _public(uri: str, handle: str) -> str:
    return f"https://bsky.app/profile/{handle}/post/{uri.rpartition('/')[2]}"


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _when(text: str) -> datetime | None:
    """What a record says of itself may be anything."""
    try:
        return _time(text)
    except ValueError:
        return None


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _after(rows: list[dict[str, Any]], cursor: Mapping[str, Any]) -> dict[str, Any]:
    if not rows:
        return dict(cursor)
    at = rows[-1]["indexedAt"]
    known = cursor.get("seen", []) if cursor.get("at") == at else []
    return {"at": at, "seen": [*known, *(row["uri"] for row in rows if row["indexedAt"] == at)]}


def _message(reply: Reply) -> str:
    return str(reply.said().get("message", ""))[:300]
