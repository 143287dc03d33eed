"""The chain over the audit log of an organisation: joined, verified, reworded when a person is erased."""

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.db.models.functions import Cast

from parvis.core.audit import AuditEntry, AuditHead, new_salt
from parvis.core.chain import REWORDED, Break, Chain, Head, Link, extend, words_seal
from parvis.core.scope import Organisation

BATCH = 500
JOIN = "UPDATE core_auditentry SET number = %s, seal = %s, hash = %s WHERE id = %s AND number IS NULL"
REWORD = "UPDATE core_auditentry SET person_name = %s, about = %s, data = %s, salt = %s WHERE id = %s"


@transaction.atomic
def chain(organisation: Organisation) -> None:
    """Joins the entries that have no number yet, in the order in which they were written."""
    if not (waiting := _waiting(organisation)):
        return
    head = _held_head(organisation)
    waiting = _waiting(organisation) if connection.features.has_select_for_update else waiting
    joined = list(zip(waiting, extend(Head(head.number, head.hash), map(_link, waiting)), strict=True))
    _write(JOIN, [(link.number, link.seal, link.hash, row["id"]) for row, link in joined])
    if joined:
        head.number, head.hash = joined[-1][1].number, joined[-1][1].hash
        head.save(update_fields=["number", "hash"])


def _held_head(organisation: Organisation) -> AuditHead:
    AuditHead.objects.get_or_create(organisation=organisation)
    return AuditHead.objects.select_for_update().get(organisation=organisation)


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
    return int(_rows(organisation, number__isnull=False).aggregate(last=models.Max("number"))["last"] or 0)


def _read(organisation: Organisation, start: int, stop: int) -> list[dict[str, Any]]:
    """A batch; where SQLite finds bytes that are no text, row by row."""
    rows = _rows(organisation, number__gte=start, number__lt=stop).order_by("number", "id")
    try:
        with transaction.atomic():
            return list(rows)
    except (DatabaseError, UnicodeError):
        keys = list(rows.values_list("id", "number"))
        return [_read_one(organisation, key, number) for key, number in keys]


def _read_one(organisation: Organisation, key: int, number: int) -> dict[str, Any]:
    try:
        with transaction.atomic():
            return dict(_rows(organisation, id=key).get())
    except (DatabaseError, UnicodeError):
        unreadable = dict.fromkeys(("code", "person_name", "about", "data_text", "salt", "seal", "hash"), "")
        return {**unreadable, "id": key, "number": number, "at_text": "", "organisation_id": organisation.pk}


def _rows(organisation: Organisation, **wanted: Any) -> Any:
    """As they lie in the database, without reading times and data: a hand may have changed them."""
    text = models.TextField()
    rows = (
        AuditEntry.objects.of(organisation)
        .filter(**wanted)
        .annotate(at_text=Cast("at", text), data_text=Cast("data", text))
    )
    plain = ("id", "organisation_id", "number", "code", "person_name", "about", "salt", "seal", "hash")
    return rows.order_by().values(*plain, "at_text", "data_text")


def _waiting(organisation: Organisation) -> list[dict[str, Any]]:
    return list(_rows(organisation, number=None).order_by("id"))


def _link(row: dict[str, Any]) -> Link:
    return Link(
        organisation=row["organisation_id"],
        number=row["number"] or 0,
        at=_moment(str(row["at_text"])),
        code=row["code"],
        person=row["person_name"],
        about=row["about"],
        data=_data(str(row["data_text"])),
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
def reword(organisation: Organisation, names: Sequence[str]) -> int:
    """Takes `names` (of one person: name, address) out of every entry; how many were told again.

    The salt goes with the name, so that the old seal, which the chain keeps, can no longer be tried against names.
    New entries of the log say which were reworded, and seal the new words.
    """
    chain(organisation)
    _held_head(organisation)
    mark = f"‹{secrets.token_hex(3)}›"
    rows = [row for row in _rows(organisation, number__isnull=False).order_by("number") if _tells(row, names)]
    for start in range(0, len(rows), BATCH):
        _reword(organisation, rows[start : start + BATCH], names, mark)
    return len(rows)


def _tells(row: dict[str, Any], names: Sequence[str]) -> bool:
    link = _link(row)
    told = json.dumps([link.person, link.about, link.data], ensure_ascii=False)
    return any(json.dumps(name, ensure_ascii=False)[1:-1] in told for name in names)


def _reword(organisation: Organisation, rows: list[dict[str, Any]], names: Sequence[str], mark: str) -> None:
    told = [(row["id"], _without(_link(row), names, mark)) for row in rows]
    _write(REWORD, [(link.person, link.about, json.dumps(link.data), link.salt, key) for key, link in told])
    seals = {str(link.number): words_seal(link.salt, link.person, link.about, link.data) for _, link in told}
    AuditEntry.objects.create(
        organisation=organisation, code=REWORDED, about=mark, data={"count": len(told), "seals": seals}
    )
    chain(organisation)


def _without(link: Link, names: Iterable[str], mark: str) -> Link:
    def plain(value: Any) -> Any:
        if isinstance(value, str):
            for name in names:
                value = value.replace(name, mark)
            return value
        if isinstance(value, list):
            return [plain(each) for each in value]
        return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value

    person, about, data = plain(link.person), plain(link.about), plain(link.data)
    return replace(link, person=person, about=about, data=data, salt=new_salt())
