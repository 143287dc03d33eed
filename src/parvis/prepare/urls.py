"""Addresses of `prepare`."""

from django.urls import path

from parvis.prepare import views

app_name = "prepare"
urlpatterns = [
    path("", views.today, name="today"),
    path("govern/leaving/", views.leaving, name="leaving"),
    path("govern/leaving/<int:pk>/erase/", views.erase, name="erase"),
]
