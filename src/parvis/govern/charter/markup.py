"""Light marks in a clause: paragraphs, lists, **strong**, *emphasis*, [links](https://…). Nothing else is markup."""

from functools import cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
LINKS = {"http", "https", "mailto"}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True})
    return parser.enable(["list", "emphasis", "link", "escape", "newline"])


def html(text: str) -> SafeString:
    """For a page. Two walls: the parser knows no HTML, and what it made is cleaned."""
    made = nh3.clean(_parser().render(text), tags=TAGS, attributes={"a": {"href"}}, url_schemes=LINKS)
    return mark_safe(made)


def blocks(text: str) -> list[dict[str, Any]]:
    """For paper: `{"kind": "p"|"ul"|"ol", "items": [[run, …], …]}`, a run `{"text", "strong", "em", "href"}`.

    A list within a list is set as items of the outer one; an empty list is left out.
    """
    made: list[dict[str, Any]] = []
    lists: list[str] = []
    for token in _parser().parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(token.tag)
            if len(lists) == 1:
                made.append({"kind": token.tag, "items": []})
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "inline":
            runs = _runs(token.children or [])
            if lists:
                made[-1]["items"].append(runs)
            else:
                made.append({"kind": "p", "items": [runs]})
    return [block for block in made if block["items"]]


def _runs(tokens: list[Token]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    style: dict[str, Any] = {"strong": False, "em": False, "href": ""}
    for token in tokens:
        name = token.type.partition("_")[0]
        if name in {"strong", "em"}:
            style = {**style, name: token.nesting == 1}
        elif name == "link":
            href = str(token.attrGet("href") or "") if token.nesting == 1 else ""
            style = {**style, "href": href if href.partition(":")[0] in LINKS else ""}
        else:
            made.append({"text": "\n" if name in {"softbreak", "hardbreak"} else token.content, **style})
    return made
