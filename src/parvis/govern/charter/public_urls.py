"""Public addresses of a house's texts: no sign-in."""

from django.urls import path

from parvis.govern.charter.views import public

app_name = "charter_public"
urlpatterns = [
    path("", public.texts, name="texts"),
    path("<slug:kind>/", public.text, name="text"),
    path("<slug:kind>/<int:number>/", public.text, name="past"),
    path("<slug:kind>/<int:number>/text.pdf", public.pdf, name="pdf"),
]
