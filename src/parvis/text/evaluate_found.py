"""What an evaluation found, in plain figures: whoever shows them needs no model."""

from typing import NamedTuple

from parvis.say import Say


class Class(NamedTuple):
    """How one label fares, 0 to 1, and how many texts bear it."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


class Bin(NamedTuple):
    """Answers of about one confidence: how many, how sure on average, how often right."""

    number: int
    confidence: float
    accuracy: float


class Error(NamedTuple):
    """A text read wrongly."""

    text: str
    gold: str
    found: str
    confidence: float


class Result(NamedTuple):
    """One task on one set of texts. `measured` is the day, ISO 8601; `recorded` when it was not measured now.

    `calibration_chance`: the calibration error that one perfectly honest reader in twenty would show or exceed on so
    few texts.
    """

    key: str
    title: Say
    measured: str
    recorded: bool
    texts: int
    macro_f1: float
    accuracy: float
    calibration_error: float
    calibration_chance: float
    goal: str
    classes: list[Class]
    confusion: list[list[int]]
    bins: list[Bin]
    errors: list[Error]
