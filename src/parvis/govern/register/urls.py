"""Addresses of the register."""

from django.urls import path

from parvis.govern.register import views

app_name = "register"
urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("enter/", views.enter, name="enter"),
    path("<int:pk>/", views.change, name="change"),
    path("<int:pk>/to-close/", views.to_close, name="to_close"),
    path("<int:pk>/keep/", views.keep, name="keep"),
    path("<int:pk>/close/", views.close, name="close"),
    path("passwords/<int:pk>/", views.password, name="password"),
]
