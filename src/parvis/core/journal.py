"""The chain over the audit log of an organisation: joined, verified, reworded when a person is erased."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from parvis.core.audit import AuditEntry, AuditHead, new_salt
from parvis.core.chain import REWORDED, START, Break, Chain, Head, Link, extend, words_seal
from parvis.core.forget import Told, without
from parvis.core.scope import Organisation

BATCH = 500
COLUMNS = ("id", "organisation_id", "number", "code", "person_name", "about", "salt", "seal", "hash", "at", "data")
# In SQL, since every act passes here; times and data as text, since a hand may have made them unreadable.
SELECT = (
    "SELECT id, organisation_id, number, code, person_name, about, salt, seal, hash, CAST(at AS text), "
    "CAST(data AS text) FROM core_auditentry WHERE organisation_id = %s AND "
)
HEAD = "SELECT number, hash FROM core_audithead WHERE organisation_id = %s"
BEGIN = "INSERT INTO core_audithead (organisation_id, number, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING"
MOVE_ON = "UPDATE core_audithead SET number = %s, hash = %s WHERE organisation_id = %s"
JOIN = "UPDATE core_auditentry SET number = %s, seal = %s, hash = %s WHERE id = %s AND number IS NULL"
REWORD = "UPDATE core_auditentry SET person_name = %s, about = %s, data = %s, salt = %s WHERE id = %s"
Row = dict[str, Any]


def chain(organisation: Organisation) -> None:
    """Joins the entries that have no number yet, in the order in which they were written."""
    with transaction.atomic(savepoint=False):
        head = _held_head(organisation)
        waiting = _rows(organisation, "number IS NULL ORDER BY id")
        joined = list(zip(waiting, extend(head, map(_link, waiting)), strict=True))
        if joined:
            _write(JOIN, [(link.number, link.seal, link.hash, row["id"]) for row, link in joined])
            _write(MOVE_ON, [(joined[-1][1].number, joined[-1][1].hash, organisation.pk)])


def _held_head(organisation: Organisation) -> Head:
    """The end of the chain, which nobody else moves until this transaction ends."""
    statement = HEAD + (" FOR UPDATE" if connection.features.has_select_for_update else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, [organisation.pk])
        if (found := cursor.fetchone()) is None:
            cursor.execute(BEGIN, [organisation.pk, START])
            cursor.execute(statement, [organisation.pk])
            found = cursor.fetchone()
    return Head(*found)


def _rows(organisation: Organisation, wanted: str, *values: Any) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(SELECT + wanted, [organisation.pk, *values])
        return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _write(statement: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def verify(organisation: Organisation) -> Chain:
    """The chain as it is found; `breaks` is empty when nothing was touched."""
    end = head(organisation)
    found = Chain(organisation.pk).walk(links(organisation, end), end)
    last, now = _last(organisation), head(organisation)  # in this order: the end may move on meanwhile
    if last > now.number:
        found.breaks.append(Break(now.number + 1, "end"))
    return found


def head(organisation: Organisation) -> Head:
    """Where the chain ended when something was last added."""
    found = AuditHead.objects.filter(organisation=organisation).first()
    return Head(found.number, found.hash) if found else Head()


def links(organisation: Organisation, end: Head) -> Iterator[Link]:
    """Every chained entry up to `end`, first to last."""
    for start in range(0, end.number + 1, BATCH):
        yield from map(_link, _read(organisation, start, min(start + BATCH, end.number + 1)))


def _last(organisation: Organisation) -> int:
    found = AuditEntry.objects.of(organisation).aggregate(last=models.Max("number"))
    return int(found["last"] or 0)


def _read(organisation: Organisation, start: int, stop: int) -> list[Row]:
    """A batch; where SQLite finds bytes that are no text, row by row."""
    try:
        with transaction.atomic():
            return _rows(organisation, "number >= %s AND number < %s ORDER BY number, id", start, stop)
    except DatabaseError:
        there = AuditEntry.objects.of(organisation).filter(number__gte=start, number__lt=stop)
        return [_read_one(organisation, *each) for each in there.order_by("number", "id").values_list("id", "number")]


def _read_one(organisation: Organisation, key: int, number: int) -> Row:
    try:
        with transaction.atomic():
            return _rows(organisation, "id = %s", key)[0]
    except DatabaseError:
        return {**dict.fromkeys(COLUMNS, ""), "id": key, "number": number, "organisation_id": organisation.pk}


def _link(row: Row) -> Link:
    return Link(
        organisation=row["organisation_id"],
        number=row["number"] or 0,
        at=_moment(str(row["at"])),
        code=row["code"],
        person=row["person_name"],
        about=row["about"],
        data=_data(str(row["data"])),
        salt=row["salt"],
        seal=row["seal"],
        hash=row["hash"],
    )


def _moment(text: str) -> datetime | str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _data(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@transaction.atomic
def reword(organisation: Organisation, names: Sequence[str], mark: str = "") -> int:
    """Takes `names` (of one person: name, address) out of every entry; how many were told again.

    `mark` tells the erased person from others (made here if empty).
    The salt goes with the name, so that the old seal, which the chain keeps, can no longer be tried against names.
    New entries of the log say which were reworded, and seal the new words.
    """
    chain(organisation)
    _held_head(organisation)
    mark = f"‹{mark or secrets.token_hex(3)}›"
    told = without(names, mark)
    rows = [row for row in _rows(organisation, "number IS NOT NULL ORDER BY number") if _tells(row, told)]
    for start in range(0, len(rows), BATCH):
        _reword(organisation, rows[start : start + BATCH], told, mark)
    return len(rows)


def _tells(row: Row, told: Told) -> bool:
    said = [row["person_name"], row["about"], _data(str(row["data"]))]
    return bool(told(said) != said)


def _reword(organisation: Organisation, rows: list[Row], told: Told, mark: str) -> None:
    new = [(row["id"], _retold(_link(row), told)) for row in rows]
    _write(REWORD, [(link.person, link.about, json.dumps(link.data), link.salt, key) for key, link in new])
    seals = {str(link.number): words_seal(link.salt, link.person, link.about, link.data) for _, link in new}
    AuditEntry.objects.create(
        organisation=organisation, code=REWORDED, about=mark, data={"count": len(new), "seals": seals}
    )
    chain(organisation)


def _retold(link: Link, told: Told) -> Link:
    person, about, data = told([link.person, link.about, link.data])
    return replace(link, person=person, about=about, data=data, salt=new_salt())
