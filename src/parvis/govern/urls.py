"""Addresses of `govern`."""

from django.urls import path

from parvis.govern import views
from parvis.govern.journal.views import export, journal

app_name = "govern"
urlpatterns = [
    path("", views.accreditations, name="accreditations"),
    path("accredit/", views.accredit, name="accredit"),
    path("duty/", views.duty, name="duty"),
    path("duty/<int:pk>/end/", views.end_duty, name="end_duty"),
    path("<int:pk>/", views.voice, name="voice"),
    path("<int:pk>/level/", views.change_level, name="change_level"),
    path("<int:pk>/renew/", views.renew, name="renew"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("journal/", journal, name="journal"),
    path("journal/journal.<str:kind>", export, name="journal_export"),
]
