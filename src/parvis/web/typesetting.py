"""Paper: a tagged PDF (PDF/UA-1), made by Typst from a template and data. What people wrote is never read as markup."""

import json
import re
import unicodedata
from importlib.resources import files
from typing import Any

STANDARD = "ua-1"
BOX = "□"  # stands for a character that none of our fonts draws; PDF/UA forbids an invisible one
UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
MOST_UNKNOWN = 100
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")  # what people paste, and neither XML nor PDF knows
LARGE = ("CJK ", "HANGUL ", "YI ", "ETHIOPIC ", "HIRAGANA ", "KATAKANA ")  # scripts of which all go with the first


def pdf(template: bytes, paper: dict[str, Any]) -> bytes:
    """`template` (Typst) reads `paper` as JSON from `sys.inputs.data`. Typst refuses to write what is not PDF/UA-1."""
    import typst  # heavy, and seldom asked for: not before there is something to print

    data = json.dumps(_readable(paper), ensure_ascii=False)
    for _try in range(MOST_UNKNOWN):
        try:
            return _compile(template, data)
        except typst.TypstError as error:
            unknown = UNKNOWN.search(str(error))
            if not unknown or unknown[1] not in data:
                raise
            data = re.sub("|".join(map(re.escape, _kin(unknown[1], data))), BOX, data)
    raise ValueError("the text holds too many characters that no font knows")


def _kin(unknown: str, data: str) -> set[str]:
    """What no font draws, and with one sign of a large script all of its signs here: each try costs a compilation."""
    script = next((name for name in LARGE if unicodedata.name(unknown[:1], "").startswith(name)), "")
    return {unknown} | {char for char in set(data) if script and unicodedata.name(char, "").startswith(script)}


def _readable(value: Any) -> Any:
    """The same without control characters."""
    match value:
        case str():
            return NO_TEXT.sub("", value)
        case dict():
            return {name: _readable(each) for name, each in value.items()}
        case list() | tuple():
            return [_readable(each) for each in value]
        case _:
            return value


def _compile(template: bytes, data: str) -> bytes:
    import typst

    fonts = files("parvis.web").joinpath("typst", "fonts")
    compiled: bytes = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=[STANDARD],
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
    )
    return compiled
