"""Tumblr: posts of paragraphs, pictures or a video on one blog; what is said of it is read, not answered.

Compared with Tumblr's own documentation (github.com/tumblr/docs at 708be10, 18 October 2024): api.md and npf-spec.md.
"""

import json
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
    Media,
    Scope,
    Sent,
    Waiting,
)
from parvis.networks.errors import Amend, TryLater
from parvis.networks.figures import figure, limits
from parvis.networks.films import film_of, video_alone
from parvis.networks.oauth import Door, Place
from parvis.networks.pictures import fitted, size_of
from parvis.networks.platform import BY_WORDS, RECORDED, RECORDED_ON, RENEWAL, TOKEN, Api, known_again
from parvis.networks.reply import Reply
from parvis.networks.rows import Mark, Since, moment
from parvis.networks.spans import usual
from parvis.say import Say

BLOCK, BLOCKS, LINKS = (figure("tumblr", name) for name in ("length", "blocks", "links"))
PICTURES, PICTURE_BYTES, ALT = (figure("tumblr", name) for name in ("pictures", "picture_bytes", "alt_length"))
TYPES = ("image/jpeg", "image/png", "image/gif")
PAGE, PAGES, NOTES = 20, 3, 15
BUSY, BUSY_SECONDS = 8010, 120.0  # a video of ours is still being worked on: api.md, "Errors and Error Subcodes"
SPOKEN = ("reply", "mention_in_reply", "mention_in_post", "reblog_with_content")


def blocks(text: str) -> list[str]:
    """A blank line starts a new block of text."""
    return [block.strip() for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def measure(text: str) -> int:
    """Tumblr bounds each paragraph, not the whole: the longest one, in code points."""
    return max(map(len, blocks(text)), default=0)


SCOPES = (
    Scope(
        "write",
        Say(
            "lire le blog et ce qu’on en dit, publier et retirer",
            "read the blog and what is said of it, post, take back",
        ),
        frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.WITHDRAW, Can.COUNT}),
    ),
    Scope(
        "offline_access",
        Say("rester connecté au-delà d’une heure", "stay connected beyond an hour"),
        frozenset({Can.CONNECT}),
    ),
)

INFO = Info(
    slug="tumblr",
    name="Tumblr",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.WITHDRAW, Can.COUNT}),
    limits=limits("tumblr", measure),
    docs="https://github.com/tumblr/docs/blob/master/api.md",
    verified=RECORDED,
    checked_on=RECORDED_ON,
    note=Say(
        "La longueur vaut pour chaque paragraphe. L’API ne répond qu’en republiant le message d’autrui sur votre blog "
        ": ce n’est pas une réponse, Parvis ne le fait pas. 1 000 appels par heure, 250 publications, 250 images et 20 "
        "vidéos par jour. Une vidéo n’a ni texte de remplacement ni sous-titres ; Tumblr en traite une à la "
        "fois. Une lecture remonte de quinze pages d’activité au plus.",
        "The length is that of each paragraph. The API answers only by posting another’s message again on your blog: "
        "that is no answer, and Parvis does not do it. 1,000 calls an hour, 250 posts, 250 pictures and 20 videos a "
        "day. A video has neither alt text nor captions; Tumblr works on one at a time. A reading goes back fifteen "
        "pages of activity at most.",
    ),
    asks=(
        TOKEN,
        *RENEWAL,
        Asked(
            "blog",
            Say("Nom du blog", "Name of the blog"),
            Say("Le début de son adresse : mairie pour mairie.tumblr.com.", "The start of its address."),
        ),
    ),
    known_by=BY_WORDS,
    scopes=SCOPES,
)

STILL_BUSY = Say(
    "Tumblr travaille encore à une vidéo de ce compte et n’en prend pas d’autre. Rien n’est perdu : Parvis réessaiera.",
    "Tumblr is still at work on a video of this account and takes no other. Nothing is lost: Parvis will try again.",
)


