"""A mail that came back: which one it was, whom it did not reach, why; in plain words and in those of the server.

Reports that machines write for machines (RFC 3464) say all of it; of others, the sender, the text and the id of the
mail that they bring back.
"""

import re
from email import message_from_string, policy
from email.message import EmailMessage, Message

from parvis.networks import letters
from parvis.networks.base import Returned
from parvis.say import Say

MOST = 300  # characters of the server's words
_STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b5\d\d[ -]|\b5\.\d{1,3}\.\d{1,3}\b")
_FAILED = re.compile(r"fail|undeliver|return|could ?n[o’']t|échec|non remis|pas pu être|impossible", re.IGNORECASE)
_DELAYED = re.compile(r"delay|retard|différé|warning|avertissement", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>;,:\"]+@[^\s<>;,:\"]+\.[\w-]+")
_UNKNOWN = re.compile(r"unknown|no such|does ?n[o’']t exist|not found|n[’']existe|invalid recipient", re.IGNORECASE)
_FULL = re.compile(r"quota|full|over ?size|pleine", re.IGNORECASE)


def returned(mail: EmailMessage, own: str) -> Returned | None:
    """Our mail that this one brings back for good; None where it is no such mail, or the copy for `own`."""
    key = _key(mail, own)
    if not key:
        return None
    told = _report(mail) if _is_report(mail) else _told(mail)
    if told is None or told[0].lower() == own.lower():
        return None
    address, status, said = told
    return Returned(key, _say(address, _reason(status or _guessed(said)), said), said)


def _is_report(mail: EmailMessage) -> bool:
    return any(part.get_content_type() == "message/delivery-status" for part in mail.walk())


# --- which mail it was


def _key(mail: EmailMessage, own: str) -> str:
    """The key in the id of a mail of ours: that of the mail brought back, or the one that is answered or named."""
    ours = re.compile(r"<([0-9a-f]{32})@" + re.escape(letters.ascii_domain(own)) + ">", re.IGNORECASE)
    named = " ".join(_ids_within(mail)), " ".join(letters.header(mail, name) for name in ("In-Reply-To", "References"))
    for text in (*named, _whole(mail) if letters.is_machine(mail) or mail["X-Failed-Recipients"] else ""):
        if found := ours.findall(text):
            return str(found[-1]).lower()
    return ""


def _ids_within(mail: EmailMessage) -> list[str]:
    """Of the mail that is brought back whole, or its headers."""
    found = []
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822" and part.is_multipart():
            found.append(str(part.get_payload(0).get("Message-ID", "")))  # type: ignore[union-attr]
        elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
            head = message_from_string(letters.decoded(part), policy=policy.compat32)  # type: ignore[arg-type]
            found.append(str(head.get("Message-ID", "")))
    return found


def _whole(mail: EmailMessage) -> str:
    parts = (part for part in mail.walk() if part.get_content_maintype() == "text")
    return "\n".join(letters.decoded(part) for part in parts)  # type: ignore[arg-type]


# --- what is said of it: address, status (RFC 3463), the server's words


def _report(mail: EmailMessage) -> tuple[str, str, str] | None:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for group in part.get_payload():
                if isinstance(group, Message) and _field(group, "Action").lower() == "failed":
                    return _of_group(group)
    return None


def _of_group(group: Message) -> tuple[str, str, str]:
    address = _field(group, "Original-Recipient") or _field(group, "Final-Recipient")
    said, status = _field(group, "Diagnostic-Code"), _STATUS.search(_field(group, "Status"))
    return _bare(address), status[0] if status else "", _bare(said)[:MOST]


def _field(group: Message, name: str) -> str:
    return " ".join(str(group.get(name, "")).split())


def _bare(value: str) -> str:
    """Without the type before the semicolon: `rfc822;ana@b.fr`, `smtp; 550 no`."""
    return re.sub(r"^[\w-]+\s*;\s*", "", value).strip("<> ")


def _told(mail: EmailMessage) -> tuple[str, str, str] | None:
    subject, text = letters.header(mail, "Subject"), letters.written(mail)
    by_machine = letters.is_machine(mail) or mail["X-Failed-Recipients"]
    if not by_machine or _DELAYED.search(subject) or not (_FAILED.search(subject) or _CODE.search(text)):
        return None
    said = next((line.strip(" <>") for line in text.splitlines() if _CODE.search(line)), "")
    failed = _ADDRESS.search(letters.header(mail, "X-Failed-Recipients")) or _ADDRESS.search(text)
    status = _STATUS.search(said)
    return failed[0] if failed else "", status[0] if status else "", said[:MOST]


def _guessed(said: str) -> str:
    return "5.1.1" if _UNKNOWN.search(said) else "5.2.2" if _FULL.search(said) else ""


# --- in plain words


def _reason(status: str) -> Say:
    return next((say for pattern, say in _REASONS if re.match(pattern, status)), _OTHER)


def _say(address: str, reason: Say, said: str) -> Say:
    to_fr, to_en = (f" à {address}", f" {address}") if address else (" à son destinataire", " its reader")
    fr, en = (f" Le serveur dit : « {said} »", f" The server says: “{said}”") if said else ("", "")
    return Say(
        f"Ce courrier n’est pas arrivé{to_fr} : {reason.fr}.{fr}", f"This mail did not reach{to_en}: {reason.en}.{en}"
    )


_OTHER = Say("son serveur ne l’a pas pris", "the server there did not take it")
_REASONS = (
    (
        r"[45]\.1\.(?:0|1|6|10)$",
        Say("cette adresse n’existe pas, ou plus", "this address does not exist, or no longer"),
    ),
    (
        r"5\.1\.2$|[45]\.4\.4$",
        Say("le domaine de cette adresse est introuvable", "the domain of this address is unknown"),
    ),
    (r"[45]\.2\.2$", Say("la boîte de cette personne est pleine", "this person’s mailbox is full")),
    (r"[45]\.2\.1$", Say("la boîte de cette personne est fermée", "this person’s mailbox is closed")),
    (r"[45]\.(?:2\.3|3\.4)$", Say("il est trop lourd pour son serveur", "it is too large for the server there")),
    (r"[45]\.7\.", Say("son serveur refuse le courrier du vôtre", "the server there refuses mail from yours")),
    (r"[45]\.4\.", Say("son serveur ne répond pas", "the server there does not answer")),
)
