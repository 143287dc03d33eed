"""Who of the demo has learnt what: Alice all of it, Chloé two courses, Bruno is on his way."""

from datetime import datetime, timedelta

from parvis.cli.demo.office import Office
from parvis.govern.courses import quiz
from parvis.govern.courses.material import READY, ready
from parvis.govern.courses.models import Attempt, Certificate, Practice, Reading

VALID = timedelta(days=730)
BRUNO = (
    "Bonjour, les poireaux vous attendent place Basse jusqu’au 15 mai, le temps des travaux du pont. "
    "Le fléchage sera posé prochainement. Bruno Diallo, mairie de Sainte-Aube"
)


def learn(office: Office) -> None:
    for number, slug in enumerate(READY):
        _passed(office, "alice", slug, office.start + timedelta(days=number, hours=6))
    for number, slug in enumerate(("charter", "data")):
        _passed(office, "chloe", slug, office.start + timedelta(days=20 + number, hours=6))
    _failed(office, office.end - timedelta(days=3))
    _waiting(office, office.end - timedelta(days=1))


def _passed(office: Office, slug: str, course: str, at: datetime) -> None:
    person, title = office.people[slug], ready(course, "fr").title
    Certificate.objects.create(
        organisation=office.organisation,
        person=person,
        name=str(person),
        course=course,
        title=title,
        passed_at=at,
        expires_at=at + VALID,
    )
    office.note(at, person, "courses.passed", title)


def _failed(office: Office, at: datetime) -> None:
    """Bruno read the charter's course, and got half of its questions right."""
    bruno, course = office.people["bruno"], ready("charter", "fr")
    mine = {"organisation": office.organisation, "person": bruno, "course": "charter"}
    Reading.objects.bulk_create([Reading(**mine, module=each.id, at=at) for each in course.modules])
    questions = quiz.draw(course.questions, 8, seed=1901)
    answers = {each["id"]: each["right"] if n % 2 else [0] for n, each in enumerate(questions)}
    finished = {"finished_at": at + timedelta(minutes=9), "score": quiz.score(questions, answers)}
    Attempt.objects.create(
        **mine, title=course.title, seed=1901, questions=questions, answers=answers, mark=80, started_at=at, **finished
    )
    office.note(finished["finished_at"], bruno, "courses.answered", course.title)


def _waiting(office: Office, at: datetime) -> None:
    """His answer to Saturday's irony waits for a colleague; it names no day."""
    bruno, situation = office.people["bruno"], ready("criticism", "fr").situations[2]
    Practice.objects.create(
        organisation=office.organisation,
        person=bruno,
        course="criticism",
        situation=situation.id,
        title=situation.title,
        message=situation.message,
        good=situation.good,
        text=BRUNO,
        language="fr",
        handed_in_at=at,
    )
    office.note(at, bruno, "courses.handed_in", situation.title)
