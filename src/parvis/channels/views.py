"""Pages of channels, in the part « Préparer »."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.channels import actions, consent, health, reads, speak
from parvis.channels.forms import ApplicationForm, ByHandForm, ChannelForm, ConnectForm
from parvis.channels.models import Channel, Health
from parvis.networks import registry
from parvis.networks.base import Can, Info, Login
from parvis.networks.errors import NetworkError
from parvis.networks.oauth import Application
from parvis.networks.setup import setup_of
from parvis.people.door import HouseRequest, lead, member
from parvis.say import Say

SOON = timedelta(days=14)  # a login that ends within this is worth a word
NO_PLACE = {"feed"}  # a feed is read, nobody posts there
COLUMNS = [
    (_lazy("Écouter"), (Can.LISTEN, Can.SEARCH, Can.FOLLOW)),
    (_lazy("Publier"), (Can.PUBLISH,)),
    (_lazy("Répondre"), (Can.REPLY,)),
    (_lazy("Retirer"), (Can.WITHDRAW,)),
    (_lazy("Compter"), (Can.COUNT,)),
]
NOT_OURS = _lazy(
    "Cette réponse n’est pas celle qu’attendait Parvis, ou elle a trop tardé. Rien n’a changé : recommencez."
)


@member
@require_GET
def channels(request: HouseRequest) -> HttpResponse:
    rows = [(channel, reads.missing(channel)) for channel in reads.channels_of(request.house)]
    return render(request, "channels/channels.html", {"rows": rows})


@member
@require_GET
def networks(request: HouseRequest) -> HttpResponse:
    context = {"cards": [_card(info) for info in registry.infos()], "columns": [name for name, _verbs in COLUMNS]}
    return render(request, "channels/networks.html", context)


def _card(info: Info) -> dict[str, Any]:
    """A network's row in the table, in the reader's language."""
    language = get_language() or "fr"
    return {
        "info": info,
        "can": [(name, any(verb in info.can for verb in group)) for name, group in COLUMNS],
        "connects": Can.CONNECT in info.can,
        "note": info.note.to(language),
        "verified": info.verified.to(language),
        "cost": info.cost.to(language),
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
    return render(request, "channels/connect.html", {"form": form, **_opened(request, info)})


def _opened(request: HouseRequest, info: Info) -> dict[str, Any]:
    """The card, and whether the house has an application that the platform may let in."""
    language = get_language() or "fr"
    return {
        "card": _card(info),
        "has_door": speak.door(info.slug) is not None,
        "application": reads.application_of(request.house, info.slug),
        "scopes": [(scope.name, scope.why.to(language)) for scope in info.scopes],
        "back": _back_address(request),
    }


def _back_address(request: HouseRequest) -> str:
    """Where platforms send people back: one address for all, as they want it word for word."""
    return str(settings.PUBLIC_URL).rstrip("/") + reverse("channels:back", args=[request.house.slug])


@lead
@require_http_methods(["GET", "POST"])
def application(request: HouseRequest, network: str) -> HttpResponse:
    info = _with_door(network)
    known = reads.application_of(request.house, network)
    form = ApplicationForm(request.POST or None, initial={"client_id": known.client_id if known else ""})
    if request.method == "POST" and form.is_valid():
        actions.keep_application(request.user, request.house, network, **form.cleaned_data)
        messages.success(request, _("L’application est enregistrée. Connectez maintenant un compte."))
        return redirect("channels:connect", request.house.slug, network)
    return render(
        request, "channels/application.html", {"form": form, **_opened(request, info), **_steps(request, network)}
    )


def _steps(request: HouseRequest, network: str) -> dict[str, Any]:
    """How to get an application there, as the guide says it."""
    setup = setup_of(network)
    if setup is None:
        return {}
    told = setup.told(get_language() or "fr", _("ci-dessous"))
    return {"steps": told, "read_on": setup.read_on, "sources": setup.sources}


def _with_door(network: str) -> Info:
    info = _connectable(network)
    if speak.door(network) is None:
        raise Http404(network)
    return info


@lead
@require_GET
def leave(request: HouseRequest, network: str) -> HttpResponse:
    """Off to the platform's page of consent."""
    _with_door(network)
    known = reads.application_of(request.house, network)
    if known is None:
        return redirect("channels:application", request.house.slug, network)
    number = request.GET.get("channel", "")
    row = _channel(request, int(number)) if _is_small(number) else None
    asked = consent.begin(request.house.pk, network, row.pk if row else 0, timezone.now())
    consent.keep(request.session, asked)
    return redirect(speak.consent_at(network, known.client_id, _back_address(request), asked.state, asked.verifier))


