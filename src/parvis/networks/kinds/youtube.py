"""YouTube: videos with their captions, and the comments under them, read and answered.

Compared with Google's discovery document youtube.v3 (googleapis/google-api-python-client at 0183e0d) and with the pages
on `comments.insert` and https://developers.google.com/youtube/v3/determine_quota_cost; `search` was not compared.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from parvis.networks import upload_youtube as upload
from parvis.networks import words
from parvis.networks.base import Account, Batch, Can, Counts, Draft, Found, Info, Login, Scope, Sent, Waiting
from parvis.networks.errors import Amend, Gone, NetworkError, NotUnderstood, Reconnect, TryLater
from parvis.networks.figures import figure, limits
from parvis.networks.oauth import GOOGLE
from parvis.networks.plain import text_of
from parvis.networks.platform import BY_WORDS, COMPARED, COMPARED_ON, RENEWAL, TOKEN, Api, known_again, time_of
from parvis.networks.reply import Reply
from parvis.networks.resumable import filled
from parvis.networks.rows import Mark, Since, moment, sound
from parvis.say import Say

COMMENT, PAGE, PAGES, SEARCHED = figure("youtube", "comment"), 100, 5, 50

SCOPES = (
    Scope(
        "https://www.googleapis.com/auth/youtube.force-ssl",
        Say(
            "lire la chaîne, mettre des vidéos en ligne, répondre aux commentaires, retirer",
            "read the channel, its comments and its videos, answer and take back",
        ),
        frozenset({Can.CONNECT, Can.LISTEN, Can.SEARCH, Can.PUBLISH, Can.REPLY, Can.WITHDRAW, Can.COUNT, Can.MODERATE}),
    ),
)


def measure(text: str) -> int:
    """Bytes of UTF-8: so YouTube counts the description of a video."""
    return len(text.encode(errors="surrogatepass"))


INFO = Info(
    slug="youtube",
    name="YouTube",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.SEARCH, Can.PUBLISH, Can.REPLY, Can.WITHDRAW, Can.COUNT, Can.MODERATE}),
    limits=limits("youtube", measure),
    docs="https://developers.google.com/youtube/v3/docs/comments/insert",
    verified=COMPARED,
    checked_on=COMPARED_ON,
    note=Say(
        "Une vidéo par publication, avec ses sous-titres WebVTT. Tant que YouTube n’a pas audité votre projet, les "
        "vidéos mises en ligne par l’API restent privées : vérifiez la première dans YouTube Studio. Si YouTube "
        "refuse des sous-titres, la vidéo est publiée sans eux. Chaque jour : 100 vidéos, 100 recherches et 10 000 "
        "unités, dont 50 par réponse et 400 par piste de sous-titres. Une lecture prend 500 "
        "commentaires au plus ; une recherche, 50 vidéos.",
        "One video a post, with its WebVTT captions. Until YouTube has audited your project, videos uploaded by the "
        "API stay private: check the first one in YouTube Studio. Where YouTube refuses captions, the video is out "
        "without them. Each day: 100 videos, 100 searches and 10,000 units, of which 50 for a reply and 400 for a "
        "caption track. A reading takes 500 comments at most; a search, 50 videos.",
    ),
    asks=(TOKEN, *RENEWAL),
    known_by=BY_WORDS,
    scopes=SCOPES,
)

SPENT = Say(
    "Le nombre d’appels que YouTube accorde par jour est épuisé. Rien n’est parti : Parvis réessaiera demain.",
    "The number of calls that YouTube grants a day is used up. Nothing went out: Parvis will try again tomorrow.",
)
VIDEO = re.compile(r"[\w-]{11}")  # the id of a video; that of a comment is longer
VERDICTS = {"show": "published", "hold": "heldForReview", "spam": "rejected"}


class Kind(Api):
    """A channel, by its owner's token."""

    info = INFO
    root = "https://www.googleapis.com/youtube/v3/"
    door = GOOGLE

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self.http.within():
            rows = self._get("channels", part="snippet", mine="true").get("items", [])
            if not rows:
                raise Reconnect(words.not_allowed("YouTube"), "the token's account has no channel")
            about = rows[0]["snippet"]
            handle = about.get("customUrl", rows[0]["id"])
            self.login = replace(self.login, external_id=rows[0]["id"], handle=handle)
            url = f"https://www.youtube.com/channel/{rows[0]['id']}"
            return Account(rows[0]["id"], handle, about["title"], url), self.login

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Comments under all the channel's videos, and what was answered to them, after the cursor."""
        with self.http.within():
            since, counts = Since(cursor, _mark), dict(cursor.get("counts", {}))
            threads = list(self._threads(since))
            rows = [row for rows in sound(threads, partial(self._whole, counts), since.missed) for row in rows]
            kept = {str(thread["id"]): counts.get(thread["id"]) for thread in threads if thread.get("id") in counts}
            return since.batch(rows, self._found, counts=kept)

    def _threads(self, since: Since) -> Iterator[dict[str, Any]]:
        """The newest first, back to those that were read; at the first reading one page."""
        query = {"part": "snippet,replies", "allThreadsRelatedToChannelId": self.login.external_id, "order": "time"}
        for _ in range(PAGES):
            page = self._get("commentThreads", **query, maxResults=PAGE)
            yield from page.get("items", ())
            tops = [row["snippet"]["topLevelComment"] for row in page.get("items", ()) if "snippet" in row]
            if since.first or since.reached(tops) or "nextPageToken" not in page:
                return
            query["pageToken"] = page["nextPageToken"]
        since.missed.append(f"more than {PAGES} pages of comments")

    def _whole(self, counts: dict[str, int], thread: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A thread tells some of its answers and their number; all are asked for where that is another than before."""
        rows = list(_rows(thread))
        number, total = rows[0]["id"], int(thread["snippet"].get("totalReplyCount", 0))
        if total < len(rows):
            return rows
        if counts.get(number) != total:
            counts[number], video = total, rows[0]["snippet"]["videoId"]
            rows += [{**row, "snippet": {"videoId": video, **row["snippet"]}} for row in self._under(number)]
        return rows

    def _found(self, row: Mapping[str, Any]) -> Found:
        about = row["snippet"]
        video, above = about.get("videoId", ""), about.get("parentId", "")
        author = about.get("authorChannelId", {}).get("value", "")
        return Found(
            external_id=row["id"],
            url=f"https://www.youtube.com/watch?v={video}&lc={row['id']}",
            text=about.get("textOriginal") or text_of(about["textDisplay"]),
            published_at=time_of(about["publishedAt"]),
            author=about["authorDisplayName"],
            author_handle=about["authorDisplayName"],
            author_url=about.get("authorChannelUrl", ""),
            author_id=author,
            reply_to=above or video,
            thread=above or row["id"],
            is_own=author == self.login.external_id,
            addressed=True,
            reply_handle={"id": above or row["id"], "video": video},
        )

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch:
        """Videos that YouTube finds for the words, newest last."""
        with self.http.within():
            since = Since(cursor, lambda row: (moment(row["snippet"]["publishedAt"]), row["id"]["videoId"]))
            after = {} if since.first else {"publishedAfter": f"{since.start:%Y-%m-%dT%H:%M:%SZ}"}
            query = {"part": "snippet", "type": "video", "order": "date", "maxResults": SEARCHED, "q": words, **after}
            rows = self._get("search", **query).get("items", [])
            if len(rows) == SEARCHED and not since.first:  # a second page would cost one more of a day's searches
                since.missed.append("more than a page of videos")
            return since.batch(rows, _video)

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        if not draft.reply_to:
            return self._begun(draft)
        if len(draft.text) > COMMENT:
            raise Amend(words.too_long("YouTube", len(draft.text), COMMENT), f"{len(draft.text)} characters")
        with self.http.within():
            body = {"snippet": {"parentId": draft.reply_to["id"], "textOriginal": draft.text}}
            reply = self._call("POST", "comments", {"part": "snippet"}, json=body, once=True)
            if not reply.ok:
                raise _refusal(reply)
            row = reply.json()
            if not isinstance(row, dict) or "id" not in row:
                reply.unclear()
            return _sent(row["id"], draft)

    def _begun(self, draft: Draft) -> Waiting:
        """A place to upload to; nothing is online yet."""
        with self.http.within():
            return Waiting({"session": upload.begin(self._up, draft, upload.check(draft))}, 1.0)

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """Goes on with an upload where it stands; the session makes one video, however often it is asked."""
        with self.http.within():
            try:
                number = filled(self._up, ticket["session"], upload.check(draft), upload.made)
            except Gone:  # Google forgets a session after a while, and with it what was not whole
                return self.find_sent(draft) or self._begun(draft)
            if not number:
                return Waiting(ticket, 1.0)
            self._caption(number, draft)
            return Sent(number, f"https://www.youtube.com/watch?v={number}")

    def _caption(self, number: str, draft: Draft) -> None:
        """The video is out: a track that YouTube refuses, or has already, holds nothing up."""
        for track in draft.media[0].captions:
            reply = self._call("POST", upload.CAPTIONS, **upload.caption_parts(number, track))
            if reply.status == 401:
                raise _refusal(reply)

    def _up(self, method: str, path: str, **how: Any) -> Reply:
        reply = self._call(method, path, **how)
        if reply.status == 404:
            raise Gone(words.gone("YouTube"), reply.detail)
        if not reply.ok and reply.status != 308:
            raise _refusal(reply)
        return reply

    def find_sent(self, draft: Draft) -> Sent | None:
        """YouTube keeps no key of ours: among the channel's own words in that place since the draft was made."""
        with self.http.within():
            if not draft.reply_to:
                return known_again(self._uploads(), draft, draft.text)
            mine = (row for row in self._under(draft.reply_to["id"]) if self._found(row).is_own)
            rows = ((_sent(row["id"], draft), self._found(row).text, _time(row)) for row in mine)
            return known_again(rows, draft, draft.text)

    def _uploads(self) -> Iterator[tuple[Sent, str, datetime]]:
        """The channel's latest videos, private ones too."""
        rows = self._get("channels", part="contentDetails", mine="true").get("items", [])
        shelf = rows[0]["contentDetails"]["relatedPlaylists"]["uploads"] if rows else ""
        for row in self._get("playlistItems", part="snippet", playlistId=shelf, maxResults=50).get("items", ()):
            number = row["snippet"]["resourceId"]["videoId"]
            sent = Sent(number, f"https://www.youtube.com/watch?v={number}")
            yield sent, row["snippet"].get("description", ""), _time(row)

    def _under(self, parent: str) -> Iterator[dict[str, Any]]:
        query: dict[str, Any] = {"part": "snippet", "parentId": parent, "maxResults": PAGE}
        for _ in range(5):
            page = self._get("comments", **query)
            yield from page.get("items", ())
            if "nextPageToken" not in page:
                return
            query["pageToken"] = page["nextPageToken"]

    # --- afterwards

    def withdraw(self, external_id: str) -> None:
        kind = "videos" if VIDEO.fullmatch(external_id) else "comments"
        reply = self._call("DELETE", kind, {"id": external_id})
        if not reply.ok and not isinstance(error := _refusal(reply), Gone):
            raise error

    def count(self, external_id: str) -> Counts:
        if VIDEO.fullmatch(external_id):
            return self._figures(external_id)
        rows = self._get("comments", part="snippet", id=external_id).get("items", [])
        if not rows:
            raise Gone(words.gone("YouTube"), external_id)
        return Counts(likes=rows[0]["snippet"].get("likeCount"))

    def _figures(self, number: str) -> Counts:
        rows = self._get("videos", part="statistics", id=number).get("items", [])
        if not rows:
            raise Gone(words.gone("YouTube"), number)
        told = {name: int(value) for name, value in rows[0]["statistics"].items() if str(value).isdigit()}
        return Counts(told.get("likeCount"), None, told.get("commentCount"), told.get("viewCount"))

    def moderate(self, external_id: str, verdict: str) -> None:
        if verdict == "remove":
            return self.withdraw(external_id)
        query = {"id": external_id, "moderationStatus": VERDICTS[verdict]}
        reply = self._call("POST", "comments/setModerationStatus", query)
        if not reply.ok:
            raise _refusal(reply)
        return None

    def _get(self, path: str, **query: Any) -> Any:
        reply = self._call("GET", path, query)
        if not reply.ok:
            raise _refusal(reply)
        return reply.json()


def _refusal(reply: Reply) -> NetworkError:
    """Google tells refusals apart by `error.errors[0].reason` (https://developers.google.com/youtube/v3/docs/errors)."""
    error = reply.said().get("error")
    error = error if isinstance(error, dict) else {}
    reason = next((str(row.get("reason", "")) for row in error.get("errors", ())), "")
    if reason in ("quotaExceeded", "dailyLimitExceeded"):
        return TryLater(SPENT, reply.detail, 6 * 3600)
    if reason in ("rateLimitExceeded", "userRateLimitExceeded"):
        return TryLater(words.too_fast("YouTube"), reply.detail, 60)
    if reason.endswith("NotFound"):
        return Gone(words.gone("YouTube"), reply.detail)
    if reply.status in (404, 410):  # nothing is named: the API itself is not there
        return NotUnderstood(words.not_understood("YouTube"), reply.detail)
    return reply.error(text_of(str(error.get("message", "")))[:300])


def _rows(thread: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A thread's comments; answers do not say their video."""
    top = thread["snippet"]["topLevelComment"]
    video = thread["snippet"].get("videoId", "")
    for row in (top, *thread.get("replies", {}).get("comments", ())):
        yield {**row, "snippet": {"videoId": video, **row["snippet"]}}


def _mark(row: Mapping[str, Any]) -> Mark:
    return moment(row["snippet"]["publishedAt"]), row["id"]


def _time(row: Mapping[str, Any]) -> datetime:
    return time_of(row["snippet"]["publishedAt"])


def _sent(number: str, draft: Draft) -> Sent:
    return Sent(number, f"https://www.youtube.com/watch?v={draft.reply_to.get('video', '')}&lc={number}")


def _video(row: Mapping[str, Any]) -> Found:
    about, number = row["snippet"], row["id"]["videoId"]
    channel = about["channelId"]
    return Found(
        external_id=number,
        url=f"https://www.youtube.com/watch?v={number}",
        title=text_of(about["title"]),
        text=text_of(about["description"]) or text_of(about["title"]),
        published_at=time_of(about["publishedAt"]),
        author=about["channelTitle"],
        author_id=channel,
        author_url=f"https://www.youtube.com/channel/{channel}",
        thread=number,
    )
