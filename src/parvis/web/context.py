"""What every page is given: where the reader is, in which house, and the ways from there."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

THEMES = ("auto", "light", "dark")

START = "start"
WAYS = [
    # name, word, icon, folder under /o/<slug>/
    (START, _("Aujourd’hui"), "sun", ""),
    ("listen", _("Écouter"), "ear", "listen/"),
    ("converse", _("Converser"), "messages-square", "converse/"),
    ("publish", _("Publier"), "send", "publish/"),
    ("prepare", _("Préparer"), "compass", "channels/"),
    ("govern", _("Gouverner"), "scale", "govern/"),
    ("measure", _("Mesurer"), "chart-column", "measure/"),
]
ALSO = {"outbox": "publish", "channels": "prepare", "charter": "govern", "courses": "govern"}


@dataclass(frozen=True)
class Way:
    """One entry of the side bar."""

    name: str
    word: Any
    icon: str
    url: str
    current: bool


class Layout:
    """`layout` in templates. Asks the database only where a template looks."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.user = getattr(request, "user", None)
        self.signed_in = bool(self.user and self.user.is_authenticated)
        stored = request.COOKIES.get("theme")
        self.theme = stored if stored in THEMES else "auto"

    @property
    def ways(self) -> list[Way]:
        """The start page, then the six verbs."""
        home = f"/o/{self.house.slug}/"
        return [Way(name, word, icon, home + folder, name == self.current) for name, word, icon, folder in WAYS]

    @property
    def current(self) -> str:
        """The way on which this page lies; empty on pages beside it, such as settings."""
        match = getattr(self.request, "resolver_match", None)
        if not match:
            return ""
        return START if match.view_name == "prepare:today" else ALSO.get(match.namespace, match.namespace)

    @cached_property
    def house(self) -> Any:
        """The organisation of this page; on pages of the account alone, the reader's only one, else None."""
        if getattr(self.request, "house", None):
            return self.request.house
        return self._memberships[0].organisation if len(self._memberships) == 1 else None

    @property
    def is_lead(self) -> bool:
        """Whether the reader arranges this organisation."""
        return any(member.organisation == self.house and member.is_lead for member in self._memberships)

    @property
    def others(self) -> list[Any]:
        """The reader's other organisations."""
        return [member.organisation for member in self._memberships if member.organisation != self.house]

    @cached_property
    def _memberships(self) -> list[Any]:
        if not self.signed_in:
            return []
        return list(self.user.memberships.select_related("organisation").order_by("organisation__name"))


def layout(request: Any) -> dict[str, Any]:
    """`layout`: see `Layout`."""
    return {"layout": Layout(request)}
