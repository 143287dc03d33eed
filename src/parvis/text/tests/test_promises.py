"""Promises: the sentence that commits, and its last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.text.promises import find

TODAY = date(2026, 11, 18)  # a Wednesday

FRENCH = {
    "Nous vous répondons d’ici vendredi.": "2026-11-20",
    "Nous vous répondrons d'ici vendredi": "2026-11-20",
    "Une réunion publique aura lieu mardi 24 novembre à 20 h, salle des fêtes.": "2026-11-24",
    "Le maire vous attend mardi 24 novembre à 20 h.": "2026-11-24",
    "Rendez-vous mardi 24 novembre à 20 h pour en parler.": "2026-11-24",
    "La rue sera déneigée avant la fin du mois.": "2026-11-30",
    "Vous aurez une réponse sous 48 heures.": "2026-11-20",
    "Vous recevrez une réponse sous 24/48 h.": "2026-11-20",
    "Un agent passe demain matin.": "2026-11-19",
    "Un agent passe chez vous après-demain.": "2026-11-20",
    "L’équipe propreté passera ce soir.": "2026-11-18",
    "La fuite est réparée demain.": "2026-11-19",
    "Le lampadaire sera remplacé le 3 décembre.": "2026-12-03",
    "Le lampadaire sera remplacé avant le 3/12.": "2026-12-03",
    "Le lampadaire sera remplacé le 03/12/2026.": "2026-12-03",
    "Le lampadaire sera remplacé le 1er février.": "2027-02-01",
    "Nous posons deux radars le jeudi 4 février 2027.": "2027-02-04",
    "Nous publierons le compte rendu d’ici la fin de la semaine.": "2026-11-20",
    "Sophie, au service voirie, vous rappelle lundi.": "2026-11-23",
    "Sophie vous rappelle mercredi prochain.": "2026-11-25",
    "Sophie vous rappelle lundi en huit.": "2026-11-30",
    "Sophie vous rappelle mardi de la semaine prochaine.": "2026-11-24",
    "Nous vous rappelons la semaine prochaine.": "2026-11-27",
    "Les travaux commenceront la semaine du 7 décembre.": "2026-12-11",
    "Le toboggan sera réparé dans trois semaines.": "2026-12-09",
    "Le remboursement sera fait sous 5 jours ouvrés.": "2026-11-25",
    "Le remboursement sera fait sous 8 à 10 jours.": "2026-11-28",
    "Le remboursement sera fait sous quinzaine.": "2026-12-03",
    "Nous allons replanter les arbres en février.": "2027-02-28",
    "Nous replanterons les arbres au printemps.": "2027-06-20",
    "Nous ouvrons le nouveau guichet avant l’été.": "2027-06-20",
    "Nous aurons remplacé toutes les lampes d’ici 2028.": "2027-12-31",
    "Le chantier finira au premier trimestre 2027.": "2027-03-31",
    "La crèche rouvrira mi-janvier.": "2027-01-15",
    "D’ici vendredi, nous vous envoyons le plan.": "2026-11-20",
    "Nous avons reçu votre message aujourd’hui et nous vous répondrons vendredi.": "2026-11-20",
    "Je m’engage à vous donner une date avant le 30.": "2026-11-30",
    "La ville s’engage à refaire le trottoir avant le 1er mars.": "2027-03-01",
    "Intervention prévue demain à 8 h.": "2026-11-19",
    "L’eau revient à 14 h aujourd’hui.": "2026-11-18",
    "On repasse jeudi avec une balayeuse.": "2026-11-19",
    "Vous pourrez prendre votre carte à partir de mardi.": "2026-11-24",
    "Promis, on regarde cela cette semaine.": "2026-11-20",
    "Mardi 24 novembre à 20 h, réunion publique à la salle des fêtes.": "2026-11-24",
    "L’éclairage sera rétabli dans la nuit.": "2026-11-18",
    "Le technicien est venu lundi et reviendra jeudi.": "2026-11-19",
    "Un agent est venu ce matin, il repassera vendredi.": "2026-11-20",
    "La société a réparé la fuite mardi mais elle revient jeudi pour l’enrobé.": "2026-11-19",
    "L’agent de la voirie a constaté les dégâts lundi ; la réparation démarre le 2 décembre.": "2026-12-02",
    "La société était sur le chantier hier et y retourne vendredi.": "2026-11-20",
    "La benne a été commandée et arrivera mardi.": "2026-11-24",
    "Nous avons programmé l’intervention jeudi.": "2026-11-19",
    "Apportez un justificatif avant vendredi, votre carte sera prête lundi.": "2026-11-23",
    "Merci de nous envoyer votre dossier avant le 15, nous vous répondrons le 30.": "2026-11-30",
    "Le bureau sera fermé vendredi, nous vous répondrons lundi.": "2026-11-23",
    "La réparation est programmée semaine 50.": "2026-12-11",
    "Les travaux débuteront en semaine 2.": "2027-01-15",
    "L’intervention est prévue S51.": "2026-12-18",
    "Le lampadaire sera remplacé d’ici Pâques.": "2027-03-28",
    "Le bassin rouvre à la Pentecôte.": "2027-05-17",
    "Nous posons les barrières pour la Toussaint.": "2027-11-01",
    "Les guirlandes seront posées avant la Saint-Nicolas.": "2026-12-05",
    "Nous vous répondrons avant le week-end.": "2026-11-20",
    "Nous vous répondrons avant la semaine prochaine.": "2026-11-20",
    "Nous reviendrons vers vous début de semaine prochaine.": "2026-11-24",
    "Nous vous répondrons avant le mois prochain.": "2026-11-30",
    "Le guichet rouvrira le 1er.": "2026-12-01",
    "Le trottoir sera refait le 30.": "2026-11-30",
    "Une équipe passe le 2 au matin.": "2026-12-02",
    "Nous vous rappelons lundi ou mardi.": "2026-11-24",
    "Nous traiterons votre demande cette semaine ou la semaine prochaine.": "2026-11-27",
    "Un agent est venu mardi, nous vous rappellerons.": None,
    "Ce sera réglé.": None,
    "Nous reviendrons vers vous dans les meilleurs délais.": None,
    "Nous ferons le nécessaire.": None,
    "Je vais me renseigner.": None,
    "Un agent vous rappellera.": None,
    "Vous serez recontactée.": None,
}
ENGLISH = {
    "We will answer you by Friday.": "2026-11-20",
    "We'll send someone tomorrow morning.": "2026-11-19",
    "The streetlight will be replaced by 3 December.": "2026-12-03",
    "The streetlight will be replaced on December 3rd.": "2026-12-03",
    "You will have an answer within 48 hours.": "2026-11-20",
    "Our team will clear the road before the end of the month.": "2026-11-30",
    "The public meeting will be held on Tuesday 24 November at 8 pm.": "2026-11-24",
    "The roads office calls you next week.": "2026-11-27",
    "The leak is being repaired tomorrow.": "2026-11-19",
    "I will write to you on Monday.": "2026-11-23",
    "We promise to publish the minutes within ten working days.": "2026-12-02",
    "The pool will reopen in mid-January.": "2027-01-15",
    "A public meeting takes place on 24 November at 8 pm.": "2026-11-24",
    "You can collect your card from Tuesday.": "2026-11-24",
    "The report comes out in March 2027.": "2027-03-31",
    "The engineer came on Monday and will come back on Thursday.": "2026-11-19",
    "We sent a crew on Monday; they will finish on Friday.": "2026-11-20",
    "The office is closed on Friday but we will answer on Monday.": "2026-11-23",
    "We have scheduled the work for Thursday.": "2026-11-19",
    "The repair is scheduled for week 50.": "2026-12-11",
    "The lamp will be replaced by Easter.": "2027-03-28",
    "The pool reopens at New Year.": "2027-01-01",
    "We will answer before the weekend.": "2026-11-20",
    "We will call you early next week.": "2026-11-24",
    "Your parcel arrives on Tuesday or Wednesday.": "2026-11-25",
    "It will be fixed.": None,
    "We will come back to you in due course.": None,
    "Someone will call you.": None,
}
NOTHING_FR = [
    "Bonjour et merci pour votre message !",
    "Le trou est rebouché depuis lundi dernier.",
    "La fuite est réparée depuis ce matin.",
    "La mairie est ouverte du lundi au vendredi de 9 h à 17 h.",
    "La mairie est ouverte le samedi matin.",
    "Le bureau sera fermé vendredi.",
    "Nous ne pourrons pas venir demain.",
    "Nous espérons que le parc vous plaît.",
    "Nous préparons le budget.",
    "Nous assurons l’entretien des haies.",
    "La piscine ouvre de lundi à vendredi.",
    "Votre lettre a été lue.",
    "Le 3 mars 2024, le conseil a voté ce projet.",
    "Avez-vous une photo du trottoir ?",
    "Il a plu pendant 3 jours.",
    "Le carnaval, c’était super. Bravo à tous.",
    "Appelez le 02 32 31 52 52 de 8 h à 18 h.",
    "Appelez le 15.",
    "Une équipe est passée mardi.",
    "Nos services sont intervenus lundi.",
    "La rue a été nettoyée jeudi.",
    "Nous étions là mardi.",
    "Notre technicien était sur place lundi.",
    "Nous avons envoyé un agent lundi.",
    "Un arbre est tombé mardi, il a été enlevé le jour même.",
    "La réunion de mardi a été très suivie.",
    "Le maire s’est rendu sur place lundi.",
    "Lundi, une équipe est passée.",
    "Vous nous aviez promis une réponse mardi.",
    "Vous nous avez promis une visite vendredi.",
    "Vous deviez nous rappeler lundi.",
    "On nous a dit que l’eau reviendrait lundi.",
    "L’entreprise avait promis de venir jeudi.",
    "Merci de nous envoyer votre dossier avant le 15 décembre.",
    "Merci de nous envoyer votre dossier et vos pièces avant le 15 décembre.",
    "Veuillez nous transmettre vos pièces d’ici vendredi.",
    "Envoyez-nous une photo avant vendredi.",
    "Vous devez rendre vos livres avant le 12 décembre.",
    "Votre dossier doit être déposé avant le 15 décembre.",
    "Nous vous prions de déplacer votre véhicule avant lundi.",
    "",
]
NOTHING_EN = [
    "Thank you for your message.",
    "The office is open Monday to Friday, 9 am to 5 pm.",
    "The leak was repaired yesterday.",
    "The library will be closed on Friday.",
    "We cannot come tomorrow.",
    "We are glad that you liked the park.",
    "Our team visited on Tuesday.",
    "The leak was repaired on Monday.",
    "We repaired the light on Monday.",
    "You promised us an answer on Tuesday.",
    "You told us it would be done by Friday.",
    "Please send us your file before 15 December.",
    "You must return your books by Friday.",
    "Thank you for sending your papers by Friday.",
]


@pytest.mark.parametrize(("year", "day"), [(1961, "04-02"), (2024, "03-31"), (2027, "03-28"), (2038, "04-25")])
def test_easter_is_where_it_is(year: int, day: str):
    (promise,) = find("Nous passerons pour Pâques.", "fr", date(year, 1, 2))
    assert promise.due == date.fromisoformat(f"{year}-{day}") + timedelta(days=1)


def cases() -> Iterator[tuple[str, str, str]]:
    for language in ("fr", "en"):
        lines = (Path(__file__).parent / f"cases/promises_{language}.txt").read_text("utf-8").splitlines()
        yield from ((language, *line.split(" | ")) for line in lines if not line.startswith("#"))


@pytest.mark.parametrize(("language", "text", "due"), cases())
def test_an_answer_promises_what_it_says_and_no_more(language: str, text: str, due: str):
    assert ", ".join(str(each.due) for each in find(text, language, TODAY)) == ("" if due == "-" else due)


@pytest.mark.parametrize(("text", "due"), FRENCH.items())
def test_a_french_promise_and_its_date(text: str, due: str | None):
    (promise,) = find(text, "fr", TODAY)
    assert promise.due == (date.fromisoformat(due) if due else None)
    assert text[promise.start : promise.end] == promise.text == text


@pytest.mark.parametrize(("text", "due"), ENGLISH.items())
def test_an_english_promise_and_its_date(text: str, due: str | None):
    (promise,) = find(text, "en", TODAY)
    assert promise.due == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize("text", NOTHING_FR)
def test_what_promises_nothing_in_french(text: str):
    assert find(text, "fr", TODAY) == []


@pytest.mark.parametrize("text", NOTHING_EN)
def test_what_promises_nothing_in_english(text: str):
    assert find(text, "en", TODAY) == []


def test_only_the_sentence_that_promises_is_taken():
    text = "Bonjour Ana, vous avez raison. Nous réparons la fuite demain. Merci à M. Leroy."
    (promise,) = find(text, "fr", TODAY)
    assert promise.text == "Nous réparons la fuite demain."


def test_two_promises_have_two_dates():
    text = "Un agent passe demain. Vous recevrez le plan avant le 1er décembre."
    assert [promise.due for promise in find(text, "fr", TODAY)] == [date(2026, 11, 19), date(2026, 12, 1)]


def test_places_hold_with_accents_apart():
    text = "e\u0301te\u0301 2027 ? Nous re\u0301pondrons demain."
    (promise,) = find(text, "fr", TODAY)
    assert text[promise.start : promise.end] == "Nous re\u0301pondrons demain."


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2024, 2, 29), date(2026, 12, 31), date(9998, 12, 31)])
@pytest.mark.parametrize(
    "text", [*FRENCH, "Nous le ferons le 29 février.", "Nous le ferons le 31/02/2027.", "Nous le ferons dans 999 ans."]
)
def test_any_day_is_a_day_to_promise(text: str, day: date):
    assert all(promise.due is None or promise.due >= day for promise in find(text, "fr", day))


def test_another_language_is_not_guessed():
    assert find("Wir antworten Ihnen bis Freitag.", "de", TODAY) == []


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=300), st.sampled_from(["fr", "en"]))
def test_any_text_is_read(text: str, language: str):
    for promise in find("nous ferons demain " + text, language, TODAY):
        assert promise.text in "nous ferons demain " + text


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "nous ",
        "1/",
        "le 3 ",
        "demain ",
        "\n",
        ". ",
        "\ud800",
        "\x00",
        "sous 4 ",
        "l'",
        "a ",
        "a été ",
        "veuillez ",
        "est venu ",
        ", ",
        "le 3, ",
        "semaine 3 ",
        "rendez-vous en ",
        "vous dites que ",
        "« ",
        ">\n",
    ],
)
def test_a_megabyte_is_read_in_time(piece: str):
    text = piece * (1_000_000 // len(piece))
    assert all(0 <= each.start < each.end <= len(text) for each in find(text, "fr", TODAY))
