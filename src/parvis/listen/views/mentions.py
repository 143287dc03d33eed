"""The stream of mentions."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parvis.listen import actions, reads, stream
from parvis.listen.forms import StreamForm
from parvis.listen.models import Mention, Post, Source, Tone, Watch
from parvis.people.door import HouseRequest, member, worker
from parvis.text import recorded

NOT_FILTERS = ("page", "after")


@member
@require_GET
def mentions(request: HouseRequest) -> HttpResponse:
    form = StreamForm(request.house, request.GET)
    asked = form.asked
    page = stream.Short(stream.found(request.house, asked), stream.PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "items": stream.items(list(page)),
        "after": _newest(request),
        "filters": _filters(request),
        "more": page.paginator.count == stream.MOST,
    }
    context["week"] = stream.week(request.house, asked.get("watch"))
    if request.htmx and request.htmx.target == "stream":
        return render(request, "listen/_stream.html", context)
    context["first_steps"] = _first_steps(request)
    context["reads"] = recorded.known()
    return render(request, "listen/mentions.html", context)


def _newest(request: HouseRequest) -> int:
    newest: int | None = Mention.objects.of(request.house).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def _filters(request: HouseRequest) -> str:
    """The filters as they stand in the address, without what is no filter."""
    return urlencode([(k, v) for k, values in request.GET.lists() for v in values if v and k not in NOT_FILTERS])


def _first_steps(request: HouseRequest) -> bool:
    """Whether there is nothing to listen to, or nothing to listen for, yet."""
    return not Watch.objects.of(request.house).exists() or not Source.objects.of(request.house).exists()


@member
@require_GET
def new(request: HouseRequest) -> HttpResponse:
    """How many mentions came since the page was made; nothing at all while none did."""
    after = request.GET.get("after", "")
    rows = stream.found(request.house, StreamForm(request.house, request.GET).asked)
    count = rows.filter(pk__gt=int(after))[: stream.MOST].count() if after.isdecimal() else 0
    if not count:
        return HttpResponse(status=204)
    return render(request, "listen/_new.html", {"count": count, "filters": _filters(request)})


@worker
@require_POST
def tone(request: HouseRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    if request.POST.get("tone") in Tone.values:
        actions.correct_tone(request.user, post, request.POST["tone"])
    return _row(request, post)


@worker
@require_POST
def dismiss(request: HouseRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    actions.dismiss(request.user, post)
    if request.htmx:
        return render(request, "listen/_dismissed.html", {"post": post})
    messages.success(request, _("La mention est écartée. Vous la retrouvez dans « Voir ce qui a été écarté »."))
    return redirect(_back(request))


@worker
@require_POST
def restore(request: HouseRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    actions.restore(request.user, post)
    return _row(request, post)


def _row(request: HouseRequest, post: Post) -> HttpResponse:
    """The row of a post as it is now, for htmx; else the page where the person was."""
    found = reads.mentions(request.house).filter(post=post).first()
    if request.htmx and found:
        return render(request, "listen/_mention.html", {"item": stream.items([found])[0]})
    return redirect(_back(request))


def _back(request: HouseRequest) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse("listen:mentions", args=[request.house.slug])


def _post(request: HouseRequest, pk: int) -> Any:
    return get_object_or_404(Post.objects.of(request.house).select_related("organisation"), pk=pk)
