"""Writes docs/networks.md from the networks' own cards.   python -m parvis.networks.docs [FILE]"""

import sys
from collections.abc import Iterator
from pathlib import Path

from parvis.networks.base import Can, Info, Limits
from parvis.networks.registry import infos
from parvis.networks.verbs import VERBS
from parvis.networks.words import lasting
from parvis.say import Say

HEAD = {
    "fr": (
        "## Ce que chaque réseau permet",
        ("Réseau", "Ce qui marche", "Vérifié", "Limites", "Coût", "À savoir", "Retrouvé après une réponse perdue"),
    ),
    "en": (
        "## What each network allows",
        ("Network", "What works", "Verified", "Limits", "Cost", "To know", "Found again after a lost answer"),
    ),
}
TITLE = """# Networks · Réseaux

Made from the code by `python -m parvis.networks.docs`: do not edit, change the network's card.
Fait à partir du code par `python -m parvis.networks.docs` : modifiez la fiche du réseau, pas cette page.
"""
NOTHING = Say("rien par programme", "nothing by program")
FREE = Say("gratuit", "free")
READ_ON = Say(", copie lue le {}", ", copy read on {}")


def page() -> str:
    """The whole page, French first."""
    return "\n".join([TITLE, *_table("fr"), "", *_table("en"), ""])


def _table(language: str) -> list[str]:
    title, columns = HEAD[language]
    rows = ["| " + " | ".join(_row(info, language)) + " |" for info in infos()]
    return [title, "", "| " + " | ".join(columns) + " |", "|" + "---|" * len(columns), *rows]


def _row(info: Info, language: str) -> tuple[str, ...]:
    works = ", ".join(VERBS[can].to(language) for can in Can if can in info.can) or NOTHING.to(language)
    read_on = READ_ON.to(language).format(info.checked_on) if info.checked_on else ""
    doc = f" [doc]({info.docs})" if info.docs else ""
    checked = f"{info.verified.to(language)}{doc}{read_on}"
    cost = (info.cost if any(info.cost) else FREE).to(language) if info.can else "–"
    known = info.known_by.to(language) or "–"
    return f"**{info.name}**", works, checked, limits(info, language), cost, info.note.to(language) or "–", known


def limits(info: Info, language: str) -> str:
    """The limits in words."""
    is_en, its = language == "en", info.limits
    parts = []
    if its.length:
        parts.append(f"{its.length} characters" if is_en else f"{its.length} signes")
    if its.pictures and its.source:
        plural = "s" * (its.pictures > 1)
        parts.append(f"{its.pictures} picture{plural}" if is_en else f"{its.pictures} image{plural}")
    if its.picture_bytes:
        parts.append(f"{its.picture_bytes / 1e6:g} MB each" if is_en else f"{its.picture_bytes / 1e6:g} Mo chacune")
    if its.videos:
        plural = "s" * (its.videos > 1)
        parts.append(f"{its.videos} video{plural}" if is_en else f"{its.videos} vidéo{plural}")
        parts += _of_video(its, is_en)
    if its.alt_length:
        parts.append(f"alt text {its.alt_length}" if is_en else f"texte de remplacement {its.alt_length}")
    if its.parts > 1:
        parts.append(f"threads of up to {its.parts} posts" if is_en else f"fils de {its.parts} messages au plus")
    if its.calls and its.calls_seconds:
        minutes = f"{its.calls_seconds / 60:g} min"
        parts.append(f"{its.calls} calls in {minutes}" if is_en else f"{its.calls} appels en {minutes}")
    if parts and its.checked_on:
        parts.append(
            f"[checked {its.checked_on}]({its.source})" if is_en else f"[lu le {its.checked_on}]({its.source})"
        )
    return ", ".join(parts) or "–"


def _of_video(its: Limits, is_en: bool) -> Iterator[str]:
    """How heavy and how long one may be, and whether its captions go with it."""
    if its.video_bytes:
        yield f"{its.video_bytes / 1e6:g} MB each" if is_en else f"{its.video_bytes / 1e6:g} Mo chacune"
    if its.video_seconds:
        most, least = lasting(its.video_seconds), its.video_least
        since = ("from {} s to " if is_en else "de {} s à ").format(least) if least else ""
        yield since + (most.en if is_en else most.fr)
    if its.captions:
        yield "captions" if is_en else "sous-titres"


def main(argv: list[str]) -> int:
    Path(argv[0] if argv else "docs/networks.md").write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
