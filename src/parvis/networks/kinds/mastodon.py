"""Mastodon, and servers that speak its client API: what was sent is known again by reading the account's own posts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from parvis.networks import words
from parvis.networks.base import (
    Account,
    Asked,
    Batch,
    Can,
    Counts,
    Draft,
    Found,
    FoundMedia,
    Info,
    Limits,
    Login,
    Media,
    Sent,
    Waiting,
)
from parvis.networks.dialect_mastodon import measure, spans
from parvis.networks.errors import Amend, Gone, Reconnect
from parvis.networks.http import Http, Reply
from parvis.networks.pictures import fitted
from parvis.networks.plain import alike, text_of
from parvis.networks.platform import BY_WORDS
from parvis.say import Say

LENGTH, PICTURES, PICTURE_BYTES = 500, 4, 16_000_000
PAGE, PAGES = 40, 5
SLACK = timedelta(minutes=2)
MEDIA_SECONDS = 5.0

INFO = Info(
    slug="mastodon",
    name="Mastodon",
    can=frozenset(Can) - {Can.FOLLOW, Can.MODERATE},
    limits=Limits(LENGTH, measure, spans, PICTURES, PICTURE_BYTES, alt_length=1500),
    docs="https://docs.joinmastodon.org/methods/",
    verified=Say(
        "Vérifié le 21 novembre 2026 sur un vrai serveur qui parle l’API de Mastodon (snac 2.96) ; "
        "pas encore sur Mastodon lui-même.",
        "Verified on 21 November 2026 on a real server that speaks Mastodon’s API (snac 2.96); "
        "not yet on Mastodon itself.",
    ),
    note=Say(
        "La recherche de mots ne porte que sur ce que votre serveur a indexé. La longueur permise est celle que le "
        "serveur annonce.",
        "Searching for words covers only what your server has indexed. The length allowed is the one that the server "
        "announces.",
    ),
    asks=(
        Asked("address", Say("Adresse du serveur", "Address of the server"), Say("https://mastodon.social", "")),
        Asked(
            "token",
            Say("Jeton d’accès", "Access token"),
            Say(
                "Dans Mastodon : Préférences, Développement, Nouvelle application, avec les droits read et write.",
                "In Mastodon: Preferences, Development, New application, with the scopes read and write.",
            ),
            secret=True,
        ),
    ),
    known_by=BY_WORDS,
)


class Kind:
    """An account on a server, by its access token."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login = replace(login, address=login.address.rstrip("/"))
        self.http = http.knowing(tuple(login.secrets.values()))
        self.host = urlsplit(login.address).netloc.lower()

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._me()
            self.login = replace(self.login, handle=me["acct"], external_id=me["id"])
            return replace(self._account(me), external_id=me["id"]), self.login

    def look_up(self, handle: str) -> Account | None:
        reply = self._call("GET", "v1/accounts/lookup", {"acct": handle.removeprefix("@")})
        return self._account(reply.json()) if reply.ok else None

    def _account(self, row: Mapping[str, Any]) -> Account:
        acct = row["acct"] if "@" in row["acct"] else f"{row['acct']}@{self.host}"
        return Account(row["url"], acct, row.get("display_name") or acct, row["url"])

    def _me(self) -> dict[str, Any]:
        """snac answers 422 to a token that it does not know."""
        reply = self._call("GET", "v1/accounts/verify_credentials")
        if reply.status in (401, 403, 422):
            raise Reconnect(words.reconnect(self.host), reply.detail)
        me: dict[str, Any] = reply.good().json()
        return me

    @property
    def my_id(self) -> str:
        if not self.login.external_id:
            self.login = replace(self.login, external_id=self._me()["id"])
        return self.login.external_id

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Posts that name the account, replies among them."""
        with self.http.within():
            rows = self._after("v1/notifications", {"types[]": "mention"}, cursor)
            rows = [row for row in rows if row["type"] == "mention" and row.get("status")]
            found = tuple(self._in_thread(self._found(row["status"], addressed=True)) for row in rows)
            return Batch(found, _cursor(rows, cursor))

    def _in_thread(self, found: Found) -> Found:
        """With the lasting addresses of what it answers and of where the thread begins."""
        if not found.reply_to:
            return replace(found, thread=found.external_id)
        reply = self._call("GET", f"v1/statuses/{found.reply_handle['id']}/context")
        above = [row["uri"] for row in reply.json()["ancestors"]] if reply.ok else []
        return replace(found, reply_to=above[-1] if above else "", thread=above[0] if above else found.external_id)

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        """A single #tag is read from its timeline; words from the server's search, newest first."""
        with self.http.within():
            if re.fullmatch(r"#\w+", words.strip()):
                rows = self._after(f"v1/timelines/tag/{words.strip()[1:]}", {}, cursor)
                return Batch(tuple(map(self._found, rows)), _cursor(rows, cursor))
            query = {"q": words, "type": "statuses", "limit": PAGE, "resolve": "false"}
            rows = self._call("GET", "v2/search", query).good().json()["statuses"]
            rows = sorted(
                (r for r in rows if r["created_at"] > cursor.get("at", "")), key=lambda r: str(r["created_at"])
            )
            return Batch(tuple(map(self._found, rows)), {"at": rows[-1]["created_at"]} if rows else dict(cursor))

    def _after(self, path: str, query: Mapping[str, Any], cursor: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows after the cursor, oldest first; `min_id` gives the page right after it, snac wants `limit` said."""
        seen = cursor.get("id", "")
        rows: list[dict[str, Any]] = []
        for _ in range(PAGES):
            since = {"min_id": seen} if seen else {}
            page = self._call("GET", path, {"limit": PAGE, **query, **since}).good().json()
            new = sorted((row for row in page if _order(row["id"]) > _order(seen)), key=lambda row: _order(row["id"]))
            rows += new
            if not cursor or not new:
                break
            seen = new[-1]["id"]
        return rows

    def _found(self, row: Mapping[str, Any], addressed: bool = False) -> Found:
        account = row["account"]
        acct = account["acct"] if "@" in account["acct"] else f"{account['acct']}@{self.host}"
        return Found(
            external_id=row["uri"],
            url=row.get("url") or row["uri"],
            text="\n\n".join(filter(None, (row.get("spoiler_text"), text_of(row["content"])))),
            published_at=_time(row["created_at"]),
            author=account.get("display_name") or acct,
            author_handle=acct,
            author_url=account["url"],
            author_id=account["url"],
            language=row.get("language") or "",
            reply_to=row.get("in_reply_to_id") or "",
            tags=tuple(tag["name"] for tag in row.get("tags", ())),
            media=tuple(_media(row)),
            is_own=account["id"] == self.login.external_id,
            addressed=addressed,
            reply_handle={"id": row["id"], "uri": row["uri"], "acct": acct, "visibility": row["visibility"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            rows = [self._upload(media) for media in draft.media]
            ids = [row["id"] for row in rows]
            if all(row.get("url") for row in rows):
                return self._post(draft, ids)
            return Waiting({"media": ids}, MEDIA_SECONDS)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Goes on once the server has worked on the pictures (206 while it does)."""
        with self.http.within():
            states = [self._call("GET", f"v1/media/{number}").good().status for number in ticket["media"]]
            if any(status == 206 for status in states):
                return Waiting(ticket, MEDIA_SECONDS)
            return self._post(draft, ticket["media"])

    def _post(self, draft: Draft, media: list[str]) -> Sent:
        form = {
            "status": self._text(draft),
            "language": draft.language,
            "visibility": draft.reply_to.get("visibility", "public"),
            "media_ids[]": media,
        }
        if draft.reply_to:
            form["in_reply_to_id"] = draft.reply_to["id"]
        key = {"idempotency-key": draft.key}
        reply = self._call("POST", "v1/statuses", form=form, headers=key, once=True).good_or(_message)
        row = reply.json()
        if not isinstance(row, dict) or "uri" not in row:
            reply.unclear()
        return Sent(row["uri"], row.get("url") or row["uri"])

    def _text(self, draft: Draft) -> str:
        """A reply names whom it answers, else they are not told of it."""
        acct = draft.reply_to.get("acct", "")
        named = re.search(rf"@{re.escape(acct.partition('@')[0])}\b", draft.text, re.I) if acct else None
        return draft.text if named or not acct else f"@{acct} {draft.text}"

    def _check(self, draft: Draft) -> None:
        length = measure(self._text(draft))
        if length > LENGTH and length > (limit := self.own_limits().length or LENGTH):
            raise Amend(words.too_long(self.host, length, limit), f"{length} characters")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures(self.host, PICTURES), f"{len(draft.media)} pictures")

    def own_limits(self) -> Limits:
        """The limits that this very server announces."""
        told = self._call("GET", "v2/instance")
        told = told if told.ok else self._call("GET", "v1/instance")
        body = told.json() if told.ok else {}
        statuses = body.get("configuration", {}).get("statuses", {})
        length = statuses.get("max_characters") or body.get("max_toot_chars") or LENGTH
        return replace(INFO.limits, length=int(length))

    def _upload(self, media: Media) -> dict[str, Any]:
        media = fitted(media, PICTURE_BYTES)
        file = {"file": (media.name, media.content, media.content_type)}
        reply = self._call("POST", "v2/media", form={"description": media.alt}, files=file)
        row: dict[str, Any] = reply.good_or(_message).json()
        return row

    # --- finding again

    def find_sent(self, draft: Draft) -> Sent | None:
        """Not every server honours Idempotency-Key, so the account's own posts since the draft was made are read."""
        wanted = alike(self._text(draft))
        with self.http.within():
            for row in self._own_since(draft.not_before):
                if row["uri"] in draft.taken or not _answers(row, draft):
                    continue
                if alike(row.get("text") or text_of(row["content"])) == wanted:
                    return Sent(row["uri"], row.get("url") or row["uri"])
        return None

    def _own_since(self, not_before: datetime) -> Iterator[dict[str, Any]]:
        before: dict[str, Any] = {}
        for _ in range(PAGES):
            query = {"limit": PAGE, "exclude_reblogs": "true", **before}
            reply = self._call("GET", f"v1/accounts/{self.my_id}/statuses", query).good()
            rows = reply.json()
            since = _their_time(not_before, reply) - SLACK
            yield from (row for row in rows if not row.get("reblog") and _time(row["created_at"]) >= since)
            if not rows or _time(rows[-1]["created_at"]) < since or before.get("max_id") == rows[-1]["id"]:
                return
            before = {"max_id": rows[-1]["id"]}

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        if number := self._number(external_id):
            reply = self._call("DELETE", f"v1/statuses/{number}")
            if reply.status not in (404, 410):
                reply.good_or(_message)

    def count(self, external_id: str) -> Counts:
        number = self._number(external_id)
        if not number:
            raise Gone(words.gone(self.host), external_id)
        row = self._call("GET", f"v1/statuses/{number}").good().json()
        return Counts(row["favourites_count"], row["reblogs_count"], row["replies_count"])

    def _number(self, uri: str) -> str:
        """The server's own id of one of our posts; Mastodon shows it in the uri, others are searched."""
        if found := re.search(r"/statuses/(\d+)$", uri):
            return found[1]
        rows = self._call("GET", f"v1/accounts/{self.my_id}/statuses", {"limit": PAGE}).good().json()
        if mine := next((row["id"] for row in rows if row["uri"] == uri), ""):
            return str(mine)
        found_there = self._call("GET", "v2/search", {"q": uri, "resolve": "true", "type": "statuses", "limit": 1})
        rows = found_there.json()["statuses"] if found_there.ok else []
        return next((str(row["id"]) for row in rows if row["uri"] == uri), "")

    # --- the API

    def _call(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, *, once: bool = False, **how: Any
    ) -> Reply:
        headers = {"authorization": f"Bearer {self.login.secrets.get('token', '')}", **how.pop("headers", {})}
        ask = self.http.once if once else self.http.call
        return ask(method, f"{self.login.address}/api/{path}", params=query, headers=headers, **how)


