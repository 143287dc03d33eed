"""A mail as a person reads it."""

import time
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from parvis.networks import letters

ABOVE = "Bonjour Ana,\nla rue est déneigée."
REPLIES = {
    "gmail": "Merci bien\n\nLe lun. 23 nov. 2026 à 10:12, Mairie <o@mairie.fr> a écrit :\n\n> Bonjour,\n> oui\n",
    "broken line": "Merci bien\n\nLe lun. 23 nov. 2026 à 10:12, Mairie de Sainte-Aube\n<o@m.fr> a écrit :\n> x\n",
    "no-break spaces": "Merci bien\n\nLe 23/11/2026 à 10:12, Mairie a\u202fécrit\xa0:\n> Bonjour Ana\n",
    "unmarked": f"Merci bien\n\nLe lun. 23 nov. 2026 à 10:12, Mairie <office@mairie.fr> a écrit :\n\n{ABOVE}",
    "english": "Merci bien\n\nOn Mon, 23 Nov 2026 at 10:12, Town <office@town.org> wrote:\n> Hello\n",
    "outlook": "Merci bien\n\nDe : Mairie <office@mairie.fr>\nEnvoyé : lundi 23 novembre 2026 10:12\nÀ : Ana <a@b.fr>\n"
    f"Objet : RE: Ma rue\n\n{ABOVE}",
    "outlook, bold": f"Merci bien\n\n*De :* Mairie\n*Envoyé :* lundi\n*À :* Ana\n*Objet :* RE: Ma rue\n\n{ABOVE}",
    "outlook, line": "Merci bien\n________________________\nDe : Mairie <o@m.fr>\nEnvoyé : lundi\nÀ : Ana\n"
    f"Objet : RE: Ma rue\n\n{ABOVE}",
    "outlook, english": f"Merci bien\r\n\r\nFrom: Town\r\nSent: Monday\r\nTo: Ana\r\nSubject: RE\r\n\r\n{ABOVE}",
    "original": f"Merci bien\n\n-----Message d'origine-----\nDe : Mairie\nEnvoyé : lundi\n\n{ABOVE}",
    "samsung": f"Merci bien\n\n-------- Message original --------\nDe : Mairie\n\n{ABOVE}",
    "below": "Le 23/11/2026 à 10:12, Mairie a écrit :\n> Bonjour Ana,\n> la rue est déneigée.\n\nMerci bien\n",
    "between": "Le 23/11/2026 à 10:12, Mairie a écrit :\n> Bonjour Ana,\n\nMerci\n\n> la rue est déneigée.\n\nbien",
}


def mail(text: str, subtype: str = "plain", **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Ana <ana@b.fr>", "Subject": "Re: Ma rue", **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, subtype=subtype)
    return made


def raw(head: str, body: bytes) -> EmailMessage:
    return message_from_bytes(head.encode() + b"\r\n\r\n" + body, policy=policy.default)  # type: ignore[return-value]


@pytest.mark.parametrize("how", REPLIES)
def test_the_mail_that_is_answered_is_left_out(how: str) -> None:
    assert letters.written(mail(REPLIES[how])).split() == ["Merci", "bien"]


HTML = {
    "gmail": '<div>Merci bien</div><div class="gmail_quote"><div>Le lun. 23 nov. 2026 à 10:12, Mairie &lt;'
    '<a href="mailto:o@m.fr">o@m.fr</a>&gt; a écrit :<br></div><blockquote><p>Bonjour <b>Ana</b></p></blockquote>',
    "thunderbird": '<div class="moz-cite-prefix">Le 23/11/2026 à 10:12, Mairie a écrit&nbsp;:<br></div><blockquote '
    'type="cite"><p>Bonjour</p><p>Oui</p></blockquote><p>Merci bien</p>',
    "outlook": "<p>Merci bien</p><hr><div><b>De :</b> Mairie<br><b>Envoyé :</b> lundi<br><b>À :</b> Ana<br>"
    "<b>Objet :</b> RE<br></div><p>Bonjour Ana</p>",
}


@pytest.mark.parametrize("how", HTML)
def test_also_in_html(how: str) -> None:
    assert letters.written(mail(HTML[how], "html")).split() == ["Merci", "bien"]


@pytest.mark.parametrize(
    "text",
    [
        "Le 12 mars, le maire a écrit :\n« La rue sera refaite. »\nEst-ce encore vrai ?",
        "De : la part de tous\nDate : demain\nMerci",
        "Il faut :\n- une rampe\n- un banc\n\nCordialement,\nAna\n\nPS : et le pont ?",
        "> tout est cité",
        "----------\nDeux lignes\n----------\nMerci",
    ],
)
def test_what_a_person_wrote_stays(text: str) -> None:
    assert letters.written(mail(text)) == text


def test_a_forwarded_mail_is_what_is_shown() -> None:
    text = f"Voyez.\n\n-----Message d'origine-----\nDe : Mairie\nEnvoyé : lundi\n\n{ABOVE}"
    assert "déneigée" in letters.written(mail(text, Subject="TR: Ma rue"))
    assert "déneigée" not in letters.written(mail(text))


def test_a_hostile_text_takes_no_time() -> None:
    began = time.monotonic()
    for bit in ("Le ", "On ", "a écrit :\n", "De : x\n", "_", "Le a\n", ">", "<blockquote>"):
        letters.written(mail(bit * 20_000))
        letters.written(mail(bit * 20_000, "html"))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ("; charset=utf-8", "réponse".encode()),
        ("", "réponse".encode()),
        ("; charset=us-ascii", "réponse".encode()),
        ("; charset=x-unknown", "réponse".encode()),
        ("; charset=x-unknown", "réponse".encode("cp1252")),
        ("; charset=utf-8", "réponse".encode("cp1252")),
        ("; charset=iso-8859-1", "réponse".encode("cp1252")),
    ],
)
def test_a_wrong_charset_loses_nothing(told: str, body: bytes) -> None:
    head = f"From: a@b.fr\r\nContent-Type: text/plain{told}\r\nContent-Transfer-Encoding: 8bit"
    assert letters.written(raw(head, b"ma " + body)) == "ma réponse"


