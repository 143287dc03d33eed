"""Addresses of `govern`."""

from django.urls import path

from parvis.govern import views

app_name = "govern"
urlpatterns = [
    path("", views.accreditations, name="accreditations"),
    path("accredit/", views.accredit, name="accredit"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("journal/", views.journal, name="journal"),
]
