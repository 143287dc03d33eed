"""Messages from the public to institutions, written for this project and labelled with intent and tone."""

from importlib.resources import files
from typing import NamedTuple


class Message(NamedTuple):
    """One message and its labels."""

    intent: str
    tone: str
    text: str


def load(language: str, part: str) -> list[Message]:
    """The messages in `language` (fr, en) of one part: train, test, or for fr posts (on public affairs, tone only)."""
    path = files("parvis.text.corpus") / f"{language}_{part}.tsv"
    return [Message(*line.split("\t", 2)) for line in path.read_text(encoding="utf-8").splitlines()]
