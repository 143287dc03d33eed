"""Reddit: text posts in one community, comments and answers, under an account of the house.

Reddit documents its calls at https://www.reddit.com/dev/api and its rules in the Data API wiki (read in copies on 28
November 2026); the shapes of answers are those that Reddit gave to the test suite of github.com/praw-dev/praw (at
7b69758).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
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
    Login,
    Scope,
    Sent,
    Waiting,
)
from parvis.networks.errors import Amend, Gone, NetworkError, TryLater
from parvis.networks.figures import figure, limits
from parvis.networks.http import AGENT
from parvis.networks.oauth import Door
from parvis.networks.plain import first_line
from parvis.networks.platform import BY_WORDS, RECORDED, RECORDED_ON, RENEWAL, TOKEN, Api, known_again
from parvis.networks.reply import Reply
from parvis.networks.rows import Mark, Since, moment
from parvis.say import Say

LENGTH, COMMENT, TITLE = (figure("reddit", name) for name in ("length", "comment", "title"))
PAGE, PAGES = 100, 5
RATE_SECONDS = 600.0

SCOPES = (
    Scope("identity", Say("savoir de quel compte il s’agit", "know whose account it is"), frozenset({Can.CONNECT})),
    Scope(
        "privatemessages",
        Say("lire les réponses et les mentions dans la boîte du compte", "read answers and mentions in the inbox"),
        frozenset({Can.LISTEN}),
    ),
    Scope(
        "read",
        Say("chercher et compter", "search and count"),
        frozenset({Can.SEARCH, Can.COUNT}),
    ),
    Scope(
        "history",
        Say("retrouver ce que le compte a envoyé", "find what the account sent"),
        frozenset({Can.PUBLISH, Can.REPLY}),
    ),
    Scope("submit", Say("publier et répondre", "post and answer"), frozenset({Can.PUBLISH, Can.REPLY})),
    Scope("edit", Say("corriger et retirer", "correct and take back"), frozenset({Can.CORRECT, Can.WITHDRAW})),
)

INFO = Info(
    slug="reddit",
    name="Reddit",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.SEARCH, Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW, Can.COUNT}),
    limits=limits("reddit"),
    docs="https://www.reddit.com/dev/api",
    verified=RECORDED,
    checked_on=RECORDED_ON,
    note=Say(
        "Reddit demande d’autoriser chaque application par écrit ; l’offre gratuite exclut l’usage commercial et "
        "permet 100 appels par minute. Une publication va dans une seule communauté, dont les modérateurs fixent les "
        "règles. 10 000 signes par réponse. L’API documentée n’envoie pas d’image : du texte et des liens seulement. "
        "Le titre d’une publication ne se corrige pas. Une lecture prend 500 messages au plus.",
        "Reddit wants every application approved in writing; the free tier excludes commercial use and allows 100 "
        "calls a minute. A post goes to one community, whose moderators set its rules. 10,000 characters an answer. "
        "The documented API sends no picture: text and links only. The title of a post cannot be corrected. A reading "
        "takes 500 messages at most.",
    ),
    asks=(
        TOKEN,
        *RENEWAL,
        Asked(
            "community",
            Say("Communauté où publier (facultatif)", "Community to post to (optional)"),
            Say("Sans r/. Laissez vide pour seulement lire et répondre.", "Without r/. Empty to only read and answer."),
        ),
    ),
    known_by=BY_WORDS,
    scopes=SCOPES,
)


class Kind(Api):
    """An account, by the token of one's own developer application."""

    info = INFO
    root = "https://oauth.reddit.com/"
    door = Door(
        "https://www.reddit.com/api/v1/authorize",
        "https://www.reddit.com/api/v1/access_token",
        by_basic=True,
        more={"duration": "permanent"},
    )

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._get("api/v1/me")
            self.login = replace(self.login, external_id=me["id"], handle=me["name"])
            return Account(me["id"], me["name"], me["name"], f"https://www.reddit.com/user/{me['name']}"), self.login

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Answers to the account's posts and comments, and mentions, after the cursor; no private messages."""
        with self.http.within():
            return self._batch(cursor, True, "message/inbox", limit=PAGE)

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        """The latest posts that Reddit finds for the words, in all communities."""
        with self.http.within():
            return self._batch(cursor, False, "search", q=words, sort="new", type="link", limit=PAGE)

    def _batch(self, cursor: Mapping[str, Any], addressed: bool, path: str, **query: Any) -> Batch:
        since = Since(cursor, _mark)
        rows = [row for row in self._back(since, path, **query) if str(row.get("name"))[:3] != "t4_"]
        return since.batch(rows, lambda row: self._found(row, addressed))

    def _back(self, since: Since, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """The newest first, back to what was read before (`after` names the last of a page); at first one page."""
        for _ in range(PAGES):
            listing = self._get(path, **query)["data"]
            rows = [child["data"] for child in listing["children"]]
            yield from rows
            if since.first or since.reached(rows) or not listing.get("after"):
                return
            query["after"] = listing["after"]
        since.missed.append(f"{path}: more than {PAGES} pages")

    def _found(self, row: Mapping[str, Any], addressed: bool) -> Found:
        author, path = row.get("author") or "", row.get("context") or row.get("permalink") or ""
        thread = re.search(r"/comments/(\w+)/", path)
        return Found(
            external_id=row["name"],
            url=f"https://www.reddit.com{path}" if path else "",
            title=row.get("title") or row.get("link_title") or "",
            text=row.get("body") or row.get("selftext") or row.get("title") or "",
            published_at=_time(row),
            author=author,
            author_handle=author,
            author_url=f"https://www.reddit.com/user/{author}" if author else "",
            author_id=row.get("author_fullname", ""),
            reply_to=row.get("parent_id") or "",
            thread=f"t3_{thread[1]}" if thread else row["name"],
            is_own=bool(author) and author == self.login.handle,
            addressed=addressed,
            reply_handle={"id": row["name"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            if draft.reply_to:
                row = self._made("api/comment", thing_id=draft.reply_to["id"], text=draft.text)
                row = (row.get("things") or [{}])[0].get("data", {})
                return _answer(row)
            title = (draft.title or first_line(draft.text, TITLE - 1))[:TITLE]
            community = self.login.secrets["community"].removeprefix("r/")
            row = self._made("api/submit", kind="self", sr=community, title=title, text=draft.text, sendreplies="true")
            return Sent(row["name"], row["url"])

    def _check(self, draft: Draft) -> None:
        limit = COMMENT if draft.reply_to else LENGTH
        if len(draft.text) > limit:
            raise Amend(words.too_long("Reddit", len(draft.text), limit), f"{len(draft.text)} characters")
        if draft.media:
            raise Amend(words.no_files("Reddit"), f"{len(draft.media)} files")
        if not draft.reply_to and not self.login.secrets.get("community"):
            raise Amend(words.needs_place("Reddit", Say("la communauté", "the community")), "no community")

    def _made(self, path: str, *, once: bool = True, **form: str) -> dict[str, Any]:
        """The irreversible call; Reddit answers 200 to what it refuses, and says so in `json.errors`."""
        reply = self._call("POST", path, form={"api_type": "json", **form}, once=once).good_or(_reason)
        told = reply.json().get("json")
        if isinstance(told, dict) and told.get("errors"):
            raise _refusal(told, reply)
        data = told.get("data") if isinstance(told, dict) else None
        if not data:
            reply.unclear()
        made: dict[str, Any] = data
        return made

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Reddit answers at once to text and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """Reddit keeps no key of ours: among the account's own posts or comments since the draft was made."""
        with self.http.within():
            place = "comments" if draft.reply_to else "submitted"
            rows = self._rows(f"user/{self._me}/{place}", sort="new", limit=PAGE)
            return known_again(_mine(rows, draft), draft, draft.text)

    @property
    def _me(self) -> str:
        if not self.login.handle:
            self.connect()
        return self.login.handle

    # --- afterwards

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """Other words in the same post or comment; its address stays."""
        with self.http.within():
            self._made("api/editusertext", once=False, thing_id=external_id, text=draft.text)
            return Sent(external_id, "")

    def withdraw(self, external_id: str) -> None:
        """Reddit says yes to this whether or not the item was still there."""
        self._call("POST", "api/del", form={"id": external_id}).good_or(_reason)

    def count(self, external_id: str) -> Counts:
        """Votes for, less votes against, count as likes: Reddit tells no more."""
        rows = self._rows("api/info", id=external_id)
        if not rows or rows[0].get("author") in (None, "[deleted]"):
            raise Gone(words.gone("Reddit"), external_id)
        return Counts(likes=rows[0].get("score"), replies=rows[0].get("num_comments"))

    def _rows(self, path: str, **query: Any) -> list[dict[str, Any]]:
        return [child["data"] for child in self._get(path, **query)["data"]["children"]]

    def _get(self, path: str, **query: Any) -> Any:
        """`raw_json` keeps `&`, `<` and `>` as they were written."""
        return self._call("GET", path, {**query, "raw_json": "1"}).good_or(_reason).json()

    def _ask(self, method: str, path: str, query: Mapping[str, Any] | None, once: bool, how: dict[str, Any]) -> Reply:
        """Reddit wants to know who calls: `platform:application:version (by /u/account)`, or it answers 429."""
        name = self.login.handle or "parvis"
        agent = f"web:org.parvis:v{AGENT.rpartition('/')[2]} (by /u/{name})"
        return super()._ask(method, path, query, once, {**how, "headers": {"user-agent": agent}})


def _answer(row: Mapping[str, Any]) -> Sent:
    name, link = row["name"], row["link_id"].removeprefix("t3_")
    return Sent(name, f"https://www.reddit.com/comments/{link}/_/{name.removeprefix('t1_')}/")


def _mine(rows: list[dict[str, Any]], draft: Draft) -> Iterator[tuple[Sent, str, datetime]]:
    for row in rows:
        if not draft.reply_to:
            yield Sent(row["name"], f"https://www.reddit.com{row['permalink']}"), row.get("selftext", ""), _time(row)
        elif row.get("parent_id") == draft.reply_to["id"]:
            yield _answer(row), row.get("body", ""), _time(row)


def _refusal(told: Mapping[str, Any], reply: Reply) -> NetworkError:
    """`errors` holds rows of code, words and field."""
    code, reason = (list(map(str, told["errors"][0])) + ["", ""])[:2]
    if code == "RATELIMIT":
        return TryLater(words.too_fast("Reddit"), reply.detail, float(told.get("ratelimit") or RATE_SECONDS))
    if code in ("DELETED_COMMENT", "DELETED_LINK", "THREAD_LOCKED", "TOO_OLD"):
        return Gone(words.gone("Reddit"), reply.detail)
    return Amend(words.refused("Reddit", reason[:300]), reply.detail)


def _reason(reply: Reply) -> str:
    return str(reply.said().get("explanation") or reply.said().get("message") or "")[:300]


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["created_utc"]), row["name"]


def _time(row: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(row["created_utc"], UTC)
