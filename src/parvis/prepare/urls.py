"""Addresses of `prepare`."""

app_name = "prepare"
urlpatterns: list = []
