"""The page where a person notes a remark seen at a channel that is held by hand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parvis.converse.forms import SeenForm
from parvis.converse.seen import note_seen, places
from parvis.people.door import HouseRequest, worker


@worker
@require_http_methods(["GET", "POST"])
def seen(request: HouseRequest) -> HttpResponse:
    rows, now = places(request.house), timezone.now()
    form = SeenForm(rows, now, request.POST or None, initial={"channel": request.GET.get("channel", "")})
    if request.method == "POST" and form.is_valid():
        conversation, is_new = note_seen(request.user, form.cleaned_data["channel"], form.remark(), now)
        told = _("La remarque est notée. Vous pouvez y répondre.") if is_new else _("Cette remarque était déjà notée.")
        messages.success(request, told)
        return redirect("converse:conversation", request.house.slug, conversation.pk)
    return render(request, "converse/seen.html", {"form": form, "there_are": rows.exists()})
