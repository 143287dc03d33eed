"""`./parvis lint`: style, types, imports, migrations, templates, translations. Says all that is wrong, then fails."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def command(*words: str) -> Callable[[], bool]:
    """A check that is a program: it holds when the program ends with 0."""

    def check() -> bool:
        return subprocess.run([str(BIN / words[0]), *words[1:]], cwd=ROOT, check=False).returncode == 0

    return check


def templates() -> bool:
    """Every template compiles."""
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    broken = []
    for path in sorted((ROOT / "src" / "parvis").glob("**/templates/**/*.html")):
        name = str(path.relative_to(next(p for p in path.parents if p.name == "templates")))
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            broken.append(f"{name}: {error}")
    print("\n".join(broken) or "templates compile")
    return not broken


def translations() -> bool:
    """Every sentence has its English, none is fuzzy, and the compiled file is that of the source."""
    import polib

    wrong = []
    for path in sorted((ROOT / "src" / "parvis").glob("**/locale/en/LC_MESSAGES/django.po")):
        source = polib.pofile(str(path))
        missing = [
            entry.msgid for entry in source if not entry.obsolete and ("fuzzy" in entry.flags or not entry.translated())
        ]
        wrong += [f"{path.parts[-5]}: no English for {msgid!r}" for msgid in missing]
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or _pairs(polib.mofile(str(compiled))) != _pairs(source):
            wrong.append(f"{path.parts[-5]}: django.mo is not that of django.po (run python -m tests.catalogues)")
    print("\n".join(wrong) or "translations complete")
    return not wrong


def collisions() -> bool:
    """No sentence has two English forms: catalogues are merged, so one would show for the other (give it a context)."""
    import polib

    found: dict = {}
    for path in sorted((ROOT / "src" / "parvis").glob("**/locale/en/LC_MESSAGES/django.po")):
        for key, english in _pairs(polib.pofile(str(path))).items():
            found.setdefault(key, {}).setdefault(english, []).append(path.parts[-5])
    wrong = [f"{key[1]!r}: {forms}" for key, forms in found.items() if len(forms) > 1]
    print("\n".join(wrong) or "no sentence has two English forms")
    return not wrong


def _pairs(entries) -> dict:
    """(context, French) → English, for what is translated; a compiled catalogue keeps no flags."""
    found = {}
    for entry in entries:
        english = entry.msgstr or tuple(entry.msgstr_plural.values())
        if any(english) and not entry.obsolete and "fuzzy" not in getattr(entry, "flags", []):
            found[entry.msgctxt or None, entry.msgid] = english
    return found


def untranslated() -> bool:
    """No sentence in the code is missing from the catalogues (needs xgettext; said when it is absent)."""
    import shutil

    if not shutil.which("xgettext"):
        print("xgettext is not installed: new sentences were not looked for")
        return True
    from tests.catalogues import missing_sentences

    missing = missing_sentences(ROOT / "src" / "parvis")
    print("\n".join(missing) or "catalogues hold every sentence")
    return not missing


def main() -> int:
    """0 when every check holds."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    import django

    django.setup()
    checks = {
        "ruff check": command("ruff", "check", "-q", "."),
        "ruff format": command("ruff", "format", "--check", "-q", "."),
        "mypy": command("mypy"),
        "import contracts": command("lint-imports", "--no-logo"),
        "migrations": command("django-admin", "makemigrations", "--check", "--dry-run", "-v", "0"),
        "templates": templates,
        "translations": translations,
        "collisions": collisions,
        "catalogues": untranslated,
    }
    failed = []
    for name, check in checks.items():
        print(f"== {name}", flush=True)
        if not check():
            failed.append(name)
    print(f"== {'failed: ' + ', '.join(failed) if failed else 'all good'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
