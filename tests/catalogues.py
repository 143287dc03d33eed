"""Which sentences of the code no catalogue holds yet."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib


def missing_sentences(package: Path) -> list[str]:
    """`slice: sentence`, for each sentence that `makemessages` would add, found on a copy of the slices."""
    missing = []
    with tempfile.TemporaryDirectory() as scratch:
        for locale in sorted(package.glob("*/locale")):
            copy = Path(scratch) / locale.parent.name
            shutil.copytree(
                locale.parent, copy, ignore=shutil.ignore_patterns("tests", "migrations", "static", "__pycache__")
            )
            missing += [f"{copy.name}: {msgid!r}" for msgid in _new(copy, locale / "en" / "LC_MESSAGES" / "django.po")]
    return missing


def _new(copy: Path, catalogue: Path) -> list[str]:
    django_admin = Path(sys.executable).parent / "django-admin"
    subprocess.run([str(django_admin), "makemessages", "-l", "en", "-v", "0"], cwd=copy, check=True)
    made = copy / "locale" / "en" / "LC_MESSAGES" / "django.po"
    known = (
        {entry.msgid for entry in polib.pofile(str(catalogue)) if not entry.obsolete} if catalogue.exists() else set()
    )
    found = {entry.msgid for entry in polib.pofile(str(made)) if not entry.obsolete} if made.exists() else set()
    return sorted(found - known)
