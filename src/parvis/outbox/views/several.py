"""The list of deliveries, and one verb for several of them: it asks first, and what can be undone is offered so."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from parvis.channels.models import Channel
from parvis.outbox import reads, several
from parvis.outbox.models import Act, Delivery
from parvis.outbox.views.delivery import attempt
from parvis.people.door import HouseRequest, member, worker

PAGE = 40
UNDO = "outbox.undo"


@member
@require_GET
def deliveries(request: HouseRequest) -> HttpResponse:
    """All deliveries of the house, with filters in the address."""
    asked = {name: request.GET.get(name, "") for name in ("state", "q", "channel", "act")}
    rows = reads.deliveries(request.house, asked["state"], asked["q"], asked["channel"], asked["act"])
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "filtered": any(asked.values()),
        "counts": reads.counts(request.house),
        "channels": Channel.objects.of(request.house),
        "acts": Act.choices,
        "undo": _just_done(request),
    }
    return render(request, "outbox/deliveries.html", context)


def _just_done(request: HouseRequest) -> list[Delivery]:
    """What the reader did a moment ago and may take back; offered once."""
    if UNDO not in request.session:
        return []
    return [row for row in _rows(request, request.session.pop(UNDO)) if several.undoing(row)]


@worker
@require_POST
def act(request: HouseRequest) -> HttpResponse:
    """Says first what the verb does to each that is ticked; done once that is confirmed, each by itself."""
    verb = request.POST.get("verb", "")
    rows = _rows(request, [reads.row_key(pk) for pk in request.POST.getlist("picked")])
    if verb not in several.VERBS or not rows:
        messages.info(request, _("Rien n’est choisi : cochez d’abord les envois."))
    elif "sure" in request.POST:
        _do(request, verb, rows)
    else:
        found = several.fates(request.user, verb, rows)
        context = {
            "verb": verb,
            "able": [fate for fate in found if fate.able],
            "unable": [fate for fate in found if not fate.able],
            "back": _back(request),
        }
        return render(request, "outbox/several.html", context)
    return redirect(_list(request))


def _do(request: HouseRequest, verb: str, rows: Sequence[Delivery]) -> None:
    said = {row.pk: attempt(request, row, several.VERBS[verb]) for row in rows}
    done = [pk for pk, words in said.items() if not words]
    if done:
        messages.success(request, _DONE[verb](len(done)) % {"count": len(done)})
    for words in sorted(set(said.values()) - {""}):
        messages.error(request, words)
    if verb != "retry" and done:
        request.session[UNDO] = done


@worker
@require_POST
def undo(request: HouseRequest) -> HttpResponse:
    """Takes back what was just done, where it still can be."""
    rows = _rows(request, [reads.row_key(pk) for pk in request.POST.getlist("picked")])
    said = [attempt(request, row, several.undo) for row in rows]
    if done := said.count(""):
        words = ngettext("%(count)s envoi est comme avant.", "%(count)s envois sont comme avant.", done)
        messages.success(request, words % {"count": done})
    for words in sorted(set(said) - {""}):
        messages.error(request, words)
    return redirect(_list(request))


def _rows(request: HouseRequest, keys: list[int]) -> list[Delivery]:
    rows = Delivery.objects.of(request.house).filter(pk__in=keys[: 2 * PAGE])
    return list(rows.select_related("channel", "organisation", "person"))


def _back(request: HouseRequest) -> str:
    back = request.POST.get("back", "")
    return back if back.startswith("?") else ""


def _list(request: HouseRequest) -> str:
    """The list with the filters that were on."""
    return reverse("outbox:deliveries", args=[request.house.slug]) + _back(request)


_DONE: dict[str, Any] = {
    "retry": lambda n: ngettext("%(count)s envoi est relancé.", "%(count)s envois sont relancés.", n),
    "cancel": lambda n: ngettext("%(count)s envoi est annulé.", "%(count)s envois sont annulés.", n),
    "withdraw": lambda n: ngettext(
        "Le retrait de %(count)s envoi est demandé.", "Le retrait de %(count)s envois est demandé.", n
    ),
}
