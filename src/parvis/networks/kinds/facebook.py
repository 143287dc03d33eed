"""Facebook Pages: posts with pictures or a video, the comments under them and what visitors write on the Page.

Calls, parameters and fields compared with the specifications of Meta's own libraries
(facebook/facebook-business-sdk-codegen at ad2b0b6) and the opening of the page on photos; the guides, limits and
permissions were not read again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from parvis.networks import upload_facebook as upload
from parvis.networks import words
from parvis.networks.base import (
    Account,
    Asked,
    Batch,
    Can,
    Counts,
    Draft,
    Finding,
    Found,
    Info,
    Login,
    Media,
    Scope,
    Sent,
    Waiting,
)
from parvis.networks.errors import Amend, Gone, NotUnderstood
from parvis.networks.examine import NOT_VALID, OTHER_PAGE, PASSWORD, ROLE_LOST, ending, missing, wrong_kind
from parvis.networks.figures import figure, limits
from parvis.networks.films import video_alone
from parvis.networks.graph import Graph, refusal, with_news
from parvis.networks.oauth import Door, Place
from parvis.networks.pictures import fitted
from parvis.networks.platform import BY_WORDS, COMPARED_AGAIN_IN_PART, RECORDED_ON, TOKEN, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.rows import Mark, Since, moment
from parvis.say import Say

LENGTH, PICTURES = figure("facebook", "length"), figure("facebook", "pictures")
PICTURE_BYTES = figure("facebook", "picture_bytes")
PAGE, WAIT_SECONDS = 100, 15.0
POST, COMMENT = "id,message,from,created_time,permalink_url", "id,message,from,created_time,permalink_url,parent"
COUNTED = "comments.filter(stream).summary(total_count).limit(0)"

SCOPES = (
    Scope(
        "pages_show_list",
        Say("proposer les Pages que vous gérez", "offer the Pages that you manage"),
        frozenset({Can.CONNECT}),
    ),
    Scope(
        "pages_read_engagement",
        Say("lire la Page et ses publications", "read the Page and its posts"),
        frozenset({Can.CONNECT, Can.LISTEN, Can.COUNT}),
    ),
    Scope(
        "pages_read_user_content",
        Say("lire ce que le public écrit sur la Page", "read what the public writes on the Page"),
        frozenset({Can.LISTEN}),
    ),
    Scope(
        "pages_manage_posts",
        Say("publier, corriger et retirer ses publications", "post, correct posts and take them back"),
        frozenset({Can.PUBLISH, Can.CORRECT, Can.WITHDRAW}),
    ),
    Scope(
        "pages_manage_engagement",
        Say("répondre aux commentaires et les masquer", "answer comments and hide them"),
        frozenset({Can.REPLY, Can.MODERATE}),
    ),
    Scope(
        "business_management",
        Say("voir les Pages tenues par un portefeuille d’entreprise", "see the Pages held by a business portfolio"),
        frozenset({Can.CONNECT}),
    ),
)

INFO = Info(
    slug="facebook",
    name="Facebook",
    can=frozenset(
        {Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW, Can.COUNT, Can.MODERATE},
    ),
    limits=limits("facebook"),
    docs="https://developers.facebook.com/docs/graph-api/reference/page/photos",
    verified=COMPARED_AGAIN_IN_PART,
    checked_on=RECORDED_ON,
    note=Say(
        "Pages seulement : ni profils ni groupes. Le jeton se perd quand un administrateur change de mot de passe ou "
        "de rôle. Une vidéo part seule, sans texte de remplacement, avec ses sous-titres ; si Facebook les refuse, "
        "elle est publiée sans eux. Facebook peut la montrer comme un reel. Les commentaires se lisent sous les 100 "
        "dernières publications, 500 au plus par publication et par lecture.",
        "Pages only: neither profiles nor groups. The token is lost when an administrator changes password or role. "
        "A video goes out alone, without alt text, with its captions; where Facebook refuses them it is out without. "
        "Facebook may show it as a reel. Comments are read under the latest 100 posts, 500 at most per post and "
        "reading.",
    ),
    asks=(
        TOKEN,
        Asked(
            "page",
            Say("Identifiant de la Page", "ID of the Page"),
            Say("Des chiffres, dans les paramètres de la Page.", "Digits, in the settings of the Page."),
        ),
    ),
    known_by=BY_WORDS,
    scopes=SCOPES,
)


LOST = {460: PASSWORD, 492: ROLE_LOST}
"""Subcodes of error 190: https://developers.facebook.com/docs/graph-api/guides/error-handling"""


