"""A real mailbox (Dovecot) and a real outgoing server: a question comes in, the answer goes out in its thread."""

import imaplib
from dataclasses import replace
from email import policy
from email.message import EmailMessage, Message
from typing import Any

import pytest

from parvis.networks.base import Login
from parvis.networks.errors import Gone, Reconnect, TryLater
from parvis.networks.kinds.email import Kind
from tests.real import life
from tests.real.servers import Imap, Mail

pytestmark = pytest.mark.real
OFFICE = "office@localhost.test"


@pytest.fixture
def office(imap: Imap, mail: Mail) -> Any:
    secrets = {
        "imap": f"{imap.host}:{imap.port}",
        "smtp": f"{mail.host}:{mail.port}",
        "user": imap.user,
        "password": imap.password,
    }
    return Kind(Login(handle=OFFICE, secrets=secrets), life.HERE)


def arrives(imap: Imap, message: EmailMessage) -> None:
    with imaplib.IMAP4(imap.host, imap.port) as box:
        box.login(imap.user, imap.password)
        box.append("INBOX", None, None, message.as_bytes(policy=policy.SMTP))  # type: ignore[arg-type]


def question(text: str, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Ana Bé <ana@localhost.test>", OFFICE
    for name, value in {"Subject": "Ma rue à Sainte-Aube", **headers}.items():
        message[name] = value
    message.set_content(text)
    return message


def test_the_whole_life(office: Kind, imap: Imap, mail: Mail) -> None:
    account, _ = office.connect()
    assert account.handle == OFFICE
    before = office.addressed({})
    arrives(imap, question("Et ma rue ?\n\n> ancien message", **{"Message-ID": "<q1@localhost.test>"}))
    found, batch = life.heard(office, "Et ma rue ?", before.cursor)
    assert (found.author, found.title, found.text) == ("Ana Bé", "Ma rue à Sainte-Aube", "Et ma rue ?")
    assert office.addressed(batch.cursor).found == ()
    reply = life.draft("Demain matin, promis.", found.reply_handle)
    assert office.find_sent(reply) is None
    sent = office.send(reply)
    out = next(m for m in mail.received() if m["Message-ID"] == sent.external_id)
    assert (out["In-Reply-To"], out["Subject"]) == ("<q1@localhost.test>", "Re: Ma rue à Sainte-Aube")
    assert out["X-Envelope-To"] == f"ana@localhost.test, {OFFICE}"
    arrives(imap, out)  # the blind copy comes back to us
    assert office.find_sent(reply) == sent
    mine, _ = life.heard(office, "promis", batch.cursor)
    assert (mine.is_own, mine.addressed, mine.thread) == (True, False, "<q1@localhost.test>")


def test_what_a_mail_may_be(office: Kind, imap: Imap) -> None:
    """Without an id, with a file, in a charset that nobody knows: none is lost."""
    with_file = question("Voici la photo.", **{"Message-ID": "<f1@localhost.test>"})
    with_file.add_attachment(b"x" * 3000, maintype="image", subtype="jpeg", filename="trou.jpg")
    arrives(imap, with_file)
    found, batch = life.heard(office, "Voici la photo.")
    assert [(each.name, each.size) for each in found.media] == [("trou.jpg", 3000)]
    arrives(imap, question("Sans numéro"))
    nameless, _ = life.heard(office, "Sans numéro", batch.cursor)
    assert nameless.external_id == life.heard(office, "Sans numéro", batch.cursor)[0].external_id
    assert nameless.external_id.endswith("@office.localhost.test.invalid>")


def test_a_rebuilt_mailbox_is_read_again_and_nothing_is_passed_over(office: Kind, imap: Imap) -> None:
    arrives(imap, question("Avant la reconstruction", **{"Message-ID": "<r1@localhost.test>"}))
    _, batch = life.heard(office, "Avant la reconstruction")
    rebuilt = {**batch.cursor, "validity": batch.cursor["validity"] - 1, "uid": 9000}
    found, again = life.heard(office, "Avant la reconstruction", rebuilt)
    assert (found.external_id, again.cursor) == ("<r1@localhost.test>", batch.cursor)


def test_long_ids_and_accents_go_out_as_they_are(office: Kind, mail: Mail) -> None:
    number = f"<{'AM0PR' + 'x' * 90}@outlook.example>"
    to = {"to": "éléa@évreux.fr", "name": "Éléa", "subject": "Ma rue", "id": number, "references": [number]}
    sent = office.send(life.draft("Bonjour Éléa.", to))
    raw = next(
        path.read_bytes() for path in mail.folder.glob("*.eml") if sent.external_id.encode() in path.read_bytes()
    )
    assert f"In-Reply-To: {number}".encode() in raw
    assert "éléa@xn--vreux-9ra.fr".encode() in raw


def test_machines_are_not_answered(office: Kind, imap: Imap) -> None:
    headers = {"Message-ID": "<auto@localhost.test>", "Auto-Submitted": "auto-replied"}
    arrives(imap, question("Je suis absente", **headers))
    found, _ = life.heard(office, "absente")
    assert not found.addressed


def test_an_answer_that_bounces_is_told_and_is_no_remark(office: Kind, imap: Imap, mail: Mail) -> None:
    """The report that a server makes of a mail that it really took from us (RFC 3464)."""
    reply = life.draft("Bonjour Ana.", {"to": "ana@localhost.test", "subject": "x", "id": "<b1@a>", "references": []})
    before = office.addressed({}).cursor
    sent = office.send(reply)
    out = next(each for each in mail.received() if each["Message-ID"] == sent.external_id)
    arrives(imap, bounced(out))
    batch = office.addressed(before)
    assert [(each.key, each.detail) for each in batch.returned] == [(reply.key, "550 5.1.1 user unknown")]
    assert "cette adresse n’existe pas" in batch.returned[0].say.fr
    assert batch.found == ()


def bounced(out: EmailMessage) -> EmailMessage:
    """As Postfix writes it."""
    report = EmailMessage()
    report["From"], report["To"], report["Subject"] = (
        "MAILER-DAEMON@mx.test",
        OFFICE,
        "Undelivered Mail Returned to Sender",
    )
    report["Message-ID"], report["Auto-Submitted"] = "<bounce@mx.test>", "auto-replied"
    report.set_content("I'm sorry to have to inform you that your message could not be delivered.")
    report.make_mixed()
    status, failed = Message(), Message()
    failed["Final-Recipient"], failed["Action"], failed["Status"] = "rfc822; ana@localhost.test", "failed", "5.1.1"
    failed["Diagnostic-Code"] = "smtp; 550 5.1.1 user unknown"
    status["Content-Type"] = "message/delivery-status"
    status.set_payload([Message(), failed])
    report.attach(status)
    report.add_attachment(out)
    report.replace_header("Content-Type", 'multipart/report; report-type="delivery-status"')
    return report


def test_refusals(office: Kind) -> None:
    to = {"name": "", "subject": "x", "id": "<1@a>", "references": []}
    with pytest.raises(TryLater):
        office.send(life.draft("x", {"to": "tempfail@localhost.test", **to}))
    with pytest.raises(Gone):
        office.send(life.draft("x", {"to": "reject@localhost.test", **to}))
    wrong = {**office.login.secrets, "password": "wrong"}
    with pytest.raises(Reconnect):
        Kind(replace(office.login, secrets=wrong), life.HERE).connect()
