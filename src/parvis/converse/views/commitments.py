"""The ledger of commitments: kept, late, broken, and whether the person knows."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.converse import commitments as verbs
from parvis.converse import reads
from parvis.converse.models import Commitment
from parvis.outbox.actions import Impossible
from parvis.people.door import HouseRequest, member, worker

PAGE = 40
VERBS: dict[str, Callable[[Any, Commitment], None]] = {
    "keep": verbs.keep,
    "break": verbs.break_,
    "told": verbs.told,
}


@member
@require_GET
def commitments(request: HouseRequest) -> HttpResponse:
    today = timezone.now().astimezone(request.house.tz).date()
    stands, owner = request.GET.get("stands", "open"), request.GET.get("owner", "")
    rows = reads.commitments(request.house, stands, owner, request.user, today)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, row.stands(today)) for row in page],
        "stands": stands,
        "owner": owner,
        "counts": reads.commitment_counts(request.house, today),
    }
    return render(request, "converse/commitments.html", context)


@worker
@require_POST
def settle(request: HouseRequest, pk: int) -> HttpResponse:
    """Kept, not kept, or told: the button says which."""
    rows = Commitment.objects.of(request.house).select_related("conversation", "conversation__organisation")
    row = get_object_or_404(rows, pk=pk)
    if verb := VERBS.get(request.POST.get("verb", "")):
        try:
            verb(request.user, row)
            messages.success(request, _("C’est noté."))
        except Impossible as impossible:
            messages.error(request, impossible.say.to(get_language() or "fr"))
    return redirect(_back(request, row))


def _back(request: HouseRequest, row: Commitment) -> str:
    if "conversation" in request.POST:
        return reverse("converse:conversation", args=[request.house.slug, row.conversation_id])
    query = request.POST.get("back", "")
    address = reverse("converse:commitments", args=[request.house.slug])
    return address + (query if query.startswith("?") else "")
