"""The inbox: what asks for somebody, with filters in the address and acts on several at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_POST

from parvis.channels.models import Channel
from parvis.converse import actions, reads
from parvis.converse.models import Conversation, Handling
from parvis.converse.reads import Asked
from parvis.converse.seen import places
from parvis.listen.models import Post
from parvis.outbox.actions import Impossible
from parvis.outbox.reads import row_key
from parvis.people.door import HouseRequest, member, worker

PAGE = 30
UNDO_WITHIN = timedelta(minutes=10)


@member
@require_GET
def inbox(request: HouseRequest) -> HttpResponse:
    context = {
        **listed(request),
        "notes_seen": places(request.house).exists(),
        "undo": _just_closed(request),
        "colleagues": reads.colleagues(request.house),
    }
    return render(request, "converse/inbox.html", context)


def listed(request: HouseRequest) -> dict[str, Any]:
    """What the column of conversations needs, on its own page and beside a thread."""
    asked, now = Asked.of(request.GET), timezone.now()
    page: Page[Any] = Paginator(reads.inbox(request.house, request.user, asked, now), PAGE).get_page(
        request.GET.get("page")
    )
    return {
        "page": page,
        "asked": asked,
        "counts": reads.counts(request.house, request.user, now),
        "channels": Channel.objects.of(request.house),
        "handlings": Handling.choices,
        "now": now,
    }


def _just_closed(request: HouseRequest) -> list[Conversation]:
    """What the reader has just closed, and may take back."""
    picked = [row_key(pk) for pk in request.GET.get("undo", "").split(",")[:PAGE]]
    if not any(picked):
        return []
    rows = Conversation.objects.of(request.house).filter(pk__in=picked, state="closed", closed_by=request.user)
    return list(rows.filter(closed_at__gte=timezone.now() - UNDO_WITHIN))


@worker
@require_POST
def several(request: HouseRequest) -> HttpResponse:
    """Closes, or gives to a colleague, all that are ticked."""
    rows = _picked(request)
    back = request.POST.get("back", "")
    if request.POST.get("verb") == "close":
        closed = [row.pk for row in rows if row.state != "closed"]
        for row in rows:
            actions.close(request.user, row)
        return redirect(inbox_address(request, back, closed))
    _give(request, rows)
    return redirect(inbox_address(request, back))


def _picked(request: HouseRequest) -> list[Conversation]:
    picked = [row_key(pk) for pk in request.POST.getlist("picked")]
    rows = Conversation.objects.of(request.house).filter(pk__in=picked)
    return list(rows.select_related("organisation", "channel"))


def _give(request: HouseRequest, rows: list[Conversation]) -> None:
    to = colleague(request)
    try:
        for row in rows:
            actions.assign(request.user, row, to)
    except Impossible as impossible:
        messages.error(request, impossible.say.to(get_language() or "fr"))
        return
    if rows:
        words = ngettext("%(count)s échange est confié.", "%(count)s échanges sont confiés.", len(rows))
        messages.success(request, words % {"count": len(rows)})


def colleague(request: HouseRequest) -> Any:
    """The colleague named by the form, or None for nobody."""
    wanted = request.POST.get("to", "")
    rows = {str(member.user_id): member.user for member in reads.colleagues(request.house)}
    return request.user if wanted == "me" else rows.get(wanted)


@worker
@require_POST
def undo(request: HouseRequest) -> HttpResponse:
    """Takes back what was just closed."""
    for row in _picked(request):
        actions.reopen(request.user, row)
    return redirect(inbox_address(request, request.POST.get("back", "")))


@worker
@require_POST
def open_(request: HouseRequest, post: int) -> HttpResponse:
    """Opens a conversation from a mention."""
    row = get_object_or_404(Post.objects.of(request.house).select_related("organisation", "channel"), pk=post)
    try:
        conversation = actions.open_conversation(request.user, row)
    except Impossible as impossible:
        messages.error(request, impossible.say.to(get_language() or "fr"))
        return redirect("converse:inbox", request.house.slug)
    return redirect("converse:conversation", request.house.slug, conversation.pk)


def inbox_address(request: HouseRequest, back: str, closed: Sequence[int] = ()) -> str:
    """The inbox with the filters that were on, and what may be undone."""
    query = QueryDict(back.removeprefix("?") if back.startswith("?") else "", mutable=True)
    if closed:
        query["undo"] = ",".join(map(str, closed))
    address = reverse("converse:inbox", args=[request.house.slug])
    return f"{address}?{query.urlencode(safe=',')}" if query else address
