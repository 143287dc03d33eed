"""What a course holds. Ready courses are files of this room, a house's own are rows: both have one shape."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

READY = ("why", "charter", "criticism", "data", "crisis", "posts")
PARTS = ("modules", "questions", "situations")


@dataclass(frozen=True)
class Module:
    """Some minutes of reading. `picture`: a drawing of this room; `video`: an address, and whether it has captions."""

    id: str
    title: str
    text: str
    picture: str = ""
    alt: str = ""
    video: str = ""
    captions: bool = False


@dataclass(frozen=True)
class Question:
    """`order`: the choices as they should stand; else what is `right` among what is `wrong`."""

    id: str
    text: str
    why: str
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    order: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """`one` right answer, `many` of them, or an `order` to find."""
        return "order" if self.order else "many" if len(self.right) > 1 else "one"


@dataclass(frozen=True)
class Situation:
    """Somebody's message to be answered; `good` says what to look for, `example` is one good answer."""

    id: str
    title: str
    scene: str
    message: str
    good: str
    example: str


@dataclass(frozen=True)
class Material:
    """A course in one language. `own`: the house wrote or adapted it."""

    slug: str
    language: str
    title: str
    summary: str
    minutes: int
    modules: tuple[Module, ...]
    questions: tuple[Question, ...]
    situations: tuple[Situation, ...]
    own: bool = False

    def module(self, part: str) -> Module | None:
        return next((each for each in self.modules if each.id == part), None)

    def situation(self, part: str) -> Situation | None:
        return next((each for each in self.situations if each.id == part), None)


def read(slug: str, language: str, content: Mapping[str, Any], own: bool = False) -> Material:
    """The course that `content` (a file or a row of ours) holds."""
    return Material(
        slug=slug,
        language=language,
        title=content["title"],
        summary=content["summary"],
        minutes=content["minutes"],
        modules=tuple(Module(**_plain(each)) for each in content["modules"]),
        questions=tuple(Question(**_plain(each)) for each in content["questions"]),
        situations=tuple(Situation(**_plain(each)) for each in content["situations"]),
        own=own,
    )


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as tuples, texts without the line breaks around them."""
    shaped = {list: tuple, str: str.strip}
    return {name: shaped.get(type(value), lambda same: same)(value) for name, value in given.items()}


@cache
def ready_content(slug: str, language: str) -> Mapping[str, Any]:
    """The file of a ready course; KeyError when there is none."""
    if slug not in READY:
        raise KeyError(slug)
    file = files(__package__).joinpath("ready", _spoken(language), f"{slug}.toml")
    return {part: [] for part in PARTS} | tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def ready(slug: str, language: str) -> Material:
    return read(slug, _spoken(language), ready_content(slug, language))


def _spoken(language: str) -> str:
    return "en" if language.startswith("en") else "fr"
