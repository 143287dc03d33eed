"""Bluesky, or any server of the AT Protocol: posts whose own address is made from the delivery's key."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from parvis.networks import words
from parvis.networks.base import (
    Account,
    Asked,
    Batch,
    Can,
    Counts,
    Draft,
    Found,
    Info,
    Line,
    Login,
    Media,
    Sent,
    Waiting,
)
from parvis.networks.cards import card_of
from parvis.networks.dialect_bluesky import facets, pictures_of, spans, tags_of
from parvis.networks.errors import Amend, Gone, NetworkError, Reconnect
from parvis.networks.figures import figure, limits
from parvis.networks.pictures import fitted, size_of
from parvis.networks.platform import BY_KEY
from parvis.networks.reply import Reply
from parvis.networks.repo_bluesky import cid_of, next_rkey, rkey, stamp
from parvis.networks.rows import Mark, Since, moment
from parvis.networks.session_bluesky import HOME, Session, said
from parvis.networks.spans import graphemes
from parvis.say import Say

LENGTH, BYTES = figure("bluesky", "length"), figure("bluesky", "bytes")
PICTURES, PICTURE_BYTES = figure("bluesky", "pictures"), figure("bluesky", "picture_bytes")
THUMB_BYTES, VIDEO_BYTES = figure("bluesky", "thumb_bytes"), figure("bluesky", "video_bytes")
PARTS = figure("bluesky", "parts")
PAGE, PAGES = 100, 10
POST = "app.bsky.feed.post"
REASONS = ("mention", "reply", "quote")
JETSTREAM = "wss://jetstream2.us-east.bsky.network"  # github.com/bluesky-social/jetstream, read 2026-11

INFO = Info(
    slug="bluesky",
    name="Bluesky",
    can=frozenset(Can) - {Can.CORRECT, Can.MODERATE},
    limits=limits("bluesky", graphemes, spans),
    docs="https://docs.bsky.app/docs/category/http-reference",
    verified=Say(
        "Vérifié le 21 novembre 2026 sur un vrai serveur Bluesky (PDS) avec son service de recherche et d’alertes.",
        "Verified on 21 November 2026 on a real Bluesky server (PDS) with its application view.",
    ),
    note=Say(
        "Bluesky ne donne aucun nombre de vues et n’a pas de correction : retirez, puis publiez de nouveau. Une image "
        "de plus de 2 Mo est allégée avant l’envoi. Une vidéo s’affiche quelques minutes après l’envoi. Le suivi en "
        "direct passe par Jetstream, le flux public du réseau ; il n’est essayé qu’avec un serveur fait à la main, au "
        "format de sa documentation. La conversion des vidéos n’est pas vérifiée sur le vrai service.",
        "Bluesky gives no number of views and lets nothing be corrected: withdraw, then publish again. A picture above "
        "2 MB is made lighter before it is sent. A video shows a few minutes after it was sent. Following live "
        "uses Jetstream, the public stream of the network; it is tried only with a server made by hand in the format "
        "of its documentation. The conversion of videos is not verified on the real service.",
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

TOO_HEAVY = Say(
    f"Ce texte pèse plus de {BYTES} octets, la limite de Bluesky. Rien n’est parti : retirez des émojis ou du texte, "
    "puis renvoyez.",
    f"This text weighs more than {BYTES} bytes, the limit of Bluesky. Nothing went out: remove some emoji or text, "
    "then send again.",
)
ONE_VIDEO = Say(
    "Bluesky accepte une seule vidéo, au format MP4 et sans image à côté. Rien n’est parti : changez les fichiers, "
    "puis renvoyez.",
    "Bluesky takes a single video, in the MP4 format and with no picture beside it. Nothing went out: change the "
    "files, then send again.",
)


class Kind(Session):
    """An account, by its handle and an app password; the session's tokens are kept in the login."""

    info = INFO
    stream = JETSTREAM

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

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Mentions, replies and quotations after the cursor."""
        with self.http.within():
            since, query = Since(cursor, _mark), {"reasons": REASONS}
            rows = self._back(since, "app.bsky.notification.listNotifications", query, "notifications")
            rows = (row for row in rows if row.get("reason") in REASONS)
            return since.batch(rows, lambda row: self._found(row, row["record"], addressed=True))

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        """The server sorts by the time that posts tell of themselves, which is before it shows them."""
        with self.http.within():
            since = Since(cursor, _mark)
            query = {"q": words, "sort": "latest"} | ({} if since.first else {"since": stamp(since.start)})
            rows = self._back(since, "app.bsky.feed.searchPosts", query, "posts")
            return since.batch(rows, lambda row: self._found(row, row["record"]))

    def follow(self, words: str = "") -> Line | None:
        """All new posts of the network, on one line for all accounts: nowhere else is an account told at once."""
        return None if words else Line(f"{self.stream}/subscribe?wantedCollections={POST}", is_busy=True)

    def concerns(self, message: bytes, words: str = "") -> bool:
        """Whoever mentions, answers or quotes the account writes its lasting id into the record."""
        me = self.login.external_id.encode()
        return bool(me) and me in message and not message.startswith(b'{"did":"' + me)

    def _back(self, since: Since, name: str, query: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
        """The newest first, back to what was read before; at the first call one page."""
        for number, page in enumerate(self._pages(name, query, key), 1):
            yield from page
            if since.first or since.reached(page):
                return
            if number == PAGES:
                since.missed.append(f"{name}: {PAGES} pages and no end")

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
            self._check(draft)
            if draft.parts and (found := self.find_sent(draft)):  # the server answers 500 to keys that are taken
                return found
            records = self._records(draft)
            reply = self._write_one(draft, records[0]) if len(records) == 1 else self._write_all(draft, records)
            if not reply.ok:
                return self._already(reply, draft)
            if not isinstance(reply.json(), dict) or ("uri" not in reply.json() and "results" not in reply.json()):
                reply.unclear()
            uri = f"at://{self.did}/{POST}/{rkey(draft)}"
            return Sent(uri, _public(uri, self.login.handle))

    def _write_one(self, draft: Draft, record: dict[str, Any]) -> Reply:
        body = {"repo": self.did, "collection": POST, "rkey": rkey(draft), "record": record, "swapRecord": None}
        return self._ask("POST", "com.atproto.repo.putRecord", json=body, once=True)

    def _write_all(self, draft: Draft, records: list[dict[str, Any]]) -> Reply:
        """All posts of a thread or none, in one commit."""
        kind = {"$type": "com.atproto.repo.applyWrites#create", "collection": POST}
        writes = [{**kind, "rkey": rkey(draft, part), "value": record} for part, record in enumerate(records)]
        return self._ask("POST", "com.atproto.repo.applyWrites", json={"repo": self.did, "writes": writes}, once=True)

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

    def _records(self, draft: Draft) -> list[dict[str, Any]]:
        """The post and those that follow it, each an answer to the one before; the same at every try."""
        records = [self._record(draft)]
        for part, text in enumerate(draft.parts, 1):
            above = records[-1]
            parent = {"uri": f"at://{self.did}/{POST}/{rkey(draft, part - 1)}", "cid": cid_of(above)}
            reply = {"root": above["reply"]["root"] if "reply" in above else parent, "parent": parent}
            records.append({**self._text(draft, text, part), "reply": reply})
        return records

    def _record(self, draft: Draft) -> dict[str, Any]:
        record = self._text(draft, draft.text)
        if draft.reply_to:
            record["reply"] = {"root": dict(draft.reply_to["root"]), "parent": dict(draft.reply_to["parent"])}
        if embed := self._embed(draft):
            record["embed"] = embed
        return record

    def _text(self, draft: Draft, text: str, part: int = 0) -> dict[str, Any]:
        at = stamp(draft.not_before, part)
        record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": at, "langs": [draft.language]}
        if found := facets(text, self._did_of):
            record["facets"] = found
        return record

    def _embed(self, draft: Draft) -> dict[str, Any] | None:
        if draft.media and draft.media[0].is_video:
            return self._video(draft.media[0])
        if draft.media:
            return {"$type": "app.bsky.embed.images", "images": [self._image(media) for media in draft.media]}
        card = self._link_card(draft.text)
        return {"$type": "app.bsky.embed.external", "external": card} if card else None

    def _video(self, media: Media) -> dict[str, Any]:
        """The server of videos converts it once the post is seen: https://docs.bsky.app/docs/tutorials/video"""
        captions = [
            {"lang": each.language, "file": self._blob(Media(each.vtt.encode(), "text/vtt", "captions.vtt"))}
            for each in media.captions
        ]
        told = {"$type": "app.bsky.embed.video", "video": self._blob(media), "alt": media.alt}
        return told | ({"captions": captions} if captions else {})

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
        for text in (draft.text, *draft.parts):
            if (length := graphemes(text)) > LENGTH:
                raise Amend(words.too_long("Bluesky", length, LENGTH), f"{length} graphemes")
            if (size := len(text.encode())) > BYTES:
                raise Amend(TOO_HEAVY, f"{size} bytes")
        videos = [media for media in draft.media if media.is_video]
        if videos and (len(draft.media) > 1 or videos[0].content_type != "video/mp4"):
            raise Amend(ONE_VIDEO, f"{len(draft.media)} files, {videos[0].content_type}")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("Bluesky", PICTURES), f"{len(draft.media)} pictures")

    def _image(self, media: Media) -> dict[str, Any]:
        media = fitted(media, PICTURE_BYTES)
        width, height = size_of(media)
        return {"image": self._blob(media), "alt": media.alt, "aspectRatio": {"width": width, "height": height}}

    def _blob(self, media: Media) -> Any:
        kind = {"content-type": media.content_type}
        reply = self._ask("POST", "com.atproto.repo.uploadBlob", content=media.content, headers=kind, seconds=50.0)
        return reply.good_or(said).json()["blob"]

    def _did_of(self, handle: str) -> str | None:
        reply = self._ask("GET", "com.atproto.identity.resolveHandle", {"handle": handle.lower()})
        return str(reply.json()["did"]) if reply.ok else None

    def _refusal(self, reply: Reply) -> NetworkError:
        if reply.said().get("error") in ("AccountTakedown", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"):
            return Reconnect(words.reconnect("Bluesky"), reply.detail)
        return reply.error(said(reply))

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        """Of a thread all its posts, in one commit."""
        repo, collection, first = external_id.removeprefix("at://").split("/")
        with self.http.within():
            keys = [first, *self._later_parts(repo, collection, first)]
            if len(keys) == 1:
                one = {"repo": repo, "collection": collection, "rkey": first}
                self._ask("POST", "com.atproto.repo.deleteRecord", json=one).good_or(said)
                return
            kind = {"$type": "com.atproto.repo.applyWrites#delete", "collection": collection}
            body = {"repo": repo, "writes": [{**kind, "rkey": key} for key in keys]}
            self._ask("POST", "com.atproto.repo.applyWrites", json=body).good_or(said)

    def _later_parts(self, repo: str, collection: str, first: str) -> Iterator[str]:
        for part in range(1, PARTS):
            query = {"repo": repo, "collection": collection, "rkey": next_rkey(first, part)}
            if not self._ask("GET", "com.atproto.repo.getRecord", query).ok:
                return
            yield query["rkey"]

    def count(self, external_id: str) -> Counts:
        posts = self._ask("GET", "app.bsky.feed.getPosts", {"uris": external_id}).good().json()["posts"]
        if not posts:
            raise Gone(words.gone("Bluesky"), external_id)
        post = posts[0]
        shares = post.get("repostCount", 0) + post.get("quoteCount", 0)
        return Counts(likes=post.get("likeCount", 0), shares=shares, replies=post.get("replyCount", 0))


def _public(uri: str, handle: str) -> str:
    return f"https://bsky.app/profile/{handle}/post/{uri.rpartition('/')[2]}"


def _when(text: str) -> datetime | None:
    """What a record says of itself may be anything."""
    try:
        return _time(text)
    except ValueError:
        return None


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["indexedAt"]), row["uri"]
