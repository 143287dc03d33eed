"""Addresses of `listen`."""

app_name = "listen"
urlpatterns: list = []
