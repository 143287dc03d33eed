"""PeerTube: videos with their captions on one channel, and the comments under them, read and answered.

Compared with support/doc/api/openapi.yaml of github.com/Chocobozzz/PeerTube at 82145c6 (version 8); that lists may cut
descriptions short is a guess on the safe side. Reading the comments under one's own videos and approving them exist
since PeerTube 6.2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from parvis.networks import words
from parvis.networks.base import (
    Account,
    Asked,
    Batch,
    Can,
    Captions,
    Counts,
    Draft,
    Found,
    Info,
    Login,
    Sent,
    Waiting,
)
from parvis.networks.errors import Amend, Gone, NotUnderstood, Reconnect
from parvis.networks.figures import figure, limits
from parvis.networks.films import video_alone
from parvis.networks.http import Http
from parvis.networks.plain import first_line, text_of
from parvis.networks.platform import BY_WORDS, COMPARED_AGAIN, RECORDED_ON, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.resumable import filled
from parvis.networks.rows import sound
from parvis.networks.spans import usual
from parvis.say import Say

LENGTH, TITLE = figure("peertube", "length"), figure("peertube", "title")
TAGS, TAG_LENGTH = figure("peertube", "tags"), figure("peertube", "tag_length")
PAGE, PAGES = 100, 5
UPLOAD, PUBLIC, BEGINNING = "videos/upload-resumable", 1, 100

INFO = Info(
    slug="peertube",
    name="PeerTube",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.WITHDRAW, Can.COUNT, Can.MODERATE}),
    limits=limits("peertube"),
    docs="https://docs.joinpeertube.org/api-rest-reference.html",
    verified=COMPARED_AGAIN,
    checked_on=RECORDED_ON,
    note=Say(
        "Une vidéo par publication, avec ses sous-titres WebVTT ; si le serveur les refuse, elle est publiée sans eux. "
        "Elle se voit quand le serveur l’a convertie, et relue si ses règles le veulent. Les commentaires se lisent à "
        "partir de PeerTube 6.2, 500 au plus par lecture.",
        "One video a post, with its WebVTT captions; where the server refuses them it is out without. It is seen once "
        "the server has converted it, and reviewed it if its rules say so. Comments are read from PeerTube 6.2 on, "
        "500 at most a reading.",
    ),
    asks=(
        Asked("address", Say("Adresse du serveur", "Address of the server"), Say("https://tube.exemple.fr", "")),
        Asked("handle", Say("Identifiant", "User name")),
        Asked("password", Say("Mot de passe", "Password"), secret=True),
        Asked(
            "channel",
            Say("Chaîne où publier (facultatif)", "Channel to post on (optional)"),
            Say("Son nom, comme dans son adresse. La première si vous n’en donnez pas.", "Its name; else the first."),
        ),
    ),
    known_by=BY_WORDS,
)

NO_HOLD = Say(
    "PeerTube ne sait pas remettre un commentaire en attente. Rien n’a changé : répondez, ou retirez-le.",
    "PeerTube cannot put a comment back on hold. Nothing changed: answer it, or remove it.",
)
NEEDS_VIDEO = Say(
    "PeerTube publie une vidéo, pas un texte seul. Rien n’est parti : joignez une vidéo.",
    "PeerTube publishes a video, not a text alone. Nothing went out: attach a video.",
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
            missed: list[str] = []
            told = dict(sound(self._back(cursor.get("id", 0), missed), lambda row: (int(row["id"]), row), missed))
            rows = [row for number, row in sorted(told.items()) if number > cursor.get("id", 0)]
            last = {"id": rows[-1]["id"]} if rows else dict(cursor)
            return Batch(tuple(sound(rows, self._found, missed)), last, missed=tuple(missed))

    def _back(self, last: int, missed: list[str]) -> Iterator[dict[str, Any]]:
        for page in range(PAGES):
            rows = self._get("users/me/videos/comments", sort="-createdAt", start=page * PAGE, count=PAGE)["data"]
            yield from rows
            if not last or len(rows) < PAGE or min(sound(rows, lambda row: int(row["id"]), [])) <= last:
                return
        missed.append(f"more than {PAGES} pages of comments")

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
        if len(draft.text) > LENGTH:
            raise Amend(words.too_long("PeerTube", len(draft.text), LENGTH), f"{len(draft.text)} characters")
        with self.http.within():
            if not draft.reply_to:
                return self._begun(draft)
            above = draft.reply_to
            path = f"videos/{above['video']}/comments/{above['comment']}"
            reply = self._call("POST", path, json={"text": draft.text}, once=True).good_or(_reason)
            row = reply.json()
            if not isinstance(row, dict) or "comment" not in row:
                reply.unclear()
            return self._sent(above, row["comment"]["id"])

    def _begun(self, draft: Draft) -> Waiting:
        """A place to bring the video to; nothing is online yet."""
        video = video_alone(INFO, draft)
        if video is None:
            raise Amend(NEEDS_VIDEO, "no video")
        headers = {"x-upload-content-length": str(len(video.content)), "x-upload-content-type": video.content_type}
        body = {"channelId": self._channel(), "filename": video.name, **_about(draft)}
        reply = self._call("POST", UPLOAD, json=body, headers=headers).good_or(_reason)
        number = parse_qs(urlsplit(reply.headers.get("location", "")).query).get("upload_id")
        if not number:
            raise NotUnderstood(words.not_understood(self.site), "no upload_id")
        return Waiting({"upload": number[0]}, 1.0)

    def _channel(self) -> int:
        """The channel that the login names, else the account's first."""
        rows, wanted = self._get("users/me").get("videoChannels", []), self.login.secrets.get("channel", "")
        found = next((row for row in rows if wanted in ("", row["name"])), None)
        if found is None:
            raise Amend(words.needs_place("PeerTube", Say("la chaîne", "the channel")), wanted)
        return int(found["id"])

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Goes on with an upload where it stands; the place makes one video, however often it is asked."""
        with self.http.within():
            try:
                number = filled(self._up, f"{UPLOAD}?upload_id={ticket['upload']}", draft.media[0], _made)
            except Gone:  # the place is forgotten once the video is made, or an hour after its last part
                return self.find_sent(draft) or self._begun(draft)
            if not number:
                return Waiting(ticket, 1.0)
            for track in draft.media[0].captions:
                self._caption(number, track)
            return self._video(number)

    def _up(self, method: str, path: str, **how: Any) -> Reply:
        reply = self._call(method, path, **how)
        return reply if reply.status == 308 else reply.good_or(_reason)

    def _caption(self, number: str, track: Captions) -> None:
        """The video is out: a track that the server refuses holds nothing up."""
        files = {"captionfile": ("captions.vtt", track.vtt.encode(), "text/vtt")}
        self._call("PUT", f"videos/{number}/captions/{track.language}", files=files)

    def find_sent(self, draft: Draft) -> Sent | None:
        """PeerTube keeps no key of ours: among the account's own words in that place since the draft was made."""
        with self.http.within():
            if not draft.reply_to:
                rows = self._get("users/me/videos", sort="-createdAt", count=PAGE)["data"]
                videos = ((self._video(r["uuid"]), _told(r), time_of(r["createdAt"])) for r in rows)
                return known_again(videos, draft, _told(_about(draft)))
            above = draft.reply_to
            tree = self._get(f"videos/{above['video']}/comment-threads/{above['thread']}")
            rows = (row for row in _flat(tree) if row.get("inReplyToCommentId") == above["comment"])
            mine = (row for row in rows if str((row.get("account") or {}).get("id")) == self.login.external_id)
            said = ((self._sent(above, row["id"]), text_of(row["text"]), time_of(row["createdAt"])) for row in mine)
            return known_again(said, draft, draft.text)

    def _sent(self, above: Mapping[str, Any], number: int) -> Sent:
        url = f"{self.login.address}/w/{above['video']};threadId={above['thread']}"
        return Sent(self._name(above["video"], number), url)

    def _video(self, number: str) -> Sent:
        return Sent(f"{self.site}/{number}", f"{self.login.address}/w/{number}")

    def _name(self, video: str, comment: int) -> str:
        return f"{self.site}/{video}/{comment}"

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        """A video with all that was said under it, or a comment."""
        reply = self._call("DELETE", f"videos/{'/comments/'.join(self._parts(external_id))}")
        if reply.status != 409:  # it was already removed
            reply.taken_back(_reason)

    def _parts(self, external_id: str) -> list[str]:
        """The video, and the comment under it if it is one."""
        return external_id.removeprefix(f"{self.site}/").split("/")

    def count(self, external_id: str) -> Counts:
        """Of a video; PeerTube counts nothing of a comment."""
        video, *comment = self._parts(external_id)
        if comment:
            return Counts()
        row = self._get(f"videos/{video}")
        said = self._get(f"videos/{video}/comment-threads", count=0)
        return Counts(row.get("likes"), None, said.get("totalNotDeletedComments"), row.get("views"))

    def moderate(self, external_id: str, verdict: str) -> None:
        """A held comment is approved; there is no way back from there but removal: the rest is refused, not feigned."""
        video, comment = self._parts(external_id)
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
        headers = {"authorization": f"Bearer {self.login.secrets['access']}", **how.get("headers", {})}
        ask = self.http.once if once else self.http.call
        rest = {name: value for name, value in how.items() if name != "headers"}
        return ask(method, f"{self.login.address}/api/v1/{path}", params=query or None, headers=headers, **rest)

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


def _about(draft: Draft) -> dict[str, Any]:
    """What is said of a video; PeerTube wants a name of 3 to 120 signs and five tags at most."""
    name = (draft.title or first_line(draft.text, TITLE - 1) or "–")[:TITLE]
    tags = [tag.value for tag in usual(draft.text).tags if 2 <= len(tag.value) <= TAG_LENGTH][:TAGS]
    told = {"name": name.ljust(3, "."), "privacy": PUBLIC, "waitTranscoding": True, "language": draft.language}
    return told | ({"description": draft.text} if draft.text else {}) | ({"tags": tags} if tags else {})


def _told(row: Mapping[str, Any]) -> str:
    """Its name and the beginning of its description."""
    return f"{row['name']}\n{(row.get('description') or '')[:BEGINNING]}"


def _made(reply: Reply) -> str:
    row = reply.json()
    if not isinstance(row, Mapping) or "video" not in row:
        reply.unclear()
    return str(row["video"]["uuid"])


def _flat(tree: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree["comment"]
    for child in tree.get("children", ()):
        yield from _flat(child)


def _reason(reply: Reply) -> str:
    return str(reply.said().get("detail") or reply.said().get("error") or "")[:300]
