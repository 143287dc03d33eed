"""Files of remarks: CSV and JSON lines, packed or not, read as a stream that can be taken up again at any record."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from parvis.say import Say

SAMPLE = 65_536
LONGEST_LINE = 2_000_000
MOST_BYTES = 4_000_000_000
DELIMITERS = (";", ",", "\t", "|")

NOT_WHOLE = Say(
    "Ce fichier compressé est abîmé ou trop gros. Rien n’a été importé : compressez-le à nouveau, puis réessayez.",
    "This packed file is damaged or too large. Nothing was imported: pack it again, then try once more.",
)
NO_LINES = Say(
    "Ce fichier est vide. Rien n’a été importé : choisissez un fichier CSV ou JSON (une remarque par ligne).",
    "This file is empty. Nothing was imported: choose a CSV or JSON file (one remark a line).",
)
UTF_16 = Say(
    "Ce fichier est en UTF-16. Rien n’a été importé : enregistrez-le en « CSV UTF-8 », puis réessayez.",
    "This file is in UTF-16. Nothing was imported: save it as “CSV UTF-8”, then try once more.",
)
ONE_ARRAY = Say(
    "Ce fichier JSON tient en un seul tableau. Rien n’a été importé : il faut un objet par ligne (JSON Lines).",
    "This JSON file is one single array. Nothing was imported: one object a line is needed (JSON Lines).",
)
A_WORKBOOK = Say(
    "Ce fichier est un classeur ou une archive. Rien n’a été importé : dans votre tableur, choisissez « Enregistrer "
    "sous », puis « CSV UTF-8 ».",
    "This file is a workbook or an archive. Nothing was imported: in your spreadsheet choose “Save as”, then "
    "“CSV UTF-8”.",
)
NO_TABLE = Say(
    "Ce fichier n’est pas un tableau CSV lisible. Rien n’a été importé : enregistrez-le de nouveau en « CSV UTF-8 ».",
    "This file is not a readable CSV table. Nothing was imported: save it once more as “CSV UTF-8”.",
)
NOT_JSON = Say("Cette ligne n’est pas un objet JSON.", "This line is not a JSON object.")
TOO_LONG = Say("Cette ligne est trop longue.", "This line is too long.")
TOO_MANY = Say(
    "Cette ligne a plus de colonnes que l’en-tête : un séparateur n’est pas entre guillemets.",
    "This line has more columns than the header: a separator is not in quotation marks.",
)


class UnreadableFile(Exception):
    """The file as a whole cannot be taken in; `say` tells why and what to do."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.en)
        self.say = say


@dataclass(frozen=True)
class Shape:
    """How a file is written. `kind` is csv or jsonl; `size` its unpacked bytes."""

    kind: str
    encoding: str
    delimiter: str
    columns: Sequence[str]
    size: int

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "columns": list(self.columns)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Shape":
        return cls(*(values[name] for name in ("kind", "encoding", "delimiter", "columns", "size")))


@dataclass(frozen=True)
class Line:
    """One record: its number as a spreadsheet counts, where it ends (unpacked), its values or why there are none."""

    number: int
    end: int
    raw: str
    values: Mapping[str, Any] = field(default_factory=dict)
    refusal: Say | None = None


def look(path: Path) -> Shape:
    """How the file is written; raises `UnreadableFile`."""
    csv.field_size_limit(LONGEST_LINE)
    try:
        return _look(path)
    except csv.Error:
        raise UnreadableFile(NO_TABLE) from None


def _look(path: Path) -> Shape:
    with unpacked(path) as file:
        try:
            start = file.read(SAMPLE)
            size = _rest(file, len(start))
        except (OSError, EOFError, zlib.error):
            raise UnreadableFile(NOT_WHOLE) from None
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(UTF_16)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):  # .xlsx and .ods; .xls
        raise UnreadableFile(A_WORKBOOK)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        raise UnreadableFile(NO_LINES)
    if text[:1] == b"[":
        raise UnreadableFile(ONE_ARRAY)
    if text[:1] == b"{":
        return _with_columns(path, Shape("jsonl", "utf-8", "", (), size))
    encoding = _encoding(start)
    return _with_columns(path, Shape("csv", encoding, _delimiter(start.decode(encoding, "replace")), (), size))


