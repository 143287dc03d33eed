"""The journal as a file that can be checked elsewhere: JSON lines, or CSV whose column `entry` holds the same lines."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict

from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.core.cells import harmless
from parvis.core.chain import Link, moment
from parvis.core.journal import chain, head, links
from parvis.core.scope import Organisation

COLUMNS = ("number", "at", "sentence", "hash", "entry")


def json_lines(organisation: Organisation) -> Iterator[str]:
    """First where the chain ends, then an entry a line, first to last."""
    chain(organisation)
    end = head(organisation)
    first = {"journal": organisation.slug, "name": organisation.name, "number": end.number, "hash": end.hash}
    yield json.dumps({**first, "exported_at": moment(timezone.now())}, ensure_ascii=False) + "\n"
    for link in links(organisation, end):
        yield _line(link) + "\n"


def csv_lines(organisation: Organisation, language: str) -> Iterator[str]:
    """The sentence of each act for people; `entry` for `parvis journal verify`."""
    chain(organisation)
    yield _row(COLUMNS)
    for link in links(organisation, head(organisation)):
        yield _row((link.number, moment(link.at), harmless(_sentence(link, language)), link.hash, _line(link)))


def _line(link: Link) -> str:
    return json.dumps({**asdict(link), "at": moment(link.at)}, ensure_ascii=False, sort_keys=True)


def _sentence(link: Link, language: str) -> str:
    entry = AuditEntry(code=link.code, about=link.about, person_name=link.person, data=link.data)
    try:
        return entry.words(language)
    except (KeyError, TypeError, IndexError):  # touched by a hand
        return link.code


def _row(cells: tuple[object, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
