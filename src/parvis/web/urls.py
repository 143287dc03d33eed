"""Addresses of `web`: what belongs to no organisation."""

from django.urls import path
from django.views.i18n import set_language

from parvis.web import views

app_name = "web"
urlpatterns = [
    path("", views.guide, name="guide"),
    path("inbox/", views.guide, {"page": "guide_inbox"}, name="guide_inbox"),
    path("theme/", views.theme, name="theme"),
    path("language/", set_language, name="language"),
]
