"""Taking a file of remarks in, some lines at a time. Posts, counts and position of a chunk are one transaction."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from parvis.core import audit
from parvis.core.scope import Organisation
from parvis.listen.columns import guess, to_post
from parvis.listen.files import Line, Shape, UnreadableFile, lines, look
from parvis.listen.leases import LeaseLost, advance, finish
from parvis.listen.models import Import, Post, RefusedLine, Source, SourceKind
from parvis.listen.storing import store_posts
from parvis.say import Say
from parvis.text.posts import PostError

CHUNK = 500
NO_TEXT = Say(
    "Aucune colonne de ce fichier ne s’appelle « texte ». Rien n’a été importé : renommez celle qui contient le texte.",
    "No column of this file is called “text”. Nothing was imported: rename the one that holds the text.",
)


class Refused(NamedTuple):
    """A line that was not taken in, and why."""

    line: Line
    reason: Say


class Counts(NamedTuple):
    """What became of some lines."""

    read: int = 0
    new: int = 0
    known: int = 0
    refused: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


def take_in(row: Import) -> None:
    """Takes in what is left of an import's file, then removes the file."""
    path, shape = Path(row.file.path), Shape.from_json(row.mapping)
    rest = lines(path, shape, row.position, row.line)
    with suppress(LeaseLost):
        while chunk := list(islice(rest, CHUNK)):
            with transaction.atomic():
                _take_chunk(row, chunk, shape)
        with transaction.atomic():
            finish(row, done_at=timezone.now(), due_at=None, position=row.size, file="", last_words="")
            about = row.source.name
            audit.record(row.organisation, row.made_by, "listen.imported", about, new=row.new, refused=row.refused)
            transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _take_chunk(row: Import, chunk: list[Line], shape: Shape) -> None:
    counts, refused = keep(chunk, row.mapping["fields"], row.source, _zone(row.organisation, shape))
    wrong = [
        RefusedLine(taking=row, number=r.line.number, reason=r.reason._asdict(), content=r.line.raw) for r in refused
    ]
    RefusedLine.objects.bulk_create(wrong, ignore_conflicts=True)
    now = Counts(row.read, row.new, row.known, row.refused).plus(counts)
    advance(row, position=chunk[-1].end, line=chunk[-1].number, **now._asdict())


def _zone(organisation: Organisation, shape: Shape) -> tzinfo:
    """People write local times in tables; programs mean UTC."""
    return organisation.tz if shape.kind == "csv" else UTC


def keep(
    chunk: Iterable[Line], fields: Mapping[str, str], source: Source, zone: tzinfo
) -> tuple[Counts, list[Refused]]:
    """Stores the posts of some lines; what could not be read comes back."""
    now, posts, refused = timezone.now(), list[Post](), list[Refused]()
    for line in chunk:
        try:
            posts.append(_post(line, fields, source, zone, now))
        except PostError as error:
            refused.append(Refused(line, error.say))
    stored = store_posts(source.organisation, posts, now)
    return Counts(len(posts) + len(refused), stored.new, len(posts) - stored.new, len(refused)), refused


def _post(line: Line, fields: Mapping[str, str], source: Source, zone: tzinfo, now: datetime) -> Post:
    if line.refusal:
        raise PostError(line.refusal)
    return to_post(line.values, fields, source, zone, now)


def take_in_file(
    organisation: Organisation,
    path: str | Path,
    source_name: str,
    mapping: Mapping[str, str] | None = None,
    aside: Path | None = None,
) -> dict[str, int]:
    """Takes a whole file in at once: `{"read", "new", "known", "refused"}`; raises `UnreadableFile`.

    `mapping`: field → column, guessed when it is not given. Refused lines go to `aside`, by default
    `<file>.refused.jsonl` beside it.
    """
    path = Path(path)
    shape = look(path)
    fields = dict(mapping or guess(shape.columns))
    if "text" not in fields:
        raise UnreadableFile(NO_TEXT)
    source = source_for(organisation, source_name)
    rest, total = lines(path, shape), Counts()
    beside = _Aside(aside or path.with_name(path.name + ".refused.jsonl"))
    while chunk := list(islice(rest, CHUNK)):
        with transaction.atomic():
            counts, refused = keep(chunk, fields, source, _zone(organisation, shape))
        beside.add(refused)
        total = total.plus(counts)
    audit.record(organisation, None, "listen.imported", source.name, new=total.new, refused=total.refused)
    return total._asdict()


def source_for(organisation: Organisation, name: str) -> Source:
    """The source of that name for files, made when it is missing."""
    known = Source.objects.of(organisation).filter(kind=SourceKind.IMPORT, name=name[:200]).first()
    return known or Source.objects.create(organisation=organisation, kind=SourceKind.IMPORT, name=name[:200])


class _Aside:
    """The file of refused lines; there is none while nothing was refused, and an old one goes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.unlink(missing_ok=True)

    def add(self, refused: Iterable[Refused]) -> None:
        for each in refused:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(as_json(each.line.number, each.reason, each.line.raw), ensure_ascii=False) + "\n")


def as_json(number: int, reason: Any, content: str) -> dict[str, Any]:
    """A refused line as it is handed out."""
    reason = reason._asdict() if isinstance(reason, Say) else reason
    return {"line": number, "reason": reason, "content": content}
