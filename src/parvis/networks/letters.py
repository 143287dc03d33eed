"""A mail as a person reads it: its headers, what was written anew, the names of its files. No connection is made."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses, parsedate_to_datetime

from parvis.networks.base import FoundMedia
from parvis.networks.plain import quoting_text_of

SMALL_PICTURE = 15_000  # bytes; below, a picture inside the text is a logo of a signature
FORWARDED = re.compile(r"\s*(?:fwd?|tr|wg|i)\s*:", re.IGNORECASE)

# The line above a quotation, as mail programs write it; it may be broken over three lines.
_WROTE = re.compile(r"(?:le|on|am|el)\s.{6,300}(?:a\s+écrit|wrote|schrieb|escribió)\s?:", re.IGNORECASE)
_STAMP = re.compile(r"@|\d{1,2} ?[:h] ?\d\d|\d\s?[ap]m", re.I)  # which a person who quotes somebody does not write
_RULE = re.compile(r"-{3,}\s*(?:message d[’']origine|message original|original message|mail original)\s*-{3,}", re.I)
_FROM = re.compile(r"\*?(?:de|from|von)\s?:\*?\s*\S", re.IGNORECASE)
_OTHERS = re.compile(r"\*?(?:envoyé|sent|date|à|to|objet|subject|cc|gesendet|an)\s?:", re.IGNORECASE)
_LINE = re.compile(r"_{20,}|-{20,}")
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe")
_MACHINES = re.compile(r"(?:mailer-?daemon|mail-?daemon|postmaster)@", re.IGNORECASE)


def header(mail: EmailMessage, name: str) -> str:
    """A header as text; one that cannot be read counts as absent."""
    try:
        return " ".join(str(mail.get(name, "")).split())
    except (ValueError, IndexError, AttributeError, LookupError, TypeError):
        return ""


def people(mail: EmailMessage, name: str) -> tuple[str, str]:
    """Name and address of the first person in a header; empty where there is none."""
    found = getaddresses([header(mail, name)])
    return next(((who, address) for who, address in found if "@" in address), ("", ""))


def ids(text: str) -> list[str]:
    """The message ids in a header."""
    return re.findall(r"<[^<>\s]+>", text)


def when(mail: EmailMessage) -> datetime:
    """When it says that it was written, in UTC."""
    try:
        at = parsedate_to_datetime(header(mail, "Date"))
    except (ValueError, TypeError):
        return datetime(1970, 1, 1, tzinfo=UTC)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def ascii_domain(address: str) -> str:
    """The domain of an address as servers write it (RFC 5890)."""
    domain = address.rpartition("@")[2]
    try:
        return domain.encode("idna").decode()
    except ValueError:
        return domain.encode("ascii", "ignore").decode()


# --- who wrote it


def is_automatic(mail: EmailMessage, own: str) -> bool:
    """Whether a machine wrote it, or a list sent it on: never answered, else two machines talk for ever (RFC 3834).

    A list that is the house's own address (`own`) brings it what people write there.
    """
    says = header(mail, "Auto-Submitted").lower() not in ("", "no") or header(mail, "Return-Path") == "<>"
    answers = mail["X-Autoreply"] or mail["X-Autorespond"] or header(mail, "Precedence").lower() == "auto_reply"
    reports = mail.get_content_type() == "multipart/report" or is_machine(mail)
    return bool(says or answers or reports) or _is_listed(mail, own)


def is_machine(mail: EmailMessage) -> bool:
    """Whether a mail server is its sender."""
    return bool(_MACHINES.match(people(mail, "From")[1]))


def _is_listed(mail: EmailMessage, own: str) -> bool:
    named = " ".join(header(mail, name) for name in _LISTS).lower()
    ours = own.lower() in named or own.lower().replace("@", ".") in named
    bulk = header(mail, "Precedence").lower() in ("bulk", "junk", "list")
    return not ours and bool(named.strip() or bulk)


# --- what it says


def written(mail: EmailMessage) -> str:
    """What its author wrote; the mail that it answers is left out, a forwarded one is not."""
    text = re.sub(r"\n{3,}", "\n\n", _text(mail)).strip()
    return text if FORWARDED.match(header(mail, "Subject")) else without_quotation(text) or text


def _text(part: MIMEPart) -> str:
    """The text of a part with all below it: of alternatives the plain one, of related parts the first."""
    if not part.is_multipart():
        return "" if _is_file(part) else _plain(part)
    texts = [_text(each) for each in part.iter_parts()] if part.get_content_maintype() == "multipart" else []
    if part.get_content_type() in ("multipart/alternative", "multipart/related", "multipart/report"):
        return next((text for text in texts if text.strip()), "")
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())


def _plain(part: MIMEPart) -> str:
    if part.get_content_maintype() != "text":
        return ""
    text = decoded(part)
    return quoting_text_of(text) if part.get_content_subtype() == "html" else text.replace("\r\n", "\n")


def decoded(part: MIMEPart) -> str:
    """The text of a part in its own charset; where that is missing, unknown or wrong, in the likeliest one."""
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    told = (part.get_content_charset() or "utf-8").lower()
    for charset in ("cp1252" if told in ("iso-8859-1", "latin-1") else told, "utf-8"):
        try:
            return content.decode("utf-8" if charset in ("us-ascii", "ascii") else charset)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def without_quotation(text: str) -> str:
    """The text without the mail that it answers, wherever that stands: below, above, or between the lines."""
    lines, kept, at = text.splitlines(), [""] * 0, 0
    while at < len(lines):
        if lines[at].startswith(">"):
            at += 1
        elif above := _wrote(lines, at):
            if not _quoted(lines, at + above):
                break
            at += above
        elif _begins_original(lines, at):
            break
        else:
            kept.append(lines[at])
            at += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _wrote(lines: list[str], at: int) -> int:
    """How many lines say who wrote what follows; 0 where none does."""
    for count in (1, 2, 3):
        said = " ".join(lines[at : at + count]).replace("\xa0", " ").replace("\u202f", " ").strip()
        if said.endswith(":") and len(said) < 400:
            return count if _WROTE.fullmatch(said) and _STAMP.search(said) else 0
    return 0


def _quoted(lines: list[str], at: int) -> bool:
    """Whether the next line that is not empty is marked as a quotation."""
    return next((line.startswith(">") for line in lines[at : at + 6] if line.strip()), False)


def _begins_original(lines: list[str], at: int) -> bool:
    """Whether the mail that is answered stands from here on, under its own headers."""
    line = lines[at].strip()
    if _RULE.fullmatch(line):
        return True
    if _LINE.fullmatch(line):
        after = next((number for number in range(at + 1, min(at + 4, len(lines))) if lines[number].strip()), at)
        return after > at and _begins_original(lines, after)
    below = [each.strip() for each in lines[at + 1 : at + 8] if each.strip()]
    return bool(_FROM.match(line)) and sum(bool(_OTHERS.match(each)) for each in below) >= 2


# --- its files


def files(mail: EmailMessage, is_whole: bool = True) -> tuple[FoundMedia, ...]:
    """Its attachments by name, kind and size in bytes; what they hold stays in the mailbox.

    Of a mail that is not whole, the last one goes on: its size is not known.
    """
    found = [_named(part) for part, related in _leaves(mail) if _is_file(part) and not _is_logo(part, related)]
    if found and not is_whole:
        found[-1] = replace(found[-1], size=0)
    return tuple(found)


def _leaves(part: MIMEPart, related: bool = False) -> Iterator[tuple[MIMEPart, bool]]:
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part, related
        return
    for each in part.iter_parts():
        yield from _leaves(each, related or part.get_content_subtype() == "related")


def _is_file(part: MIMEPart) -> bool:
    text = part.get_content_maintype() == "text"
    return part.get_content_disposition() == "attachment" or not text or bool(_name(part))


def _name(part: MIMEPart) -> str:
    try:
        return " ".join((part.get_filename() or "").split())[:200]
    except (ValueError, TypeError, LookupError, AttributeError):
        return ""


def _is_logo(part: MIMEPart, related: bool) -> bool:
    return related and part.get_content_maintype() == "image" and _size(part) < SMALL_PICTURE


def _size(part: MIMEPart) -> int:
    content = part.get_payload(decode=True)
    return len(content) if isinstance(content, bytes) else len(bytes(part))


def _named(part: MIMEPart) -> FoundMedia:
    attached = part.get_content_type() == "message/rfc822"
    inner = part.get_payload(0) if attached and part.is_multipart() else None
    name = _name(part) or (header(inner, "Subject")[:200] if isinstance(inner, EmailMessage) else "")
    kind = part.get_content_type()
    return FoundMedia("", content_type=kind, name=name or kind, size=_size(part))