class Kind(Api):
    """A blog, by the token of someone who may post to it."""

    info = INFO
    root = "https://api.tumblr.com/v2/"
    door = Door("https://www.tumblr.com/oauth2/authorize", root + "oauth2/token")

    @property
    def _blog(self) -> str:
        return self.login.external_id or self.login.secrets.get("blog", "").removesuffix(".tumblr.com")

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            blogs = self._blogs()
            wanted = self._blog
            blog = next((row for row in blogs if row["name"] == wanted), None)
            if blog is None:
                raise Amend(words.needs_place("Tumblr", Say("le blog", "the blog")), f"{len(blogs)} other blogs")
            self.login = replace(self.login, external_id=blog["name"], handle=blog["name"])
            return Account(blog["name"], blog["name"], blog.get("title") or blog["name"], blog["url"]), self.login

    def places(self) -> tuple[Place, ...]:
        """The blogs that the account may post to."""
        with self.http.within():
            return tuple(Place(row["name"], {**self.login.secrets, "blog": row["name"]}) for row in self._blogs())

    def _blogs(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._get("user/info")["user"]["blogs"]
        return rows

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Replies, mentions and reblogs with words, after the cursor."""
        with self.http.within():
            since = Since(cursor, _mark)
            return since.batch((row for row in self._back(since) if row.get("type") in SPOKEN), self._found)

    def _back(self, since: Since) -> Iterator[dict[str, Any]]:
        """The newest first, back to what was read before; a page begins at the second where the last one ended."""
        query: dict[str, Any] = {f"types[{number}]": name for number, name in enumerate(SPOKEN)}
        for _ in range(NOTES):
            told = self._get(f"blog/{self._blog}/notifications", rollups="false", **query)
            rows = told.get("notifications", [])
            yield from rows
            times = [int(row["timestamp"]) for row in rows if row.get("timestamp")]
            if since.first or since.reached(rows) or not times or "next" not in (told.get("_links") or {}):
                return
            query["before"] = min(min(times) + 1, query.get("before", max(times) + 2) - 1)
        since.missed.append(f"more than {NOTES} pages of notifications")

    def _found(self, row: Mapping[str, Any]) -> Found:
        """A post that names the blog brings no words of its own: they are fetched."""
        author, post = row.get("from_tumblelog_name", ""), str(row.get("post_id") or "")
        target = str(row.get("target_post_id") or "")
        is_post = bool(post) and row["type"] in ("mention_in_post", "reblog_with_content")
        text = row.get("reply_text") or row.get("added_text") or (self._words_of(author, post) if is_post else "")
        return Found(
            external_id=str(row["id"]),
            url=f"https://www.tumblr.com/{author}/{post}"
            if is_post
            else f"https://www.tumblr.com/{self._blog}/{target}",
            text=text,
            published_at=_time(row["timestamp"]),
            author=author,
            author_handle=author,
            author_url=f"https://www.tumblr.com/{author}" if author else "",
            reply_to=target,
            thread=target or post,
            tags=tuple(row.get("post_tags") or ()),
            addressed=True,
        )

    def _words_of(self, blog: str, post: str) -> str:
        reply = self._call("GET", f"blog/{blog}/posts/{post}")
        return _said(reply.json()["response"]) if reply.ok else ""

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            if draft.media and draft.media[0].is_video and (found := self._find(draft)):
                return found
            files = [media if media.is_video else fitted(media, PICTURE_BYTES, TYPES) for media in draft.media]
            body: dict[str, Any] = {"content": [*map(_file, range(len(files)), files), *_paragraphs(draft)]}
            if tags := [tag.value for tag in usual(draft.text).tags]:
                body["tags"] = ",".join(tags)
            how: dict[str, Any] = {"files": _parts(body, files)} if files else {"json": body}
            reply = self._call("POST", f"blog/{self._blog}/posts", once=True, **how)
            if BUSY in _codes(reply):
                raise TryLater(STILL_BUSY, reply.detail, BUSY_SECONDS)
            row = reply.good_or(_reason).json()
            number = row.get("response", {}).get("id") if isinstance(row, dict) else None
            if not number:
                reply.unclear()
            return self._sent(str(number))

    def _check(self, draft: Draft) -> None:
        if draft.reply_to:
            raise Amend(words.takes_no_answers("Tumblr"), "reply_to")
        if (length := measure(draft.text)) > BLOCK:
            raise Amend(words.too_long("Tumblr", length, BLOCK), f"a paragraph of {length} characters")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("Tumblr", PICTURES), f"{len(draft.media)} pictures")
        if any(media.is_document for media in draft.media):
            raise Amend(words.pictures_only("Tumblr"), "not a picture")
        video_alone(INFO, draft)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Tumblr answers at once and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """Tumblr keeps no key of ours: among the blog's own posts since the draft was made."""
        with self.http.within():
            return self._find(draft)

    def _find(self, draft: Draft) -> Sent | None:
        mine = ((self._sent(_number(row)), _said(row), _time(row["timestamp"])) for row in self._posts())
        return known_again(mine, draft, _spoken(draft))

    def _posts(self) -> Iterator[dict[str, Any]]:
        for page in range(PAGES):
            query = {"npf": "true", "limit": PAGE, "offset": page * PAGE}
            rows = self._get(f"blog/{self._blog}/posts", **query).get("posts", [])
            yield from rows
            if len(rows) < PAGE:
                return

    def _sent(self, number: str) -> Sent:
        return Sent(number, f"https://www.tumblr.com/{self._blog}/{number}")

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        reply = self._call("POST", f"blog/{self._blog}/post/delete", form={"id": external_id})
        reply.taken_back(_reason)

    def count(self, external_id: str) -> Counts:
        """Replies come only page by page: they are not counted."""
        told = self._get(f"blog/{self._blog}/notes", id=external_id, mode="conversation")
        return Counts(likes=told.get("total_likes"), shares=told.get("total_reblogs"))

    def _get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, query).good_or(_reason).json()["response"]


