"""Messages from the public to institutions, written for this project and labelled with intent and tone."""

from importlib.resources import files
from typing import NamedTuple


class Message(NamedTuple):
    """One message and its labels."""

    intent: str
    tone: str
    text: str


def load(language: str, half: str) -> list[Message]:
    """The messages in `language` (fr, en) of one half (train, test)."""
    path = files("parvis.text.corpus") / f"{language}_{half}.tsv"
    return [Message(*line.split("\t", 2)) for line in path.read_text(encoding="utf-8").splitlines()]
