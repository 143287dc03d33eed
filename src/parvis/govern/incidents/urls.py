"""Addresses of incidents."""

from django.urls import path

from parvis.govern.incidents import views

app_name = "incidents"
urlpatterns = [
    path("", views.incidents, name="incidents"),
    path("open/", views.open_incident, name="open"),
    path("<int:pk>/", views.incident, name="incident"),
    path("<int:pk>/close/", views.close, name="close"),
]
