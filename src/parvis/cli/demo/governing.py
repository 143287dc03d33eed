"""The town's rules: a charter in its second version, read by nearly all; a netiquette that is being mended."""

from datetime import datetime, timedelta

from parvis.cli.demo.office import Office, keep
from parvis.govern.charter import starting
from parvis.govern.charter.models import Acknowledgement, Clause, Function, Policy, Reminder, Signature, Version
from parvis.govern.charter.writing import Written
from parvis.people.models import Membership

SIGN = {"Relations publiques": "alice", "Marketing": "paul", "Ressources humaines": "nadia", "Juridique": "chloe"}
DAY = timedelta(days=1)
SNOW = Written(
    "Les jours de neige",
    "La série « Neige » est prête dès novembre : textes, photos, numéros. Le premier message part avant **6 h 30**, "
    "par la personne d’astreinte. Les suivants disent les rues déneigées et celles qui attendent, quartier par "
    "quartier, jusqu’à la dernière.",
    starting.key_of("charter", "snow"),
)
CAMERA = Written(
    "Vos photos nous aident",
    "Une photo d’un trou, d’un lampadaire éteint ou d’un dépôt sauvage vaut mieux qu’un long message. "
    "Évitez les visages et les plaques : nous masquons le message sinon, et nous vous disons pourquoi.",
    starting.key_of("netiquette", "pictures"),
)


def govern(office: Office) -> None:
    """Functions, texts, signatures, and who has read what."""
    functions = _functions(office)
    charter = _policy(office, "charter", office.start + 0.3 * DAY)
    first = _in_force(office, charter, 1, _starting(office, "charter"), office.start + 5 * DAY, functions)
    _read(office, first, list(SIGN.values()) + ["bruno"])
    clauses = _changed(_starting(office, "charter"), "plain", "le vouvoiement", "le vouvoiement, un prénom au bas")
    clauses.insert(12, SNOW)
    note = "Les jours de neige ont leur clause, tirée de l’hiver dernier. Nos réponses se signent d’un prénom."
    second = _in_force(office, charter, 2, clauses, office.end - 10 * DAY, functions, note)
    _read(office, second, list(SIGN.values()))
    _remind(office, second, "bruno")
    _netiquette(office, functions)


def _netiquette(office: Office, functions: list[Function]) -> None:
    """In force and public; its second version is in preparation."""
    policy = _policy(office, "netiquette", office.start + 1.3 * DAY)
    first = _in_force(office, policy, 1, _starting(office, "netiquette"), office.start + 8 * DAY, functions)
    _read(office, first, list(SIGN.values()) + ["bruno"])
    alice, at = office.people["alice"], first.in_force_at + timedelta(minutes=20)
    Policy.objects.filter(pk=policy.pk).update(published_at=at, published_by=alice)
    office.note(at, alice, "charter.published", policy.title)
    clauses = _changed(_starting(office, "netiquette"), "contest", "sous quinze jours", "sous dix jours")
    clauses.insert(3, CAMERA)
    note = "Une clause sur les photos de signalement ; une contestation reçoit sa réponse plus vite."
    _version(office, policy, 2, clauses, office.end - 2 * DAY, note)


def _functions(office: Office) -> list[Function]:
    rows = [
        Function(organisation=office.organisation, name=name, position=number) for number, name in enumerate(SIGN, 1)
    ]
    keep(rows)
    rows = list(Function.objects.of(office.organisation))
    for row in rows:
        row.signers.add(Membership.objects.get(organisation=office.organisation, user=office.people[SIGN[row.name]]))
    office.note(office.start + 0.2 * DAY, office.people["alice"], "charter.functions", ", ".join(SIGN))
    return rows


def _starting(office: Office, kind: str) -> list[Written]:
    return starting.clauses(kind, "town", "fr", office.organisation)


def _changed(clauses: list[Written], name: str, old: str, new: str) -> list[Written]:
    key = starting.key_of("charter" if name == "plain" else "netiquette", name)
    return [Written(c.title, c.text.replace(old, new), c.key) if c.key == key else c for c in clauses]


def _policy(office: Office, kind: str, at: datetime) -> Policy:
    row = Policy(organisation=office.organisation, kind=kind, title=starting.title(kind, "fr"), opened_at=at)
    keep([row])
    return row


def _version(
    office: Office, policy: Policy, number: int, clauses: list[Written], at: datetime, note: str = ""
) -> Version:
    alice = office.people["alice"]
    facts = {"organisation": office.organisation, "policy": policy, "number": number, "note": note}
    row = Version(**facts, written_by=alice, opened_at=at)
    keep([row])
    keep(
        Clause(organisation=office.organisation, version=row, position=n, key=c.key, title=c.title, text=c.text)
        for n, c in enumerate(clauses, 1)
    )
    office.note(at, alice, "charter.begun", str(row))
    return row


def _in_force(
    office: Office,
    policy: Policy,
    number: int,
    clauses: list[Written],
    at: datetime,
    functions: list[Function],
    note: str = "",
) -> Version:
    """Begun four days before, handed over two days before, signed the day before and on the day `at`."""
    row = _version(office, policy, number, clauses, at - 4 * DAY, note)
    row.submitted_at, row.submitted_by, row.in_force_at = at - 2 * DAY, office.people["alice"], at
    policy.versions.exclude(pk=row.pk).update(ended_at=at)
    row.save()
    office.note(row.submitted_at, row.submitted_by, "charter.submitted", str(row))
    text = row.fingerprint()
    for before, function in zip((30, 26, 3, 0), functions, strict=True):
        person, when = office.people[SIGN[function.name]], at - timedelta(hours=before)
        facts = {"function": function, "function_name": function.name, "person": person, "person_name": str(person)}
        keep([Signature(organisation=office.organisation, version=row, at=when, fingerprint=text, **facts)])
        office.note(when, person, "charter.signed", str(row), function=function.name)
    office.note(at, None, "charter.in_force", str(row))
    return row


def _read(office: Office, version: Version, people: list[str]) -> None:
    for number, slug in enumerate(people, 1):
        at, person = version.in_force_at + timedelta(hours=7 * number), office.people[slug]
        keep([Acknowledgement(organisation=office.organisation, version=version, person=person, at=at)])
        office.note(at, person, "charter.acknowledged", str(version))


def _remind(office: Office, version: Version, slug: str) -> None:
    """He was told when it came into force, and the demo mails nobody however long it runs: the last stage is noted."""
    at = version.in_force_at + timedelta(minutes=50)
    keep([Reminder(organisation=office.organisation, version=version, person=office.people[slug], stage=3, at=at)])
