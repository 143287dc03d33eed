"""Pages of channels, in the part « Préparer »."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.channels import actions, health, reads, speak
from parvis.channels.forms import ByHandForm, ChannelForm, ConnectForm
from parvis.channels.models import Channel, Health
from parvis.networks import registry
from parvis.networks.base import Can, Info
from parvis.networks.errors import NetworkError
from parvis.people.door import HouseRequest, lead, member
from parvis.say import Say

SOON = timedelta(days=14)  # a login that ends within this is worth a word
NO_PLACE = {"feed"}  # a feed is read, nobody posts there


@member
@require_GET
def channels(request: HouseRequest) -> HttpResponse:
    rows = [(channel, reads.missing(channel)) for channel in reads.channels_of(request.house)]
    return render(request, "channels/channels.html", {"rows": rows})


@member
@require_GET
def networks(request: HouseRequest) -> HttpResponse:
    return render(request, "channels/networks.html", {"cards": [_card(info) for info in registry.infos()]})


def _card(info: Info) -> dict[str, Any]:
    """A network's row in the table, in the reader's language."""
    language = get_language() or "fr"
    verbs = [(Can.LISTEN, Can.SEARCH, Can.FOLLOW), (Can.PUBLISH,), (Can.REPLY,), (Can.WITHDRAW,), (Can.COUNT,)]
    return {
        "info": info,
        "can": [any(verb in info.can for verb in group) for group in verbs],
        "connects": Can.CONNECT in info.can,
        "note": info.note.to(language),
        "verified": info.verified.to(language),
    }


@lead
@require_GET
def choose(request: HouseRequest) -> HttpResponse:
    infos = registry.infos()
    context = {
        "cards": [_card(info) for info in infos if Can.CONNECT in info.can],
        "by_hand": [_card(info) for info in infos if info.slug not in NO_PLACE],
    }
    return render(request, "channels/choose.html", context)


@lead
@require_http_methods(["GET", "POST"])
def hold_by_hand(request: HouseRequest, network: str) -> HttpResponse:
    """A channel without a login: a person carries out what goes out."""
    try:
        info = speak.info(network)
    except KeyError:
        raise Http404(network) from None
    form = ByHandForm(request.POST or None, initial={"name": "" if network == "elsewhere" else info.name})
    if request.method == "POST" and form.is_valid():
        row = actions.hold_by_hand(request.user, request.house, network, **form.cleaned_data)
        messages.success(request, _("Le canal « %(name)s » est tenu à la main.") % {"name": row.name})
        return redirect("channels:channel", request.house.slug, row.pk)
    return render(request, "channels/by_hand.html", {"form": form, "card": _card(info)})


@lead
@require_http_methods(["GET", "POST"])
def go_by_hand(request: HouseRequest, pk: int) -> HttpResponse:
    """Asks first: from then on nothing goes out by itself."""
    row = _channel(request, pk)
    if request.method == "GET":
        return render(request, "channels/go_by_hand.html", {"channel": row})
    actions.go_by_hand(request.user, row)
    messages.success(request, _("Le canal « %(name)s » est tenu à la main.") % {"name": row.name})
    return redirect("channels:channel", request.house.slug, pk)


@lead
@require_http_methods(["GET", "POST"])
def connect(request: HouseRequest, network: str) -> HttpResponse:
    info = _connectable(network)
    form = ConnectForm(info, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = actions.connect(request.user, request.house, network, form.cleaned_data)
            messages.success(request, _("Le compte « %(name)s » est connecté.") % {"name": channel.name})
            return redirect("channels:channel", request.house.slug, channel.pk)
        except NetworkError as error:
            form.add_error(None, error.say.to(get_language() or "fr"))
    return render(request, "channels/connect.html", {"form": form, "card": _card(info)})


def _connectable(network: str) -> Info:
    try:
        info = speak.info(network)
    except KeyError:
        raise Http404(network) from None
    if Can.CONNECT not in info.can:
        raise Http404(network)
    return info


@member
@require_GET
def channel(request: HouseRequest, pk: int) -> HttpResponse:
    row = _channel(request, pk)
    return _page(request, row, ChannelForm(request.house, instance=row))


@lead
@require_POST
def describe(request: HouseRequest, pk: int) -> HttpResponse:
    row = _channel(request, pk)
    form = ChannelForm(request.house, request.POST, instance=row)
    if not form.is_valid():
        return _page(request, _channel(request, pk), form)
    actions.describe(request.user, row, **form.cleaned_data)
    messages.success(request, _("La fiche est enregistrée."))
    return redirect("channels:channel", request.house.slug, pk)


@lead
@require_http_methods(["GET", "POST"])
def reconnect(request: HouseRequest, pk: int) -> HttpResponse:
    row = _channel(request, pk)
    info = _connectable(row.network)
    known = {"address": row.address, "handle": row.handle}
    form = ConnectForm(info, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reconnect(request.user, row, form.cleaned_data)
            messages.success(request, _("Le compte est reconnecté. Ce qui attendait reprend."))
            return redirect("channels:channel", request.house.slug, pk)
        except NetworkError as error:
            form.add_error(None, error.say.to(get_language() or "fr"))
    return render(request, "channels/connect.html", {"form": form, "card": _card(info), "channel": row})


@lead
@require_POST
def take_live(request: HouseRequest, pk: int) -> HttpResponse:
    row = _channel(request, pk)
    try:
        actions.take_live(request.user, row)
        messages.success(request, _("Le canal « %(name)s » est en service.") % {"name": row.name})
    except actions.NotReady as lack:
        for check in lack.missing:
            messages.error(request, check.words)
    return redirect("channels:channel", request.house.slug, pk)


@lead
@require_POST
def pause(request: HouseRequest, pk: int) -> HttpResponse:
    row = _channel(request, pk)
    actions.pause(request.user, row)
    messages.success(request, _("Le canal « %(name)s » est suspendu : plus rien n’en part.") % {"name": row.name})
    return redirect("channels:channel", request.house.slug, pk)


@lead
@require_http_methods(["GET", "POST"])
def close(request: HouseRequest, pk: int) -> HttpResponse:
    row = _channel(request, pk)
    if request.method != "POST":
        return render(request, "channels/close.html", {"channel": row})
    actions.close(request.user, row)
    messages.success(request, _("Le canal « %(name)s » est fermé.") % {"name": row.name})
    return redirect("channels:channels", request.house.slug)


def _page(request: HouseRequest, row: Channel, form: ChannelForm) -> HttpResponse:
    checks, tried = reads.readiness(row), Health.objects.filter(channel=row).first()
    context = {
        "channel": row,
        "form": form,
        "checks": checks,
        "is_ready": all(check.met for check in checks),
        "connects": Can.CONNECT in _can(row.network),
        "health": tried,
        "trouble": Say(**tried.trouble).to(get_language() or "fr") if tried and tried.trouble else "",
        "ends": None if row.by_hand else health.login_ends(row),
        "soon": timezone.now() + SOON,
    }
    return render(request, "channels/channel.html", context)


def _can(network: str) -> frozenset[Can]:
    try:
        return speak.info(network).can
    except KeyError:
        return frozenset()


def _channel(request: HouseRequest, pk: int) -> Channel:
    rows = Channel.objects.of(request.house).select_related("owner", "organisation")
    row: Channel = get_object_or_404(rows, pk=pk)
    return row
