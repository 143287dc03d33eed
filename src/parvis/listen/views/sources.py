"""Pages of sources."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.channels.speak import feed_at
from parvis.listen import actions
from parvis.listen.forms import AddressForm, ListForm, SearchForm, searchable
from parvis.listen.models import Source, SourceKind
from parvis.networks.errors import NetworkError
from parvis.people.door import HouseRequest, member, worker


@member
@require_GET
def sources(request: HouseRequest) -> HttpResponse:
    rows = Source.objects.of(request.house).exclude(kind=SourceKind.IMPORT).select_related("channel", "following")
    return render(request, "listen/sources.html", {"sources": rows, "ailing": [row for row in rows if row.ails]})


@worker
@require_http_methods(["GET", "POST"])
def add(request: HouseRequest) -> HttpResponse:
    """Looks for feeds at an address and shows what there is to choose from."""
    form, links = AddressForm(request.POST or None), ()
    if request.method == "POST" and form.is_valid():
        try:
            links = feed_at(form.cleaned_data["address"]).discover()
        except NetworkError as error:
            form.add_error("address", error.say.to(get_language() or "fr"))
        else:
            if not links:
                form.add_error("address", _("Il n’y a pas de flux à cette adresse. Essayez celle d’une autre page."))
    return _adding(request, form, links)


def _adding(request: HouseRequest, form: AddressForm, links: Iterable[Any] = (), **other: Any) -> HttpResponse:
    channels = searchable(request.house)
    there = set(Source.objects.of(request.house).filter(kind=SourceKind.FEED).values_list("address", flat=True))
    context = {
        "form": form,
        "links": [(link, link.url in there) for link in links],
        "list_form": other.get("list_form") or ListForm(),
        "tapped": Source.objects.of(request.house).filter(kind=SourceKind.STREAM).exists(),
        "can_tap": settings.FOLLOW_LIVE,
        "search_form": (other.get("search_form") or SearchForm(channels)) if channels else None,
    }
    return render(request, "listen/add_source.html", context)


@worker
@require_POST
def follow(request: HouseRequest) -> HttpResponse:
    """Adds the feeds that were chosen: each value holds an address, its title beside it."""
    addresses = [url for url in request.POST.getlist("feed") if url.startswith(("http://", "https://"))]
    for address in addresses:
        actions.add_feed(request.user, request.house, address[:1000], request.POST.get(f"title {address}", ""))
    count = len(addresses)
    words = ngettext("%(count)s flux est suivi : première lecture en cours.",
                     "%(count)s flux sont suivis : première lecture en cours.", count)  # fmt: skip
    if count:
        messages.success(request, words % {"count": count})
    return redirect("listen:sources" if count else "listen:add_source", request.house.slug)


@worker
@require_POST
def search(request: HouseRequest) -> HttpResponse:
    form = SearchForm(searchable(request.house), request.POST)
    if not form.is_valid():
        return _adding(request, AddressForm(), search_form=form)
    actions.add_search(request.user, form.cleaned_data["channel"], form.cleaned_data["words"])
    messages.success(request, _("La recherche est enregistrée : première lecture en cours."))
    return redirect("listen:sources", request.house.slug)


@worker
@require_POST
def tap(request: HouseRequest) -> HttpResponse:
    actions.tap(request.user, request.house)
    messages.success(request, _("Tout Bluesky passe désormais devant vos veilles."))
    return redirect("listen:sources", request.house.slug)


@member
@require_GET
def give_opml(request: HouseRequest) -> HttpResponse:
    name = f'attachment; filename="parvis-{request.house.slug}.opml"'
    content = actions.give_opml(request.house)
    return HttpResponse(content, content_type="text/x-opml; charset=utf-8", headers={"Content-Disposition": name})


@worker
@require_POST
def take_opml(request: HouseRequest) -> HttpResponse:
    form = ListForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            new, known = actions.take_opml(request.user, request.house, form.cleaned_data["file"].read())
            words = _("Flux ajoutés : %(new)s. Déjà suivis : %(known)s.")
            messages.success(request, words % {"new": new, "known": known})
            return redirect("listen:sources", request.house.slug)
        except NetworkError as error:
            form.add_error("file", error.say.to(get_language() or "fr"))
    return _adding(request, AddressForm(), list_form=form)


@worker
@require_POST
def pause(request: HouseRequest, pk: int) -> HttpResponse:
    actions.pause_source(request.user, _source(request, pk))
    return redirect("listen:sources", request.house.slug)


@worker
@require_POST
def resume(request: HouseRequest, pk: int) -> HttpResponse:
    actions.resume_source(request.user, _source(request, pk))
    return redirect("listen:sources", request.house.slug)


@worker
@require_POST
def read_now(request: HouseRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    actions.read_now(source)
    messages.success(request, _("Parvis lit « %(name)s » dans quelques instants.") % {"name": source})
    return redirect("listen:sources", request.house.slug)


@worker
@require_http_methods(["GET", "POST"])
def remove(request: HouseRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    if request.method != "POST":
        return render(request, "listen/remove_source.html", {"source": source})
    actions.remove_source(request.user, source)
    messages.success(request, _("La source « %(name)s » est retirée.") % {"name": source})
    return redirect("listen:sources", request.house.slug)


def _source(request: HouseRequest, pk: int) -> Any:
    rows = Source.objects.of(request.house).exclude(kind=SourceKind.IMPORT).select_related("organisation")
    return get_object_or_404(rows, pk=pk)
