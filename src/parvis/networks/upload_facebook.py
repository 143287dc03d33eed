"""Videos for Facebook Pages: a session is begun, filled part by part and closed; closing it publishes the one video
that beginning it named. That is why nothing is published twice.

Read on 28 November 2026: https://developers.facebook.com/docs/video-api/guides/publishing (copy; the host and the place
of the call), the specification of `Page/videos` and `AdVideo` in facebook/facebook-business-sdk-codegen at ad2b0b6, and
there templates/python/facebook_business/video_uploader.py for the three phases, what they answer, the refusal 1363037
and the states of a video. Its captions: the specification of `AdVideo/captions`; that Facebook reads the language in
the file's name is how published clients do it.
"""

from collections.abc import Callable, Mapping
from typing import Any

from parvis.networks import words
from parvis.networks.base import Captions, Draft, Media
from parvis.networks.errors import Amend
from parvis.networks.films import as_srt
from parvis.networks.reply import Reply

HOST = "https://graph-video.facebook.com/v25.0/"
AT_ONE_GO = 12  # parts, of the size that Facebook asks for
OTHER_PART = 1363037
COUNTRIES = {"en": "US"}  # fr_FR, de_DE, es_ES, it_IT; English has no country of its own name

Call = Callable[..., Reply]


def begin(call: Call, page: str, video: Media) -> dict[str, Any]:
    """The ticket of a new session: its video, and which bytes Facebook wants first."""
    reply = call("POST", f"{page}/videos", {"upload_phase": "start", "file_size": len(video.content)})
    row = _row(reply)
    return {"video": str(row["video_id"]), "session": str(row["upload_session_id"]), **_wanted(row)}


def fill(call: Call, page: str, video: Media, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket after the next parts."""
    for _ in range(AT_ONE_GO):
        if is_whole(ticket):
            break
        ticket = {**ticket, **_part(call, page, video, ticket)}
    return dict(ticket)


def is_whole(ticket: Mapping[str, Any]) -> bool:
    return bool(ticket["start"] == ticket["end"])


def _part(call: Call, page: str, video: Media, ticket: Mapping[str, Any]) -> dict[str, int]:
    """Which bytes are wanted after this part; Facebook may answer that it wants others."""
    about = {"upload_phase": "transfer", "upload_session_id": ticket["session"], "start_offset": ticket["start"]}
    part = video.content[ticket["start"] : ticket["end"]]
    files = {"video_file_chunk": (video.name, part, "application/octet-stream")}
    try:
        return _wanted(_row(call("POST", f"{page}/videos", about, files=files)))
    except OtherPart as other:
        return other.wanted


class OtherPart(Exception):
    """The refusal of a part that is not the one that is wanted."""

    def __init__(self, wanted: dict[str, int]) -> None:
        super().__init__("another part is wanted")
        self.wanted = wanted


def other_part(error: Mapping[str, Any]) -> OtherPart | None:
    told = error.get("error_data")
    if error.get("error_subcode") != OTHER_PART or not isinstance(told, Mapping) or "start_offset" not in told:
        return None
    return OtherPart(_wanted(told))


def closing(draft: Draft, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """What the last call says: with it the video is published."""
    title = {"title": draft.title} if draft.title else {}
    return {"upload_phase": "finish", "upload_session_id": ticket["session"], "description": draft.text, **title}


def is_ready(status: Mapping[str, Any]) -> bool:
    """Whether Facebook is done with the video; raises `Amend` where it could do nothing with it."""
    state = status.get("video_status", "")
    if state not in ("ready", "processing"):
        raise Amend(words.video_failed("Facebook"), str(status)[:300])
    return bool(state == "ready")


def captions(track: Captions) -> tuple[dict[str, str], dict[str, tuple[str, bytes, str]]]:
    """Form and file of a caption track."""
    language = track.language.partition("-")[0]
    locale = f"{language}_{COUNTRIES.get(language, language.upper())}"
    file = (f"captions.{locale}.srt", as_srt(track).encode(), "application/x-subrip")
    return {"default_locale": locale}, {"captions_file": file}


def _row(reply: Reply) -> Mapping[str, Any]:
    row = reply.json()
    if not isinstance(row, Mapping) or "start_offset" not in row:
        reply.unclear()
    return row


def _wanted(row: Mapping[str, Any]) -> dict[str, int]:
    return {"start": int(row["start_offset"]), "end": int(row["end_offset"])}
