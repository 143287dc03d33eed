"""Discourse: a forum, as one of its users; a topic carries the delivery's key and is found by it.

Compared with the OpenAPI file of github.com/discourse/discourse_api_docs at 6737ac2, 20 August 2026, from which
https://docs.discourse.org is made. Not described there, and so not compared: `session/current.json`, the `limit` of
lists, what a notification's `data` and a search's `posts` hold. How a video is written into a post is that of the
forum's own editor (`buildMarkdown` of form-template-field/upload.gjs in github.com/discourse/discourse), read on 28
November 2026.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
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
    Info,
    Login,
    Media,
    Sent,
    Waiting,
)
from parvis.networks.errors import Amend, Gone
from parvis.networks.figures import figure, limits
from parvis.networks.films import fits
from parvis.networks.http import Http
from parvis.networks.pictures import fitted
from parvis.networks.plain import first_line, text_of
from parvis.networks.platform import COMPARED_AGAIN, RECORDED_ON, SLACK, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.rows import sound
from parvis.say import Say

PICTURE_BYTES = figure("discourse", "picture_bytes")
ANSWERS = (1, 2, 6)  # types of notifications: mentioned, replied, private message
NOTES, PAGES, HITS, AT_ONCE = 60, 5, 3, 25  # what is beyond `AT_ONCE` is read the next time
LIKED = 2  # the action «like»

INFO = Info(
    slug="discourse",
    name="Discourse",
    can=frozenset(Can) - {Can.FOLLOW, Can.MODERATE, Can.LOOK_UP},
    limits=limits("discourse"),
    docs="https://docs.discourse.org/",
    verified=COMPARED_AGAIN,
    checked_on=RECORDED_ON,
    note=Say(
        "Demandez à l’administrateur du forum une clé d’API liée à votre compte. Le forum fixe lui-même ses limites. "
        "Pour une vidéo, l’administrateur doit y permettre les fichiers mp4 et leur poids. Une lecture remonte de 300 "
        "notifications au plus.",
        "Ask the administrator of the forum for an API key bound to your account. The forum sets its own limits. "
        "For a video the administrator must allow mp4 files there, and their size. A reading goes back 300 "
        "notifications at most.",
    ),
    asks=(
        Asked("address", Say("Adresse du forum", "Address of the forum"), Say("https://forum.exemple.fr", "")),
        Asked("handle", Say("Identifiant", "User name")),
        Asked("key", Say("Clé d’API", "API key"), secret=True),
        Asked("category", Say("Numéro de la catégorie où publier", "Number of the category to post in")),
    ),
    known_by=Say(
        "un sujet par la clé de l’envoi, une réponse par ses mots et son heure",
        "a topic by the delivery’s key, a reply by its words and time",
    ),
)


class Kind:
    """A user of a forum, by an API key."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login = replace(login, address=login.address.rstrip("/"))
        self.http = http.knowing(tuple(login.secrets.values()))
        self.site = urlsplit(login.address).netloc.lower()

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._get("session/current.json")["current_user"]
            self.login = replace(self.login, external_id=str(me["id"]), handle=me["username"])
            url = f"{self.login.address}/u/{me['username']}"
            return Account(str(me["id"]), me["username"], me.get("name") or me["username"], url), self.login

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Posts that name the user or answer them, after the cursor."""
        with self.http.within():
            missed: list[str] = []
            told = dict(sound(self._notes(cursor, missed), lambda row: (int(row["id"]), row), missed))
            answers = {n: row for n, row in told.items() if row.get("notification_type") in ANSWERS}
            rows = [row for n, row in sorted(answers.items()) if n > cursor.get("id", 0)][:AT_ONCE]
            posts = (post for row in rows if (post := self._post_at(row)))
            found = tuple(sound(posts, lambda post: self._found(post, addressed=True), missed))
            return Batch(found, {"id": rows[-1]["id"]} if rows else dict(cursor), missed=tuple(missed))

    def _notes(self, cursor: Mapping[str, Any], missed: list[str]) -> Iterator[dict[str, Any]]:
        """The newest first, back to the cursor; at the first reading one page.

        https://meta.discourse.org/t/how-to-get-notifications-via-the-api/120951: `limit` is 60 at most, with `offset`.
        """
        for offset in range(0, PAGES * NOTES, NOTES):
            rows = self._get("notifications.json", limit=NOTES, **({"offset": offset} if offset else {}))[
                "notifications"
            ]
            yield from rows
            if not cursor or len(rows) < NOTES or min(sound(rows, lambda row: int(row["id"]), [])) <= cursor["id"]:
                return
        missed.append(f"more than {PAGES} pages of notifications")

    def _post_at(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """A post that was removed since is not there any more."""
        number = row.get("data", {}).get("original_post_id")
        reply = self._call("GET", f"posts/{number}.json")
        return dict(reply.json()) if reply.ok else None

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        with self.http.within():
            missed: list[str] = []
            told = dict(sound(self._hits(words, cursor, missed), lambda row: (int(row["id"]), row), missed))
            rows = [row for number, row in sorted(told.items()) if number > cursor.get("id", 0)]
            last = {"id": rows[-1]["id"]} if rows else dict(cursor)
            return Batch(tuple(sound(rows, self._found, missed)), last, missed=tuple(missed))

    def _hits(self, words: str, cursor: Mapping[str, Any], missed: list[str]) -> Iterator[dict[str, Any]]:
        """The newest first, page by page back to the cursor; at the first reading one page."""
        for page in range(1, HITS + 1):
            told = self._get("search.json", q=f"{words} order:latest", **({"page": page} if page > 1 else {}))
            titles = {topic["id"]: topic["title"] for topic in told.get("topics", ())}
            rows = told.get("posts") or []
            for row in rows:
                yield {"cooked": row.get("blurb", ""), "topic_title": titles.get(row.get("topic_id"), ""), **row}
            ids = list(sound(rows, lambda row: int(row["id"]), []))
            more = (told.get("grouped_search_result") or {}).get("more_full_page_results")
            if not cursor or not more or not ids or min(ids) <= cursor["id"]:
                return
        missed.append(f"more than {HITS} pages of hits")

    def _found(self, row: Mapping[str, Any], addressed: bool = False) -> Found:
        above = row.get("reply_to_post_number")
        return Found(
            external_id=f"{self.site}/p/{row['id']}",
            url=self._url(row),
            title=row.get("topic_title", ""),
            text=row.get("raw") or text_of(row["cooked"]),
            published_at=time_of(row["created_at"]),
            author=row.get("name") or row["username"],
            author_handle=row["username"],
            author_url=f"{self.login.address}/u/{row['username']}",
            reply_to=f"{self.site}/t/{row['topic_id']}/{above}" if above else "",
            thread=f"{self.site}/t/{row['topic_id']}",
            is_own=row["username"] == self.login.handle,
            addressed=addressed,
            reply_handle={"topic": row["topic_id"], "post": row["post_number"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            files = [self._upload(media) for media in draft.media]
            body: dict[str, Any] = {"raw": "\n\n".join([draft.text, *files])}
            if draft.reply_to:
                body |= {"topic_id": draft.reply_to["topic"], "reply_to_post_number": draft.reply_to["post"]}
            else:
                category = self.login.secrets.get("category")
                body |= {"title": draft.title or first_line(draft.text), "external_id": draft.key}
                body |= {"category": int(category)} if category else {}
            reply = self._call("POST", "posts.json", json=body, once=True).good_or(_reason)
            row = reply.json()
            if not isinstance(row, dict) or "id" not in row:
                reply.unclear()
            return self._sent(row)

    def _upload(self, media: Media) -> str:
        """The file, as it stands in a post; the forum knows again what it has."""
        if media.is_video:
            fits(INFO, media)
        else:
            media = fitted(media, PICTURE_BYTES)
        files = {"file": (media.name, media.content, media.content_type)}
        form = {"upload_type": "composer", "synchronous": "true"}
        reply = self._call("POST", "uploads.json", form=form, files=files)
        if media.is_video and reply.status in (413, 422):
            raise Amend(no_video(_reason(reply)), reply.detail)
        row = reply.good_or(_reason).json()
        alt = media.alt.replace("]", ")").replace("[", "(").replace("|", "/")
        size = "video" if media.is_video else f"{row['width']}x{row['height']}"
        return f"![{alt}|{size}]({row['short_url']})"

    def _sent(self, row: Mapping[str, Any]) -> Sent:
        return Sent(f"{self.site}/p/{row['id']}", self._url(row))

    def _url(self, row: Mapping[str, Any]) -> str:
        return f"{self.login.address}/t/{row.get('topic_slug', '-')}/{row['topic_id']}/{row['post_number']}"

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Discourse answers at once and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """A topic by its `external_id`; a reply among the user's own, of which the forum shows the latest."""
        with self.http.within():
            if not draft.reply_to:
                return self._topic_of(draft.key)
            rows = self._get("user_actions.json", username=self.login.handle, filter="5", limit=60)["user_actions"]
            since = draft.not_before - SLACK
            rows = (r for r in rows if r["topic_id"] == draft.reply_to["topic"] and time_of(r["created_at"]) >= since)
            posts = (self._get(f"posts/{row['post_id']}.json") for row in rows)
            mine = ((self._sent(p), p["raw"].partition("\n\n![")[0], time_of(p["created_at"])) for p in posts)
            return known_again(mine, draft, draft.text)

    def _topic_of(self, key: str) -> Sent | None:
        """The forum answers with a redirect to the topic; the API key does not follow redirects."""
        reply = self._call("GET", f"t/external_id/{key}.json")
        if reply.status == 404:
            return None
        if reply.status in (301, 302) and (
            found := re.search(r"/t/(?:[^/]+/)?(\d+)", reply.headers.get("location", ""))
        ):
            reply = self._call("GET", f"t/{found[1]}.json")
        return self._sent(reply.good().json()["post_stream"]["posts"][0])

    # --- afterwards

    def correct(self, external_id: str, draft: Draft) -> Sent:
        """The pictures stand at the end of the text as they were; a topic also gets its new title."""
        with self.http.within():
            row = self._get(f"posts/{external_id.rpartition('/')[2]}.json")
            pictures = [line for line in row["raw"].split("\n\n") if line.startswith("![")]
            body = {"post": {"raw": "\n\n".join([draft.text, *pictures])}}
            self._call("PUT", f"posts/{row['id']}.json", json=body).good_or(_reason)
            if draft.title and row["post_number"] == 1:
                self._call("PUT", f"t/-/{row['topic_id']}.json", json={"title": draft.title}).good_or(_reason)
            return self._sent(row)

    def withdraw(self, external_id: str) -> None:
        reply = self._call("DELETE", f"posts/{external_id.rpartition('/')[2]}.json")
        reply.taken_back(_reason)

    def count(self, external_id: str) -> Counts:
        row = self._get(f"posts/{external_id.rpartition('/')[2]}.json")
        if row.get("deleted_at"):
            raise Gone(words.gone(self.site), external_id)
        likes = next((a.get("count", 0) for a in row.get("actions_summary", ()) if a["id"] == LIKED), 0)
        return Counts(likes=likes, replies=row.get("reply_count"), views=row.get("reads"))

    # --- the API

    def _get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, query).good_or(_reason).json()

    def _call(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, *, once: bool = False, **how: Any
    ) -> Reply:
        headers = {
            "api-key": self.login.secrets.get("key", ""),
            "api-username": self.login.handle,
            "accept": "application/json",
        }
        ask = self.http.once if once else self.http.call
        return ask(method, f"{self.login.address}/{path}", params=query or None, headers=headers, **how)


def no_video(words_of_forum: str) -> Say:
    fr, en = (f" : « {words_of_forum} »", f": “{words_of_forum}”") if words_of_forum else ("", "")
    return Say(
        f"Le forum refuse cette vidéo{fr}. Rien n’est parti : demandez à son administrateur de permettre les fichiers "
        "mp4 de ce poids, ou retirez-la.",
        f"The forum refuses this video{en}. Nothing went out: ask its administrator to allow mp4 files of this size, "
        "or remove it.",
    )


def _reason(reply: Reply) -> str:
    return "; ".join(str(reason) for reason in reply.said().get("errors", ()))[:300]
