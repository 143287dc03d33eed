"""Names and figures as the report says them."""

from datetime import date, timedelta
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from parvis.converse.models import Handling, Outcome, Stage
from parvis.listen.models import Intent, Tone
from parvis.networks import registry
from parvis.web import words as say


def plural(sentence: str, count: int) -> str:
    """`sentence` (already the right one of ngettext) with its count as people write it."""
    return sentence % {"n": say.number(count)}


def share(part: int, whole: int) -> str:
    return say.percent(part / whole if whole else 0)


def hours(value: float) -> str:
    """« 3 heures », « 2 jours »: as one would say it."""
    if value < 1:
        return _("une heure")
    if value < 48:
        return plural(ngettext("%(n)s heure", "%(n)s heures", round(value)), round(value))
    return plural(ngettext("%(n)s jour", "%(n)s jours", round(value / 24)), round(value / 24))


def tone_name(value: str) -> str:
    return str(Tone(value).label)


def intent_name(value: str) -> str:
    return str(Intent(value).label)


def handling_name(value: str) -> str:
    return str(Handling(value).label)


def outcome_name(value: str) -> str:
    return str(Outcome(value).label)


def stage_name(value: str) -> str:
    return str(Stage(value).label)


def network_name(value: str) -> str:
    """The network's own name, or the place as it is called."""
    own = {"import": _("Fichier importé"), "feed": _("Flux")}
    try:
        return own.get(value) or registry.get(value).info.name
    except KeyError:
        return value


def language_name(code: str) -> str:
    """« anglais »; the code itself where its name is not known."""
    if code not in LANG_INFO:
        return code
    name = str(get_language_info(code)["name_translated"])
    return name.lower() if (get_language() or "fr").startswith("fr") else name


def month_range(figures: dict[str, Any]) -> str:
    """« du mercredi 1er juillet au mercredi 30 septembre 2026 »."""
    start, end = date.fromisoformat(figures["start"]), date.fromisoformat(figures["end"]) - timedelta(days=1)
    return _("du %(start)s au %(end)s") % {"start": say.day(start), "end": say.day(end, year=True)}
