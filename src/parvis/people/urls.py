"""Addresses of people, outside any organisation."""

from django.urls import path

from parvis.people import views

app_name = "people"
urlpatterns = [
    path("", views.home, name="home"),
    path("welcome/", views.welcome, name="welcome"),
    path("preferences/", views.preferences, name="preferences"),
    path("second-factor/<slug:slug>/", views.second_factor, name="second_factor"),
    path("sessions/", views.sessions, name="sessions"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
