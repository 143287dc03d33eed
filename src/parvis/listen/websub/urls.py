"""The address that hubs call."""

from django.urls import path

from parvis.listen.websub import views

app_name = "websub"
urlpatterns = [path("<slug:key>/", views.callback, name="callback")]
