"""Threads: short posts and replies with pictures and videos, through containers that are published.

Compared with Meta's Postman collection (github.com/fbsamples/threads_api at 44df04d, 2 January 2026) and the openings
of the pages on posts, publishing, troubleshooting, replies and mentions under https://developers.facebook.com/documentation/threads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import regex  # type: ignore[import-untyped]

from parvis.networks import chain, words
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
from parvis.networks.figures import figure, limits
from parvis.networks.graph import Containers
from parvis.networks.oauth import Door, Place
from parvis.networks.platform import BY_WORDS, COMPARED, COMPARED_ON, TOKEN, known_again, time_of
from parvis.networks.rows import Mark, Since, moment
from parvis.say import Say

LENGTH, PICTURES = figure("threads", "length"), figure("threads", "pictures")
PAGE, POSTS = 50, 25
FIELDS = "id,text,username,permalink,timestamp,root_post,replied_to,is_reply"
EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{Regional_Indicator}")


def measure(text: str) -> int:
    """Characters, of which an emoji counts as many as it has bytes of UTF-8."""
    return sum(
        len(sign.encode(errors="surrogatepass")) if EMOJI.search(sign) else 1 for sign in regex.findall(r"\X", text)
    )


SCOPES = (
    Scope(
        "threads_basic",
        Say("savoir de quel compte il s’agit", "know whose account it is"),
        frozenset({Can.CONNECT}),
    ),
    Scope(
        "threads_content_publish",
        Say("publier", "post"),
        frozenset({Can.PUBLISH}),
    ),
    Scope(
        "threads_manage_replies",
        Say("répondre", "answer"),
        frozenset({Can.REPLY}),
    ),
    Scope(
        "threads_read_replies",
        Say("lire les réponses à vos publications", "read the replies to your posts"),
        frozenset({Can.LISTEN}),
    ),
    Scope(
        "threads_manage_mentions",
        Say("lire les publications qui vous nomment", "read the posts that name you"),
        frozenset({Can.LISTEN}),
    ),
    Scope(
        "threads_manage_insights",
        Say("compter", "count"),
        frozenset({Can.COUNT}),
    ),
    Scope(
        "threads_delete",
        Say("retirer", "take back"),
        frozenset({Can.WITHDRAW}),
    ),
)

INFO = Info(
    slug="threads",
    name="Threads",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.PUBLISH, Can.REPLY, Can.WITHDRAW, Can.COUNT}),
    limits=limits("threads", measure),
    docs="https://developers.facebook.com/documentation/threads/posts",
    verified=COMPARED,
    checked_on=COMPARED_ON,
    note=Say(
        "250 publications et 1 000 réponses par jour. Threads va chercher les images et les vidéos à une adresse "
        "publique. Tant que Meta n’a pas accordé l’accès avancé, seules les mentions faites par vos testeurs se "
        "lisent. Les réponses se lisent sous les 25 dernières publications, 250 au plus par publication et "
        "par lecture.",
        "250 posts and 1,000 replies a day. Threads fetches pictures and videos from a public address. Until Meta has "
        "granted advanced access only your testers’ mentions can be read. Replies are read under the latest 25 posts, "
        "250 at most per post and reading.",
    ),
    asks=(TOKEN,),
    known_by=BY_WORDS,
    scopes=SCOPES,
)


class Kind(Containers):
    """An account, by its access token."""

    info = INFO
    root = "https://graph.threads.net/v1.0/"
    door = Door("https://threads.com/oauth/authorize", "https://graph.threads.net/oauth/access_token", separator=",")
    grant = "th"
    shelf, release, state, name = "threads", "threads_publish", "status", "Threads"

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._get("me", fields="id,username,name")
            self.login = replace(self.login, external_id=str(me["id"]), handle=me["username"])
            url = f"https://www.threads.net/@{me['username']}"
            return Account(str(me["id"]), me["username"], me.get("name") or me["username"], url), self.login

    def places(self) -> tuple[Place, ...]:
        """The one account that consented, with a token for sixty days."""
        with self.http.within():
            token = self.login.secrets.get("token", "")
            return (
                Place(
                    "Threads",
                    self._lasting("access_token", grant_type=f"{self.grant}_exchange_token", access_token=token),
                ),
            )

    def examine(self, now: datetime) -> tuple[Finding, ...]:
        return self._examined(now)

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Posts that name the account and replies under its latest posts, after the cursor; the newest come first."""
        with self.http.within():
            since = Since(cursor, _mark)
            rows = list(self._back(since, f"{self._me}/mentions", fields=FIELDS, limit=PAGE))
            for post in self._get(f"{self._me}/threads", fields="id,has_replies", limit=POSTS).get("data", []):
                if post.get("has_replies", True):
                    rows += self._back(since, f"{post['id']}/conversation", fields=FIELDS, limit=PAGE)
            return since.batch((row for row in rows if row.get("timestamp")), self._found)

    def _found(self, row: Mapping[str, Any]) -> Found:
        handle = row.get("username") or ""
        return Found(
            external_id=row["id"],
            url=row.get("permalink", ""),
            text=row.get("text", ""),
            published_at=time_of(row["timestamp"]),
            author=handle,
            author_handle=handle,
            author_url=f"https://www.threads.net/@{handle}" if handle else "",
            reply_to=(row.get("replied_to") or {}).get("id", ""),
            thread=(row.get("root_post") or {}).get("id", row["id"]),
            is_own=handle == self.login.handle,
            addressed=True,
            reply_handle={"id": row["id"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        longest = max(map(measure, (draft.text, *draft.parts)))
        if longest > LENGTH:
            raise Amend(words.too_long("Threads", longest, LENGTH), f"{longest} units")
        with self.http.within():
            return self.resume(draft, {} if draft.parts else {"container": self._container(draft)})

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Publishes what was prepared; of a thread one post at a time, each a reply to the one before."""
        if not draft.parts:
            return super().resume(draft, ticket)
        with self.http.within():
            known = ticket.get("out", ())
            out = self._out(draft, known)
            if chain.is_whole(draft, out):
                return chain.told(draft, out)
            post = chain.post_after(draft, out, _under)
            is_prepared = "container" in ticket and len(out) == len(known)
            answer = super().resume(post, ticket) if is_prepared else self.send(post)
            if isinstance(answer, Waiting):
                return Waiting({**answer.ticket, "out": out}, answer.seconds)
            return chain.told(draft, [*out, _there(answer)])

    def _container(self, draft: Draft) -> str:
        under = {"reply_to_id": draft.reply_to["id"]} if draft.reply_to else {}
        if not draft.media:
            return self._prepared(media_type="TEXT", text=draft.text, **under)
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("Threads", PICTURES), f"{len(draft.media)} pictures")
        if len(draft.media) == 1:
            return self._prepared(text=draft.text, **_file(draft.media[0]), **under)
        parts = [self._prepared(is_carousel_item="true", **_file(media)) for media in draft.media]
        return self._prepared(media_type="CAROUSEL", text=draft.text, children=",".join(parts), **under)

    def _published(self, number: str) -> Sent:
        return Sent(number, "")

    def find_sent(self, draft: Draft) -> Sent | None:
        """Threads keeps no key of ours: among the account's own posts or replies since the draft was made."""
        with self.http.within():
            if not draft.parts:
                return self._find(draft)
            out = self._out(draft)
            found = chain.told(draft, out) if chain.is_whole(draft, out) else None
            return found if isinstance(found, Sent) else None

    def _find(self, draft: Draft) -> Sent | None:
        place, wanted = ("replies" if draft.reply_to else "threads"), str(draft.reply_to.get("id", ""))
        rows = self._rows(f"{self._me}/{place}", fields=FIELDS, limit=PAGE)
        rows = (row for row in rows if str(row.get("replied_to", {}).get("id", wanted)) == wanted)
        mine = (
            (Sent(row["id"], row.get("permalink", "")), row.get("text", ""), time_of(row["timestamp"])) for row in rows
        )
        return known_again(mine, draft, draft.text)

    def _out(self, draft: Draft, known: Sequence[chain.Out] = ()) -> list[chain.Out]:
        """What of a thread is out: the posts that are `known`, and those that follow them there."""
        out = [*known]
        while not chain.is_whole(draft, out) and (found := self._find(chain.post_after(draft, out, _under))):
            out.append(_there(found))
        return out

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        self._take_back(external_id)

    def count(self, external_id: str) -> Counts:
        rows = self._get(f"{external_id}/insights", metric="views,likes,replies,reposts,quotes")["data"]
        told = {row["name"]: row["values"][0]["value"] for row in rows if row.get("values")}
        shares = told.get("reposts", 0) + told.get("quotes", 0)
        return Counts(told.get("likes"), shares, told.get("replies"), told.get("views"))


def _file(media: Media) -> dict[str, str]:
    if not media.url.startswith("https://"):
        raise Amend(words.needs_public_picture("Threads"), media.name)
    kind, place = ("VIDEO", "video_url") if media.is_video else ("IMAGE", "image_url")
    return {"media_type": kind, place: media.url} | ({"alt_text": media.alt[:1000]} if media.alt else {})


def _under(above: chain.Out) -> dict[str, str]:
    return {"id": above["id"]}


def _there(sent: Sent) -> chain.Out:
    return {"id": sent.external_id, "external_id": sent.external_id, "url": sent.url}


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["timestamp"]), row["id"]
