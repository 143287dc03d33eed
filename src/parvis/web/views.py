"""The reader's theme, and the style guide."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from parvis.web import guide as specimen
from parvis.web.context import THEMES, Layout

A_YEAR = 365 * 24 * 3600


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's choice of `light`, `dark` or `auto` in a cookie; back to the page they came from."""
    answer = HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(_back(request))
    if request.POST.get("theme") in THEMES:
        answer.set_cookie("theme", request.POST["theme"], max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"


def guide(request: Any, page: str = "guide") -> HttpResponse:
    """Every component, and (`page` « inbox ») the three columns; for developers and whoever is signed in."""
    if not settings.DEBUG and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if Layout(request).house is None:
        request.house = specimen.House()
    return render(request, f"web/{page}.html", specimen.specimens())
