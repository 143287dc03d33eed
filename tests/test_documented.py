"""What the documents say is so: links lead somewhere, commands and settings exist, both languages agree."""

import re
from pathlib import Path

import pytest

from parvis.cli.main import VERBS

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), f"{document.name} → {target}"


def test_every_command_is_in_the_readme_and_exists():
    told = set(re.findall(r"`(?:parvis )?([a-z-]+)(?= |`)", (ROOT / "README.md").read_text(encoding="utf-8")))
    internal = {"web"}
    assert set(VERBS) - internal <= told


def test_every_verb_answers_for_help():
    from importlib import import_module

    for module, about in VERBS.values():
        assert callable(import_module(module).main), module
        assert about


def test_every_setting_is_in_the_readme():
    source = (ROOT / "src/parvis/config/environment.py").read_text(encoding="utf-8")
    used = set(re.findall(r'"((?:PARVIS_[A-Z_]+)|DATABASE_URL)"', source)) - {"PARVIS_DEBUG"}
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {name for name in used if name not in told} == set()


def test_both_guides_have_the_same_pages_and_parts():
    french, english = ROOT / "docs/guide/fr", ROOT / "docs/guide/en"
    assert {path.name for path in french.glob("*.md")} == {path.name for path in english.glob("*.md")}
    for page in french.glob("*.md"):
        heads = [
            len(re.findall(r"^#+ ", (folder / page.name).read_text(), re.MULTILINE)) for folder in (french, english)
        ]
        assert heads[0] == heads[1], page.name


def test_no_document_speaks_of_machines_or_registries():
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert "/work/" not in text
        assert "/root/" not in text
