"""Videos for LinkedIn: brought in the parts that LinkedIn itself cuts, then put together, then worked on.

The opening of https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/videos-api (copy of May
2026, read on 28 November 2026) tells what the calls are for. What they answer could not be read there: it is taken from
several published clients that agree with each other (`initializeUpload`, `uploadInstructions`, `finalizeUpload`). How
captions are sent differs between them, so captions are not sent.
"""

from collections.abc import Callable, Mapping
from typing import Any

from parvis.networks import words
from parvis.networks.base import Media
from parvis.networks.errors import Amend, NotUnderstood
from parvis.networks.http import Http
from parvis.networks.reply import Reply

AT_ONE_GO = 6  # parts of 4 MiB
WAITS_FOR_PARTS = "WAITING_UPLOAD"
RAW = {"content-type": "application/octet-stream"}

Call = Callable[..., Reply]


def begin(call: Call, owner: str, video: Media) -> dict[str, Any]:
    """The ticket of a new upload: nothing of it is seen before a post takes it."""
    asked = {"owner": owner, "fileSizeBytes": len(video.content), "uploadCaptions": False, "uploadThumbnail": False}
    told = call("POST", "videos", {"action": "initializeUpload"}, json={"initializeUploadRequest": asked}).json()
    value = told.get("value", {})
    parts = [[row["firstByte"], row["lastByte"], row["uploadUrl"]] for row in value.get("uploadInstructions", ())]
    if not parts or not all(address.startswith("https://") for _, _, address in parts):
        raise NotUnderstood(words.not_understood("LinkedIn"), "no upload instructions")
    return {"video": value["video"], "token": value.get("uploadToken", ""), "parts": parts, "marks": []}


def fill(http: Http, video: Media, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket with the next parts brought; their addresses are signed, so no token goes with them."""
    marks = list(ticket["marks"])
    for first, last, address in ticket["parts"][len(marks) : len(marks) + AT_ONE_GO]:
        reply = http.call("PUT", address, content=video.content[first : last + 1], headers=RAW).good()
        if not reply.headers.get("etag"):
            reply.unclear()
        marks.append(reply.headers["etag"].strip('"'))
    return {**ticket, "marks": marks}


def is_whole(ticket: Mapping[str, Any]) -> bool:
    return len(ticket["marks"]) == len(ticket["parts"])


def put_together(call: Call, ticket: Mapping[str, Any]) -> None:
    """Makes one video of the parts; it may be asked twice, so the caller looks at the video's state first."""
    asked = {"video": ticket["video"], "uploadToken": ticket["token"], "uploadedPartIds": ticket["marks"]}
    call("POST", "videos", {"action": "finalizeUpload"}, json={"finalizeUploadRequest": asked})


def checked(state: str) -> str:
    """The state itself; raises `Amend` where LinkedIn could do nothing with the video."""
    if state == "PROCESSING_FAILED":
        raise Amend(words.video_failed("LinkedIn"), state)
    return state
