"""Videos for YouTube over Google's resumable uploads: a session is begun, then filled part by part.

The session makes one video however often its last part is sent, and tells how far it is (`resumable`): that is why
nothing is put online twice. What a video holds: the discovery document youtube.v3 (googleapis/google-api-python-client
at 0183e0d).
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from parvis.networks import words
from parvis.networks.base import Captions, Draft, Media
from parvis.networks.errors import Amend, NotUnderstood
from parvis.networks.figures import figure
from parvis.networks.plain import first_line
from parvis.networks.reply import Reply
from parvis.networks.spans import usual
from parvis.say import Say

DESCRIPTION, TITLE, VIDEO_BYTES = (figure("youtube", name) for name in ("description", "title", "video_bytes"))
SESSION = "https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"
CAPTIONS = "https://www.googleapis.com/upload/youtube/v3/captions?uploadType=multipart&part=snippet"

ONE_VIDEO = Say(
    "YouTube prend une vidéo à la fois, et rien d’autre. Rien n’est parti : joignez une seule vidéo.",
    "YouTube takes one video at a time, and nothing else. Nothing went out: attach a single video.",
)

Call = Callable[..., Reply]


def check(draft: Draft) -> Media:
    """The one video of a draft; raises `Amend`."""
    if len(draft.media) != 1 or not draft.media[0].is_video:
        raise Amend(ONE_VIDEO, f"{len(draft.media)} files")
    if len(draft.media[0].content) > VIDEO_BYTES:
        raise Amend(words.file_too_big("YouTube", draft.media[0].name, VIDEO_BYTES), "too large")
    if (size := len(draft.text.encode())) > DESCRIPTION:
        raise Amend(words.too_long("YouTube", size, DESCRIPTION), f"{size} bytes")
    return draft.media[0]


def begin(call: Call, draft: Draft, video: Media) -> str:
    """The address of a new session; nothing is online until it is filled."""
    headers = {"x-upload-content-type": video.content_type, "x-upload-content-length": str(len(video.content))}
    address = call("POST", SESSION, json=_about(draft), headers=headers).headers.get("location", "")
    if not address.startswith("https://"):
        raise NotUnderstood(words.not_understood("YouTube"), "no location")
    return address


def _about(draft: Draft) -> dict[str, Any]:
    """YouTube takes no angle brackets in titles and descriptions."""
    snippet: dict[str, Any] = {
        "title": title_of(draft),
        "description": _plain(draft.text),
        "defaultLanguage": draft.language,
        "tags": [tag.value for tag in usual(draft.text).tags],
    }
    return {"snippet": snippet, "status": {"privacyStatus": "public", "selfDeclaredMadeForKids": False}}


def title_of(draft: Draft) -> str:
    return _plain(draft.title or first_line(draft.text, TITLE - 1) or "–")[:TITLE]


def _plain(text: str) -> str:
    return text.replace("<", "‹").replace(">", "›")


def made(reply: Reply) -> str:
    """The id of the finished video."""
    row = reply.json()
    if not isinstance(row, Mapping) or not row.get("id"):
        reply.unclear()
    return str(row["id"])


def caption_parts(video: str, track: Captions) -> dict[str, Any]:
    """A caption track beside its description, as one body (RFC 2387)."""
    about = {"snippet": {"videoId": video, "language": track.language, "name": ""}}
    edge = "parvis-captions"
    parts = (("application/json; charset=UTF-8", json.dumps(about)), ("text/vtt", track.vtt))
    body = "".join(f"--{edge}\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts) + f"--{edge}--\r\n"
    return {"content": body.encode(), "headers": {"content-type": f"multipart/related; boundary={edge}"}}
