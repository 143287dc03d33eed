"""Pages of watches."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.listen import actions
from parvis.listen.forms import WatchForm
from parvis.listen.models import Watch
from parvis.listen.tryout import Tryout, try_out
from parvis.people.door import HouseRequest, member, worker


@member
@require_GET
def watches(request: HouseRequest) -> HttpResponse:
    kept = Q(mentions__dismissed_at=None)
    rows = Watch.objects.of(request.house).annotate(
        found=Count("mentions", filter=kept), last=Max("mentions__published_at", filter=kept)
    )
    return render(request, "listen/watches.html", {"watches": rows})


@worker
@require_http_methods(["GET", "POST"])
def make(request: HouseRequest) -> HttpResponse:
    form = WatchForm(request.house, request.POST or None, initial={"query": request.GET.get("query", "")})
    if _is_kept(request, form):
        watch = actions.make_watch(request.user, request.house, **form.cleaned_data)
        messages.success(
            request, _("La veille « %(name)s » écoute. Elle relit aussi ce qui est déjà là.") % {"name": watch}
        )
        return redirect("listen:watches", request.house.slug)
    return _page(request, form, None)


@worker
@require_http_methods(["GET", "POST"])
def change(request: HouseRequest, pk: int) -> HttpResponse:
    watch = _watch(request, pk)
    form = WatchForm(request.house, request.POST or None, instance=_watch(request, pk))
    if _is_kept(request, form):
        actions.change_watch(request.user, watch, **form.cleaned_data)
        messages.success(request, _("La veille « %(name)s » est enregistrée.") % {"name": form.cleaned_data["name"]})
        return redirect("listen:watches", request.house.slug)
    return _page(request, form, watch)


def _is_kept(request: HouseRequest, form: WatchForm) -> bool:
    """Whether the person wants it kept (and not only tried or mended), and it can be."""
    only_looks = request.POST.keys() & {"try", "use"}
    return request.method == "POST" and not only_looks and form.is_valid()


def _page(request: HouseRequest, form: WatchForm, watch: Watch | None) -> HttpResponse:
    """The form with what the query would catch; a repair that was taken up stands in the field."""
    if request.method == "POST" and request.POST.keys() & {"try", "use"}:
        values = request.POST.copy()
        values["query"] = values.get("use") or values.get("query", "")
        form = WatchForm(request.house, initial=values.dict() | {"asks": "asks" in values}, instance=form.instance)
    query = form["query"].value() or ""
    return render(request, "listen/watch.html", {"form": form, "watch": watch, "tryout": _tryout(request, query)})


@member
@require_GET
def try_query(request: HouseRequest) -> HttpResponse:
    """What the query would have caught, told while it is written."""
    return render(request, "listen/_tryout.html", {"tryout": _tryout(request, request.GET.get("query", ""))})


def _tryout(request: HouseRequest, query: str) -> Tryout | None:
    return try_out(request.house, query, get_language() or "fr") if query.strip() else None


@worker
@require_POST
def pause(request: HouseRequest, pk: int) -> HttpResponse:
    actions.pause_watch(request.user, _watch(request, pk))
    return redirect("listen:watches", request.house.slug)


@worker
@require_POST
def resume(request: HouseRequest, pk: int) -> HttpResponse:
    actions.resume_watch(request.user, _watch(request, pk))
    return redirect("listen:watches", request.house.slug)


@worker
@require_http_methods(["GET", "POST"])
def remove(request: HouseRequest, pk: int) -> HttpResponse:
    watch = _watch(request, pk)
    if request.method != "POST":
        return render(request, "listen/remove_watch.html", {"watch": watch, "count": watch.mentions.count()})
    actions.remove_watch(request.user, watch)
    messages.success(request, _("La veille « %(name)s » est supprimée.") % {"name": watch})
    return redirect("listen:watches", request.house.slug)


def _watch(request: HouseRequest, pk: int) -> Any:
    return get_object_or_404(Watch.objects.of(request.house).select_related("organisation"), pk=pk)
