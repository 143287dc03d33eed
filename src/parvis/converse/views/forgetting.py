"""Erasing somebody of the public, for a lead, after saying what it does."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from parvis.converse import forgetting
from parvis.converse.models import Conversation
from parvis.people.door import HouseRequest, lead


@lead
def forget(request: HouseRequest, pk: int) -> HttpResponse:
    """The author of this conversation, on this network, in this house; nobody is known by no name."""
    row = get_object_or_404(Conversation.objects.of(request.house), pk=pk)
    handle = row.author_handle or row.author
    if handle in ("", forgetting.NOTHING):
        raise Http404("nobody")
    if request.method == "POST":
        forgetting.forget_author(request.user, row.network, handle, request.house)
        messages.success(request, _("C’est effacé. Il reste des comptes, sans texte ni nom."))
        return redirect("converse:conversation", request.house.slug, pk)
    count = forgetting.posts(row.network, handle, request.house).count()
    return render(request, "converse/forget.html", {"conversation": row, "posts": count})
