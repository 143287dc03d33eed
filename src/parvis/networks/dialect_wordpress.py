"""What WordPress's answers mean and how it wants its texts."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

from parvis.networks.base import Batch, Captions, Draft, Found, Media
from parvis.networks.plain import first_line, paragraphs, slug_of, text_of
from parvis.networks.reply import Reply
from parvis.networks.rows import sound
from parvis.say import Say

GONE = {"rest_post_invalid_id", "rest_comment_invalid_id", "rest_already_trashed"}
FIGURES = r'<figure class="wp-block-image">.*?</figure>|<!-- wp:video .*?<!-- /wp:video -->'

SAID_BEFORE = Say(
    "Ce compte a déjà écrit exactement cela à cet endroit, et WordPress refuse les doublons. Rien n’est parti : "
    "changez le texte, puis renvoyez.",
    "This account has already written exactly this in this place, and WordPress refuses duplicates. Nothing went out: "
    "change the text, then send again.",
)
CLOSED = Say(
    "Les commentaires sont fermés sous cet article. Rien n’est parti : rouvrez-les, ou répondez ailleurs.",
    "Comments are closed under this post. Nothing went out: open them again in WordPress, or answer elsewhere.",
)
EMPTY = Say(
    "WordPress n’accepte pas de texte vide. Rien n’est parti : écrivez le texte, puis renvoyez.",
    "WordPress does not take an empty text. Nothing went out: write the text, then send again.",
)
NO_BIN = Say(
    "Ce site n’a pas de corbeille : WordPress effacerait cela pour toujours, et Parvis ne le fait pas de lui-même. "
    "Rien n’a changé : effacez-le dans WordPress, ou rouvrez la corbeille du site (EMPTY_TRASH_DAYS) et recommencez.",
    "This site has no bin: WordPress would delete this for good, and Parvis does not do that by itself. "
    "Nothing has changed: delete it in WordPress, or open the site’s bin again (EMPTY_TRASH_DAYS), then try again.",
)
REFUSALS: Mapping[str, Say] = {
    "comment_duplicate": SAID_BEFORE,
    "rest_comment_closed": CLOSED,
    "rest_comment_content_invalid": EMPTY,
}


def site(address: str) -> str:
    """Host and path of a site without what belongs to its API: two sites have a comment 5 each."""
    parts = urlsplit(address)
    return (parts.netloc + parts.path.partition("/wp-json")[0].removesuffix("/index.php")).rstrip("/").lower()


def parts_of(external_id: str) -> tuple[str, int]:
    what, _, number = external_id.rpartition("#")[2].partition("-")
    return what, int(number)


def written_at(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(row["date_gmt"]).replace(tzinfo=UTC)


def title_above(row: Mapping[str, Any]) -> str:
    above = row.get("_embedded", {}).get("up", [])
    return next((text_of(post["title"]["rendered"]) for post in above if "title" in post), "")


def reason(reply: Reply) -> str:
    return text_of(str(reply.said().get("message", "")))[:300]


def answered(reply: Reply) -> None:
    """A good answer; where nothing is said of the item a 404 means that the API is not there."""
    if reply.status in (404, 410) and reply.said().get("code") not in GONE:
        reply.unclear()
    reply.good_or(reason)


Mark = tuple[datetime, int]


def placed(rows: Sequence[Any], missed: list[str]) -> list[tuple[Mark, Any]]:
    """The rows that have a time and a number, in their order; of the others `missed` gets a line."""
    marked = sound(rows, lambda row: ((written_at(row), int(row["id"])), row), missed)
    return sorted(marked, key=lambda pair: pair[0])


def batch(rows: Sequence[Any], cursor: Mapping[str, Any], read: Callable[[Any], Found]) -> Batch:
    """The rows that came after the cursor, in their order, and the cursor that stands at the last of them."""
    missed: list[str] = []
    new = [(mark, row) for mark, row in placed(rows, missed) if _is_new(mark, cursor)]
    last = {"after": new[-1][1]["date_gmt"], "id": new[-1][0][1]} if new else dict(cursor)
    return Batch(tuple(sound((row for _, row in new), read, missed)), last, missed=tuple(missed))


def _is_new(mark: Mark, cursor: Mapping[str, Any]) -> bool:
    return not cursor or mark[1] > cursor["id"] or mark[0] > written_at({"date_gmt": cursor["after"]})


def slug_for(draft: Draft) -> str:
    """Readable, and this delivery's own: the same at every try."""
    return f"{slug_of(draft.title or first_line(draft.text))}-{draft.key[:12]}".lstrip("-")


def reworded(row: Mapping[str, Any], draft: Draft) -> dict[str, Any]:
    figures = re.findall(FIGURES, row["content"]["raw"], re.S)
    title = {"title": draft.title} if draft.title else {}
    return {"content": "\n".join([paragraphs(draft.text), *figures]), **title}


def figure(row: Mapping[str, Any]) -> str:
    image = f'<img src="{row["source_url"]}" alt="{escape(row.get("alt_text", ""))}" class="wp-image-{row["id"]}"/>'
    return f'<figure class="wp-block-image">{image}</figure>'


def film(row: Mapping[str, Any], tracks: Sequence[tuple[Captions, str]]) -> str:
    """A video as the block editor itself writes it (packages/block-library/src/video/save.js of Gutenberg).

    The block has no alternative text: what the video shows stands below it.
    """
    told = [
        {"src": url, "label": track.language, "srcLang": track.language, "kind": "captions"} for track, url in tracks
    ]
    about = json.dumps({"id": row["id"]} | ({"tracks": told} if told else {}))
    marks = "".join(
        f'<track src="{escape(url)}" label="{lang}" srclang="{lang}" kind="captions"/>'
        for lang, url in ((escape(track.language), url) for track, url in tracks)
    )
    video = f'<video controls src="{escape(row["source_url"])}">{marks}</video>'
    said = escape(row.get("alt_text", ""), quote=False)
    below = f'<figcaption class="wp-element-caption">{said}</figcaption>' if said else ""
    figure = f'<figure class="wp-block-video">{video}{below}</figure>'
    return f"<!-- wp:video {about} -->\n{figure}\n<!-- /wp:video -->"


def vtt(video: Media, track: Captions) -> tuple[Captions, Media]:
    """A track, and the file that is brought to the site for it."""
    name = f"{video.name.rpartition('.')[0]}-{track.language}.vtt"
    return track, Media(track.vtt.encode(), "text/vtt", name)


def comment_markup(draft: Draft) -> str:
    """WordPress sets paragraphs itself when it shows a comment."""
    return escape(draft.text.strip(), quote=False)


def written(row: Mapping[str, Any]) -> str:
    return row["content"].get("raw") or text_of(row["content"]["rendered"])
