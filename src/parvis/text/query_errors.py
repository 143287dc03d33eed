"""What is said of a query that cannot be read: where, why, and a repair when one is likely."""

import tomllib
from pathlib import Path

from parvis.say import Say

_TEXT = Path(__file__).with_name("query_messages.toml").read_text("utf-8")
MESSAGES = {code: Say(**message) for code, message in tomllib.loads(_TEXT).items()}

_SPACED = (
    ("« ", "«\u00a0"),
    (" »", "\u00a0»"),
    (" :", "\u00a0:"),
    (" ;", "\u00a0;"),
    (" ?", "\u00a0?"),
    (" !", "\u00a0!"),
)


def french(text: str) -> str:
    """The text with the no-break spaces that French typography asks for."""
    for plain, spaced in _SPACED:
        text = text.replace(plain, spaced)
    return text


class QueryError(ValueError):
    """`start` and `end` are code points of the query's text; `repair` is a whole query to try, or empty."""

    def __init__(self, code: str, start: int = 0, end: int = 0, repair: str = "", **values: object) -> None:
        template = MESSAGES[code]
        self.code, self.start, self.end, self.repair = code, start, end, repair
        self.say = Say(french(template.fr).format(**values), template.en.format(**values))
        super().__init__(self.say.en)
