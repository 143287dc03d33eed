"""What pages, the accreditation form and the start page ask about courses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from parvis.core.scope import Organisation
from parvis.govern.courses.material import READY, Material, Situation, read, ready
from parvis.govern.courses.models import Attempt, Certificate, Course, Practice, Reading, Terms
from parvis.govern.models import Accreditation
from parvis.people.models import Membership

RENEW = timedelta(days=60)
"""So long before its end, a pass may be renewed."""
DAY = timedelta(days=1)


def terms(organisation: Organisation) -> Terms:
    """What this house asks for; the usual terms while it has set none."""
    return Terms.objects.of(organisation).first() or Terms(organisation=organisation)


def catalogue(organisation: Organisation, language: str) -> list[Material]:
    """Every course of the house: the ready ones in their order, adapted where it did so, then its own."""
    own = {row.slug: _material(row) for row in Course.objects.of(organisation)}
    return [*(own.pop(slug, None) or ready(slug, language) for slug in READY), *own.values()]


def course(organisation: Organisation, slug: str, language: str) -> Material | None:
    """The course as this house teaches it."""
    if row := Course.objects.of(organisation).filter(slug=slug).first():
        return _material(row)
    return ready(slug, language) if slug in READY else None


def _material(row: Course) -> Material:
    return read(row.slug, row.language, row.content, own=True)


def passed(person: Any, organisation: Organisation, now: datetime) -> set[str]:
    """The courses that this person has passed, by slug, as far as the pass still holds."""
    return set(standing(organisation, now).filter(person=person).values_list("course", flat=True))


def missing(person: Any, organisation: Organisation, now: datetime, language: str = "fr") -> list[Material]:
    """The courses required here that this person has not passed, or no longer."""
    done = passed(person, organisation, now)
    return [each for each in required(organisation, language) if each.slug not in done]


def required(organisation: Organisation, language: str) -> list[Material]:
    """The courses to pass before speaking for this house, those that it no longer has left out."""
    wanted = terms(organisation).required
    return [each for each in catalogue(organisation, language) if each.slug in wanted]


def standing(organisation: Organisation, now: datetime) -> "QuerySet[Any]":
    """The certificates that hold now."""
    return Certificate.objects.of(organisation).filter(revoked_at=None, expires_at__gt=now)


def is_accredited(person: Any, organisation: Organisation, now: datetime) -> bool:
    return _holding(organisation, now).filter(person=person).exists()


def speaks_alone(person: Any, organisation: Organisation, now: datetime) -> bool:
    """Whether nobody but this person speaks for the house."""
    return not _holding(organisation, now).exclude(person=person).exists()


def _holding(organisation: Organisation, now: datetime) -> "QuerySet[Any]":
    return Accreditation.objects.of(organisation).filter(suspended_at=None, expires_at__gt=now)


def to_mark(person: Any, organisation: Organisation, now: datetime) -> "QuerySet[Any]":
    """The practices of colleagues that wait; none for who is not accredited."""
    rows = Practice.objects.of(organisation).filter(state="waiting").exclude(person=person).select_related("person")
    return rows if is_accredited(person, organisation, now) else rows.none()


@dataclass(frozen=True)
class Hints:
    """What the start page says about courses: those to do, practices to mark."""

    missing: list[Material]
    to_mark: int


def hints(person: Any, organisation: Organisation, now: datetime, language: str) -> Hints:
    may_work = Membership.objects.of(organisation).filter(user=person).exclude(role="reader").exists()
    wanted = missing(person, organisation, now, language) if may_work else []
    return Hints(wanted, to_mark(person, organisation, now).count())


@dataclass(frozen=True)
class Progress:
    """How far a person is with a course since their last pass of it."""

    material: Material
    read: set[str]
    attempts: list[Attempt]
    practices: dict[str, Practice]
    certificate: Certificate | None
    renewable: bool
    next_try: datetime | None = None
    steps: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        modules = [each.id in self.read for each in self.material.modules]
        practised = [self.state(each) == "passed" for each in self.material.situations]
        steps = [*modules, *([self.quiz_passed] if self.material.questions else []), *practised]
        object.__setattr__(self, "steps", steps)

    @property
    def open_attempt(self) -> Attempt | None:
        return next((each for each in self.attempts if each.finished_at is None), None)

    @property
    def quiz_passed(self) -> bool:
        return any(each.passed for each in self.attempts)

    @property
    def last(self) -> Attempt | None:
        """The latest finished attempt."""
        return next((each for each in self.attempts if each.finished_at), None)

    @property
    def complete(self) -> bool:
        """Whether questions and practices are all passed."""
        quiz = self.quiz_passed or not self.material.questions
        return quiz and all(self.state(each) == "passed" for each in self.material.situations)

    @property
    def done(self) -> int:
        return sum(self.steps)

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def is_over(self) -> bool:
        """Passed, and too early to renew."""
        return self.certificate is not None and not self.renewable

    def state(self, situation: Situation) -> str:
        """`waiting`, `passed`, `again`; empty before the first answer."""
        row = self.practices.get(situation.id)
        return row.state if row else ""


def progress(person: Any, organisation: Organisation, material: Material, now: datetime) -> Progress:
    """What this person did with a course since their last pass."""
    mine = {"person": person, "course": material.slug}
    latest = Certificate.objects.of(organisation).filter(**mine).first()
    since = (latest.revoked_at or latest.passed_at) if latest else None
    attempts = Attempt.objects.of(organisation).filter(**mine)
    return Progress(
        material=material,
        read=set(Reading.objects.of(organisation).filter(**mine).values_list("module", flat=True)),
        attempts=list(attempts.filter(started_at__gt=since) if since else attempts),
        practices=_latest_each(Practice.objects.of(organisation).filter(**mine), since),
        certificate=latest if latest and latest.holds(now) else None,
        renewable=not latest or not latest.holds(now) or now > latest.expires_at - RENEW,
        next_try=_next_try(attempts, terms(organisation).tries, now),
    )


def _latest_each(rows: Iterable[Practice], since: datetime | None) -> dict[str, Practice]:
    """By situation; a later answer stands for the earlier ones, but what is passed stays so."""
    found: dict[str, Practice] = {}
    for row in rows:
        if since and row.handed_in_at <= since:
            continue
        if row.situation not in found or found[row.situation].state != "passed":
            found[row.situation] = row
    return found


def _next_try(attempts: "QuerySet[Any]", tries: int, now: datetime) -> datetime | None:
    """When the next attempt may begin; None: now."""
    begun = list(attempts.filter(started_at__gt=now - DAY).values_list("started_at", flat=True)[:tries])
    return begun[-1] + DAY if len(begun) == tries else None


def results(organisation: Organisation, now: datetime, words: str, language: str) -> list[tuple[Membership, list[Any]]]:
    """Everybody whose name holds `words`, with the certificate that holds (or None) for each course of the house."""
    held = {(row.person_id, row.course): row for row in standing(organisation, now)}
    people = Membership.objects.of(organisation).select_related("user").order_by("user__name")
    if words:
        people = people.filter(user__name__icontains=words)
    slugs = [each.slug for each in catalogue(organisation, language)]
    return [(each, [held.get((each.user_id, slug)) for slug in slugs]) for each in people]
