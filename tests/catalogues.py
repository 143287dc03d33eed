"""The catalogues of sentences: `python -m tests.catalogues [room …]` brings them in line with the code.

New sentences come in without English: translate them, run it again, commit the `.po` and the `.mo`. Needs gettext.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "parvis"
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
CHURN = {"Report-Msgid-Bugs-To", "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team"}
LEFT_OUT = {"tests", "migrations", "static", "__pycache__"}


def rooms(package: Path = PACKAGE) -> list[Path]:
    """The folders that have a catalogue of their own."""
    return sorted(found.parent for found in package.glob("**/locale"))


def missing_sentences(package: Path) -> list[str]:
    """`room: sentence`, for each sentence that no catalogue holds yet."""
    missing = []
    for room in rooms(package):
        known = _sentences(room / CATALOGUE)
        with tempfile.TemporaryDirectory() as scratch:
            made = _made(room, Path(scratch))
            missing += [f"{room.name}: {msgid!r}" for msgid in sorted(_sentences(made) - known)]
    return missing


def update(room: Path) -> list[str]:
    """Merges the code's sentences into the room's catalogue and compiles it; what has no English yet."""
    catalogue = room / CATALOGUE
    with tempfile.TemporaryDirectory() as scratch:
        made = _made(room, Path(scratch), catalogue)
        if made.exists():
            shutil.copy(made, catalogue)
    source = polib.pofile(str(catalogue), wrapwidth=100)
    source.metadata = {key: value for key, value in source.metadata.items() if key not in CHURN}
    source.header = ""
    source.save(str(catalogue))
    source.save_as_mofile(str(catalogue.with_suffix(".mo")))
    return [entry.msgid for entry in source if not entry.translated() and not entry.obsolete]


def _made(room: Path, scratch: Path, start: Path | None = None) -> Path:
    """The catalogue that the room's own code needs, made on a copy of it without the rooms inside."""
    copy = scratch / room.name
    shutil.copytree(room, copy, ignore=_inner)
    if start and start.exists():
        (copy / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(start, copy / CATALOGUE)
    else:
        (copy / "locale").mkdir(exist_ok=True)
    django_admin = str(Path(sys.executable).parent / "django-admin")
    words = [django_admin, "makemessages", "-l", "en", "-v", "0", "--no-location", "--no-obsolete"]
    subprocess.run(words, cwd=copy, check=True)
    return copy / CATALOGUE


def _inner(folder: str, names: list[str]) -> Collection[str]:
    rooms_inside = {name for name in names if (Path(folder) / name / "locale").exists()}
    return rooms_inside | ({*names} & LEFT_OUT) | ({"locale"} & {*names})


def _sentences(catalogue: Path) -> set[tuple[str | None, str]]:
    if not catalogue.exists():
        return set()
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(catalogue)) if not entry.obsolete}


def main(names: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    untranslated = 0
    for room in rooms():
        if names and room.name not in names:
            continue
        for msgid in update(room):
            untranslated += 1
            print(f"{room.name}: no English for {msgid!r}")
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
