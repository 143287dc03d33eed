"""From a record of a file to a post: which column is what, dates as people write them, what is refused and why."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any

from django.utils.text import slugify

from parvis.core.links import web
from parvis.listen.models import Post, Source
from parvis.listen.storing import clean, fitted
from parvis.say import Say
from parvis.text import posts as text
from parvis.text.posts import PostError
from parvis.text.words import fold

NAMES = {  # what columns are called in exports, folded; the first that is there wins
    "text": ("text", "texte", "message", "contenu", "content", "commentaire", "comment", "verbatim", "body", "snippet"),
    "published_at": ("published_at", "date", "publie le", "date de publication", "created_at", "timestamp", "heure"),
    "author": ("author", "auteur", "nom", "name", "username", "user", "utilisateur", "pseudo", "compte"),
    "url": ("url", "lien", "link", "permalink", "adresse"),
    "id": ("id", "identifiant", "post_id", "mention_id", "guid"),
    "title": ("title", "titre", "objet", "subject"),
    "source": ("source", "network", "reseau", "plateforme", "platform", "site"),
    "lang": ("lang", "langue", "language"),
    "tags": ("tags", "hashtags", "etiquettes", "mots-cles"),
}
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,à]*(\d{1,2})[:h](\d{2})(?::(\d{2}))?)?\s*$")
MILLISECONDS_FROM = 100_000_000_000
YEARS = range(1970, 2200)  # programs write 0001 or 9999 where they know no date

EMPTY = Say("Le texte est vide.", "The text is empty.")
UNREADABLE = Say(
    "Des caractères sont illisibles : le fichier n’est pas en UTF-8.",
    "Some characters cannot be read: the file is not in UTF-8.",
)


def guess(columns: Iterable[str]) -> dict[str, str]:
    """Field → column, for the columns whose name says what they hold."""
    by_name = {fold(column).strip(): column for column in reversed(list(columns))}
    found = {field: [by_name[name] for name in names if name in by_name] for field, names in NAMES.items()}
    return {field: there[0] for field, there in found.items() if there}


def to_post(values: Mapping[str, Any], fields: Mapping[str, str], source: Source, zone: tzinfo, now: datetime) -> Post:
    """The row of a record, not yet saved; raises `PostError`. Dates without a zone are in `zone`.

    An id of a file is only unique within its source.
    """
    given = {field: _whole(values.get(column)) for field, column in fields.items()}
    title = str(given.pop("title", None) or "")[:300]
    when = moment(given.pop("published_at", None), zone)
    given["tags"] = _tags(given.get("tags"))
    given["id"] = given.get("id") or _made_id(given, when)
    post = text.Post.from_json(given)
    _check(post.text)
    return Post(
        organisation_id=source.organisation_id,
        source=source,
        network=slugify(post.source)[:30] or "import",
        external_id=fitted(f"{source.pk}/{post.id}", 500),
        url=web(post.url),
        title=title,
        text=post.text,
        author=post.author[:200],
        published_at=when or now,
        language=post.lang[:2].lower(),
        tags=[clean(tag)[:100] for tag in post.tags],
    )


def _whole(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _check(words: str) -> None:
    if not words.strip():
        raise PostError(EMPTY)
    if "\ufffd" in words:
        raise PostError(UNREADABLE)


def _made_id(given: Mapping[str, Any], when: datetime | None) -> str:
    """The same remark gets the same id each time a file is read."""
    parts = [str(given.get(name) or "") for name in ("url", "author", "text")] + [str(when or "")]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _tags(value: Any) -> list[str]:
    if isinstance(value, str):
        value = re.split(r"[\s,;|]+", value)
    return [str(tag).lstrip("#") for tag in value if tag] if isinstance(value, list) else []


def moment(value: Any, zone: tzinfo) -> datetime | None:
    """An ISO 8601, French (day first), e-mail or Unix date, in UTC; None when there is none. Raises `PostError`."""
    written = str(value if value is not None else "").strip()
    if not written:
        return None
    for read in (_iso, _day_first, _unix, _mail):
        try:
            if (when := read(written)) and when.year in YEARS:
                return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            continue
    shown = written[:40]
    raise PostError(Say(f"La date « {shown} » n’est pas lisible.", f"The date “{shown}” cannot be read."))


def _iso(written: str) -> datetime | None:
    return None if written.isdigit() else datetime.fromisoformat(written)


def _day_first(written: str) -> datetime | None:
    found = DAY_FIRST.match(written)
    if not found:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001


def _unix(written: str) -> datetime | None:
    number = float(written)
    return datetime.fromtimestamp(number / 1000 if number > MILLISECONDS_FROM else number, UTC)


def _mail(written: str) -> datetime | None:
    return parsedate_to_datetime(written)
