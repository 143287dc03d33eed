"""LinkedIn pages of organisations: posts with pictures, a video or a document, the comments under them.

Compared with the openings of the pages on posts, comments, social metadata, MultiImage, "little text" and versions
under https://learn.microsoft.com/en-us/linkedin/marketing; the shapes of their answers could not be read there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from parvis.networks import upload_linkedin as upload
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
    Media,
    Scope,
    Sent,
    Waiting,
)
from parvis.networks.errors import Amend, Gone, Reconnect
from parvis.networks.figures import figure, limits
from parvis.networks.films import video_alone
from parvis.networks.oauth import Door, Place
from parvis.networks.pictures import fitted
from parvis.networks.platform import BY_WORDS, COMPARED_AGAIN_IN_PART, RECORDED_ON, RENEWAL, TOKEN, Api, known_again
from parvis.networks.reply import Reply
from parvis.networks.rows import Mark, Since, moment
from parvis.say import Say

LENGTH, COMMENT = figure("linkedin", "length"), figure("linkedin", "comment")
PICTURES, PICTURE_BYTES = figure("linkedin", "pictures"), figure("linkedin", "picture_bytes")
# The latest that we saw named: each lives a year or more, one that does not exist is refused with 426.
VERSION = "202607"
HEADERS = {"linkedin-version": VERSION, "x-restli-protocol-version": "2.0.0"}
PAGE, PAGES, POSTS = 100, 5, 25

SCOPES = (
    Scope(
        "rw_organization_admin",
        Say("proposer les pages que vous administrez", "offer the pages that you administer"),
        frozenset({Can.CONNECT}),
    ),
    Scope(
        "w_organization_social",
        Say("publier pour la page et retirer", "post for the page and take back"),
        frozenset({Can.PUBLISH, Can.WITHDRAW}),
    ),
    Scope(
        "r_organization_social",
        Say("lire les publications de la page et compter", "read the page’s posts and count"),
        frozenset({Can.LISTEN, Can.COUNT}),
    ),
    Scope(
        "w_organization_social_feed",
        Say("répondre aux commentaires", "answer comments"),
        frozenset({Can.REPLY}),
    ),
    Scope(
        "r_organization_social_feed",
        Say("lire les commentaires", "read comments"),
        frozenset({Can.LISTEN}),
    ),
)

INFO = Info(
    slug="linkedin",
    name="LinkedIn",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.WITHDRAW, Can.COUNT}),
    limits=limits("linkedin"),
    docs="https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api",
    verified=COMPARED_AGAIN_IN_PART,
    checked_on=RECORDED_ON,
    note=Say(
        "Pages d’organisation seulement. L’accès (Community Management API) se demande à LinkedIn, pour une "
        "application qui n’a que lui ; LinkedIn ne l’ouvre qu’à des organisations déclarées et pour un usage qu’il "
        "nomme commercial. Un document joint se feuillette comme un carrousel. Une vidéo part seule, sans texte de "
        "remplacement ni sous-titres : comment les joindre n’a pas pu être lu. LinkedIn limite ce que l’on garde et "
        "combien de temps. Les commentaires se lisent sous les 25 dernières publications, 500 au plus par publication.",
        "Pages of organisations only. Access (Community Management API) is asked of LinkedIn, for an application that "
        "has nothing else; LinkedIn opens it only to registered organisations, for what it calls commercial use. An "
        "attached document is leafed through like a carousel. A video goes out alone, with neither alt text nor "
        "captions: how to send them could not be read. LinkedIn limits what may be kept and for how long. "
        "Comments are read under the latest 25 posts, 500 at most per post.",
    ),
    asks=(
        TOKEN,
        *RENEWAL,
        Asked("page", Say("Numéro de la page", "Number of the page"), Say("Dans l’adresse d’administration.", "")),
    ),
    known_by=BY_WORDS,
    scopes=SCOPES,
)


WAIT_SECONDS = 10.0
DOCUMENT_BYTES = figure("linkedin", "document_bytes")
DOCUMENTS = {
    "application/pdf",
    "application/msword",
    "application/vnd.ms-powerpoint",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ONE_DOCUMENT = Say(
    "LinkedIn prend des images, ou un seul document (PDF, Word, PowerPoint) de 300 pages au plus. Rien n’est parti : "
    "changez ce qui est joint.",
    "LinkedIn takes pictures, or a single document (PDF, Word, PowerPoint) of 300 pages at most. Nothing went out: "
    "change what is attached.",
)


class Kind(Api):
    """A page, by the token of someone who may post for it."""

    info = INFO
    root = "https://api.linkedin.com/rest/"
    door = Door("https://www.linkedin.com/oauth/v2/authorization", "https://www.linkedin.com/oauth/v2/accessToken")

    @property
    def _page(self) -> str:
        return f"urn:li:organization:{self.login.external_id or self.login.secrets.get('page', '')}"

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            number = self._page.rpartition(":")[2]
            page = self._ask_for(f"organizations/{number}").json()
            handle = page.get("vanityName", number)
            self.login = replace(self.login, external_id=number, handle=handle)
            url = f"https://www.linkedin.com/company/{handle}/"
            return Account(number, handle, page.get("localizedName", handle), url), self.login

    def places(self) -> tuple[Place, ...]:
        """The pages that whoever consented administers."""
        with self.http.within():
            query = {"q": "roleAssignee", "role": "ADMINISTRATOR", "state": "APPROVED"}
            rows = self._ask_for("organizationAcls", query).json().get("elements", [])
            numbers = [row["organization"].rpartition(":")[2] for row in rows[:POSTS]]
            return tuple(Place(self._name_of(number), {**self.login.secrets, "page": number}) for number in numbers)

    def _name_of(self, number: str) -> str:
        return str(self._ask_for(f"organizations/{number}").json().get("localizedName", number))

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Comments under the page's latest posts, after the cursor."""
        with self.http.within():
            since = Since(cursor, _mark)
            posts = [str(post["id"]) for post in self._posts(POSTS)]
            rows = [{**row, "post": post} for post in posts for row in self._comments(post, since)]
            return since.batch(rows, self._found)

    def _posts(self, count: int) -> list[dict[str, Any]]:
        query = {"q": "author", "author": self._page, "count": count, "sortBy": "LAST_MODIFIED"}
        rows: list[dict[str, Any]] = self._ask_for("posts", query).json().get("elements", [])
        return rows

    def _comments(self, urn: str, since: Since | None = None) -> Iterator[dict[str, Any]]:
        """Page by page (`start`, `count`, `paging.total`): in which order is not said, so all that the bound allows."""
        path = f"socialActions/{quote(urn, safe='')}/comments"
        for start in range(0, PAGES * PAGE, PAGE):
            told = self._ask_for(path, {"count": PAGE} | ({"start": start} if start else {})).json()
            rows = told.get("elements", [])
            yield from rows
            if start + PAGE >= told.get("paging", {}).get("total", start + len(rows) + len(rows) // PAGE):
                return
            if since and (since.first or since.reached(rows)):
                return
        if since:
            since.missed.append(f"{urn}: more than {PAGES} pages")

    def _found(self, row: Mapping[str, Any]) -> Found:
        """LinkedIn names who wrote by a number only; their names need another permission. A picture has no words."""
        post = row["post"]
        urn = row.get("commentUrn") or f"urn:li:comment:({post},{row['id']})"
        return Found(
            external_id=urn,
            url=f"https://www.linkedin.com/feed/update/{post}/",
            text=(row.get("message") or {}).get("text", ""),
            published_at=_time(row["created"]["time"]),
            author_id=row["actor"],
            reply_to=row.get("parentComment") or post,
            thread=post,
            is_own=row["actor"] == self._page,
            addressed=True,
            reply_handle={"post": post, "comment": urn},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            return self._answer(draft) if draft.reply_to else self._publish(draft)

    def _check(self, draft: Draft) -> None:
        limit = COMMENT if draft.reply_to else LENGTH
        if len(draft.text) > limit:
            raise Amend(words.too_long("LinkedIn", len(draft.text), limit), f"{len(draft.text)} characters")
        if draft.media and not draft.reply_to and draft.media[0].is_document:
            _check_document(draft)
        elif not draft.reply_to and video_alone(INFO, draft):
            return
        elif not all(media.is_picture for media in draft.media):
            raise Amend(ONE_DOCUMENT, "neither pictures nor one document")
        elif len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("LinkedIn", PICTURES), f"{len(draft.media)} pictures")

    def _publish(self, draft: Draft) -> Sent | Waiting:
        if draft.media and draft.media[0].is_document:
            return Waiting({"document": self._upload("documents", "document", draft.media[0])}, WAIT_SECONDS)
        if draft.media and draft.media[0].is_video:
            return Waiting(upload.begin(self._asks, self._page, draft.media[0]), 1.0)
        pictures = [
            {"id": self._upload("images", "image", fitted(media, PICTURE_BYTES)), "altText": media.alt}
            for media in draft.media
        ]
        if len(pictures) == 1:
            return self._posted(draft, {"media": pictures[0]})
        return self._posted(draft, {"multiImage": {"images": pictures}} if pictures else None)

    def _posted(self, draft: Draft, content: Mapping[str, Any] | None) -> Sent:
        body: dict[str, Any] = {
            "author": self._page,
            "commentary": escaped(draft.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if content:
            body["content"] = content
        return _sent(self._made("posts", body))

    def _answer(self, draft: Draft) -> Sent:
        above = draft.reply_to
        body = {"actor": self._page, "object": above["post"], "message": {"text": draft.text}}
        body |= {"parentComment": above["comment"]} if above.get("comment") else {}
        number = self._made(f"socialActions/{quote(above.get('comment') or above['post'], safe='')}/comments", body)
        return Sent(
            f"urn:li:comment:({above['post']},{number})", f"https://www.linkedin.com/feed/update/{above['post']}/"
        )

    def _made(self, path: str, body: Mapping[str, Any]) -> str:
        """The irreversible call; LinkedIn answers with the id in a header."""
        reply = self._call("POST", path, json=body, headers=HEADERS, once=True).good_or(_reason)
        if not reply.headers.get("x-restli-id"):
            reply.unclear()
        return reply.headers["x-restli-id"]

    def _upload(self, shelf: str, name: str, media: Media) -> str:
        """Nobody sees it until a post takes it."""
        ask = {"initializeUploadRequest": {"owner": self._page}}
        reply = self._call("POST", shelf, {"action": "initializeUpload"}, json=ask, headers=HEADERS)
        place = reply.good_or(_reason).json()["value"]
        self._call(
            "PUT", place["uploadUrl"], content=media.content, headers={"content-type": media.content_type}
        ).good()
        return str(place[name])

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """A document or a video is posted once LinkedIn is done with it."""
        with self.http.within():
            if "video" in ticket:
                return self._go_on(draft, ticket)
            state = self._ask_for(f"documents/{quote(ticket['document'], safe='')}").json().get("status")
            if state == "PROCESSING_FAILED":
                raise Amend(ONE_DOCUMENT, state)
            if state != "AVAILABLE":
                return Waiting(ticket, WAIT_SECONDS)
            title = draft.title or draft.media[0].name.rpartition(".")[0] or draft.media[0].name
            return self._posted(draft, {"media": {"title": title, "id": ticket["document"]}})

    def _go_on(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """The next step of a video: its parts, the whole of them, LinkedIn's own work, the post."""
        if not upload.is_whole(ticket):
            return Waiting(self._filled(draft, ticket), 1.0)
        state = self._ask_for(f"videos/{quote(ticket['video'], safe='')}").json().get("status", "")
        if state == upload.WAITS_FOR_PARTS:
            upload.put_together(self._asks, ticket)
            return Waiting({**ticket, "joined": True}, WAIT_SECONDS)
        if upload.checked(state) == "AVAILABLE":
            about = {"title": draft.title} if draft.title else {}
            return self._posted(draft, {"media": {**about, "id": ticket["video"]}})
        return Waiting(ticket, WAIT_SECONDS)

    def _filled(self, draft: Draft, ticket: Mapping[str, Any]) -> dict[str, Any]:
        """The ticket with the next parts; where its signed places have lapsed, one of new places, once."""
        try:
            return upload.fill(self.http, draft.media[0], ticket)
        except (Amend, Gone, Reconnect):
            if ticket.get("anew"):
                raise
            return {**upload.begin(self._asks, self._page, draft.media[0]), "anew": True}

    def _asks(self, method: str, path: str, query: Mapping[str, Any], **how: Any) -> Reply:
        return self._call(method, path, query, headers=HEADERS, **how).good_or(_reason)

    def find_sent(self, draft: Draft) -> Sent | None:
        """LinkedIn keeps no key of ours: among the page's own words in that place since the draft was made."""
        with self.http.within():
            if not draft.reply_to:
                rows = ((_sent(r["id"]), unescaped(r["commentary"]), _time(r["createdAt"])) for r in self._posts(50))
                return known_again(rows, draft, draft.text)
            return known_again(self._own_comments(draft.reply_to), draft, draft.text)

    def _own_comments(self, above: Mapping[str, Any]) -> Iterator[tuple[Sent, str, datetime]]:
        url = f"https://www.linkedin.com/feed/update/{above['post']}/"
        for row in self._comments(above.get("comment") or above["post"]):
            if row["actor"] == self._page:
                urn = row.get("commentUrn") or f"urn:li:comment:({above['post']},{row['id']})"
                yield Sent(urn, url), (row.get("message") or {}).get("text", ""), _time(row["created"]["time"])

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        found = re.fullmatch(r"urn:li:comment:\((.+),(\w+)\)", external_id)
        path = (
            f"socialActions/{quote(found[1], safe='')}/comments/{found[2]}"
            if found
            else f"posts/{quote(external_id, safe='')}"
        )
        query = {"actor": self._page} if found else None
        reply = self._call("DELETE", path, query, headers=HEADERS)
        reply.taken_back(_reason)

    def count(self, external_id: str) -> Counts:
        """Reactions of all kinds count as likes."""
        row = self._ask_for(f"socialMetadata/{quote(external_id, safe='')}").json()
        if not row:
            raise Gone(words.gone("LinkedIn"), external_id)
        likes = sum(kind.get("count", 0) for kind in row.get("reactionSummaries", {}).values())
        return Counts(likes=likes, replies=row.get("commentSummary", {}).get("count"))

    def _ask_for(self, path: str, query: Mapping[str, Any] | None = None) -> Reply:
        return self._call("GET", path, query, headers=HEADERS).good_or(_reason)


def _check_document(draft: Draft) -> None:
    media = draft.media[0]
    if len(draft.media) > 1 or media.content_type not in DOCUMENTS:
        raise Amend(ONE_DOCUMENT, media.content_type)
    if len(media.content) > DOCUMENT_BYTES:
        raise Amend(words.file_too_big("LinkedIn", media.name, DOCUMENT_BYTES), f"{len(media.content)} bytes")


RESERVED = re.compile(r"([\\|{}@\[\]()<>*_~])")


def escaped(text: str) -> str:
    """LinkedIn's "little text": its reserved signs get a backslash, else the post is cut at the first of them.

    https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
    """
    return RESERVED.sub(r"\\\1", text)


def unescaped(text: str) -> str:
    """The text as it was written; tags come back as `{hashtag|\\#|word}`."""
    text = re.sub(r"\{hashtag\|\\?#\|([^}]*)\}", r"#\1", text)
    return re.sub(r"\\([\\|{}@\[\]()<>*_~#])", r"\1", text)


def _sent(urn: str) -> Sent:
    return Sent(urn, f"https://www.linkedin.com/feed/update/{urn}/")


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["created"]["time"]), str(row["id"])


def _reason(reply: Reply) -> str:
    return str(reply.said().get("message", ""))[:300]