@lead
@require_GET
def back(request: HouseRequest) -> HttpResponse:
    """Here again: the answer is checked, its code changed for a login, and the place chosen where there are several."""
    asked = consent.kept(request.session, request.house.pk, timezone.now())
    if asked is None or not consent.is_answer(asked, request.GET.get("state", "")):
        return _not_connected(request, NOT_OURS)
    consent.forget(request.session)
    if "code" not in request.GET:
        return _not_connected(
            request, _("La plateforme n’a pas donné son accord. Rien n’a changé : recommencez."), asked
        )
    known = reads.application_of(request.house, asked.network)
    if known is None:
        return redirect("channels:application", request.house.slug, asked.network)
    own = Application(known.client_id, known.secrets["client_secret"])
    try:
        places = speak.places_for(asked.network, own, request.GET["code"], _back_address(request), asked.verifier)
    except NetworkError as error:
        return _not_connected(request, error.say.to(get_language() or "fr"), asked)
    if not places:
        return _not_connected(
            request, _("Ce compte n’ouvre aucune page à l’application. Rien n’a changé : vérifiez son rôle."), asked
        )
    found = replace(asked, places=tuple((place.name, dict(place.secrets)) for place in places))
    if len(places) == 1:
        return _admitted(request, found, 0)
    consent.keep(request.session, found)
    return redirect("channels:place", request.house.slug)


def _is_small(number: str) -> bool:
    """Whether it is a number that a row or a place may have."""
    return number.isdecimal() and len(number) < 19


@lead
@require_http_methods(["GET", "POST"])
def place(request: HouseRequest) -> HttpResponse:
    """Which of the pages that the consent opened."""
    asked = consent.kept(request.session, request.house.pk, timezone.now())
    if asked is None or not asked.places:
        return _not_connected(request, _("Le choix a trop tardé. Rien n’a changé : recommencez."))
    number = request.POST.get("place", "")
    if _is_small(number) and int(number) < len(asked.places):
        consent.forget(request.session)
        return _admitted(request, asked, int(number))
    context = {"names": [name for name, _secrets in asked.places], "card": _card(speak.info(asked.network))}
    context["channel"] = _channel(request, asked.channel) if asked.channel else None
    return render(request, "channels/place.html", context)


def _admitted(request: HouseRequest, asked: consent.Consent, number: int) -> HttpResponse:
    """The channel of the chosen place, new or the one that was to be connected again."""
    given = asked.places[number][1]
    try:
        if asked.channel:
            row = _channel(request, asked.channel)
            actions.readmit(request.user, row, replace(speak.login_of(row), external_id="", secrets=given))
        else:
            row = actions.admit(request.user, request.house, asked.network, Login(secrets=given))
    except NetworkError as error:
        return _not_connected(request, error.say.to(get_language() or "fr"), asked)
    messages.success(request, _("Le compte « %(name)s » est connecté.") % {"name": row.name})
    return redirect("channels:channel", request.house.slug, row.pk)


def _not_connected(request: HouseRequest, why: Any, asked: consent.Consent | None = None) -> HttpResponse:
    consent.forget(request.session)
    messages.error(request, why)
    if asked and asked.channel:
        return redirect("channels:reconnect", request.house.slug, asked.channel)
    if asked:
        return redirect("channels:connect", request.house.slug, asked.network)
    return redirect("channels:choose", request.house.slug)


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
    return render(request, "channels/connect.html", {"form": form, "channel": row, **_opened(request, info)})


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
        "findings": [Say(**each["say"]).to(get_language() or "fr") for each in tried.findings] if tried else [],
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
