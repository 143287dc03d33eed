"""Addresses of the ambassadors' room."""

from django.urls import path

from parvis.govern.ambassadors.views import house as views

app_name = "ambassadors"
urlpatterns = [
    path("", views.ambassadors, name="ambassadors"),
    path("invite/", views.invite, name="invite"),
    path("mine/", views.mine, name="mine"),
    path("<int:pk>/remind/", views.remind, name="remind"),
    path("<int:pk>/end/", views.end, name="end"),
    path("kit/add/", views.prepare, name="prepare"),
    path("kit/<int:pk>/", views.change, name="change"),
    path("kit/<int:pk>/end/", views.end_item, name="end_item"),
    path("kit/<int:pk>/picture/", views.picture, name="picture"),
]
