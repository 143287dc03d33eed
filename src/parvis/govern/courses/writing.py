"""What a house does to its courses: adapts a ready one, writes its own, changes them, sets its terms."""

import secrets
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.courses import reads
from parvis.govern.courses.material import PARTS, READY, ready_content
from parvis.govern.courses.models import Course, Terms

TAKEN = {*READY, "marking", "results", "terms", "write", "certificates"}
"""Slugs that stand for something else in addresses."""


@transaction.atomic
def adapt(by: Any, organisation: Organisation, slug: str, language: str) -> Course:
    """The house's own copy of a ready course, in one language, or the copy it has. KeyError: not ready."""
    content = deepcopy(dict(ready_content(slug, language)))
    row, made = Course.objects.get_or_create(
        organisation=organisation, slug=slug, defaults={"language": language, "content": content, "written_by": by}
    )
    if made:
        record(organisation, by, "courses.adapted", about=content["title"])
    return row


@transaction.atomic
def write(by: Any, organisation: Organisation, head: dict[str, Any], language: str) -> Course:
    """A new course of the house, still empty. `head`: title, summary, minutes."""
    content = head | {part: [] for part in PARTS}
    slug = _free_slug(organisation, head["title"])
    row: Course = Course.objects.create(
        organisation=organisation, slug=slug, language=language, content=content, written_by=by
    )
    record(organisation, by, "courses.written", about=head["title"])
    return row


def _free_slug(organisation: Organisation, title: str) -> str:
    wanted = slugify(title)[:50] or "course"
    taken = TAKEN | set(Course.objects.of(organisation).values_list("slug", flat=True))
    return next(slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))) if slug not in taken)


def change_head(by: Any, course: Course, head: dict[str, Any]) -> None:
    _change(by, course, lambda content: content.update(head))


def put(by: Any, course: Course, kind: str, part: str, values: dict[str, Any]) -> str:
    """Writes a module, question or situation (`kind` of `PARTS`), at the end when `part` is empty; its id."""
    part = part or secrets.token_hex(4)

    def change(content: dict[str, Any]) -> None:
        at = _at(content[kind], part)
        content[kind][at : at + 1] = [values | {"id": part}]

    _change(by, course, change)
    return part


def drop(by: Any, course: Course, kind: str, part: str) -> None:
    _change(by, course, lambda content: content.update({kind: [e for e in content[kind] if e["id"] != part]}))


def lift(by: Any, course: Course, kind: str, part: str) -> None:
    """Moves a part one place up."""

    def change(content: dict[str, Any]) -> None:
        items, at = content[kind], _at(content[kind], part)
        if 0 < at < len(items):
            items[at - 1], items[at] = items[at], items[at - 1]

    _change(by, course, change)


def _at(items: list[dict[str, Any]], part: str) -> int:
    """Where `part` stands; after the last when it is not there."""
    return next((n for n, each in enumerate(items) if each["id"] == part), len(items))


@transaction.atomic
def _change(by: Any, course: Course, change: Callable[[dict[str, Any]], None]) -> None:
    """Two who write at once both get their change in."""
    row = Course.objects.select_for_update().get(pk=course.pk)
    change(row.content)
    row.save(update_fields=["content", "changed_at"])
    record(row.organisation, by, "courses.changed", about=row.content["title"])


@transaction.atomic
def remove(by: Any, course: Course) -> None:
    """Takes the house's version away: a ready course is again as it was. Certificates stay."""
    record(course.organisation, by, "courses.removed", about=course.content["title"])
    course.delete()


@transaction.atomic
def set_terms(by: Any, organisation: Organisation, values: dict[str, Any]) -> Terms:
    """What the house asks for from now on; passes already given keep their end."""
    row, _made = Terms.objects.update_or_create(organisation=organisation, defaults=values)
    titles = ", ".join(each.title for each in reads.required(organisation, organisation.language)) or "–"
    record(organisation, by, "courses.terms", mark=row.mark, months=row.months, required=titles)
    return row
