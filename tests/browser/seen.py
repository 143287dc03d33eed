"""A page as it is seen: what axe, the console, the network and the width say against it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

AXE = Axe()
CHANGES = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]}
BEYOND = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 120))"""


class Seen:
    """`page` with its wrongs: errors of the console (a broken content policy is one) and requests to other hosts."""

    def __init__(self, page: Page, own: str) -> None:
        self.page, self.own = page, own
        self.wrongs: list[str] = []
        page.on("pageerror", lambda error: self.wrongs.append(f"script: {error}"))
        page.on("console", self._hear)
        page.on("request", self._watch)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.wrongs.append(f"console: {said.text}")

    def _watch(self, asked: Request) -> None:
        if not asked.url.startswith((self.own, "data:", "blob:")):
            self.wrongs.append(f"asked elsewhere: {asked.url}")

    def open(self, path: str) -> list[str]:
        """Everything wrong with the page there: on a desk by day, with large type, on phones, by night."""
        self.wrongs.clear()
        self.wear(1280, "light")
        answer = self.page.goto(self.own + path)
        found = [] if answer and answer.status == 200 else [f"status {answer and answer.status}"]
        found += self.axe()
        for width in (640, 320):  # 640: a desk of 1280 at 200 % (WCAG 1.4.4); 320: 400 % (WCAG 1.4.10)
            self.wear(width, "light")
            found += self.sideways(width)
        self.wear(390, "dark")
        return [*found, *(f"by night, {wrong}" for wrong in self.axe(CHANGES)), *self.wrongs]

    def wear(self, width: int, scheme: Any) -> None:
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=scheme)

    def axe(self, options: Any = None) -> list[str]:
        """What axe minds; `options` as https://www.deque.com/axe/core-documentation/api-documentation/ has them."""
        return [
            f"{wrong['impact']} {wrong['id']} ×{len(wrong['nodes'])}: {wrong['nodes'][0]['html'][:200]}"
            for wrong in AXE.run(self.page, options=options).response["violations"]
        ]

    def sideways(self, width: int) -> list[str]:
        found = self.page.evaluate("document.documentElement.scrollWidth")
        return [f"{found} px at {width}: {self.page.evaluate(BEYOND)}"] if found > width else []
