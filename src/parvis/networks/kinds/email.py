"""An e-mail address as a channel: mail in the box is what is addressed to us, answers go out in the same thread."""

import hashlib
import imaplib
import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from time import strftime
from typing import Any, NamedTuple

import httpcore2

from parvis.networks import letters, words
from parvis.networks.base import Account, Asked, Batch, Can, Draft, Found, Info, Login, Sent, Waiting
from parvis.networks.bounces import returned
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.figures import limits
from parvis.networks.guard import Forbidden
from parvis.networks.http import Http, begin
from parvis.networks.mailbox import Imap, Smtp, place
from parvis.say import Say

MOST_BYTES, BATCH = 1_000_000, 50
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TAKEN = (250, 251)  # 251: taken, and sent on to where that person is now
UNCONNECTED = (OSError, httpcore2.NetworkError, httpcore2.TimeoutException)

INFO = Info(
    slug="email",
    name="E-mail",
    can=frozenset({Can.CONNECT, Can.LISTEN, Can.REPLY}),
    limits=limits("email"),
    docs="https://www.rfc-editor.org/rfc/rfc9051",
    verified=Say(
        "Vérifié le 28 novembre 2026 sur un vrai serveur IMAP (Dovecot) et un vrai serveur SMTP.",
        "Verified on 28 November 2026 on a real IMAP server (Dovecot) and a real SMTP server.",
    ),
    note=Say(
        "Chaque réponse vous est aussi envoyée en copie cachée : c’est à cette copie que Parvis reconnaît ce qui est "
        "parti. Un courrier qui revient est signalé, et l’échange redevient à traiter. Un message envoyé ne se retire "
        "pas. Les pièces jointes reçues sont nommées ici et restent dans votre boîte.",
        "Every answer is also sent to you as a blind copy: by this copy Parvis knows what went out. "
        "A mail that comes back is told, and its conversation asks for an answer again. A mail that was sent cannot be "
        "taken back. Files that you receive are named here and stay in your mailbox.",
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

UNREADABLE = "Ce courrier n’a pas pu être lu ici. Lisez-le dans votre boîte. / Read this mail in your mailbox."


class _Wire(EmailPolicy):
    """As SMTP wants it; the ids of mails are folded between them and never written in another way (RFC 5322, 3.6.4)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in ("message-id", "in-reply-to", "references"):
            return f"{name}: {f'{self.linesep} '.join(str(value).split())}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


ON_THE_WIRE = _Wire(linesep="\r\n")


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
        """Mail after the cursor; at the first call the newest fifty. A box that was rebuilt, where no number is what it
        was, is read again from the day on which its last mail came."""
        with self._imap() as box:
            validity = _response(box, "UIDVALIDITY")
            uids = self._after(box, cursor, validity)
            come = [each for uid in uids if (each := self._fetch(box, uid))]
        day = max((each.day for each in come), default=cursor.get("day", ""))
        last = cursor.get("uid", 0) if cursor.get("validity") == validity else 0
        back = {each.raw: returned(each.mail, self.login.handle) for each in come}
        found = tuple(self._read(each) for each in come if not back[each.raw])
        cursor = {"validity": validity, "uid": max(uids, default=last), "day": day}
        return Batch(found, cursor, returned=tuple(each for each in back.values() if each))

    def _after(self, box: Imap, cursor: Mapping[str, Any], validity: int) -> list[int]:
        """Up to fifty numbers of mails, the oldest first."""
        last = cursor.get("uid", 0)
        if last and cursor.get("validity") == validity:
            return [uid for uid in self._uids(box, f"UID {last + 1}:*") if uid > last][:BATCH]
        if day := cursor.get("day"):
            return self._uids(box, f"SINCE {_imap_day(day)}")[:BATCH]
        return self._uids(box, "ALL")[-BATCH:]

    def _uids(self, box: Imap, query: str) -> list[int]:
        _, data = box.uid("SEARCH", query)
        return sorted(int(uid) for uid in (data[0] or b"").split())

    def _fetch(self, box: Imap, uid: int) -> "Letter | None":
        """A mail, or its beginning where it is large; None where somebody has just taken it away."""
        _, data = box.uid("FETCH", str(uid), f"(INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((_letter(part) for part in data if isinstance(part, tuple)), None)

    def _read(self, letter: "Letter") -> Found:
        """What came; of a mail that no program understands, that there is one."""
        try:
            return self._found(letter)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            number, at = _made_number(letter.raw, self.login.handle), letters.when(letter.mail)
            return Found(number, "", UNREADABLE, at, title=letters.header(letter.mail, "Subject"), addressed=True)

    def _found(self, letter: "Letter") -> Found:
        mail, own = letter.mail, self.login.handle.lower()
        number = letters.header(mail, "Message-ID") or _made_number(letter.raw, own)
        written_by, answer_to = letters.people(mail, "From"), letters.people(mail, "Reply-To")
        name, address = written_by if answer_to[1].lower() in ("", own) else answer_to
        above = letters.ids(letters.header(mail, "References") + " " + letters.header(mail, "In-Reply-To"))
        is_own, automatic = address.lower() == own, letters.is_automatic(mail, own)
        answerable = address and not is_own and not automatic
        handle = {"to": address, "name": name, "subject": letters.header(mail, "Subject")}
        return Found(
            external_id=number[:400],
            url="",
            title=letters.header(mail, "Subject"),
            text=letters.written(mail),
            published_at=letters.when(mail),
            author=name or address,
            author_handle=address,
            author_id=address.lower(),
            reply_to=above[-1] if above else "",
            thread=above[0] if above else number[:400],
            media=letters.files(mail, is_whole=len(letter.raw) < MOST_BYTES),
            is_own=is_own,
            addressed=not is_own and not automatic,
            automatic=automatic and not is_own,
            reply_handle={**handle, "id": number, "references": above[-20:]} if answerable else {},
        )

    # --- sending

    def send(self, draft: Draft) -> Sent | Waiting:
        if not draft.reply_to:
            raise Amend(NO_TWO_WAY, "no reply_to")
        people = [self._reached(draft.reply_to["to"]), self._reached(self.login.handle)]
        mail = self._mail(draft, *people)
        with self._smtp() as line:
            self._hand_over(line, mail, [each.addr_spec for each in people])
        return Sent(self._number(draft), "")

    def _reached(self, address: str) -> Address:
        """An address as servers take it: its domain in ASCII (RFC 5890)."""
        local, _, domain = address.strip().rpartition("@")
        try:
            if local and domain:
                return Address(username=local, domain=domain.encode("idna").decode())
        except ValueError:  # an odd sign, or a domain that is none
            pass
        raise Amend(_no_address(address), address)

    def _hand_over(self, line: Smtp, mail: EmailMessage, people: list[str]) -> None:
        """The server takes the mail with its answer to DATA; before that nothing was sent."""
        host, plain = line._host, all(each.isascii() for each in people)
        if not plain and not line.has_extn("smtputf8"):
            raise Amend(_not_written(host, people[0]), "no SMTPUTF8")
        code, said = line.mail(people[1], () if plain else ("SMTPUTF8", "BODY=8BITMIME"))
        if code == 250:
            code, said = line.rcpt(people[0])
            if 400 <= code < 500:  # it makes this one person wait, as it does with whom it does not know
                raise TryLater(words.troubled(host), self.http.clean(f"{code} {said!r}"), 300, alone=True)
        if code in TAKEN:
            code, said = line.rcpt(people[1])
        if code not in TAKEN:
            raise self._refusal(host, code, said)
        content = mail.as_bytes(policy=ON_THE_WIRE if plain else ON_THE_WIRE.clone(utf8=True))
        begin()
        try:
            code, said = line.data(content)
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

    def _mail(self, draft: Draft, to: Address, own: Address) -> EmailMessage:
        above, mail = draft.reply_to, EmailMessage()
        subject = _one_line(draft.title or above["subject"])
        mail["From"] = own
        mail["To"] = Address(_one_line(above.get("name", "")), to.username, to.domain)
        mail["Subject"] = subject if re.match(r"re\s*:", subject, re.I) else f"Re: {subject}"
        mail["Date"] = draft.not_before
        mail["Message-ID"] = self._number(draft)
        if known := [each for each in (*above.get("references", ()), above["id"]) if _may_be_named(each)]:
            mail["In-Reply-To"] = known[-1]
            mail["References"] = " ".join(known)
        mail.set_content(draft.text)
        for media in draft.media:
            main, _, sub = media.content_type.partition("/")
            mail.add_attachment(media.content, maintype=main, subtype=sub, filename=media.name)
        return mail

    def _number(self, draft: Draft) -> str:
        """The same at every try: a server or reader that gets it twice can tell."""
        return f"<{draft.key}@{letters.ascii_domain(self.login.handle)}>"

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


class Letter(NamedTuple):
    """A mail as the box gave it; `day` (YYYY-MM-DD) is when it came there."""

    mail: EmailMessage
    raw: bytes
    day: str


def _letter(part: tuple[bytes, bytes]) -> Letter:
    about, raw = part
    came = re.search(rb'INTERNALDATE "([^"]+)"', about)
    mail = message_from_bytes(raw, policy=policy.default)
    day = imaplib.Internaldate2tuple(b'INTERNALDATE "' + came[1] + b'"') if came else None
    return Letter(mail, raw, strftime("%Y-%m-%d", day) if day else "")  # type: ignore[arg-type]


def _imap_day(day: str) -> str:
    """The day before `day`, as IMAP writes it: servers and boxes keep different hours."""
    before = date.fromisoformat(day) - timedelta(days=1)
    return f"{before.day}-{MONTHS[before.month - 1]}-{before.year}"


def _made_number(raw: bytes, own: str) -> str:
    """An id for a mail that has none: the same one whenever it is read."""
    return f"<{hashlib.sha256(raw).hexdigest()[:40]}@{own.replace('@', '.')}.invalid>"


def _may_be_named(number: str) -> bool:
    """Whether an id may stand in a header (RFC 5322, 2.1.1: lines end before 998 characters)."""
    return number.isascii() and len(number) < 900 and bool(re.fullmatch(r"<[^<>\s]+>", number))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _no_address(address: str) -> Say:
    return Say(
        f"« {address} » n’est pas une adresse à laquelle on peut écrire. Rien n’est parti : répondez autrement à cette "
        "personne, puis classez l’échange.",
        f"“{address}” is not an address that one can write to. Nothing went out: answer this person in another way, "
        "then close the conversation.",
    )


def _not_written(host: str, address: str) -> Say:
    return Say(
        f"{host} ne sait pas écrire à « {address} », dont le nom porte un accent. Rien n’est parti : répondez "
        "autrement à cette personne, ou demandez à votre hébergeur d’activer SMTPUTF8.",
        f"{host} cannot write to “{address}”, whose name has an accent. Nothing went out: answer this person in "
        "another way, or ask your mail host to turn on SMTPUTF8.",
    )
