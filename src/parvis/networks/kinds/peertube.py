"""PeerTube: the comments under an account's videos, read and answered. Videos themselves are not sent yet.

Compared with support/doc/api/openapi.yaml of github.com/Chocobozzz/PeerTube at 82145c6 (version 8). Reading the
comments under one's own videos and approving them exist since PeerTube 6.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from parvis.networks import words
from parvis.networks.base import Account, Asked, Batch, Can, Draft, Found, Info, Login, Sent, Waiting
from parvis.networks.errors import Amend, Reconnect
from parvis.networks.figures import figure, limits
from parvis.networks.http import Http, Reply
from parvis.networks.plain import text_of
from parvis.networks.platform import BY_WORDS, COMPARED, COMPARED_ON, known_again, time_of
from parvis.say import Say

LENGTH = figure("peertube", "length")
PAGE, PAGES = 100, 5

INFO = Info(
    slug="peertube",
    name="PeerTube",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.REPLY, Can.WITHDRAW, Can.MODERATE}),
    limits=limits("peertube"),
    docs="https://docs.joinpeertube.org/api-rest-reference.html",
    verified=COMPARED,
    checked_on=COMPARED_ON,
    note=Say(
        "Les commentaires seulement, à partir de PeerTube 6.2 : la mise en ligne de vidéos n’est pas encore écrite.",
        "Comments only, from PeerTube 6.2 on: uploading videos is not written yet.",
    ),
    asks=(
        Asked("address", Say("Adresse du serveur", "Address of the server"), Say("https://tube.exemple.fr", "")),
        Asked("handle", Say("Identifiant", "User name")),
        Asked("password", Say("Mot de passe", "Password"), secret=True),
    ),
    known_by=BY_WORDS,
)

NO_HOLD = Say(
    "PeerTube ne sait pas remettre un commentaire en attente. Rien n’a changé : répondez, ou retirez-le.",
    "PeerTube cannot put a comment back on hold. Nothing changed: answer it, or remove it.",
)
ANSWERS_ONLY = Say(
    "Parvis répond aux commentaires de PeerTube mais n’y met pas encore de vidéo en ligne. Rien n’est parti : "
    "mettez la vidéo en ligne à la main.",
    "Parvis answers comments on PeerTube but does not upload videos yet. Nothing went out: upload the video by hand.",
)


class Kind:
    """An account, by its name and password; the tokens are kept in the login."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login, self._http = replace(login, address=login.address.rstrip("/")), http
        self.http = http.knowing(tuple(login.secrets.values()))
        self.site = urlsplit(login.address).netloc.lower()

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            self._open_session()
            account = self._get("users/me")["account"]
            self.login = replace(self.login, external_id=str(account["id"]))
            handle = f"{account['name']}@{account['host']}"
            return Account(str(account["id"]), handle, account["displayName"], account["url"]), self.login

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Comments under the account's videos after the cursor, held ones too; at the first call one page."""
        with self.http.within():
            rows = sorted(self._after(cursor.get("id", 0)), key=lambda row: int(row["id"]))
            found = tuple(self._found(row) for row in rows)
            return Batch(found, {"id": rows[-1]["id"]} if rows else dict(cursor))

    def _after(self, last: int) -> Iterator[dict[str, Any]]:
        for page in range(PAGES if last else 1):
            rows = self._get("users/me/videos/comments", sort="-createdAt", start=page * PAGE, count=PAGE)["data"]
            yield from (row for row in rows if row["id"] > last)
            if len(rows) < PAGE or rows[-1]["id"] <= last:
                return

    def _found(self, row: Mapping[str, Any]) -> Found:
        account, video = row["account"], row["video"]
        above, thread = row.get("inReplyToCommentId"), row["threadId"]
        return Found(
            external_id=self._name(video["uuid"], row["id"]),
            url=f"{self.login.address}/w/{video['uuid']};threadId={thread}",
            title=video.get("name", ""),
            text=text_of(row["text"]),
            published_at=time_of(row["createdAt"]),
            author=account["displayName"],
            author_handle=f"{account['name']}@{account['host']}",
            author_url=account["url"],
            author_id=account["url"],
            reply_to=self._name(video["uuid"], above) if above else "",
            thread=self._name(video["uuid"], thread),
            is_own=str(account["id"]) == self.login.external_id,
            addressed=True,
            reply_handle={"video": video["uuid"], "comment": row["id"], "thread": thread},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        if not draft.reply_to:
            raise Amend(ANSWERS_ONLY, "no reply_to")
        if len(draft.text) > LENGTH:
            raise Amend(words.too_long("PeerTube", len(draft.text), LENGTH), f"{len(draft.text)} characters")
        with self.http.within():
            above = draft.reply_to
            path = f"videos/{above['video']}/comments/{above['comment']}"
            reply = self._call("POST", path, json={"text": draft.text}, once=True).good_or(_reason)
            row = reply.json()
            if not isinstance(row, dict) or "comment" not in row:
                reply.unclear()
            return self._sent(above, row["comment"]["id"])

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """PeerTube answers a comment at once and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """PeerTube keeps no key of ours: among the account's own words in that thread since the draft was made."""
        with self.http.within():
            above = draft.reply_to
            tree = self._get(f"videos/{above['video']}/comment-threads/{above['thread']}")
            rows = (row for row in _flat(tree) if row.get("inReplyToCommentId") == above["comment"])
            mine = (row for row in rows if str((row.get("account") or {}).get("id")) == self.login.external_id)
            said = ((self._sent(above, row["id"]), text_of(row["text"]), time_of(row["createdAt"])) for row in mine)
            return known_again(said, draft, draft.text)

    def _sent(self, above: Mapping[str, Any], number: int) -> Sent:
        url = f"{self.login.address}/w/{above['video']};threadId={above['thread']}"
        return Sent(self._name(above["video"], number), url)

    def _name(self, video: str, comment: int) -> str:
        return f"{self.site}/{video}/{comment}"

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        _, video, comment = external_id.rsplit("/", 2)
        reply = self._call("DELETE", f"videos/{video}/comments/{comment}")
        if reply.status != 409:  # it was already removed
            reply.taken_back(_reason)

    def moderate(self, external_id: str, verdict: str) -> None:
        """A held comment is approved; there is no way back from there but removal: the rest is refused, not feigned."""
        _, video, comment = external_id.rsplit("/", 2)
        if verdict == "show":
            self._call("POST", f"videos/{video}/comments/{comment}/approve").good_or(_reason)
        elif verdict == "remove":
            self.withdraw(external_id)
        else:
            raise Amend(NO_HOLD, verdict)

    # --- the API and its session

    def _get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, query).good_or(_reason).json()

    def _call(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, *, once: bool = False, **how: Any
    ) -> Reply:
        """With the session's token; a stale one was refused, so the call is made again with a new one."""
        if "access" not in self.login.secrets:
            self._open_session()
        reply = self._ask(method, path, query, once, how)
        if reply.status == 401:
            self._open_session()
            reply = self._ask(method, path, query, once, how)
        return reply

    def _ask(self, method: str, path: str, query: Any, once: bool, how: Mapping[str, Any]) -> Reply:
        headers = {"authorization": f"Bearer {self.login.secrets['access']}"}
        ask = self.http.once if once else self.http.call
        return ask(method, f"{self.login.address}/api/v1/{path}", params=query or None, headers=headers, **how)

    def _open_session(self) -> None:
        """The server hands the id of its own web client out to everybody who asks."""
        root = f"{self.login.address}/api/v1"
        client = self.http.get(f"{root}/oauth-clients/local").good().json()
        who = {"username": self.login.handle, "password": self.login.secrets.get("password", "")}
        reply = self.http.call("POST", f"{root}/users/token", form={**client, "grant_type": "password", **who})
        if reply.status in (400, 401):
            raise Reconnect(words.reconnect(self.site), reply.detail)
        secrets = {**self.login.secrets, "access": reply.good().json()["access_token"]}
        self.login = replace(self.login, secrets=secrets)
        self.http = self._http.knowing(tuple(secrets.values()))


def _flat(tree: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree["comment"]
    for child in tree.get("children", ()):
        yield from _flat(child)


def _reason(reply: Reply) -> str:
    return str(reply.said().get("detail") or reply.said().get("error") or "")[:300]
