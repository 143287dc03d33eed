"""The few signs of a lesson: `##` title, `-` point, `>` what people write, `x>` what to avoid, `v>` what is better."""

import re
from collections.abc import Iterator
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

SIGNS = (("## ", "title"), ("- ", "points"), ("x> ", "avoid"), ("v> ", "better"), ("> ", "said"))


def html(text: str) -> SafeString:
    """`text` as HTML; whatever tags people write are shown, never obeyed."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("\n".join(piece for block in blocks for piece in _block(block)))


def _block(block: str) -> Iterator[str]:
    for sign, lines in groupby(block.split("\n"), _sign):
        yield _piece(sign, [line.removeprefix(_prefix(sign)) for line in lines])


def _sign(line: str) -> str:
    return next((sign for prefix, sign in SIGNS if line.startswith(prefix)), "")


def _prefix(sign: str) -> str:
    return next((prefix for prefix, each in SIGNS if each == sign), "")


def _piece(sign: str, lines: list[str]) -> str:
    words = [_words(line) for line in lines]
    match sign:
        case "title":
            return "".join(f"<h2>{line}</h2>" for line in words)
        case "points":
            return f"<ul>{''.join(f'<li>{line}</li>' for line in words)}</ul>"
        case "avoid" | "better" | "said":
            label = {"avoid": _("À éviter"), "better": _("Mieux"), "said": ""}[sign]
            head = f'<p class="lesson-word">{escape(label)}</p>' if label else ""
            return f'<blockquote class="lesson-{sign}">{head}<p>{"<br>".join(words)}</p></blockquote>'
        case _:
            return f"<p>{' '.join(words)}</p>"


def _words(line: str) -> str:
    strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(line))
    return re.sub(r"(?<!\*)\*([^*\s](?:[^*]*[^*\s])?)\*(?!\*)", r"<em>\1</em>", strong)
