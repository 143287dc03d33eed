"""A person with a browser and no JavaScript: opens pages, fills forms, presses buttons. HTTP only."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx2


@dataclass
class Form:
    """A form as it stands on the page: where it goes, what it holds, its buttons by their words."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = self._textarea = ""
        self._option: str | None = None
        self._tick: tuple[str, str] | None = None
        self._button: dict[str, str] | None = None
        self._words = ""

    def handle_starttag(self, tag, attributes):
        told = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._open = Form(told.get("action", ""), told.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            getattr(self, f"_{tag}_starts", lambda _: None)(told)

    def _input_starts(self, told):
        kind, name = told.get("type", "text"), told.get("name", "")
        if not name or kind in {"file", "submit"}:
            return
        if kind in {"checkbox", "radio"}:
            self._tick, self._words = (name, told.get("value", "on")), ""
            self._open.options.setdefault(name, {})[self._tick[1]] = self._tick[1]
            if "checked" not in told:
                return
        self._open.values.setdefault(name, []).append(told.get("value", "on" if kind == "checkbox" else ""))

    def _select_starts(self, told):
        self._select = told.get("name", "")

    def _option_starts(self, told):
        self._option, self._words = told.get("value", ""), ""
        if "selected" in told:
            self._open.values[self._select] = [self._option]

    def _textarea_starts(self, told):
        self._textarea, self._words = told.get("name", ""), ""

    def _button_starts(self, told):
        self._button, self._words = told, ""

    def handle_data(self, data):
        self._words += data

    def handle_endtag(self, tag):
        form = self._open
        if form is None:
            return
        if tag == "option" and self._select:
            form.options.setdefault(self._select, {})[self._words.strip()] = self._option
            form.values.setdefault(self._select, [self._option])
        elif tag == "label" and self._tick:
            name, value = self._tick
            form.options[name][self._words.strip()] = value
            self._tick = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._textarea:
            form.values[self._textarea] = [self._words.removeprefix("\n")]
            self._textarea = ""
        elif tag == "button" and self._button is not None:
            words = " ".join(self._words.split())
            form.buttons.append((words, self._button.get("name", ""), self._button.get("value", "")))
            self._button = None
        elif tag == "form":
            self._open = None


class Visitor:
    """`open(path)`, then `fill(button, **fields)`; `text` is what the page says, `url` where one is."""

    def __init__(self, base: str) -> None:
        self.client = httpx2.Client(base_url=base, follow_redirects=True, timeout=60)
        self.url = base
        self.status = 0
        self.source = ""

    def open(self, path: str) -> "Visitor":
        return self._took(self.client.get(urljoin(self.url, path)))

    @property
    def text(self) -> str:
        """The words of the page, without marks."""
        bare = re.sub(r"<(script|style|template)\b.*?</\1>", " ", self.source, flags=re.DOTALL)
        return (
            " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split()).replace("\u202f", " ").replace("\xa0", " ")
        )

    @property
    def forms(self) -> list[Form]:
        page = _Page()
        page.feed(self.source)
        return page.forms

    def links(self, contains: str) -> list[str]:
        """Addresses of the page's links that contain this."""
        return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', self.source) if contains in link]

    def fill(self, button: str, at: str = "", files=None, **fields) -> "Visitor":
        """Fills the form that has this button (and `at` in its action) and presses it.

        `files`: field → (name, content, type).

        A field's value may be the words of an option or of a box to tick; a list fills several; None takes it out.
        """
        form, (name, value) = self._form(button, at)
        data = {key: list(values) for key, values in form.values.items()}
        for key, given in fields.items():
            wanted = [] if given is None else given if isinstance(given, list) else [given]
            data[key] = [form.options.get(key, {}).get(str(each), str(each)) for each in wanted]
        if name:
            data[name] = [value]
        where = urljoin(self.url, form.action or self.url)
        if form.method == "get":
            return self._took(self.client.get(where, params=data))
        return self._took(self.client.post(where, data=data, files=files, headers={"Referer": self.url}))

    def _form(self, button: str, at: str) -> tuple[Form, tuple[str, str]]:
        for form in self.forms:
            for words, name, value in form.buttons:
                if button in words and at in form.action:
                    return form, (name, value)
        raise AssertionError(f"no button {button!r} on {self.url} ({self.status}): {self.text[:1500]}")

    def _took(self, answer: httpx2.Response) -> "Visitor":
        self.url, self.status, self.source = str(answer.url), answer.status_code, answer.text
        assert answer.status_code < 500, f"{answer.url}: {answer.status_code}\n{self.text[-1500:]}"
        return self
