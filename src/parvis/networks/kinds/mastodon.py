"""Mastodon, and servers that speak its client API: what was sent is known again by reading the account's own posts."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from parvis.networks import chain, words
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
    Line,
    Login,
    Media,
    Sent,
    Waiting,
)
from parvis.networks.dialect_mastodon import (
    announced,
    answers,
    batch,
    earlier,
    excess,
    found_in,
    kept,
    measure,
    number_of,
    order,
    out_there,
    poll_form,
    reason,
    spans,
    their_time,
    time_at,
    under,
)
from parvis.networks.errors import Amend, Gone, Reconnect
from parvis.networks.figures import figure, limits
from parvis.networks.http import Http
from parvis.networks.pictures import fitted
from parvis.networks.plain import alike, text_of
from parvis.networks.platform import BY_WORDS
from parvis.networks.reply import Reply
from parvis.networks.rows import Since
from parvis.say import Say

PICTURE_BYTES = figure("mastodon", "picture_bytes")
PAGE, PAGES = 40, 5
TAG = re.compile(r"#\w+")
SLACK = timedelta(minutes=2)
MEDIA_SECONDS = 5.0

INFO = Info(
    slug="mastodon",
    name="Mastodon",
    can=frozenset(Can) - {Can.MODERATE},
    limits=limits("mastodon", measure, spans),
    docs="https://docs.joinmastodon.org/methods/",
    verified=Say(
        "Vérifié le 28 novembre 2026 sur un vrai serveur qui parle l’API de Mastodon (snac 2.96), fils compris ; "
        "pas encore sur Mastodon lui-même.",
        "Verified on 28 November 2026 on a real server that speaks Mastodon’s API (snac 2.96), threads included; "
        "not yet on Mastodon itself.",
    ),
    note=Say(
        "La recherche de mots ne porte que sur ce que votre serveur a indexé. Les limites sont celles que le serveur "
        "annonce. Le suivi en direct n’est essayé qu’avec un serveur fait à la main, au format de la documentation "
        "officielle ; un serveur qui ne le propose pas (snac) est relevé à intervalles réguliers.",
        "Searching for words covers only what your server has indexed. The limits are those that the server announces. "
        "Following live is tried only with a server made by hand in the format of the official documentation; a "
        "server that does not offer it (snac) is read at intervals.",
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
            told = (row["status"] for row in rows if row.get("type") == "mention" and row.get("status"))
            return batch(rows, cursor, lambda row: self._in_thread(self._found(row, addressed=True)), told)

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
            since = Since(cursor, lambda row: (time_at(row["created_at"]), row["uri"]))
            if TAG.fullmatch(words.strip()):
                known = {"id": earlier(cursor.get("last") or cursor.get("id", ""))} if cursor else {}
                rows = self._after(f"v1/timelines/tag/{words.strip()[1:]}", {}, known)
                return since.batch(rows, self._found, **({"last": rows[-1]["id"]} if rows else {}))
            query = {"q": words, "type": "statuses", "limit": PAGE, "resolve": "false"}
            rows = self._call("GET", "v2/search", query).good().json()["statuses"]
            return since.batch(rows, self._found)

    def follow(self, words: str = "") -> Line | None:
        """The account's notifications, those of private messages among them; or what bears a single #tag."""
        tag, bearer = words.strip(), ("authorization", self._bearer)
        if tag and not TAG.fullmatch(tag):
            return None
        stream = f"hashtag&tag={quote(tag[1:])}" if tag else "user:notification"
        return Line(f"{self._stream()}/api/v1/streaming?stream={stream}", (bearer,))

    def concerns(self, message: bytes, words: str = "") -> bool:
        """https://docs.joinmastodon.org/methods/streaming/#events: the payload is JSON within JSON."""
        with suppress(KeyError, TypeError, ValueError):
            event = json.loads(message)
            if words:
                return bool(event["event"] == "update")
            return bool(event["event"] == "notification" and json.loads(event["payload"])["type"] == "mention")
        return False

    def _stream(self) -> str:
        """Some servers keep their streams on a host of its own."""
        body = self._instance()
        urls = body.get("configuration", {}).get("urls", {})
        told = urls.get("streaming") or body.get("urls", {}).get("streaming_api") or ""
        return str(told or re.sub(r"^http", "ws", self.login.address)).rstrip("/")

    def _after(self, path: str, query: Mapping[str, Any], cursor: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows after the cursor, oldest first; `min_id` gives the page right after it, snac wants `limit` said."""
        seen = cursor.get("id", "")
        rows: list[dict[str, Any]] = []
        for _ in range(PAGES):
            since = {"min_id": seen} if seen else {}
            page = self._call("GET", path, {"limit": PAGE, **query, **since}).good().json()
            page = [row for row in page if row.get("id")]
            new = sorted((row for row in page if order(row["id"]) > order(seen)), key=lambda row: order(row["id"]))
            rows += new
            if not cursor or not new:
                break
            seen = new[-1]["id"]
        return rows

    def _found(self, row: Mapping[str, Any], addressed: bool = False) -> Found:
        return found_in(row, self.host, self.login.external_id, addressed)

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            if draft.parts and (out := self._out(draft)):  # an earlier try began it
                return self._next(draft, out)
            rows = [self._upload(media) for media in draft.media]
            ids = [row["id"] for row in rows]
            if all(row.get("url") for row in rows):
                return self._next(draft, [], ids)
            return Waiting({"media": ids}, MEDIA_SECONDS)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Goes on with a thread, or once the server has worked on the pictures (206 while it does)."""
        with self.http.within():
            if draft.parts and (out := self._out(draft, ticket.get("out", ()))):
                return self._next(draft, out)
            states = [self._call("GET", f"v1/media/{number}").good().status for number in ticket["media"]]
            if any(status == 206 for status in states):
                return Waiting(ticket, MEDIA_SECONDS)
            return self._next(draft, [], ticket["media"])

    def _next(self, draft: Draft, out: list[chain.Out], media: Sequence[str] = ()) -> Sent | Waiting:
        """One more post, unless all of them are out."""
        if not chain.is_whole(draft, out):
            out = [*out, self._post(chain.post_after(draft, out, under), media)]
        return chain.told(draft, out)

    def _post(self, draft: Draft, media: Sequence[str]) -> chain.Out:
        visibility = draft.reply_to.get("visibility", "public")
        form = {**self._form(draft), "visibility": visibility, "media_ids[]": list(media)}
        if draft.reply_to:
            form["in_reply_to_id"] = draft.reply_to["id"]
        key = {"idempotency-key": draft.key}
        reply = self._call("POST", "v1/statuses", form=form, headers=key, once=True).good_or(reason)
        row = reply.json()
        if not isinstance(row, dict) or "uri" not in row:
            reply.unclear()
        return out_there({"visibility": visibility, **row})

    def _form(self, draft: Draft) -> dict[str, Any]:
        form: dict[str, Any] = {"status": self._text(draft), "language": draft.language}
        if draft.warning:
            form |= {"spoiler_text": draft.warning, "sensitive": "true"}
        if draft.poll:
            form |= poll_form(draft.poll.options, draft.poll.seconds, draft.poll.several)
        return form

    def _text(self, draft: Draft) -> str:
        """A reply names whom it answers, else they are not told of it."""
        acct = draft.reply_to.get("acct", "")
        named = re.search(rf"@{re.escape(acct.partition('@')[0])}\b", draft.text, re.I) if acct else None
        return draft.text if named or not acct else f"@{acct} {draft.text}"

    def _check(self, draft: Draft) -> None:
        """The server's own limits are asked for only where the usual ones are passed."""
        if said := excess(draft, self._length(draft), INFO.limits, self.host):
            said = excess(draft, self._length(draft), self.own_limits(), self.host)
        if said:
            raise Amend(said, f"{self._length(draft)} characters, {len(draft.media)} files")

    def _length(self, draft: Draft) -> int:
        """Of the longest post; the warning counts with each."""
        return max(map(measure, (self._text(draft), *draft.parts))) + measure(draft.warning)

    def own_limits(self) -> Limits:
        """The limits that this very server announces."""
        return announced(self._instance(), INFO.limits)

    def _instance(self) -> dict[str, Any]:
        told = self._call("GET", "v2/instance")
        told = told if told.ok else self._call("GET", "v1/instance")
        body = told.json() if told.ok else {}
        return body if isinstance(body, dict) else {}

    def _upload(self, media: Media) -> dict[str, Any]:
        media = fitted(media, PICTURE_BYTES) if media.is_picture else media
        file = {"file": (media.name, media.content, media.content_type)}
        how: dict[str, Any] = {"form": {"description": media.alt}, "files": file, "seconds": 50.0}
        row: dict[str, Any] = self._call("POST", "v2/media", **how).good_or(reason).json()
        return row

    # --- finding again

    def find_sent(self, draft: Draft) -> Sent | None:
        """Not every server honours Idempotency-Key, so the account's own posts since the draft was made are read."""
        with self.http.within():
            out = self._out(draft)
            found = chain.told(draft, out) if out and chain.is_whole(draft, out) else None
            return found if isinstance(found, Sent) else None

    def _out(self, draft: Draft, known: Sequence[chain.Out] = ()) -> list[chain.Out]:
        """What of a draft is out: the posts that are `known`, and those that follow them there."""
        rows: Iterable[dict[str, Any]] = self._own_since(draft.not_before)
        rows, out = list(rows) if draft.parts else rows, [*known]
        while not chain.is_whole(draft, out):
            post = chain.post_after(draft, out, under)
            found = next((row for row in rows if self._is(row, post)), None)
            if not found:
                break
            out.append(out_there(found))
        return out

    def _is(self, row: Mapping[str, Any], draft: Draft) -> bool:
        words_there = alike(row.get("text") or text_of(row["content"]))
        return row["uri"] not in draft.taken and answers(row, draft) and words_there == alike(self._text(draft))

    def _own_since(self, not_before: datetime) -> Iterator[dict[str, Any]]:
        before: dict[str, Any] = {}
        for _ in range(PAGES):
            query = {"limit": PAGE, "exclude_reblogs": "true", **before}
            reply = self._call("GET", f"v1/accounts/{self.my_id}/statuses", query).good()
            rows = reply.json()
            since = their_time(not_before, reply) - SLACK
            yield from (row for row in rows if not row.get("reblog") and time_at(row["created_at"]) >= since)
            if not rows or time_at(rows[-1]["created_at"]) < since or before.get("max_id") == rows[-1]["id"]:
                return
            before = {"max_id": rows[-1]["id"]}

    # --- afterwards

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """The server keeps the former words for all to see. Files and answers left out would be taken away."""
        with self.http.within():
            self._check(replace(draft, media=(), poll=None))
            number = self._number(external_id)
            if not number:
                raise Gone(words.gone(self.host), external_id)
            reply = self._call("GET", f"v1/statuses/{number}").good()
            row = reply.json()
            form = self._form(replace(draft, poll=None)) | kept(row, reply.received_at)
            row = self._call("PUT", f"v1/statuses/{number}", form=form).good_or(reason).json()
            return Sent(row["uri"], row.get("url") or row["uri"])

    def withdraw(self, external_id: str) -> None:
        if number := self._number(external_id):
            reply = self._call("DELETE", f"v1/statuses/{number}")
            reply.taken_back(reason)

    def count(self, external_id: str) -> Counts:
        number = self._number(external_id)
        if not number:
            raise Gone(words.gone(self.host), external_id)
        row = self._call("GET", f"v1/statuses/{number}").good().json()
        return Counts(row["favourites_count"], row["reblogs_count"], row["replies_count"])

    def _number(self, uri: str) -> str:
        """The server's own id of one of our posts, empty when there is none; Mastodon shows it in the uri."""
        if found := re.search(r"/statuses/(\d+)$", uri):
            return found[1]
        rows = self._own()
        if mine := number_of(uri, rows):
            return mine
        search = self._call("GET", "v2/search", {"q": uri, "resolve": "true", "type": "statuses", "limit": 1})
        if search.ok and (mine := number_of(uri, search.json()["statuses"])):
            return mine
        return self._further(uri, rows, search)

    def _further(self, uri: str, rows: list[dict[str, Any]], search: Reply) -> str:
        """Among the earlier posts; where neither they nor the search can say that it is gone, a person has to look."""
        for _ in range(PAGES):
            if not rows:
                search.good_or(reason)
                return ""
            rows = self._own(max_id=rows[-1]["id"])
            if mine := number_of(uri, rows):
                return mine
        raise Amend(words.not_found_again(self.host), uri)

    def _own(self, **query: Any) -> list[dict[str, Any]]:
        path = f"v1/accounts/{self.my_id}/statuses"
        rows: list[dict[str, Any]] = self._call("GET", path, {"limit": PAGE, **query}).good().json()
        return rows

    # --- the API

    @property
    def _bearer(self) -> str:
        return f"Bearer {self.login.secrets.get('token', '')}"

    def _call(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, *, once: bool = False, **how: Any
    ) -> Reply:
        headers = {"authorization": self._bearer, **how.pop("headers", {})}
        ask = self.http.once if once else self.http.call
        return ask(method, f"{self.login.address}/api/{path}", params=query, headers=headers, **how)
