"""Mails that came back, as the common servers write them."""

from email import message_from_string, policy
from email.message import EmailMessage

import pytest

from parvis.networks import bounces

OWN = "office@mairie.fr"
KEY = "0123456789abcdef0123456789abcdef"
ORIGINAL = f"From: {OWN}\nTo: ana@b.fr\nSubject: Re: Ma rue\nMessage-ID: <{KEY}@mairie.fr>\n"


def read(text: str) -> EmailMessage:
    return message_from_string(text, policy=policy.default)  # type: ignore[return-value]


def report(
    action: str = "failed",
    to: str = "ana@b.fr",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 <ana@b.fr>: user unknown",
    brought: str = f"Content-Type: text/rfc822-headers\n\n{ORIGINAL}",
    head: str = "",
) -> EmailMessage:
    """As Postfix and Exchange write it."""
    return read(
        f"From: MAILER-DAEMON@mx.mairie.fr\nTo: {OWN}\nSubject: Undelivered Mail Returned to Sender\n{head}"
        "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nI'm sorry to have to inform you.\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.mairie.fr\n\n"
        f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: {said}\n\n"
        f"--B\n{brought}\n--B--\n"
    )


WHOLE = f"Content-Type: message/rfc822\n\n{ORIGINAL}\nBonjour Ana\n"
OTHERS = {
    "exim": f"From: Mail Delivery System <Mailer-Daemon@mx.fr>\nX-Failed-Recipients: ana@b.fr\n"
    "Subject: Mail delivery failed: returning message to sender\n\nThis message was created automatically.\n\n"
    "  ana@b.fr\n    host mx.b.fr [192.0.2.1]\n    550 5.1.1 <ana@b.fr>: user unknown\n\n"
    f"------ This is a copy of the message, including all the headers. ------\n\n{ORIGINAL}",
    "qmail": "From: MAILER-DAEMON@mx.fr\nSubject: failure notice\n\nHi. This is the qmail-send program at mx.fr.\n\n"
    f"<ana@b.fr>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 user unknown\n\n"
    f"--- Below this line is a copy of the message.\n\nReturn-Path: <{OWN}>\n{ORIGINAL}",
    "without a copy": f"From: postmaster@b.fr\nIn-Reply-To: <{KEY}@mairie.fr>\nSubject: Undeliverable: Ma rue\n\n"
    "Votre message n'a pas pu être remis à ana@b.fr.\n550 5.1.1 user unknown\n",
}


@pytest.mark.parametrize("brought", [f"Content-Type: text/rfc822-headers\n\n{ORIGINAL}", WHOLE])
def test_a_report_says_which_mail_whom_and_why(brought: str) -> None:
    back = bounces.returned(report(brought=brought), OWN)
    assert back is not None
    assert (back.key, back.detail) == (KEY, "550 5.1.1 <ana@b.fr>: user unknown")
    assert back.say.fr == (
        "Ce courrier n’est pas arrivé à ana@b.fr : cette adresse n’existe pas, ou plus. "
        "Le serveur dit : « 550 5.1.1 <ana@b.fr>: user unknown »"
    )
    assert "did not reach ana@b.fr: this address does not exist" in back.say.en


def test_a_report_that_brings_nothing_back_names_what_it_answers() -> None:
    back = bounces.returned(
        report(brought="Content-Type: text/plain\n\nx", head=f"In-Reply-To: <{KEY}@mairie.fr>\n"), OWN
    )
    assert back is not None
    assert back.key == KEY


@pytest.mark.parametrize("server", OTHERS)
def test_servers_that_write_no_report(server: str) -> None:
    back = bounces.returned(read(OTHERS[server]), OWN)
    assert back is not None
    assert back.key == KEY
    assert "ana@b.fr : cette adresse n’existe pas" in back.say.fr
    assert "user unknown" in back.detail


@pytest.mark.parametrize(
    ("status", "said", "reason"),
    [
        ("5.2.2", "smtp; 552 5.2.2 quota", "pleine"),
        ("", "smtp; 552 mailbox is full", "pleine"),
        ("", "smtp; 550 no such user here", "n’existe pas"),
        ("5.7.1", "smtp; 550 5.7.1 rejected by policy", "refuse le courrier"),
        ("5.4.4", "", "introuvable"),
        ("5.4.7", "smtp; 421 timed out", "ne répond pas"),
        ("5.3.4", "", "trop lourd"),
        ("5.0.0", "", "ne l’a pas pris"),
    ],
)
def test_the_reason_in_plain_words(status: str, said: str, reason: str) -> None:
    back = bounces.returned(report(status=status, said=said), OWN)
    assert back is not None
    assert reason in back.say.fr


@pytest.mark.parametrize(
    "mail",
    [
        report(action="delayed", status="4.4.1"),
        report(action="delivered", status="2.0.0"),
        report(to=OWN),
        report(brought="Content-Type: text/rfc822-headers\n\nMessage-ID: <other@mairie.fr>\n"),
        read(OTHERS["exim"].replace("Mail delivery failed: returning message to sender", "Warning: message delayed")),
        read(f"From: ana@b.fr\nIn-Reply-To: <{KEY}@mairie.fr>\nSubject: Re: x\n\nErreur 550 chez vous, impossible !\n"),
        read(f"From: ana@b.fr\nIn-Reply-To: <{KEY}@mairie.fr>\nAuto-Submitted: auto-replied\nReturn-Path: <>\n\nNon"),
    ],
)
def test_what_is_no_return(mail: EmailMessage) -> None:
    assert bounces.returned(mail, OWN) is None
