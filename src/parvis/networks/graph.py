"""What Meta's platforms share (Facebook, Instagram, Threads): the Graph API's calls, pages of rows and errors.

The errors were compared on 21 November 2026 with a copy of
https://developers.facebook.com/docs/graph-api/guides/error-handling (32, 613 and 80001 to 80006 are not on that page).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from parvis.networks import words
from parvis.networks.base import Draft, Finding, Info, Login, Sent, Waiting
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, NotUnderstood, Reconnect, TryLater
from parvis.networks.examine import ending, missing
from parvis.networks.http import Http
from parvis.networks.oauth import Door, ends_at, kept
from parvis.networks.reply import Reply
from parvis.networks.rows import Since, sound
from parvis.say import Say

SLOWER = {4, 17, 32, 341, 613, 80001, 80002, 80006}
BLOCKED = 368
PASSING = {1, 2}
PAGES, BUSY = 5, 25
WAIT_SECONDS = 30.0

BLOCKED_SAY = Say(
    "La plateforme bloque ce compte pour un temps. Rien n’est parti : ouvrez le compte pour en voir la raison ; "
    "Parvis réessaiera dans une heure.",
    "The platform blocks this account for a while. Nothing went out: open the account to see why; "
    "Parvis will try again in an hour.",
)
SAID_BEFORE = Say(
    "La plateforme refuse ce texte : ce compte l’a déjà publié. Rien n’est parti : changez le texte, puis renvoyez.",
    "The platform refuses this text: this account has already posted it. Nothing went out: change the text, then send "
    "again.",
)


class Graph:
    """Calls at `root`; the token travels as a parameter, and never reaches an error's detail."""

    info: ClassVar[Info]
    root: ClassVar[str]
    door: ClassVar[Door]

    def __init__(self, login: Login, http: Http) -> None:
        self.login = login
        self.http = http.knowing(tuple(login.secrets.values()))

    def _get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, query).json()

    def _call(self, method: str, path: str, values: Mapping[str, Any], *, once: bool = False, **how: Any) -> Reply:
        """A good reply; else the error that Meta's own code stands for."""
        reply = self._reply(method, path, values, once=once, **how)
        if not reply.ok:
            raise refusal(reply)
        return reply

    def _reply(self, method: str, path: str, values: Mapping[str, Any], *, once: bool = False, **how: Any) -> Reply:
        ask = self.http.once if once else self.http.call
        token = {"access_token": self.login.secrets.get("token", "")}
        if method == "GET":
            return ask(method, self._address(path), params={**values, **token}, **how)
        return ask(method, self._address(path), form={**values, **token}, **how)

    def _address(self, path: str) -> str:
        return path if path.startswith("https://") else self.root + path

    def _take_back(self, number: str) -> None:
        """Meta says the same of what is gone and of what we may not touch: what can still be read is not gone."""
        with self.http.within():
            try:
                reply = self._call("DELETE", number, {})
            except Gone as refused:
                if self._is_there(number):
                    raise Amend(words.not_allowed(self._host.split("/")[2]), refused.detail) from None
                return
            if reply.said().get("success") is False:
                reply.unclear()

    def _is_there(self, number: str) -> bool:
        try:
            self._get(number, fields="id")
        except Gone:
            return False
        return True

    def _made(self, path: str, **values: Any) -> str:
        """The irreversible call: the id of what was made."""
        reply = self._call("POST", path, values, once=True)
        row = reply.json()
        if not isinstance(row, dict) or "id" not in row:
            reply.unclear()
        return str(row.get("post_id") or row["id"])

    def _lasting(self, path: str, **query: str) -> dict[str, str]:
        """The secrets with a token for some sixty days in the place of one for an hour."""
        return self._changed(path, **query, client_secret=self.login.secrets.get("client_secret", ""))

    def _changed(self, path: str, **query: str) -> dict[str, str]:
        """The secrets with the token that the answer brings."""
        reply = self.http.get(self._host + path, params=query)
        if not reply.ok:
            raise refusal(reply)
        return {**self.login.secrets, **kept(reply, reply.json())}

    @property
    def _host(self) -> str:
        """The root without its version."""
        return "/".join(self.root.split("/")[:3]) + "/"

    def _examined(self, now: datetime) -> tuple[Finding, ...]:
        """What stands in the login since the consent."""
        granted = self.login.secrets.get("scopes", "").split()
        return (missing(self.info, granted) if granted else ()) + ending(self.info.name, ends_at(self.login), now)

    def _rows(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Rows page by page, as the API orders them."""
        for page in self._pages(path, [], **query):
            yield from page

    def _back(self, since: Since, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """The newest rows first, back to what was read before; at the first reading one page."""
        for page in self._pages(path, since.missed, **query):
            yield from page
            if since.first or since.reached(page):
                return

    def _pages(self, path: str, missed: list[str], **query: Any) -> Iterator[list[dict[str, Any]]]:
        """https://developers.facebook.com/docs/graph-api/results: an end is where no `next` is named."""
        after: dict[str, Any] = {}
        for _ in range(PAGES):
            page = self._get(path, **query, **after)
            yield page.get("data", [])
            paging = page.get("paging", {})
            if "next" not in paging or not paging.get("cursors", {}).get("after"):
                return
            after = {"after": paging["cursors"]["after"]}
        missed.append(f"{path}: more than {PAGES} pages")


def with_news(
    posts: Iterable[dict[str, Any]], count: Callable[[dict[str, Any]], int], since: Since
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The posts, newest first, whose number of comments is another than at the last reading; and the numbers to keep.

    At the first reading, and after one that kept no numbers, the latest with comments.
    """
    known: Mapping[str, int] | None = since.cursor.get("counts")
    counts = dict(sound(posts, lambda post: (str(post["id"]), count(post)), since.missed))
    busy = [post for post in posts if counts.get(str(post.get("id")), 0) != (known or {}).get(str(post.get("id")), 0)]
    if len(busy) > BUSY and known is not None:
        since.missed.append(f"new comments under {len(busy)} posts")
    for post in busy[BUSY:] if known is not None else ():  # their turn comes at the next reading
        counts[str(post["id"])] = (known or {}).get(str(post["id"]), 0)
    return busy[:BUSY], counts


class Containers(Graph, ABC):
    """Instagram and Threads: a container is made and filled first, then published by its id.

    `shelf` is where containers are made, `release` where they are published; `name` is shown to people.
    """

    shelf: ClassVar[str]
    release: ClassVar[str]
    grant: ClassVar[str]
    state: ClassVar[str]
    name: ClassVar[str]

    @property
    def _me(self) -> str:
        return self.login.external_id or "me"

    def renew(self) -> bool:
        """Sixty more days for a token that still does and is a day old or older; asked for without the secret.

        https://developers.facebook.com/documentation/instagram-platform/reference/refresh_access_token and
        https://developers.facebook.com/docs/threads/get-started/long-lived-tokens, copies read on 28 November 2026.
        """
        token = self.login.secrets.get("token", "")
        lasting = self._changed("refresh_access_token", grant_type=f"{self.grant}_refresh_token", access_token=token)
        self.login = replace(self.login, secrets=lasting)
        self.http = self.http.knowing(tuple(lasting.values()))
        return True

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Publishes what was prepared, once the platform is done with it."""
        with self.http.within():
            state = self._get(ticket["container"], fields=self.state).get(self.state)
            if state == "FINISHED":
                return self._published(self._made(f"{self._me}/{self.release}", creation_id=ticket["container"]))
            if state == "PUBLISHED":
                return self.find_sent(draft) or Waiting(ticket, WAIT_SECONDS)
            if state == "IN_PROGRESS":
                return Waiting(ticket, WAIT_SECONDS)
            if state == "EXPIRED":  # a day went by: nobody ever saw it, so it is prepared anew
                return self.send(draft)
            failed = words.video_failed if any(media.is_video for media in draft.media) else words.picture_failed
            raise Amend(failed(self.name), str(state))

    def _prepared(self, **values: Any) -> str:
        """A container: nobody sees it until it is published, and the platform forgets it after a day."""
        row = self._call("POST", f"{self._me}/{self.shelf}", values).json()
        return str(row["id"])

    @abstractmethod
    def send(self, draft: Draft) -> Sent | Waiting: ...

    @abstractmethod
    def _published(self, number: str) -> Sent: ...

    @abstractmethod
    def find_sent(self, draft: Draft) -> Sent | None: ...


def refusal(reply: Reply) -> NetworkError:
    """Meta answers most refusals with 400 and tells them apart by `error.code`."""
    error = reply.said().get("error") or {}
    code, reason = error.get("code", 0), str(error.get("error_user_msg") or error.get("message") or "")[:300]
    host = reply.host
    if code in SLOWER:
        return TryLater(words.too_fast(host), reply.detail, 600)
    if code in PASSING or error.get("is_transient"):
        lost = words.maybe_sent(host) if reply.was_once else words.troubled(host)
        return MaybeSent(lost, reply.detail) if reply.was_once else TryLater(lost, reply.detail)
    if code in (102, 190, 463, 467):
        return Reconnect(words.reconnect(host), reply.detail)
    if code in (3, 10) or 200 <= code < 300:
        return Amend(words.not_allowed(host), reply.detail)
    if code == BLOCKED:
        return TryLater(BLOCKED_SAY, reply.detail, 3600)
    if code == 506:
        return Amend(SAID_BEFORE, reply.detail)
    if code == 100 and error.get("error_subcode") == 33:
        return Gone(words.gone(host), reply.detail)
    if not error and reply.status in (404, 410):  # a page: the API itself is not there
        return NotUnderstood(words.not_understood(host), reply.detail)
    return reply.error(reason)
