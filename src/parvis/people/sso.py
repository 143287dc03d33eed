"""The way back from the organisation's own sign-in, stricter than allauth's: issuer and person must be the same."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse


class Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Also reads what some providers, ProConnect among them, send of a person: a signed token instead of JSON."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        if self.openid_config["issuer"].rstrip("/") != settings.OIDC.issuer:
            raise OAuth2Error("the provider gives another issuer than PARVIS_OIDC_ISSUER")
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("the provider gave no id_token")
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        if told["userinfo"].get("sub") != told["id_token"].get("sub"):  # OpenID Connect Core 1.0, section 5.3.2
            raise OAuth2Error("userinfo is about somebody else than id_token")
        return login

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            response.raise_for_status()
        if "application/jwt" not in response.headers.get("Content-Type", ""):
            return dict(response.json())
        return dict(
            jwtkit.verify_and_decode(
                credential=response.text.strip(),
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=self.get_provider().app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        )


@login_not_required  # type: ignore[untyped-decorator]
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        view = OAuth2CallbackView.adapter_view(Adapter(request, provider_id))
        answer: HttpResponse = view(request)
    except SocialApp.DoesNotExist:
        raise Http404(provider_id) from None
    return answer