def _spoken(draft: Draft) -> str:
    return f"{draft.title}\n{draft.text}" if draft.title else draft.text


def _paragraphs(draft: Draft) -> Iterator[dict[str, Any]]:
    """Blocks of text: the title as a heading, links made links (positions in code points)."""
    if draft.title:
        yield {"type": "text", "subtype": "heading1", "text": draft.title[:BLOCK]}
    for block in blocks(draft.text)[: BLOCKS - 1]:
        links = usual(block).links[:LINKS]
        marks = [{"start": at.start, "end": at.end, "type": "link", "url": at.value} for at in links]
        yield {"type": "text", "text": block, **({"formatting": marks} if marks else {})}


def _file(number: int, media: Media) -> dict[str, Any]:
    film = film_of(media.content) if media.is_video else None
    width, height = (film.width, film.height) if film else size_of(media)
    size = {"width": width, "height": height} if width else {}
    about = {"type": media.content_type, "identifier": f"file-{number}", **size}
    if film:
        return {"type": "video", "media": about}
    return {"type": "image", "media": [about], **({"alt_text": media.alt[:ALT]} if media.alt else {})}


def _parts(body: Mapping[str, Any], files: list[Media]) -> list[tuple[str, Any]]:
    """The JSON first, then the files under their identifiers."""
    parts: list[tuple[str, Any]] = [("json", (None, json.dumps(body), "application/json"))]
    return parts + [(f"file-{n}", (media.name, media.content, media.content_type)) for n, media in enumerate(files)]


def _said(post: Mapping[str, Any]) -> str:
    """The words that the blog itself put into a post."""
    return "\n".join(block["text"] for block in post.get("content", ()) if block.get("type") == "text")


def _number(post: Mapping[str, Any]) -> str:
    return str(post.get("id_string") or post["id"])


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["timestamp"]), str(row["id"])


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _errors(reply: Reply) -> list[dict[str, Any]]:
    errors = reply.said().get("errors")
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _codes(reply: Reply) -> set[Any]:
    return {error.get("code") for error in _errors(reply)}


def _reason(reply: Reply) -> str:
    first = next(iter(_errors(reply)), {})
    return str(first.get("detail") or first.get("title") or "")[:300]
