"""How Mastodon counts and speaks: characters as a reader sees them, a link as 23, a mention without its host.

Mastodon does so in `status_length_validator.rb` of mastodon/mastodon.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import regex  # type: ignore[import-untyped]

from parvis.networks import words
from parvis.networks.base import Batch, Draft, Found, FoundMedia, Limits
from parvis.networks.figures import figure
from parvis.networks.plain import text_of
from parvis.networks.reply import Reply
from parvis.networks.rows import SLACK, sound
from parvis.networks.spans import Spans, graphemes, trimmed, usual
from parvis.say import Say

LINK_LENGTH = figure("mastodon", "link")
LINK = regex.compile(r"https?://[^\s<>\"]+", regex.I)
MENTION = regex.compile(r"(?<![\w/=])@([\w]+(?:[\w.-]*\w)?)@[\w.-]+\w(?::\d+)?")


def measure(text: str) -> int:
    """The length of a status."""
    shortened = LINK.sub(lambda m: "x" * LINK_LENGTH + m[0][len(trimmed(m[0])) :], text)
    return graphemes(MENTION.sub(r"@\1", shortened))


def spans(text: str) -> Spans:
    """Links with their scheme, @name and @name@host, #tags."""
    return usual(text)


ALONE = Say(
    "Mastodon accepte une seule vidéo, sans image à côté, et pas de fichier avec un sondage. Rien n’est parti : "
    "retirez ce qui est de trop, puis renvoyez.",
    "Mastodon takes a single video with no picture beside it, and no file with a poll. Nothing went out: remove what "
    "is too much, then send again.",
)
POLL = Say(
    "Ce sondage a trop ou trop peu de réponses, ou une réponse trop longue pour ce serveur. Rien n’est parti : "
    "changez les réponses, puis renvoyez.",
    "This poll has too many or too few answers, or one that is too long for this server. Nothing went out: change the "
    "answers, then send again.",
)


def excess(draft: Draft, length: int, limits: Limits, host: str) -> Say | None:
    """What of the draft the limits do not allow."""
    pictures = [media for media in draft.media if media.is_picture]
    options = draft.poll.options if draft.poll else ()
    if length > (limits.length or 0):
        return words.too_long(host, length, limits.length or 0)
    if len(pictures) > limits.pictures:
        return words.too_many_pictures(host, limits.pictures)
    if len(pictures) < len(draft.media) > limits.videos or (options and draft.media):
        return ALONE
    too_long = any(len(option) > (limits.option_length or 0) for option in options)
    return POLL if len(options) == 1 or len(options) > limits.options or too_long else None


def announced(body: Mapping[str, Any], usual: Limits) -> Limits:
    """The limits that a server announces of itself; what it does not tell is as usual, files no larger than usual."""
    told = body.get("configuration", {})
    statuses, media, polls = (told.get(name, {}) for name in ("statuses", "media_attachments", "polls"))
    picture_bytes, video_bytes = usual.picture_bytes or 0, usual.video_bytes or 0
    return replace(
        usual,
        length=int(statuses.get("max_characters") or body.get("max_toot_chars") or usual.length or 0),
        pictures=int(statuses.get("max_media_attachments") or usual.pictures),
        picture_bytes=min(int(media.get("image_size_limit") or picture_bytes), picture_bytes),
        video_bytes=min(int(media.get("video_size_limit") or video_bytes), video_bytes),
        alt_length=int(media.get("description_limit") or usual.alt_length or 0),
        options=int(polls.get("max_options") or usual.options),
        option_length=int(polls.get("max_characters_per_option") or usual.option_length or 0),
    )


def poll_form(options: Iterable[str], seconds: int, several: bool) -> dict[str, Any]:
    told = {"poll[expires_in]": str(seconds), "poll[multiple]": "true" if several else "false"}
    return {"poll[options][]": list(options), **told}


