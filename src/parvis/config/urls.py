"""Every address of the house. Pages of an organisation live under `/o/<its slug>/`."""

from django.conf import settings
from django.urls import URLPattern, include, path, re_path
from django.views.generic import RedirectView

from parvis.config.api import api
from parvis.govern.courses.views.watch import certificate, certificate_pdf
from parvis.outbox.fetched import fetched
from parvis.web.health import health

LINKED_ELSEWHERE = r"^accounts/(?:3rdparty|social)/(?:signup/|connections/)?$"
"""Pages of allauth that link accounts by hand: here `people.provider` alone does."""


def _provider_addresses() -> list[URLPattern]:
    """Where a provider sends people back to, if one is named."""
    if not settings.OIDC:
        return []
    from parvis.people.sso import callback

    return [path("accounts/oidc/<str:provider_id>/login/callback/", callback, name="openid_connect_callback")]


urlpatterns = [
    path("healthz", health, name="health"),
    path("fetched/<str:token>/<path:name>", fetched, name="fetched"),
    path("", include("parvis.people.urls")),
    path("o/<slug:house>/", include("parvis.prepare.urls")),
    path("o/<slug:house>/listen/", include("parvis.listen.urls")),
    path("o/<slug:house>/converse/", include("parvis.converse.urls")),
    path("o/<slug:house>/publish/", include("parvis.publish.urls")),
    path("o/<slug:house>/outbox/", include("parvis.outbox.urls")),
    path("o/<slug:house>/channels/", include("parvis.channels.urls")),
    path("o/<slug:house>/govern/charter/", include("parvis.govern.charter.urls")),
    path("o/<slug:house>/govern/register/", include("parvis.govern.register.urls")),
    path("o/<slug:house>/govern/rules/", include("parvis.govern.rulebook.urls")),
    path("o/<slug:house>/govern/incidents/", include("parvis.govern.incidents.urls")),
    path("o/<slug:house>/govern/ambassadors/", include("parvis.govern.ambassadors.urls")),
    path("o/<slug:house>/govern/", include("parvis.govern.urls")),
    path("o/<slug:house>/govern/courses/", include("parvis.govern.courses.urls")),
    path("certificate/<str:token>/", certificate, name="certificate"),
    path("certificate/<str:token>/certificate.pdf", certificate_pdf, name="certificate_pdf"),
    path("o/<slug:house>/measure/", include("parvis.measure.urls")),
    path("o/<slug:house>/house/", include("parvis.people.house_urls")),
    *_provider_addresses(),
    re_path(LINKED_ELSEWHERE, RedirectView.as_view(pattern_name="mfa_index")),
    path("p/<slug:house>/ambassadors/", include("parvis.govern.ambassadors.public_urls")),
    path("p/<slug:house>/", include("parvis.govern.charter.public_urls")),
    path("websub/", include("parvis.listen.websub.urls")),
    path("contact/", include("parvis.listen.contact.urls")),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="people:sessions")),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("web/", include("parvis.web.urls")),
]
