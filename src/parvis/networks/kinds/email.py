"""An e-mail address as a channel: mail in the box is what is addressed to us, answers go out in the same thread."""

import imaplib
import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, getaddresses, parsedate_to_datetime
from typing import Any

import httpcore2

from parvis.networks import words
from parvis.networks.base import Account, Asked, Batch, Can, Draft, Found, Info, Login, Sent, Waiting
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.figures import limits
from parvis.networks.guard import Forbidden
from parvis.networks.http import Http
from parvis.networks.mailbox import Imap, Smtp, place
from parvis.networks.plain import text_of
from parvis.say import Say

MOST_BYTES, BATCH = 1_000_000, 50
UNCONNECTED = (OSError, httpcore2.NetworkError, httpcore2.TimeoutException)

INFO = Info(
    slug="email",
    name="E-mail",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.REPLY}),
    limits=limits("email"),
    docs="https://www.rfc-editor.org/rfc/rfc9051",
    verified=Say(
        "Vérifié le 21 novembre 2026 sur un vrai serveur IMAP (Dovecot) et un vrai serveur SMTP.",
        "Verified on 21 November 2026 on a real IMAP server (Dovecot) and a real SMTP server.",
    ),
    note=Say(
        "Chaque réponse vous est aussi envoyée en copie cachée : c’est à cette copie que Parvis reconnaît ce qui est "
        "parti. Un message envoyé ne se retire pas.",
        "Every answer is also sent to you as a blind copy: by this copy Parvis knows what went out. "
        "A mail that was sent cannot be taken back.",
    ),
    asks=(
        Asked("handle", Say("Adresse électronique", "E-mail address"), Say("contact@mairie.fr", "office@town.org")),
        Asked("password", Say("Mot de passe", "Password"), secret=True),
        Asked("imap", Say("Serveur de réception (IMAP)", "Incoming server (IMAP)"), Say("imap.mairie.fr:993", "")),
        Asked("smtp", Say("Serveur d’envoi (SMTP)", "Outgoing server (SMTP)"), Say("smtp.mairie.fr:465", "")),
        Asked(
            "user",
            Say("Identifiant, s’il n’est pas l’adresse", "User name, where it is not the address"),
        ),
    ),
    known_by=Say("par la copie cachée qui vous revient", "by the blind copy that comes back to you"),
)

NO_TWO_WAY = Say(
    "Une boîte de courrier répond à qui a écrit, elle ne publie pas. Rien n’est parti : choisissez un autre canal.",
    "A mailbox answers those who wrote, it does not publish. Nothing went out: choose another channel.",
)