def _order(number: str) -> tuple[int, str]:
    """Ids are numbers of growing length on Mastodon, words that sort on others."""
    return (len(number) if number.isdigit() else 0, number)


def _cursor(rows: list[dict[str, Any]], cursor: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": rows[-1]["id"]} if rows else dict(cursor)


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _their_time(ours: datetime, reply: Reply) -> datetime:
    """The earlier of our moment and the same moment on the server's clock, which its answer tells."""
    try:
        return min(ours, ours + (parsedate_to_datetime(reply.headers["date"]) - reply.received_at))
    except (KeyError, ValueError, TypeError):
        return ours


def _answers(row: Mapping[str, Any], draft: Draft) -> bool:
    """Whether the post answers what the draft answers; snac writes one id with other time digits and capitals later."""
    there, wanted = str(row.get("in_reply_to_id") or ""), str(draft.reply_to.get("id", ""))
    return there == wanted or (len(wanted) > 32 and there[-32:].lower() == wanted[-32:].lower())


def _media(row: Mapping[str, Any]) -> Iterator[FoundMedia]:
    for media in row.get("media_attachments", ()):
        yield FoundMedia(media.get("url") or "", media.get("description") or "", media.get("type") or "")


def _message(reply: Reply) -> str:
    return str(reply.said().get("error", ""))[:300]
