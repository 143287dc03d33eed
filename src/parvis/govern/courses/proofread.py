"""What the engine points at in a practice: the same rules as for what really goes out, and plain words."""

from datetime import date

from parvis.govern import rules
from parvis.networks.base import Limits
from parvis.say import Say
from parvis.text import plain


def findings(text: str, language: str, today: date) -> list[rules.Objection]:
    """Wooden language, personal data, promises without a date, jargon; what blocks first."""
    return [*rules.objections(text, Limits(), language, "reply", (), today), *_plain(text, language)]


def _plain(text: str, language: str) -> list[rules.Objection]:
    return [
        rules.Objection(f"plain_{each.kind}", False, Say(*each.say), Say(*each.suggestion), each.start, each.end)
        for each in plain.find(text, language)
    ]