class Kind:
    """A mailbox, by its address and password."""

    info = INFO

    def __init__(self, login: Login, http: Http) -> None:
        self.login = login
        self.http = http.knowing(tuple(login.secrets.values()))

    # --- connecting

    def connect(self) -> tuple[Account, Login]:
        with self._imap():
            pass
        with self._smtp():
            pass
        handle = self.login.handle
        self.login = replace(self.login, external_id=handle)
        return Account(handle, handle, handle, f"mailto:{handle}"), self.login

    # --- listening

    def addressed(self, cursor: Mapping[str, Any]) -> Batch:
        """Mail after the cursor; at the first call the newest fifty. A box that was rebuilt is read from its start."""
        with self._imap() as box:
            validity = _response(box, "UIDVALIDITY")
            last = cursor.get("uid", 0) if cursor.get("validity") == validity else 0
            uids = [uid for uid in self._uids(box, f"UID {last + 1}:*") if uid > last]
            uids = uids[:BATCH] if last else uids[-BATCH:]
            found = [mail for uid in uids if (mail := self._found(self._fetch(box, uid)))]
        return Batch(tuple(found), {"validity": validity, "uid": max(uids, default=last)})

    def _uids(self, box: Imap, query: str) -> list[int]:
        _, data = box.uid("SEARCH", query)
        return sorted(int(uid) for uid in (data[0] or b"").split())

    def _fetch(self, box: Imap, uid: int) -> EmailMessage:
        _, data = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        raw = next((part[1] for part in data if isinstance(part, tuple)), b"")
        return message_from_bytes(raw, policy=policy.default)  # type: ignore[arg-type,return-value]

    def _found(self, mail: EmailMessage) -> Found | None:
        number = _header(mail, "Message-ID")
        people = getaddresses([_header(mail, "Reply-To") or _header(mail, "From")])
        if not number or not people:
            return None
        name, address = people[0]
        above = re.findall(r"<[^<>\s]+>", _header(mail, "References") + " " + _header(mail, "In-Reply-To"))
        is_own = address.lower() == self.login.handle.lower()
        return Found(
            external_id=number[:400],
            url="",
            title=_header(mail, "Subject"),
            text=_body(mail),
            published_at=_when(mail),
            author=name or address,
            author_handle=address,
            author_id=address.lower(),
            reply_to=above[-1] if above else "",
            thread=above[0] if above else number[:400],
            is_own=is_own,
            addressed=not is_own and not _is_automatic(mail),
            reply_handle={
                "to": address,
                "name": name,
                "subject": _header(mail, "Subject"),
                "id": number,
                "references": above[-20:],
            },
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        if not draft.reply_to:
            raise Amend(NO_TWO_WAY, "no reply_to")
        mail = self._mail(draft)
        people = [draft.reply_to["to"], self.login.handle]
        with self._smtp() as line:
            self._hand_over(line, mail, people)
        return Sent(mail["Message-ID"], "")

    def _hand_over(self, line: Smtp, mail: EmailMessage, people: list[str]) -> None:
        """The server takes the mail with its answer to DATA; before that nothing was sent."""
        host = line._host
        code, said = line.mail(self.login.handle)
        if code == 250:
            code, said = line.rcpt(people[0])
        if code == 250:
            code, said = line.rcpt(people[1])
        if code != 250:
            raise self._refusal(host, code, said)
        try:
            code, said = line.data(mail.as_bytes(policy=policy.SMTP))
        except smtplib.SMTPDataError as error:
            raise self._refusal(host, error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise MaybeSent(words.maybe_sent(host), self.http.clean(repr(error))) from None
        if 400 <= code < 600:
            raise self._refusal(host, code, said)
        if code != 250:  # no answer of SMTP, and the letter is over there
            raise MaybeSent(words.maybe_sent(host), self.http.clean(f"{code} {said!r}"))

    def _refusal(self, host: str, code: int, said: bytes | str) -> NetworkError:
        detail = self.http.clean(f"{code} {said!r}")
        reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        if 400 <= code < 500:
            return TryLater(words.troubled(host), detail, 300)
        if code in (530, 535):
            return Reconnect(words.reconnect(host), detail)
        if reason.startswith("5.1.1"):
            return Gone(words.gone(host), detail)
        return Amend(words.refused(host, reason[:200]), detail)

    def _mail(self, draft: Draft) -> EmailMessage:
        above, mail = draft.reply_to, EmailMessage()
        subject = re.sub(r"[\r\n]+", " ", draft.title or above["subject"])
        mail["From"] = self.login.handle
        mail["To"] = formataddr((re.sub(r"[\r\n]+", " ", above.get("name", "")), above["to"]))
        mail["Subject"] = subject if re.match(r"re\s*:", subject, re.I) else f"Re: {subject}"
        mail["Date"] = draft.not_before
        mail["Message-ID"] = self._number(draft)
        mail["In-Reply-To"] = above["id"]
        mail["References"] = " ".join([*above.get("references", ()), above["id"]])
        mail.set_content(draft.text)
        for media in draft.media:
            main, _, sub = media.content_type.partition("/")
            mail.add_attachment(media.content, maintype=main, subtype=sub, filename=media.name)
        return mail

    def _number(self, draft: Draft) -> str:
        """The same at every try: a server or reader that gets it twice can tell."""
        return f"<{draft.key}@{self.login.handle.rpartition('@')[2]}>"

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting:
        """A mail server answers at once and never makes us wait."""
        return self.find_sent(draft) or self.send(draft)

    def find_sent(self, draft: Draft) -> Sent | None:
        """By the blind copy to ourselves, which went out in the same transaction."""
        number = self._number(draft)
        with self._imap() as box:
            return Sent(number, "") if self._uids(box, f'HEADER Message-ID "{number}"') else None

    # --- the servers

    @contextmanager
    def _imap(self) -> Iterator[Imap]:
        host, port = place(self.login.secrets.get("imap", ""), 993)
        try:
            with Imap(host, port, self.http.allow_loopback) as box:
                self._signed_in(lambda: box.login(*self._who()), host)
                box.select("INBOX", readonly=True)
                yield box
        except UNCONNECTED as error:
            raise self._unreached(host, error) from None
        except imaplib.IMAP4.error as error:
            raise TryLater(words.troubled(host), self.http.clean(repr(error))) from None

    @contextmanager
    def _smtp(self) -> Iterator[Smtp]:
        host, port = place(self.login.secrets.get("smtp", ""), 465)
        try:
            line = Smtp(host, port, self.http.allow_loopback)
        except (*UNCONNECTED, smtplib.SMTPException) as error:
            raise self._unreached(host, error) from None
        try:
            line.ehlo()
            if line.has_extn("auth"):
                self._signed_in(lambda: line.login(*self._who()), host)
            yield line
        except (*UNCONNECTED, smtplib.SMTPException) as error:
            raise self._unreached(host, error) from None
        finally:
            line.close()

    def _unreached(self, host: str, error: Exception) -> NetworkError:
        detail = self.http.clean(repr(error))
        if isinstance(error, Forbidden):
            return Amend(words.not_public(host), detail)
        return TryLater(words.unreachable(host), detail)

    def _signed_in(self, sign_in: Any, host: str) -> None:
        try:
            sign_in()
        except (imaplib.IMAP4.error, smtplib.SMTPAuthenticationError) as error:
            if isinstance(error, imaplib.IMAP4.abort):
                raise
            raise Reconnect(words.reconnect(host), self.http.clean(repr(error))) from None

    def _who(self) -> tuple[str, str]:
        return self.login.secrets.get("user") or self.login.handle, self.login.secrets.get("password", "")


def _response(box: Imap, name: str) -> int:
    _, data = box.response(name)
    return int(data[0]) if data and data[0] else 0


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text; one that cannot be read counts as absent."""
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (ValueError, IndexError, AttributeError):
        return ""


def _body(mail: EmailMessage) -> str:
    """What a person reads; the quoted mail below is left out."""
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        return ""
    text = text_of(content) if part.get_content_subtype() == "html" else content
    lines = [line for line in text.splitlines() if not line.startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_automatic(mail: EmailMessage) -> bool:
    """Out-of-office notes and bounces (RFC 3834): never answered, else two machines talk for ever."""
    automatic = _header(mail, "Auto-Submitted").lower()
    return (automatic not in ("", "no")) or _header(mail, "Return-Path") == "<>"


def _when(mail: EmailMessage) -> datetime:
    try:
        at = parsedate_to_datetime(_header(mail, "Date"))
    except (ValueError, TypeError):
        return datetime(1970, 1, 1, tzinfo=UTC)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
