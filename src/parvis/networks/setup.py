"""How a house gets its own application at a platform: the steps of `data/setup/<slug>.toml`, and a guide of them.

Writes docs/guide/{fr,en}/networks/<slug>.md from there and from the cards.   python -m parvis.networks.setup [FOLDER]
"""

import sys
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from parvis.networks.base import Info
from parvis.networks.registry import get
from parvis.say import Say

SETUP = files("parvis.networks") / "data" / "setup"
BACK = Say(
    "https://parvis.exemple.fr/o/votre-maison/channels/connect/back/",
    "https://parvis.example.org/o/your-house/channels/connect/back/",
)
WORDS = {
    "title": Say("# {} : créer votre application", "# {}: create your application"),
    "made": Say(
        "*Fait à partir du code par `python -m parvis.networks.setup`. Pas vérifié sur le vrai service : d’après des "
        "copies, parfois partielles, de la documentation officielle, lues le {}. Les étapes dont la page n’a pas pu "
        "être lue le disent.*",
        "*Made from the code by `python -m parvis.networks.setup`. Not verified on the real service: after copies, "
        "some of them partial, of the official documentation, read on {}. The steps whose page could not be read say "
        "so.*",
    ),
    "steps": Say("## Pas à pas", "## Step by step"),
    "back": Say(
        "L’adresse de retour est celle de votre Parvis ; la page *Préparer → Canaux → Connecter un compte* l’affiche "
        "en entier :",
        "The redirect address is that of your Parvis; the page *Prepare → Channels → Connect an account* shows it in "
        "full:",
    ),
    "scopes": Say("## Les droits demandés, et pourquoi", "## The scopes asked for, and why"),
    "limits": Say("## À savoir", "## To know"),
    "sources": Say("## Sources", "## Sources"),
}


TO_CHECK = Say(" (à vérifier sur la page officielle)", " (to be checked on the official page)")


@dataclass(frozen=True)
class Step:
    """What to do; `unread` where no copy of a page that says so could be read."""

    say: Say
    unread: bool = False

    def told(self, language: str, back: str) -> str:
        return self.say.to(language).replace("{back}", back) + (TO_CHECK.to(language) if self.unread else "")


@dataclass(frozen=True)
class Setup:
    """Steps in both languages, when their sources were read; `{back}` in a step stands for the redirect address."""

    steps: tuple[Step, ...]
    read_on: date
    sources: tuple[str, ...]

    def told(self, language: str, back: str) -> list[str]:
        return [step.told(language, back) for step in self.steps]


@cache
def setup_of(slug: str) -> Setup | None:
    """The set-up of a network; None where it needs no application."""
    file = SETUP / f"{slug}.toml"
    if not file.is_file():
        return None
    row = tomllib.loads(file.read_text("utf-8"))
    steps = (Step(Say(each["fr"], each["en"]), each.get("unread", False)) for each in row["steps"])
    return Setup(tuple(steps), row["read_on"], tuple(row["sources"]))


def slugs() -> tuple[str, ...]:
    return tuple(sorted(file.name.removesuffix(".toml") for file in SETUP.iterdir() if file.name.endswith(".toml")))


def page(slug: str, language: str) -> str:
    """A guide in Markdown."""
    info, setup = get(slug).info, setup_of(slug)
    assert setup is not None  # noqa: S101
    told = {name: say.to(language) for name, say in WORDS.items()}
    parts = [told["title"].format(info.name), told["made"].format(setup.read_on), told["steps"]]
    parts.append("\n".join(f"{n}. {step}" for n, step in enumerate(setup.told(language, f"`{BACK.to(language)}`"), 1)))
    parts += [told["back"], f"```\n{BACK.to(language)}\n```", told["scopes"], _scopes(info, language)]
    parts += [
        told["limits"],
        info.note.to(language),
        told["sources"],
        "\n".join(f"- <{each}>" for each in setup.sources),
    ]
    return "\n\n".join(parts) + "\n"


def _scopes(info: Info, language: str) -> str:
    colon = "\u00a0:" if language == "fr" else ":"
    return "\n".join(f"- `{scope.name}`{colon} {scope.why.to(language)}" for scope in info.scopes)


def main(argv: list[str]) -> int:
    for language in ("fr", "en"):
        folder = Path(argv[0] if argv else "docs/guide") / language / "networks"
        folder.mkdir(parents=True, exist_ok=True)
        for slug in slugs():
            (folder / f"{slug}.md").write_text(page(slug, language), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