def kept(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The files and the question of a post, as its correction must name them again."""
    kept: dict[str, Any] = {"media_ids[]": [media["id"] for media in row.get("media_attachments", ())]}
    if poll := row.get("poll"):
        left = time_at(poll["expires_at"]) - now if poll.get("expires_at") else timedelta(days=1)
        options = [option["title"] for option in poll["options"]]
        kept |= poll_form(options, max(300, int(left.total_seconds())), bool(poll.get("multiple")))
    return kept


def order(number: str) -> tuple[int, str]:
    """Ids are numbers of growing length on Mastodon, words that sort on others."""
    return (len(number) if number.isdigit() else 0, number)


def earlier(number: str) -> str:
    """The id of a status a little older: what comes late from elsewhere gets the id of the time when it was written.

    Mastodon's ids are milliseconds shifted by 16 bits (`lib/mastodon/snowflake.rb`).
    """
    is_time = number.isdigit() and len(number) > 15
    return str(int(number) - (int(SLACK.total_seconds() * 1000) << 16)) if is_time else number


def batch(
    rows: list[dict[str, Any]],
    cursor: Mapping[str, Any],
    read: Callable[[Any], Found],
    told: Iterable[dict[str, Any]] | None = None,
) -> Batch:
    """What `read` makes of the rows, or of what they tell; the cursor stands at the last row."""
    missed: list[str] = []
    found = tuple(sound(rows if told is None else told, read, missed))
    return Batch(found, {"id": rows[-1]["id"]} if rows else dict(cursor), missed=tuple(missed))


def time_at(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def their_time(ours: datetime, reply: Reply) -> datetime:
    """The earlier of our moment and the same moment on the server's clock, which its answer tells."""
    try:
        return min(ours, ours + (parsedate_to_datetime(reply.headers["date"]) - reply.received_at))
    except (KeyError, ValueError, TypeError):
        return ours


def answers(row: Mapping[str, Any], draft: Draft) -> bool:
    """Whether the post answers what the draft answers; snac writes one id with other time digits and capitals later."""
    there, wanted = str(row.get("in_reply_to_id") or ""), str(draft.reply_to.get("id", ""))
    return there == wanted or (len(wanted) > 32 and there[-32:].lower() == wanted[-32:].lower())


def number_of(uri: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The server's own id of a post among some; empty when it is not there."""
    return next((str(row["id"]) for row in rows if row["uri"] == uri), "")


def under(above: Mapping[str, str]) -> dict[str, str]:
    """How the next post of a thread answers the one above it: the first is for all, the rest crowds no timeline."""
    return {"id": above["id"], "visibility": "unlisted" if above["visibility"] == "public" else above["visibility"]}


def out_there(row: Mapping[str, Any]) -> dict[str, str]:
    """A post of ours, as a thread remembers it."""
    there = {name: str(row[name]) for name in ("id", "visibility")}
    return {**there, "external_id": row["uri"], "url": row.get("url") or row["uri"]}


def media_of(row: Mapping[str, Any]) -> Iterator[FoundMedia]:
    for media in row.get("media_attachments", ()):
        yield FoundMedia(media.get("url") or "", media.get("description") or "", media.get("type") or "")


def reason(reply: Reply) -> str:
    return str(reply.said().get("error", ""))[:300]


def found_in(row: Mapping[str, Any], host: str, me: str, addressed: bool = False) -> Found:
    """A status as a remark; `host` completes the names of accounts of the same server, `me` is our account there."""
    account = row["account"]
    acct = account["acct"] if "@" in account["acct"] else f"{account['acct']}@{host}"
    return Found(
        external_id=row["uri"],
        url=row.get("url") or row["uri"],
        text="\n\n".join(filter(None, (row.get("spoiler_text"), text_of(row["content"])))),
        published_at=time_at(row["created_at"]),
        author=account.get("display_name") or acct,
        author_handle=acct,
        author_url=account["url"],
        author_id=account["url"],
        language=row.get("language") or "",
        reply_to=row.get("in_reply_to_id") or "",
        tags=tuple(tag["name"] for tag in row.get("tags", ())),
        media=tuple(media_of(row)),
        is_own=account["id"] == me,
        addressed=addressed,
        reply_handle={"id": row["id"], "uri": row["uri"], "acct": acct, "visibility": row["visibility"]},
    )
