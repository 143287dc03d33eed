"""The servers that the other real tests stand on do start and answer."""

import smtplib
import socket
from email.message import EmailMessage
from urllib.parse import urlparse

import pytest

from tests.real.servers import Base, Bluesky, Imap, Mail, Mastodon, WordPress

pytestmark = pytest.mark.real


def test_social_servers_give_a_login(wordpress: WordPress, bluesky: Bluesky, mastodon: Mastodon) -> None:
    for login in (wordpress.login(), bluesky.login(), mastodon.login()):
        assert login.address.startswith("http://")
        assert all(login.secrets.values())


def test_mail_lands(mail: Mail) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@localhost.test", "b@localhost.test", "Essai"
    message.set_content("Bonjour")
    with smtplib.SMTP(mail.host, mail.port) as line:
        line.send_message(message)
    assert any(m["Subject"] == "Essai" for m in mail.received())


def test_services_listen(imap: Imap, nats: Base, postgres: Base) -> None:
    addresses = [(url.hostname, url.port) for url in (urlparse(base.url) for base in (nats, postgres))]
    for address in (*addresses, (imap.host, imap.port)):
        socket.create_connection(address, 5).close()