def test_windows_quotes_in_latin_1() -> None:
    assert letters.written(raw("Content-Type: text/plain; charset=iso-8859-1", b"l\x92eau")) == "l’eau"


def test_files_are_named_and_stay_where_they_are() -> None:
    made = mail("Voici la photo.")
    made.add_attachment(b"x" * 2000, maintype="image", subtype="jpeg", filename="nid de poule.jpg")
    made.add_attachment(mail("dedans", Subject="Devis reçu"))
    made.add_attachment("a;b", filename="liste.csv")
    assert letters.written(made) == "Voici la photo."
    assert [(each.name, each.content_type, each.url) for each in letters.files(made)] == [
        ("nid de poule.jpg", "image/jpeg", ""),
        ("Devis reçu", "message/rfc822", ""),
        ("liste.csv", "text/plain", ""),
    ]
    assert letters.files(made)[0].size == 2000


def test_a_mail_of_files_alone() -> None:
    made = EmailMessage()
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="plan.pdf")
    assert (letters.written(made), letters.files(made)[0].name) == ("", "plan.pdf")


def test_the_logo_of_a_signature_is_no_file() -> None:
    made = mail("<p>Bonjour <img src='cid:logo'></p>", "html")
    made.add_related(b"x" * 4000, maintype="image", subtype="png", cid="<logo>", filename="image001.png")
    made.add_related(b"x" * 40_000, maintype="image", subtype="png", cid="<shot>", filename="capture.png")
    assert letters.written(made) == "Bonjour"
    assert [each.name for each in letters.files(made)] == ["capture.png"]


def test_text_on_both_sides_of_a_picture() -> None:
    made = mail("Avant")
    made.add_attachment(b"x", maintype="image", subtype="jpeg", filename="a.jpg", disposition="inline")
    after = EmailMessage()
    after.set_content("Après")
    made.attach(after)
    assert letters.written(made) == "Avant\n\nAprès"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Return_Path": "<>"},
        {"Precedence": "auto_reply", "X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"List_Id": "<nouvelles.exemple.fr>"},
        {"List_Unsubscribe": "<https://exemple.fr/fin>"},
        {"From": "MAILER-DAEMON@mx.fr"},
        {"From": "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"},
    ],
)
def test_machines_and_lists_are_known(headers: dict[str, str]) -> None:
    assert letters.is_automatic(mail("x", **headers), "office@mairie.fr")


@pytest.mark.parametrize(
    "headers", [{}, {"Auto_Submitted": "no"}, {"List_Id": "Mairie <office.mairie.fr>", "Precedence": "list"}]
)
def test_people_are_people(headers: dict[str, str]) -> None:
    assert not letters.is_automatic(mail("x", **headers), "office@mairie.fr")


def test_of_a_mail_that_was_cut_the_last_size_is_not_known() -> None:
    made = mail("Voici.")
    for name in ("a.pdf", "b.pdf"):
        made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    assert [each.size for each in letters.files(made, is_whole=False)] == [4, 0]
