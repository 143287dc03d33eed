"""Addresses of `govern`."""

app_name = "govern"
urlpatterns: list = []