def unpacked(path: Path) -> IO[bytes]:
    """The file's content, unpacked when it is gzip."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path, "rb")) if is_packed else path.open("rb")


def _rest(file: IO[bytes], size: int) -> int:
    while chunk := file.read(1 << 20):
        size += len(chunk)
        if size > MOST_BYTES:
            raise OSError("too large")
    return size


def _encoding(start: bytes) -> str:
    try:
        start[: start.rfind(b"\n") + 1 or None].decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _delimiter(text: str) -> str:
    """The sign that cuts the header into most columns."""
    return max(DELIMITERS, key=lambda sign: len(next(csv.reader(io.StringIO(text), delimiter=sign))))


def _with_columns(path: Path, shape: Shape) -> Shape:
    columns: Sequence[str]
    if shape.kind == "csv":
        with unpacked(path) as file:
            header = next(csv.reader(_Decoded(file, shape.encoding), delimiter=shape.delimiter))
        columns = [name.strip() or f"colonne {place}" for place, name in enumerate(header, 1)]
    else:
        first = [line for line, _ in zip(lines(path, shape), range(50), strict=False)]
        columns = list(dict.fromkeys(key for line in first for key in line.values))
    return Shape(shape.kind, shape.encoding, shape.delimiter, columns, shape.size)


def lines(path: Path, shape: Shape, position: int = 0, number: int = 0) -> Iterator[Line]:
    """The records after `position`, which is where record `number` ended; 0 and 0 for the beginning."""
    with unpacked(path) as file:
        if shape.kind == "csv":
            yield from _csv(file, shape, position, number)
        else:
            file.seek(position)
            yield from _jsonl(file, position, number)


class _Decoded:
    """Lines of text from bytes, knowing at which byte the next one begins."""

    def __init__(self, file: IO[bytes], encoding: str, position: int = 0) -> None:
        self.file, self.encoding, self.position = file, encoding, position

    def __iter__(self) -> "_Decoded":
        return self

    def __next__(self) -> str:
        line = self.file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        encoding = "utf-8" if self.position and self.encoding == "utf-8-sig" else self.encoding
        self.position += len(line)
        return line.decode(encoding, "replace")


def _csv(file: IO[bytes], shape: Shape, position: int, number: int) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_LINE)
    file.seek(position)
    decoded = _Decoded(file, shape.encoding, position)
    reader = csv.reader(decoded, delimiter=shape.delimiter)
    if not position:
        next(reader, None)
        number = 1
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error:
            yield Line(number, decoded.position, "", refusal=TOO_LONG)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _record(cells, shape, number, decoded.position)


def _record(cells: list[str], shape: Shape, number: int, end: int) -> Line:
    raw = shape.delimiter.join(cells)[:2000]
    if len(cells) > len(shape.columns):
        return Line(number, end, raw, refusal=TOO_MANY)
    return Line(number, end, raw, dict(zip(shape.columns, cells, strict=False)))


def _jsonl(file: IO[bytes], position: int, number: int) -> Iterator[Line]:
    while line := file.readline(LONGEST_LINE):
        number, position = number + 1, position + len(line)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while rest := file.readline(LONGEST_LINE):
                position += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield Line(number, position, line[:2000].decode("utf-8", "replace"), refusal=TOO_LONG)
        elif line.strip():
            yield _object(line, number, position)


def _object(line: bytes, number: int, end: int) -> Line:
    raw = line.decode("utf-8", "replace").strip("\ufeff \r\n")
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return Line(number, end, raw[:2000], refusal=NOT_JSON)
    return Line(number, end, raw[:2000], values)