class Kind(Graph):
    """A Page, by its Page access token."""

    info = INFO
    root = "https://graph.facebook.com/v25.0/"
    door = Door("https://www.facebook.com/v25.0/dialog/oauth", root + "oauth/access_token", separator=",")

    @property
    def _page(self) -> str:
        return self.login.external_id or self.login.secrets.get("page") or "me"

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            page = self._get(self._page, fields="id,name,link,username")
            handle = page.get("username", page["name"])
            self.login = replace(self.login, external_id=page["id"], handle=handle)
            return Account(page["id"], handle, page["name"], page.get("link", "")), self.login

    def places(self) -> tuple[Place, ...]:
        """The Pages of whoever consented, each with its own token, which lasts as long as that person's role."""
        with self.http.within():
            secrets = self.login.secrets
            asked = {"client_id": secrets.get("client_id", ""), "fb_exchange_token": secrets.get("token", "")}
            lasting = self._lasting("v25.0/oauth/access_token", grant_type="fb_exchange_token", **asked)
            self.login = replace(self.login, secrets=lasting)
            pages = self._rows("me/accounts", fields="id,name,access_token", limit=PAGE)
            own = {name: value for name, value in lasting.items() if name != "ends"}
            return tuple(
                Place(page["name"], {**own, "token": page["access_token"], "page": page["id"]}) for page in pages
            )

    def examine(self, now: datetime) -> tuple[Finding, ...]:
        """What Meta's own inspection of the token says; without the application's secret the token inspects itself."""
        with self.http.within():
            secrets = self.login.secrets
            own = f"{secrets.get('client_id')}|{secrets['client_secret']}" if secrets.get("client_secret") else ""
            asked = {"input_token": secrets.get("token", ""), "access_token": own or secrets.get("token", "")}
            reply = self.http.get(f"{self.root}debug_token", params=asked)
            if not reply.ok:
                raise refusal(reply)
            return self._inspected(reply.json()["data"], now)

    def _inspected(self, told: Mapping[str, Any], now: datetime) -> tuple[Finding, ...]:
        if not told.get("is_valid"):
            error = told.get("error", {})
            say = LOST.get(error.get("subcode"), NOT_VALID)
            return (Finding("lost", say, detail=str(error.get("message", ""))),)
        if told.get("type") != "PAGE":
            return (wrong_kind("Page", str(told.get("type"))),)
        found = () if told.get("profile_id") in (None, self._page) else (Finding("page", OTHER_PAGE),)
        ends = datetime.fromtimestamp(told["expires_at"], UTC) if told.get("expires_at") else None
        return found + missing(INFO, told.get("scopes", ())) + ending("Facebook", ends, now)

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Comments under the Page's latest hundred posts and what visitors posted there, after the cursor."""
        with self.http.within():
            since = Since(cursor, _mark)
            posts = self._get(f"{self._page}/feed", fields=f"{POST},{COUNTED}", limit=PAGE).get("data", [])
            busy, counts = with_news(posts, lambda post: _total(post, "comments") or 0, since)
            rows = [{**row, "post": post["id"]} for post in busy for row in self._comments(since, post["id"])]
            guests = [post for post in posts if (post.get("from") or {}).get("id") not in (None, self._page)]
            return since.batch([*rows, *guests], self._found, counts=counts)

    def _comments(self, since: Since, post: str) -> Iterator[dict[str, Any]]:
        """All of them, answers too, the newest first."""
        how = {"filter": "stream", "order": "reverse_chronological", "limit": PAGE}
        return self._back(since, f"{post}/comments", fields=COMMENT, **how)

    def _found(self, row: Mapping[str, Any]) -> Found:
        """Facebook hides who wrote unless the application may read it. What a visitor posted stands under nothing."""
        author, post = row.get("from") or {}, row.get("post", "")
        return Found(
            external_id=row["id"],
            url=row.get("permalink_url", ""),
            text=row.get("message", ""),
            published_at=time_of(row["created_time"]),
            author=author.get("name", ""),
            author_id=author.get("id", ""),
            reply_to=(row.get("parent") or {}).get("id", post),
            thread=post or row["id"],
            is_own=author.get("id") == self._page,
            addressed=True,
            reply_handle={"id": row["id"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            _check(draft)
            if draft.reply_to:
                return self._sent(self._made(f"{draft.reply_to['id']}/comments", message=draft.text))
            if video := video_alone(INFO, draft):
                return Waiting(upload.begin(self._bring, self._page, video), 1.0)
            pictures = [self._upload(media) for media in draft.media]
            attached = {f"attached_media[{n}]": f'{{"media_fbid":"{number}"}}' for n, number in enumerate(pictures)}
            return self._sent(self._made(f"{self._page}/feed", message=draft.text, **attached))

    def _upload(self, media: Media) -> str:
        """Unpublished until a post takes it; Facebook throws it away after a day if none does."""
        media = fitted(media, PICTURE_BYTES)
        about = {"published": "false", "temporary": "true", "alt_text_custom": media.alt}
        files = {"source": (media.name, media.content, media.content_type)}
        return str(self._call("POST", f"{self._page}/photos", about, files=files).json()["id"])

    def _sent(self, number: str) -> Sent:
        return Sent(number, f"https://www.facebook.com/{number}")

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Goes on with a video: its parts, the last call, Facebook's own work. Twice closed is published once."""
        with self.http.within():
            if ticket.get("closed"):
                return self._when_ready(draft, ticket)
            if not upload.is_whole(ticket):
                return Waiting(upload.fill(self._bring, self._page, draft.media[0], ticket), 1.0)
            self._close(draft, ticket)
            return Waiting({"video": ticket["video"], "closed": True}, WAIT_SECONDS)

    def _bring(self, method: str, path: str, values: Mapping[str, Any], **how: Any) -> Reply:
        reply = self._reply(method, upload.HOST + path, values, **how)
        if not reply.ok:
            raise upload.other_part(reply.said().get("error") or {}) or refusal(reply)
        return reply

    def _close(self, draft: Draft, ticket: Mapping[str, Any]) -> None:
        """The irreversible call. A session that was closed before refuses: then its video tells whether it is out."""
        place = f"{upload.HOST}{self._page}/videos"
        try:
            reply = self._call("POST", place, upload.closing(draft, ticket), once=True)
        except (Amend, Gone):
            if not self._get(ticket["video"], fields="published").get("published"):
                raise
            return
        row = reply.json()
        if not isinstance(row, dict) or not row.get("success"):
            reply.unclear()

    def _when_ready(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """It is published once Facebook is done with it; captions that are refused hold nothing up."""
        told = self._get(ticket["video"], fields="status,permalink_url")
        if not upload.is_ready(told.get("status", {})):
            return Waiting(ticket, WAIT_SECONDS)
        for track in draft.media[0].captions:
            form, files = upload.captions(track)
            self._reply("POST", f"{ticket['video']}/captions", form, files=files)
        link = told.get("permalink_url", "")
        return Sent(ticket["video"], f"https://www.facebook.com{link}" if link.startswith("/") else link)

    def find_sent(self, draft: Draft) -> Sent | None:
        """Facebook keeps no key of ours: among the Page's own words in that place since the draft was made."""
        with self.http.within():
            if draft.reply_to:
                fields = "id,message,created_time,from"
                rows = self._rows(
                    f"{draft.reply_to['id']}/comments", fields=fields, order="reverse_chronological", limit=PAGE
                )
                rows = (row for row in rows if row.get("from", {}).get("id", self._page) == self._page)
            elif any(media.is_video for media in draft.media):
                rows = self._videos()
            else:
                rows = self._rows(f"{self._page}/published_posts", fields="id,message,created_time", limit=PAGE)
            mine = ((self._sent(row["id"]), row.get("message", ""), time_of(row["created_time"])) for row in rows)
            return known_again(mine, draft, draft.text)

    def _videos(self) -> Iterator[dict[str, Any]]:
        """Those that are out or about to be, as posts are told."""
        fields = "id,description,created_time,published"
        rows = self._rows(f"{self._page}/videos", type="uploaded", fields=fields, limit=PAGE)
        return ({**row, "message": row.get("description", "")} for row in rows if row.get("published"))

    # --- afterwards

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """Other words in the same post, comment or video; what is attached stays."""
        with self.http.within():
            _check(draft)
            field = "message" if "_" in external_id else "description"
            if not self._call("POST", external_id, {field: draft.text}).json().get("success"):
                raise NotUnderstood(words.not_understood("Facebook"), "no success")
            return Sent(external_id, "")

    def withdraw(self, external_id: str) -> None:
        self._take_back(external_id)

    def count(self, external_id: str) -> Counts:
        if "_" not in external_id:
            return self._count_video(external_id)
        fields = "reactions.summary(total_count).limit(0),comments.summary(total_count).limit(0)"
        is_post = external_id.startswith(f"{self._page}_")
        row = self._get(external_id, fields=fields + (",shares" if is_post else ""))
        return Counts(
            likes=_total(row, "reactions"),
            shares=row.get("shares", {}).get("count", 0),
            replies=_total(row, "comments"),
        )

    def _count_video(self, number: str) -> Counts:
        fields = "likes.summary(total_count).limit(0),comments.summary(total_count).limit(0),views"
        row = self._get(number, fields=fields)
        return Counts(likes=_total(row, "likes"), replies=_total(row, "comments"), views=row.get("views"))

    def moderate(self, external_id: str, verdict: str) -> None:
        if verdict == "remove":
            return self.withdraw(external_id)
        hidden = "false" if verdict == "show" else "true"
        self._call("POST", external_id, {"is_hidden": hidden})
        return None


def _check(draft: Draft) -> None:
    if len(draft.text) > LENGTH:
        raise Amend(words.too_long("Facebook", len(draft.text), LENGTH), f"{len(draft.text)} characters")


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["created_time"]), row["id"]


def _total(row: Mapping[str, Any], name: str) -> int | None:
    total: int | None = row.get(name, {}).get("summary", {}).get("total_count")
    return total
