"""Addresses of the rulebook."""

from django.urls import path

from parvis.govern.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("add/", views.add, name="add"),
    path("add/<slug:kind>/", views.make, name="make"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/resume/", views.resume, name="resume"),
]
