"""X: posts and replies with pictures or a video over its API version 2, which is paid for by the call.

Compared with the pages and the OpenAPI file (2.167) of github.com/xdevplatform/docs at 28713281, 22 August 2026. There
the guides still say `tweet.fields` and `referenced_tweets` where the OpenAPI file says `post.fields` and
`referenced_posts`: we ask as the guides do and read both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from html import unescape
from typing import Any

from parvis.networks import words
from parvis.networks.base import (
    Account,
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
from parvis.networks.dialect_x import LIMIT, fits, measure, spans
from parvis.networks.errors import Amend, Gone, NetworkError, Reconnect
from parvis.networks.figures import figure, limits
from parvis.networks.oauth import Door
from parvis.networks.pictures import fitted
from parvis.networks.platform import BY_WORDS, COMPARED, COMPARED_ON, RENEWAL, SLACK, TOKEN, Api, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.rows import sound
from parvis.say import Say

PICTURES, PICTURE_BYTES = figure("x", "pictures"), figure("x", "picture_bytes")
VIDEO_BYTES, PART = figure("x", "video_bytes"), figure("x", "video_part")
DONE, FAILED = "succeeded", "failed"
WAIT_SECONDS = 30.0
PAGES = 8  # X keeps the latest 800 mentions
FIELDS = {
    "tweet.fields": "created_at,conversation_id,lang,referenced_tweets,author_id,entities,note_tweet",
    "expansions": "author_id",
    "user.fields": "name,username",
}

SCOPES = (
    Scope(
        "tweet.read",
        Say("lire les publications", "read posts"),
        frozenset({Can.CONNECT, Can.LISTEN, Can.SEARCH, Can.COUNT}),
    ),
    Scope(
        "users.read",
        Say("savoir de quel compte il s’agit", "know whose account it is"),
        frozenset({Can.CONNECT, Can.LISTEN, Can.SEARCH}),
    ),
    Scope(
        "tweet.write",
        Say("publier, répondre, retirer", "post, answer, take back"),
        frozenset({Can.PUBLISH, Can.REPLY, Can.WITHDRAW}),
    ),
    Scope(
        "media.write",
        Say("joindre des images et des vidéos", "attach pictures and videos"),
        frozenset({Can.PUBLISH}),
    ),
    Scope(
        "offline.access",
        Say("rester connecté au-delà de deux heures", "stay connected beyond two hours"),
        frozenset({Can.CONNECT}),
    ),
)

INFO = Info(
    slug="x",
    name="X",
    can=frozenset(Can) - {Can.CORRECT, Can.FOLLOW, Can.MODERATE, Can.LOOK_UP},
    limits=limits("x", measure, spans),
    docs="https://docs.x.com/x-api/posts/manage-tweets/introduction",
    verified=COMPARED,
    checked_on=COMPARED_ON,
    note=Say(
        "Hors offre Enterprise, X n’accepte une réponse que si l’auteur vous a mentionné ou cité. Une vidéo part "
        "seule, sans texte de remplacement. Une lecture prend 800 messages au plus.",
        "Outside the Enterprise offer X takes a reply only where the author mentioned or quoted you. A video goes out "
        "alone, without alt text. A reading takes 800 messages at most.",
    ),
    cost=Say(
        "payant à l’appel : publication 0,015 $, avec un lien 0,20 $, réponse à qui vous a mentionné 0,010 $, retrait "
        "0,010 $, texte de remplacement 0,005 $, lecture 0,005 $, de ses propres données 0,001 $",
        "paid by the call: post $0.015, with a link $0.20, reply to who mentioned you $0.010, removal $0.010, alt "
        "text $0.005, read $0.005, one’s own data $0.001",
    ),
    asks=(TOKEN, *RENEWAL),
    known_by=BY_WORDS,
    scopes=SCOPES,
)

SAID_BEFORE = Say(
    "X refuse ce texte : ce compte l’a déjà publié. Rien n’est parti : changez le texte, puis renvoyez.",
    "X refuses this text: this account has already posted it. Nothing went out: change the text, then send again.",
)
NO_CREDIT = Say(
    "Le crédit de votre application X est épuisé. Rien n’est parti : rechargez-le chez X, puis renvoyez.",
    "The credit of your X application is used up. Nothing went out: top it up at X, then send again.",
)


class Kind(Api):
    """An account, by the token of one's own developer application."""

    info = INFO
    root = "https://api.x.com/2/"
    door = Door("https://x.com/i/oauth2/authorize", "https://api.x.com/2/oauth2/token", has_pkce=True, by_basic=True)

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            me = self._call("GET", "users/me").good().json()["data"]
            self.login = replace(self.login, external_id=me["id"], handle=me["username"])
            return Account(me["id"], me["username"], me["name"], f"https://x.com/{me['username']}"), self.login

    @property
    def _me(self) -> str:
        if not self.login.external_id:
            self.connect()
        return self.login.external_id

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        with self.http.within():
            return self._batch(f"users/{self._me}/mentions", {}, cursor, addressed=True)

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        """The last seven days."""
        with self.http.within():
            return self._batch("tweets/search/recent", {"query": words}, cursor)

    def _batch(self, path: str, query: Mapping[str, Any], cursor: Mapping[str, Any], addressed: bool = False) -> Batch:
        missed: list[str] = []
        pages = list(self._pages(path, query, cursor, missed))
        people = {user["id"]: user for page in pages for user in page.get("includes", {}).get("users", ())}
        told = (row for page in pages for row in page.get("data", ()))
        rows = sorted(dict(sound(told, lambda row: (int(row["id"]), row), missed)).items())
        read = (row for _, row in rows)
        found = sound(read, lambda row: self._found(row, people.get(row["author_id"], {}), addressed), missed)
        return Batch(tuple(found), {"id": str(rows[-1][0])} if rows else dict(cursor), missed=tuple(missed))

    def _pages(
        self, path: str, query: Mapping[str, Any], cursor: Mapping[str, Any], missed: list[str]
    ) -> Iterator[dict[str, Any]]:
        """The newest first, back to the cursor; at the first reading one page.

        https://docs.x.com/x-api/fundamentals/pagination
        """
        since = {"since_id": cursor["id"]} if cursor else {}
        for _ in range(PAGES):
            page = self._call("GET", path, {**query, "max_results": 100, **FIELDS, **since}).good().json()
            yield page
            token = page.get("meta", {}).get("next_token")
            if not token or not cursor:
                return
            since["pagination_token"] = token
        missed.append(f"{path}: more than {PAGES} pages")

    def _found(self, row: Mapping[str, Any], author: Mapping[str, Any], addressed: bool) -> Found:
        handle = author.get("username", "")
        return Found(
            external_id=row["id"],
            url=f"https://x.com/{handle or 'i'}/status/{row['id']}",
            text=_text(row),
            published_at=time_of(row["created_at"]),
            author=author.get("name", ""),
            author_handle=handle,
            author_url=f"https://x.com/{handle}" if handle else "",
            author_id=row["author_id"],
            language=row.get("lang", ""),
            reply_to=_above(row),
            thread=row.get("conversation_id", row["id"]),
            tags=tuple(tag["tag"] for tag in row.get("entities", {}).get("hashtags", ())),
            is_own=row["author_id"] == self.login.external_id,
            addressed=addressed,
            reply_handle={"id": row["id"]},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        with self.http.within():
            self._check(draft)
            if draft.media and draft.media[0].is_video:
                return self._when_processed(draft, self._upload_video(draft.media[0]))
            return self._post(draft, [self._upload(media) for media in draft.media])

    def _post(self, draft: Draft, files: Sequence[str]) -> Sent:
        """The irreversible call."""
        body: dict[str, Any] = {"text": draft.text}
        if draft.reply_to:
            body["reply"] = {"in_reply_to_tweet_id": draft.reply_to["id"]}
        if files:
            body["media"] = {"media_ids": list(files)}
        reply = self._call("POST", "tweets", json=body, once=True)
        if not reply.ok:
            return self._already(reply, draft)
        row = reply.json()
        if not isinstance(row, dict) or "data" not in row:
            reply.unclear()
        return self._sent(row["data"]["id"])

    def _already(self, reply: Reply, draft: Draft) -> Sent:
        """X refuses a text that it has: where it is ours, an earlier try had reached it."""
        error = _refusal(reply)
        if error.say == SAID_BEFORE and (found := self.find_sent(draft)):
            return found
        raise error

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Only a video makes us wait: it is posted once X is done with it."""
        with self.http.within():
            told = self._call("GET", "media/upload", {"command": "STATUS", "media_id": ticket["video"]})
            return self._when_processed(draft, told.good_or(_reason).json()["data"])

    def _when_processed(self, draft: Draft, video: Mapping[str, Any]) -> Sent | Waiting:
        state = video.get("processing_info", {})
        if state.get("state", DONE) == FAILED:
            raise Amend(words.video_failed("X"), str(state)[:300])
        if state.get("state", DONE) != DONE:
            return Waiting({"video": str(video["id"])}, float(state.get("check_after_secs") or WAIT_SECONDS))
        return self._post(draft, [str(video["id"])])

    def _upload_video(self, media: Media) -> dict[str, Any]:
        """In parts, as https://docs.x.com/x-api/media/quickstart/media-upload-chunked and the OpenAPI file say it."""
        about = {"media_type": media.content_type, "total_bytes": len(media.content), "media_category": "tweet_video"}
        made = self._call("POST", "media/upload/initialize", json=about).good_or(_reason).json()["data"]
        place = f"media/upload/{made['id']}"
        for number, start in enumerate(range(0, len(media.content), PART)):
            part = {"media": (media.name, media.content[start : start + PART], "application/octet-stream")}
            reply = self._call("POST", f"{place}/append", form={"segment_index": str(number)}, files=part)
            if reply.good_or(_reason).content:
                reply.json()
        done: dict[str, Any] = self._call("POST", f"{place}/finalize").good_or(_reason).json()["data"]
        return done

    def _check(self, draft: Draft) -> None:
        if not fits(draft.text):
            raise Amend(words.too_long("X", measure(draft.text), LIMIT), "does not fit")
        if len(draft.media) > PICTURES:
            raise Amend(words.too_many_pictures("X", PICTURES), f"{len(draft.media)} pictures")
        videos = [media for media in draft.media if media.is_video]
        if videos and len(draft.media) > 1:
            raise Amend(words.one_video("X"), f"{len(draft.media)} files")
        if videos and len(videos[0].content) > VIDEO_BYTES:
            raise Amend(words.file_too_big("X", videos[0].name, VIDEO_BYTES), f"{len(videos[0].content)} bytes")

    def _upload(self, media: Media) -> str:
        media = fitted(media, PICTURE_BYTES)
        files = {"media": (media.name, media.content, media.content_type)}
        reply = self._call("POST", "media/upload", form={"media_category": "tweet_image"}, files=files)
        number = str(reply.good_or(_reason).json()["data"]["id"])
        if media.alt:
            about = {"id": number, "metadata": {"alt_text": {"text": media.alt[:1000]}}}
            self._call("POST", "media/metadata", json=about).good_or(_reason).json()
        return number

    def _sent(self, number: str) -> Sent:
        return Sent(number, f"https://x.com/{self.login.handle or 'i'}/status/{number}")

    def find_sent(self, draft: Draft) -> Sent | None:
        """Among the account's own posts since the draft was made; X rewrites links, so they are left out."""
        with self.http.within():
            since = (draft.not_before - SLACK).astimezone(UTC).replace(microsecond=0, tzinfo=None)
            query = {"start_time": f"{since.isoformat()}Z", "max_results": 100, **FIELDS}
            rows = self._call("GET", f"users/{self._me}/tweets", query).good().json().get("data", ())
            wanted = str(draft.reply_to.get("id", ""))
            mine = ((self._sent(r["id"]), _written(r), time_of(r["created_at"])) for r in rows if _above(r) == wanted)
            return known_again(mine, draft, _without_links(draft.text))

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        reply = self._call("DELETE", f"tweets/{external_id}")
        reply.taken_back(_reason)
        if reply.ok and (reply.said().get("data") or {}).get("deleted") is not True:
            reply.unclear()

    def count(self, external_id: str) -> Counts:
        told = self._call("GET", f"tweets/{external_id}", {"tweet.fields": "public_metrics"}).good().json()
        if "data" not in told:
            raise Gone(words.gone("X"), str(told)[:300])
        figures = told["data"]["public_metrics"]
        shares = figures.get("retweet_count", 0) + figures.get("quote_count", 0)
        return Counts(figures.get("like_count"), shares, figures.get("reply_count"), figures.get("impression_count"))


def _above(row: Mapping[str, Any]) -> str:
    others = row.get("referenced_tweets") or row.get("referenced_posts") or ()
    return next((ref["id"] for ref in others if ref["type"] == "replied_to"), "")


def _text(row: Mapping[str, Any]) -> str:
    """All of a long post; X writes `&`, `<` and `>` as entities.

    https://docs.x.com/x-api/fundamentals/data-dictionary
    """
    whole = row.get("note_tweet") or row.get("note_post") or {}
    return unescape(str(whole.get("text") or row["text"]))


def _written(row: Mapping[str, Any]) -> str:
    """The text without its links, among them that of its own pictures."""
    text = row["text"]
    for link in row.get("entities", {}).get("urls", ()):
        text = text.replace(link["url"], "")
    return str(text)


def _without_links(text: str) -> str:
    for link in reversed(spans(text).links):
        text = text[: link.start] + text[link.end :]
    return text


def _reason(reply: Reply) -> str:
    return str(reply.said().get("detail") or reply.said().get("title") or "")[:300]


def _refusal(reply: Reply) -> NetworkError:
    reason = _reason(reply)
    if reply.status == 403 and "duplicate" in reason.lower():
        return Amend(SAID_BEFORE, reply.detail)
    if reply.status == 403 and "not allowed" not in reason.lower():
        return Amend(words.refused("X", reason), reply.detail)
    if reply.status == 402:
        return Reconnect(NO_CREDIT, reply.detail)
    return reply.error(reason)
