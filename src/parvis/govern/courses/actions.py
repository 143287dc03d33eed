"""What people do with courses: read, answer questions, practise, mark, pass."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.govern.courses import quiz, reads
from parvis.govern.courses.material import Material, Situation
from parvis.govern.courses.models import Attempt, Certificate, Practice, Reading
from parvis.people.models import Membership
from parvis.say import Say

MONTH = timedelta(days=365.25 / 12)


class NotNow(Exception):
    """What was asked for is refused; `say` tells the person why and what to do."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.en)
        self.say = say


OVER = NotNow(
    Say(
        "Vous avez déjà réussi ce parcours. Il vous sera proposé de nouveau deux mois avant son terme.",
        "You have passed this course already. It will be offered again two months before it ends.",
    )
)
TOO_OFTEN = NotNow(
    Say(
        "Vous avez fait tous vos essais du jour. Relisez les modules, et revenez demain : rien n’est perdu.",
        "You have used today’s attempts. Read the modules again and come back tomorrow: nothing is lost.",
    )
)
WAITING = NotNow(
    Say(
        "Votre réponse attend déjà la relecture d’un collègue. Vous pourrez la reprendre ensuite si besoin.",
        "Your answer is already waiting for a colleague. You can take it up again afterwards if need be.",
    )
)
NOT_YOURS_TO_MARK = NotNow(
    Say(
        "Cette réponse se relit par un collègue habilité qui n’en est pas l’auteur.",
        "This answer is marked by an accredited colleague who did not write it.",
    )
)


def read_module(person: Any, organisation: Organisation, course: str, module: str, now: datetime) -> None:
    mine = {"organisation": organisation, "person": person, "course": course, "module": module}
    Reading.objects.get_or_create(**mine, defaults={"at": now})


@transaction.atomic
def begin(person: Any, organisation: Organisation, material: Material, now: datetime) -> Attempt:
    """The attempt that is open, or a new one with its own questions; raises `NotNow`."""
    _alone(person, organisation)
    so_far = reads.progress(person, organisation, material, now)
    if so_far.open_attempt:
        return so_far.open_attempt
    if so_far.is_over or so_far.quiz_passed:
        raise OVER
    if so_far.next_try:
        raise TOO_OFTEN
    terms, seed = reads.terms(organisation), secrets.randbits(62)
    return Attempt.objects.create(
        organisation=organisation,
        person=person,
        course=material.slug,
        title=material.title,
        seed=seed,
        questions=quiz.draw(material.questions, terms.drawn, seed),
        mark=terms.mark,
        started_at=now,
    )


@transaction.atomic
def answer(attempt: Attempt, question: str, given: list[int], material: Material, now: datetime) -> bool:
    """Keeps an answer, and after the last one the score; False for a question that is not, or no longer, open."""
    row = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if row.finished_at or not row.coming or row.coming["id"] != question:
        return False
    row.answers[question] = given
    if row.coming is None:
        row.finished_at, row.score = now, quiz.score(row.questions, row.answers)
        record(row.organisation, row.person, "courses.answered", about=row.title)
    row.save(update_fields=["answers", "finished_at", "score"])
    if row.passed:
        complete(row.person, row.organisation, material, now)
    return True


@transaction.atomic
def hand_in(
    person: Any, organisation: Organisation, material: Material, situation: Situation, text: str, now: datetime
) -> Practice:
    """Gives an answer to a colleague to mark; raises `NotNow`."""
    _alone(person, organisation)
    so_far = reads.progress(person, organisation, material, now)
    if so_far.is_over or so_far.state(situation) == "passed":
        raise OVER
    if so_far.state(situation) == "waiting":
        raise WAITING
    row: Practice = Practice.objects.create(
        organisation=organisation,
        person=person,
        course=material.slug,
        situation=situation.id,
        title=situation.title,
        message=situation.message,
        good=situation.good,
        text=text,
        language=material.language,
        handed_in_at=now,
    )
    record(organisation, person, "courses.handed_in", about=situation.title)
    return row


@transaction.atomic
def mark(by: Any, practice: Practice, passes: bool, word: str, material: Material | None, now: datetime) -> bool:
    """A colleague's judgement; False if marked meanwhile. Raises `NotNow` for the author and the unaccredited."""
    if practice.person_id == by.pk or not reads.is_accredited(by, practice.organisation, now):
        raise NOT_YOURS_TO_MARK
    after = "passed" if passes else "again"
    if not Practice.LIFE.move(practice, after, marked_by=by, marked_at=now, word=word):
        return False
    record(practice.organisation, by, "courses.marked", about=str(practice.person), title=practice.title)
    if passes and material:
        complete(practice.person, practice.organisation, material, now)
    return True


def complete(person: Any, organisation: Organisation, material: Material, now: datetime) -> Certificate | None:
    """The certificate, once questions and practices are passed; inside the transaction of what completed them."""
    _alone(person, organisation)
    so_far = reads.progress(person, organisation, material, now)
    if not so_far.complete or so_far.is_over:
        return None
    row: Certificate = Certificate.objects.create(
        organisation=organisation,
        person=person,
        name=str(person),
        course=material.slug,
        title=material.title,
        passed_at=now,
        expires_at=now + MONTH * reads.terms(organisation).months,
    )
    record(organisation, person, "courses.passed", about=material.title)
    return row


@transaction.atomic
def revoke(by: Any, certificate: Certificate, reason: str, now: datetime) -> bool:
    """Takes a certificate back: its public page says so; False if it was already."""
    standing = Certificate.objects.filter(pk=certificate.pk, revoked_at=None)
    if standing.update(revoked_at=now, revoked_by=by, reason=reason) != 1:
        return False
    words = {"about": certificate.name, "title": certificate.title, "reason": reason}
    record(certificate.organisation, by, "courses.revoked", **words)
    return True


def _alone(person: Any, organisation: Organisation) -> None:
    """Lets one transaction at a time touch what this person does here."""
    list(Membership.objects.select_for_update().filter(organisation=organisation, user=person).values_list("pk"))
