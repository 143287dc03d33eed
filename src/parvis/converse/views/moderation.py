"""Moderating one message: the four handlings first, then the measure with its rule."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parvis.converse import moderating, reads
from parvis.converse.forms import ModerationForm
from parvis.converse.models import Message
from parvis.govern import gate
from parvis.outbox.actions import Impossible
from parvis.people.door import HouseRequest, member, worker

PAGE = 40


@member
@require_GET
def moderations(request: HouseRequest) -> HttpResponse:
    """Every measure with its rule; asked again where it was not done, undone where it can be."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    page = Paginator(reads.moderations(request.house, state, words), PAGE).get_page(request.GET.get("page"))
    return render(request, "converse/moderations.html", {"page": page, "state": state, "words": words})


@worker
@require_http_methods(["GET", "POST"])
def moderate(request: HouseRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = ModerationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderating.moderate(request.user, row, form.cleaned_data["measure"], form.cleaned_data["clause"])
        except gate.Refused as closed:
            return _page(request, row, form, closed.refusal, status=403)
        except Impossible as impossible:
            form.add_error(None, impossible.say.to(get_language() or "fr"))
        else:
            messages.success(request, _("La mesure est demandée. Elle est inscrite au journal avec sa règle."))
            return redirect("converse:conversation", request.house.slug, row.conversation_id)
    return _page(request, row, form)


def _row(request: HouseRequest, pk: int) -> Message:
    rows = Message.objects.of(request.house).filter(direction="in")
    return get_object_or_404(rows.select_related("conversation", "post__channel", "organisation"), pk=pk)


def _page(
    request: HouseRequest, row: Message, form: ModerationForm, closed: gate.Refusal | None = None, status: int = 200
) -> HttpResponse:
    impossible = moderating.cannot_moderate(row)
    if not impossible and not closed:
        closed = moderating.moderation_refusal(request.user, row, "", timezone.now())
    context = {"message": row, "form": form, "impossible": impossible, "closed": closed}
    context["done"] = list(row.moderations.select_related("person"))
    return render(request, "converse/moderate.html", context, status=status)
