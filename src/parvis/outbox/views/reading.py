"""What supervised colleagues wrote: read by a referent, let go or sent back."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.outbox import reads, reviewing
from parvis.outbox.models import Delivery
from parvis.outbox.views.delivery import act_on
from parvis.people.door import HouseRequest, member, worker

PAGE = 40


@member
@require_GET
def to_read(request: HouseRequest) -> HttpResponse:
    """What supervised colleagues wrote: first what the reader may let go, then what waits for somebody else."""
    mine = reads.to_read(request.house, request.user, timezone.now())
    others = reads.deliveries(request.house, "held").exclude(pk__in=[row.pk for row in mine]).order_by("made_at", "pk")
    page = Paginator([*mine, *others], PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mine": {row.pk for row in mine},
        "unread": reads.to_check(request.house),
        "checkable": {row.pk for row in reads.to_check_by(request.house, request.user, timezone.now())},
    }
    return render(request, "outbox/to_read.html", context)


@worker
@require_POST
def release(request: HouseRequest, pk: int) -> HttpResponse:
    return _read(request, pk, reviewing.release, _("C’est relu : le texte peut partir."))


@worker
@require_POST
def send_back(request: HouseRequest, pk: int) -> HttpResponse:
    word = request.POST.get("word", "").replace("\0", "")
    done = _("Le texte est renvoyé à son auteur, avec votre mot.")
    return _read(request, pk, lambda who, row: reviewing.send_back(who, row, word), done)


@worker
@require_POST
def check_after(request: HouseRequest, pk: int) -> HttpResponse:
    word = request.POST.get("word", "").replace("\0", "")
    return _read(
        request, pk, lambda who, row: reviewing.check_after(who, row, word), _("C’est noté : vous l’avez relu.")
    )


def _read(request: HouseRequest, pk: int, verb: Callable[[Any, Delivery], None], done: str) -> HttpResponse:
    """As `act_on`; whoever came from the list goes on with it."""
    answer = act_on(request, pk, verb, done)
    return redirect("outbox:to_read", request.house.slug) if "list" in request.POST else answer
