"""What people do with a file of remarks: hand it in, say which column is what, start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from parvis.core.scope import Organisation
from parvis.listen import files
from parvis.listen.columns import guess
from parvis.listen.models import Import
from parvis.listen.taking import source_for


def hand_in(person: Any, organisation: Organisation, file: "UploadedFile[Any]", name: str) -> Import:
    """Keeps the file and guesses its columns; nothing is taken in yet. Raises `UnreadableFile`."""
    row = Import(organisation=organisation, source=source_for(organisation, name), made_by=person)
    row.file.save(Path(file.name or "file").name[-80:], file, save=False)
    try:
        shape = files.look(Path(row.file.path))
    except files.UnreadableFile:
        row.file.delete(save=False)
        raise
    row.mapping, row.size = {**shape.as_json(), "fields": guess(shape.columns)}, shape.size
    row.save()
    return row


def first_lines(row: Import, most: int = 5) -> list[list[str]]:
    """The first records of the file, as cells under its columns."""
    shape = files.Shape.from_json(row.mapping)
    lines = files.lines(Path(row.file.path), shape)
    return [_cells(line, shape) for line, _ in zip(lines, range(most), strict=False)]


def _cells(line: files.Line, shape: files.Shape) -> list[str]:
    return [str(line.values.get(column, ""))[:120] for column in shape.columns] if line.values else [line.raw[:120]]


def start(row: Import, fields: Mapping[str, str]) -> None:
    """Takes the file in, with these columns; a second start changes nothing."""
    mapping = {**row.mapping, "fields": dict(fields)}
    Import.objects.filter(pk=row.pk, due_at=None, done_at=None).update(mapping=mapping, due_at=timezone.now())


def give_up(row: Import) -> None:
    """Drops a file that was not started; its source goes too when nothing else came from it."""
    if row.due_at or row.done_at:
        return
    row.file.delete(save=False)
    row.delete()
    if not row.source.posts.exists() and not row.source.imports.exists():
        row.source.delete()
