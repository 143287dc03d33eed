"""Instagram, professional accounts: pictures or a reel with a caption, the comments under them.

Calls and fields compared with the specifications of Meta's own libraries (facebook/facebook-business-sdk-codegen at
ad2b0b6) and the openings of the pages on publishing, containers, comments and reels (changelog of 28 June 2022).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from parvis.networks import words
from parvis.networks.base import (
    Account,
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
from parvis.networks.errors import Amend
from parvis.networks.examine import PERSONAL
from parvis.networks.figures import figure, limits
from parvis.networks.graph import Containers, with_news
from parvis.networks.oauth import Door, Place
from parvis.networks.platform import BY_WORDS, COMPARED_IN_PART, COMPARED_ON, TOKEN, known_again, time_of
from parvis.networks.rows import Mark, Since, moment
from parvis.networks.spans import graphemes
from parvis.say import Say

LENGTH, PICTURES = figure("instagram", "length"), figure("instagram", "pictures")
PAGE, POSTS = 50, 100
COMMENT = "id,text,username,timestamp,from,parent_id"

SCOPES = (
    Scope(
        "instagram_business_basic",
        Say("savoir de quel compte il s’agit et lire ses publications", "know whose account it is and read its posts"),
        frozenset({Can.CONNECT, Can.LISTEN, Can.COUNT}),
    ),
    Scope(
        "instagram_business_content_publish",
        Say("publier", "post"),
        frozenset({Can.PUBLISH}),
    ),
    Scope(
        "instagram_business_manage_comments",
        Say("lire les commentaires, y répondre et les masquer", "read comments, answer and hide them"),
        frozenset({Can.LISTEN, Can.REPLY, Can.MODERATE}),
    ),
)

INFO = Info(
    slug="instagram",
    name="Instagram",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.WITHDRAW, Can.COUNT, Can.MODERATE}),
    limits=limits("instagram", graphemes),
    docs="https://developers.facebook.com/docs/instagram-platform/content-publishing",
    verified=COMPARED_IN_PART,
    checked_on=COMPARED_ON,
    note=Say(
        "Comptes professionnels seulement. Instagram va chercher les fichiers à une adresse publique et ne publie pas "
        "de texte seul. Une vidéo seule part comme un reel, sans texte de remplacement ; mêlée à des images, elle "
        "n’est pas écrite. 50 publications par 24 heures au plus. Le retrait d’une publication est prévu par les "
        "bibliothèques de Meta : vérifiez dans Instagram qu’elle a disparu. Les commentaires se lisent sous les 100 "
        "dernières publications, 250 au plus par publication et par lecture ; les réponses, sous les 50 derniers.",
        "Professional accounts only. Instagram fetches files from a public address and publishes no text alone. A "
        "video alone goes out as a reel, without alt text; among pictures it is not written. 50 posts in 24 hours at "
        "most. Meta’s own libraries foresee taking a post back: check in Instagram that it is gone. Comments are "
        "read under the latest 100 posts, 250 at most per post and reading; answers, under the latest 50.",
    ),
    asks=(TOKEN,),
    known_by=BY_WORDS,
    scopes=SCOPES,
)


class Kind(Containers):
    """A professional account, by its access token."""

    info = INFO
    root = "https://graph.instagram.com/v25.0/"
    door = Door(
        "https://www.instagram.com/oauth/authorize", "https://api.instagram.com/oauth/access_token", separator=","
    )
    grant = "ig"
    shelf, release, state, name = "media", "media_publish", "status_code", "Instagram"

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._get("me", fields="user_id,username,name")
            self.login = replace(self.login, external_id=str(me["user_id"]), handle=me["username"])
            url = f"https://www.instagram.com/{me['username']}/"
            return Account(str(me["user_id"]), me["username"], me.get("name") or me["username"], url), self.login

    def places(self) -> tuple[Place, ...]:
        """The one account that consented, with a token for sixty days."""
        with self.http.within():
            token = self.login.secrets.get("token", "")
            return (
                Place(
                    "Instagram",
                    self._lasting("access_token", grant_type=f"{self.grant}_exchange_token", access_token=token),
                ),
            )

    def examine(self, now: datetime) -> tuple[Finding, ...]:
        """A personal account, besides what the login holds."""
        with self.http.within():
            kind = self._get("me", fields="user_id,account_type").get("account_type", "")
            personal = (Finding("account", PERSONAL, detail=kind),) if kind == "PERSONAL" else ()
            return personal + self._examined(now)

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Comments under the latest hundred posts, and the answers to them, after the cursor."""
        with self.http.within():
            since = Since(cursor, _mark)
            posts = self._get(f"{self._me}/media", fields="id,permalink,comments_count", limit=POSTS).get("data", [])
            busy, counts = with_news(posts, lambda post: int(post.get("comments_count") or 0), since)
            rows = [{**row, "post": post} for post in busy for row in self._under(since, post["id"])]
            return since.batch(rows, self._found, counts=counts)

    def _under(self, since: Since, post: str) -> Iterator[dict[str, Any]]:
        """The newest comments first, each with its answers."""
        fields = f"{COMMENT},replies.limit({PAGE}){{{COMMENT}}}"
        for row in self._back(since, f"{post}/comments", fields=fields, limit=PAGE):
            yield row
            replies = row.get("replies", {})
            rest = "next" in replies.get("paging", {})
            more = self._rows(f"{row['id']}/replies", fields=COMMENT, limit=PAGE) if rest else replies.get("data", ())
            yield from ({**reply, "parent_id": row["id"]} for reply in more)

    def _found(self, row: Mapping[str, Any]) -> Found:
        handle, post = row.get("username") or "", row["post"]
        return Found(
            external_id=row["id"],
            url=post.get("permalink", ""),
            text=row.get("text", ""),
            published_at=time_of(row["timestamp"]),
            author=handle,
            author_handle=handle,
            author_url=f"https://www.instagram.com/{handle}/" if handle else "",
            author_id=str((row.get("from") or {}).get("id", "")),
            reply_to=row.get("parent_id") or post["id"],
            thread=post["id"],
            is_own=handle == self.login.handle,
            addressed=True,
            reply_handle={"id": row.get("parent_id") or row["id"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            if (length := graphemes(draft.text)) > LENGTH:
                raise Amend(words.too_long("Instagram", length, LENGTH), f"{length} characters")
            if draft.reply_to:
                return Sent(self._made(f"{draft.reply_to['id']}/replies", message=draft.text), "")
            return self.resume(draft, {"container": self._container(draft)})

    def _container(self, draft: Draft) -> str:
        if not draft.media:
            raise Amend(words.needs_picture("Instagram"), "no picture")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("Instagram", PICTURES), f"{len(draft.media)} pictures")
        if len(draft.media) == 1:
            return self._prepared(caption=draft.text, **_file(draft.media[0]))
        if any(media.is_video for media in draft.media):
            raise Amend(words.one_video("Instagram"), f"{len(draft.media)} files")
        parts = [self._prepared(is_carousel_item="true", **_file(media)) for media in draft.media]
        return self._prepared(media_type="CAROUSEL", caption=draft.text, children=",".join(parts))

    def _published(self, number: str) -> Sent:
        """The address is asked for afterwards; without it the item is out all the same."""
        return Sent(number, "")

    def find_sent(self, draft: Draft) -> Sent | None:
        """Instagram keeps no key of ours: among the account's own words in that place since the draft was made."""
        with self.http.within():
            if draft.reply_to:
                rows = self._rows(f"{draft.reply_to['id']}/replies", fields="id,text,timestamp,username", limit=PAGE)
                rows = (row for row in rows if row.get("username", self.login.handle) == self.login.handle)
                mine = ((Sent(row["id"], ""), row.get("text", ""), time_of(row["timestamp"])) for row in rows)
            else:
                rows = self._rows(f"{self._me}/media", fields="id,caption,timestamp", limit=PAGE)
                mine = ((Sent(row["id"], ""), row.get("caption", ""), time_of(row["timestamp"])) for row in rows)
            return known_again(mine, draft, draft.text)

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        self._take_back(external_id)

    def moderate(self, external_id: str, verdict: str) -> None:
        if verdict == "remove":
            return self.withdraw(external_id)
        self._call("POST", external_id, {"hide": "false" if verdict == "show" else "true"})
        return None

    def count(self, external_id: str) -> Counts:
        row = self._get(external_id, fields="like_count,comments_count")
        return Counts(likes=row.get("like_count"), replies=row.get("comments_count"))


def _file(media: Media) -> dict[str, str]:
    """A video is shared as a reel, which takes no alternative text."""
    if not media.url.startswith("https://"):
        raise Amend(words.needs_public_picture("Instagram"), media.name)
    if media.is_video:
        return {"media_type": "REELS", "video_url": media.url}
    return {"image_url": media.url} | ({"alt_text": media.alt[:1000]} if media.alt else {})


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["timestamp"]), row["id"]
