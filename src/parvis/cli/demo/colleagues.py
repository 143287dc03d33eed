"""Colleagues who speak on their own accounts, with a kit; what was said to Bruno, and what he answers."""

from datetime import timedelta

from parvis.cli.demo.office import Office, keep
from parvis.govern.ambassadors.models import Ambassador, Item, Share
from parvis.govern.charter import starting
from parvis.govern.charter.models import Policy
from parvis.govern.incidents.models import Incident, Kind

DAY = timedelta(days=1)
PEOPLE = (
    ("Hervé Kerlan", "herve@sainte-aube.example", "la piscine municipale", "@herve-nage@social.example", True),
    ("Inès Moreau", "ines@sainte-aube.example", "la médiathèque", "@ines.lit.example", False),
)
KIT = (
    (
        "Apprendre à nager après 40 ans",
        "On me le demande souvent au bord du bassin : non, il n’est jamais trop tard pour apprendre à nager. "
        "Les cours pour adultes reprennent le mardi soir, en petit groupe, et l’eau est à 29 degrés.",
        "https://www.sainte-aube.example/piscine",
    ),
    (
        "L’heure du conte, samedi",
        "Samedi à 10 h 30, on lit à voix haute à la médiathèque, dès trois ans. "
        "Entrée libre, coussins fournis. Les parents ont le droit de fermer les yeux.",
        "https://www.sainte-aube.example/mediatheque",
    ),
    (
        "Un métier, une question",
        "Saler, déneiger, prévenir : cet hiver, mes collègues des services techniques sont debout à 4 h. "
        "Demandez-moi comment une rue passe avant une autre.",
        "https://www.sainte-aube.example/neige",
    ),
)


def speak(office: Office) -> None:
    items = _kit(office)
    for number, (name, email, place, account, tells) in enumerate(PEOPLE):
        at = office.end - (12 - number) * DAY
        row = Ambassador(
            organisation=office.organisation, name=name, email=email, accounts=account, tells=tells,
            intro=f"Je travaille à {place} de Sainte-Aube ; je parle ici en mon nom.",
            invited_by=office.people["alice"], invited_at=at, consented_at=at + DAY, expires_at=at + 30 * DAY,
        )  # fmt: skip
        keep([row])
        office.note(at, office.people["alice"], "ambassadors.invited", number=row.pk)
        office.note(at + DAY, None, "ambassadors.consented", number=row.pk)
        _share(office, row, items[number], at + 3 * DAY)


def _kit(office: Office) -> list[Item]:
    alice, rows = office.people["alice"], []
    for number, (title, text, link) in enumerate(KIT):
        at = office.end - (14 - number) * DAY
        row = Item(
            organisation=office.organisation, title=title, text=text, link=link, prepared_by=alice, prepared_at=at
        )
        keep([row])
        office.note(at, alice, "ambassadors.item_prepared", title)
        rows.append(row)
    return rows


def _share(office: Office, row: Ambassador, item: Item, at: object) -> None:
    link = f"https://social.example/{row.pk}"
    keep([Share(organisation=office.organisation, ambassador=row, item=item, link=link, at=at)])


def say(office: Office) -> None:
    """Bruno is praised for a calm answer, and reminded of the charter, to which he replies."""
    charter = Policy.objects.of(office.organisation).get(kind="charter")
    tone = starting.key_of("charter", "plain")
    praise = Incident(
        organisation=office.organisation, person=office.people["bruno"], kind=Kind.PRAISE, policy=charter,
        what="Sous l’article de la cantine, trois parents en colère, et votre brouillon les a remerciés d’abord. "
        "Chacun a eu sa date. C’est ainsi que nous voulons répondre.",
    )  # fmt: skip
    reminder = Incident(
        organisation=office.organisation, person=office.people["bruno"], kind=Kind.REMIND, policy=charter,
        clause_key=tone, skipped="Nous en avions déjà parlé de vive voix.",
        what="Votre brouillon sur le pont commençait par « Comme déjà indiqué ». La personne ne l’avait pas lu : "
        "on redit l’information, simplement.",
        word="C’est vrai, j’étais pressé. Je l’ai récrit avec la date et le plan de la déviation.",
        word_at=office.end - 4 * DAY, erase_on=(office.end + 360 * DAY).date(),
    )  # fmt: skip
    for row, at in ((praise, office.end - 8 * DAY), (reminder, office.end - 5 * DAY)):
        row.opened_by, row.opened_at, row.told_at = office.people["alice"], at, at
        keep([row])
        office.note(at, office.people["alice"], "incidents.opened", number=row.pk)
    office.note(reminder.word_at or office.end, None, "incidents.answered", number=reminder.pk)
